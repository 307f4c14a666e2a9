"""The page of the lab `qtable`: a world to cross, the last lesson term by term, and the table itself."""

from apps.parts.ice import Ice
from apps.shell import Shell
from apps.views import Curve
from playground.labs.qtable import Qtable

ice = Ice()

Shell(
    Qtable,
    pictures=[ice, ice.update],
    side=[ice.table],
    curve=Curve("success_rate", "greedy_success", top=1),
).servable()
