"""The page of the lab `streetlights`: rows with their lamps, the weights, and the curve of the error."""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.streetlights import Rows
from playground.labs.streetlights import Streetlights

Shell(Streetlights, pictures=[Rows()], curve=Curve("error")).servable()
