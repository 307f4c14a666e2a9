"""The page of the lab `qtable`: a world to cross with the last update beside it, and the table itself."""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.qtable import Ice
from playground.labs.qtable import Qtable
from playground.rl.planning import greedy_success

ice = Ice()


def optimum(lab: Qtable) -> float:
    """The most that `greedy_success` can be here."""
    return greedy_success(lab.truth, lab.land)


Shell(
    Qtable,
    pictures=[ice],
    side=[ice.table],
    curve=Curve("success_rate", "greedy_success", top=1, best=("at best", optimum)),
).servable()
