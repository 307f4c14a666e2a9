"""The run of the lab `weight` as a script: a dozen lines, as the source has them."""

from typing import TYPE_CHECKING

from playground.lab.listing import fill

if TYPE_CHECKING:
    from playground.labs.weight.lab import Weight

# Before the bar stand the flags that a line is for.
PROGRAM = """\
                |import numpy as np
                |
                |weight, given, goal = np.array([{weight!r}, {input!r}, {goal!r}])
                |
                |for step in range({steps}):
descent         |    delta = given * weight - goal  # how far the prediction is off
descent         |    weight -= {learning_rate!r} * (given * delta)  # downhill
!descent        |    up = (given * (weight + {amount!r}) - goal) ** 2  # the error with a little more
!descent        |    down = (given * (weight - {amount!r}) - goal) ** 2  # and with a little less
!descent        |    if down < up:
!descent        |        weight -= {amount!r}
!descent        |    elif down > up:
!descent        |        weight += {amount!r}
                |
                |prediction = given * weight
                |print("error", repr(float((prediction - goal) ** 2)))
                |print("prediction", repr(float(prediction)))
                |print("w", repr(float(weight)))
"""


def script(lab: "Weight", steps: int) -> str:
    """A script that needs only numpy, makes `steps` rounds and prints the metrics."""
    flags = {"descent"} if lab.method == "descent" else set()
    numbers = {
        name: float(getattr(lab, name)) for name in ("weight", "input", "goal", "learning_rate", "amount")
    }
    return fill(PROGRAM, flags, steps=steps, **numbers)
