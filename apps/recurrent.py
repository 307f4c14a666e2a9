"""The page of the lab `recurrent`: an addition, the network laid out under it, and the loop's eigenvalues."""

from apps.parts.unrolled import Unrolled, loop
from apps.shell import Shell
from apps.views import Curve, Picture
from playground.labs.recurrent import Recurrent

Shell(
    Recurrent,
    pictures=[Unrolled()],
    side=[Picture("loop", loop)],
    curve=Curve("last_error", "accuracy"),
).servable()
