"""The page of the lab `weight`: a ball in the valley of the error, and the curve of its error."""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.weight import Valley
from playground.labs.weight import Weight

Shell(Weight, pictures=[Valley()], curve=Curve("error", log=True)).servable()
