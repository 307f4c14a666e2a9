"""The page of the lab `recurrent`: an addition, the network laid out under it, and the loop's eigenvalues."""

from apps.page.shell import Shell
from apps.page.views import Curve, Picture
from apps.views.recurrent import Unrolled, loop
from playground.labs.recurrent import Recurrent

Shell(
    Recurrent,
    pictures=[Unrolled()],
    side=[Picture("recurrent/loop", loop)],
    curve=Curve("last_error", "accuracy", title="error, accuracy"),
).servable()
