"""The page of the lab `descent`: the landscape with its balls, and the curve of their height."""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.descent import Ground
from playground.labs.descent import Descent

Shell(Descent, pictures=[Ground()], curve=Curve("height")).servable()
