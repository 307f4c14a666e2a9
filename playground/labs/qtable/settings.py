"""What a learner may set in the lab `qtable`, and the world that comes of it."""

from typing import Any

import param

from playground.lab import Lab, settings
from playground.lab.settings import SettingError
from playground.labs.qtable.content import OWN_MAP
from playground.rl import gridworlds, q_network, td
from playground.rl.gridworlds import MapError, World

BATCH, CAPACITY = 16, 500  # moves seen again in a step, of so many kept
RENEWED = 100  # steps after which the target network is copied anew


def land(world: str, map: str, slippery: bool) -> World:
    """The world of these settings."""
    if world == "gridworld":
        return gridworlds.gridworld()
    text = {"4x4": gridworlds.LAKE_4X4, "8x8": gridworlds.LAKE_8X8, "own": map}[world]
    return gridworlds.lake(text, slippery)


class Settings(Lab):
    """The settings of the lab, and how they go together."""

    world: Any = param.Selector(
        default="4x4", objects=["4x4", "8x8", "gridworld", "own"], label="World",
        doc="""Where the agent walks: a small or a large frozen lake, the gridworld of REINFORCEjs with walls
        and tiles that cost, or a map of your own.""",
    )  # fmt: skip
    map = settings.Text(
        OWN_MAP, longest=500, label="Own map",
        doc=f"""The rows of your own lake, split by / or as a list from Gymnasium: S is the start, F ice, H a
        hole, G the goal, # a wall and - a tile that costs 1. Up to {gridworlds.LARGEST} rows and columns.""",
    )  # fmt: skip
    slippery = param.Boolean(
        True, label="Slippery",
        doc="""On slippery ice one move in three goes where it should; the others go to the left or to the
        right of that.""",
    )  # fmt: skip
    method: Any = param.Selector(
        default="q-learning", objects=[*td.METHODS], label="Method",
        doc="""What the agent thinks a new place is worth: its best move (Q-learning), the move it will make
        (SARSA), the average of those it might make (expected SARSA). The network does as Q-learning.""",
    )  # fmt: skip
    alpha = settings.Log(
        0.15, bounds=(1e-3, 1.0), label="Alpha",
        doc="How far a move shifts its value towards what was just seen. With 1, all before is gone.",
    )  # fmt: skip
    gamma = param.Number(
        0.99, bounds=(0.0, 0.999), step=0.001, label="Gamma",
        doc="What a reward is still worth if it comes a move later. Small is impatient.",
    )  # fmt: skip
    epsilon = param.Number(
        1.0, bounds=(0.0, 1.0), step=0.01, label="Epsilon",
        doc="How often, at the start, the agent tries any move instead of the best it knows.",
    )  # fmt: skip
    decay = param.Number(
        0.9993, bounds=(0.9, 1.0), step=0.0001, label="Decay",
        doc="Epsilon is multiplied by this after every episode: with 1 it stays, below it fades.",
    )  # fmt: skip
    replay = param.Boolean(
        False, label="Replay",
        doc=f"""Whether the network learns from {BATCH} moves at once, drawn from the last {CAPACITY}, instead
        of the one just made.""",
    )  # fmt: skip
    target = param.Boolean(
        False, label="Target network",
        doc=f"""Whether targets come from a copy of the network that is renewed every {RENEWED} steps, so that
        it does not chase itself.""",
    )  # fmt: skip
    loss: Any = param.Selector(
        default="squared", objects=[*q_network.LOSSES], label="Loss",
        doc="""What a miss costs: its square, Huber's loss with its bounded slope, or the bug: the miss itself
        is clipped before it is squared.""",
    )  # fmt: skip
    clip = settings.Log(
        1.0, bounds=(0.01, 10.0), label="Limit",
        doc="Where Huber's loss turns straight, or where the bug clips a miss.",
    )  # fmt: skip

    groups = {
        "World": ("world", "map", "slippery"),
        "Learning": ("method", "alpha", "gamma", "epsilon", "decay"),
        "Network": ("replay", "target", "loss", "clip"),
    }
    live = frozenset({"alpha", "gamma", "epsilon", "decay", "loss", "clip"})

    def check(self, values: dict[str, Any]) -> None:
        if values["world"] == "own":
            try:
                gridworlds.read(values["map"])
            except MapError as error:
                raise SettingError("map", f"the map {error}") from None

    def irrelevant(self) -> set[str]:
        unused = {"map"} if self.world != "own" else set()
        unused |= {"slippery"} if self.world == "gridworld" else set()
        if self.method != "network":
            return unused | {"replay", "target", "loss", "clip"}
        return unused | ({"clip"} if self.loss == "squared" else set())
