"""The page of the lab `force`: points that pull, the line that they pull on, and the curve of the loss."""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.force import Plane
from playground.labs.force import Force

Shell(Force, pictures=[Plane()], curve=Curve("loss")).servable()
