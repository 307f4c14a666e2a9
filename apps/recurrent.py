"""The page of the lab `recurrent`: an addition, the network laid out under it, and the loop's eigenvalues."""

from apps.page.shell import Shell
from apps.page.views import Curve, Picture
from apps.views.recurrent import Unrolled
from playground.labs.recurrent import Recurrent

unrolled = Unrolled()
Shell(
    Recurrent,
    pictures=[unrolled],
    side=[Picture("recurrent/loop", unrolled.loop)],
    curve=Curve("last_error", "accuracy", title="error, accuracy"),
).servable()
