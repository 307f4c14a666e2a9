"""The lab `qtable`: an agent on slippery ice finds out, move by move, what every move is worth.

One step is one move and one update. The world is `playground.worlds`, its truth `playground.planning`, the
methods `playground.agents` and `playground.q_network`; where the agent is and how its episodes ended is kept by
`_qtable_walk.py`, and `_qtable_hands.py` is what a hand may change.
"""

from typing import Any

import numpy as np
import param

from playground import agents, gradcheck, planning, q_network, settings, worlds
from playground.diagnose import Finding
from playground.history import Arrays
from playground.lab import Table
from playground.labs import _qtable_look as look
from playground.labs._qtable_hands import Hands
from playground.labs._qtable_script import script
from playground.labs._qtable_walk import BY_HAND, BY_ITSELF, EXPLORING, NOT_YET, Update, Walk
from playground.labs._qtable_words import ABOUT, CHALLENGES, OWN_MAP, PRESETS, SOURCES, STORY
from playground.q_network import Array, Memory
from playground.settings import SettingError
from playground.worlds import MapError, World

BATCH, CAPACITY = 16, 500  # moves seen again in a step, of so many kept
RENEWED = 100  # steps after which the target network is copied anew
LARGEST = 1e6  # value that a link may bring


class Qtable(Hands):
    """`q` [S, A] is the table, or the weights of the network; `truth` what it should be."""

    slug = "qtable"
    chapter = "Agents"
    title = "A table that learns to cross the ice"
    question = "How does somebody learn what to do who is never told, only rewarded in the end?"
    invitation = "Press Play and watch the values creep back from the goal; then take the controls, or dig a hole."
    story, sources, presets, about, challenges = STORY, SOURCES, PRESETS, ABOUT, CHALLENGES

    world: Any = param.Selector(
        default="4x4", objects=["4x4", "8x8", "gridworld", "own"], label="World",
        doc="""Where the agent walks: a small or a large frozen lake, the gridworld of REINFORCEjs with walls
        and tiles that cost, or a map of your own.""",
    )  # fmt: skip
    map = settings.Text(
        OWN_MAP, longest=120, label="Own map",
        doc=f"""The rows of your own lake, split by /: S is the start, F ice, H a hole, G the goal, # a wall
        and - a tile that costs 1. Up to {worlds.LARGEST} rows and columns.""",
    )  # fmt: skip
    slippery = param.Boolean(
        True, label="Slippery",
        doc="""On slippery ice one move in three goes where it should; the others go to the left or to the
        right of that.""",
    )  # fmt: skip
    method: Any = param.Selector(
        default="q-learning", objects=[*agents.METHODS], label="Method",
        doc="""What the agent thinks a new place is worth: its best move (Q-learning), the move it will make
        (SARSA), the average of those it might make (expected SARSA). The network learns as Q-learning does.""",
    )  # fmt: skip
    alpha = settings.Log(
        0.05, bounds=(1e-3, 1.0), label="Alpha",
        doc="How far a move shifts its value towards what was just seen. With 1, all that was before is gone.",
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
        0.999, bounds=(0.9, 1.0), step=0.0005, label="Decay",
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
    headline = ("episodes", "success_rate", "greedy_success", "gap")
    shared = ("q", "frozen", "tiles", "rewards", "walk", "outcomes")
    pace = 20

    def check(self, values: dict[str, Any]) -> None:
        if values["world"] == "own":
            try:
                worlds.read(values["map"])
            except MapError as error:
                raise SettingError("map", f"the map {error}") from None

    def irrelevant(self) -> set[str]:
        unused = {"map"} if self.world != "own" else set()
        unused |= {"slippery"} if self.world == "gridworld" else set()
        if self.method != "network":
            return unused | {"replay", "target", "loss", "clip"}
        return unused | ({"clip"} if self.loss == "squared" else set())

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.land = self._land()
        self.q: Array = np.zeros((self.land.size, len(worlds.ACTIONS)))  # [S, A]
        self.frozen = self.q.copy()  # the target network
        self.walk = Walk(self.land)
        self.built_method = self.method
        network = self.method == "network"
        self.memory = Memory(CAPACITY) if network and self.replay else None
        self.has_target = network and self.target

    def _land(self) -> World:
        match self.world:
            case "gridworld":
                return worlds.gridworld()
            case "own":
                return worlds.lake(self.map, self.slippery)
            case "8x8":
                return worlds.lake(worlds.LAKE_8X8, self.slippery)
        return worlds.lake(worlds.LAKE_4X4, self.slippery)

    @property
    def exploring(self) -> float:
        """Epsilon as it is now."""
        chance: float = self.epsilon * self.decay**self.walk.episodes
        return chance

    def learn(self) -> None:
        """One move: choose, see what comes of it, and shift one value towards the target."""
        walk, land, sarsa = self.walk, self.land, self.built_method == "sarsa"
        if walk.over:
            walk.begin(land)
        s, epsilon = walk.place, self.exploring
        action, how = (walk.planned, walk.how) if walk.planned != NOT_YET else self._choose(s, epsilon)
        outcomes = land.P[s][action]
        turn = int(self.rng.random_sample() * len(outcomes))
        _, after, reward, done = outcomes[turn]
        walk.planned, walk.how = self._choose(after, epsilon) if sarsa and not done else (NOT_YET, BY_ITSELF)
        best = 0.0 if done else self._following(after, epsilon)
        target = agents.bellman(reward, self.gamma, best)
        old = float(self.q[s, action])
        if self.built_method == "network":
            self._descend(s, action, reward, after, done, target)
        else:
            self.q[s, action] = agents.updated(old, self.alpha, target)
        new, slipped = float(self.q[s, action]), len(outcomes) > 1 and turn != 1
        explored, by_hand = how == EXPLORING, how == BY_HAND
        walk.went(
            Update(
                s, action, explored, slipped, by_hand, reward, after, done, old, best, target, new
            ),
            land,
        )

    def _choose(self, state: int, epsilon: float) -> tuple[int, int]:
        action, explores = agents.choose(self.q[state].tolist(), self.land.choices[state], epsilon, self.rng)
        return action, EXPLORING if explores else BY_ITSELF

    def _following(self, after: int, epsilon: float) -> float:
        values = (self.frozen if self.has_target else self.q)[after].tolist()
        choices = self.land.choices[after]
        return agents.following(self.built_method, values, choices, epsilon, self.walk.planned)

    def _descend(self, s: int, a: int, reward: float, after: int, done: bool, target: float) -> None:
        """A step of the network: from the move just made, or from some of its memory."""
        seen = np.array([s]), np.array([a]), np.array([target])
        if self.memory is not None:
            self.memory.keep(s, a, reward, after, done)
            moves, rewards = self.memory.draw(self.rng, BATCH)
            seen = moves[:, 0], moves[:, 1], self._targets(moves[:, 2], moves[:, 3], rewards)
        self.q -= self.alpha * q_network.gradient(self.q, seen, self.loss, self.clip)
        if self.has_target and (self.steps + 1) % RENEWED == 0:
            self.frozen[...] = self.q

    def _targets(self, after: Any, done: Any, rewards: Array) -> Array:
        weights = self.frozen if self.has_target else self.q
        best = (weights + planning.model(self.land).barred)[after].max(axis=1)
        return np.asarray(rewards + self.gamma * (best * (1 - done)))

    @property
    def truth(self) -> Array:
        """Q* of the world as it is now. [S, A]"""
        return planning.truth(self.land, self.gamma)

    def metrics(self) -> dict[str, float]:
        """`success_rate`: of the last hundred episodes, exploring included; `greedy_success`: how likely the
        best moves by the table reach the goal, exactly; `gap`: the largest |Q − Q*|."""
        return {
            "episodes": float(self.walk.episodes),
            "success_rate": self.walk.success_rate(),
            "greedy_success": planning.greedy_success(self.q, self.land),
            "gap": float(np.abs(self.q - self.truth)[self.land.choosing].max()),
        }

    def state(self) -> Arrays:
        """Besides the walk and the table: the tiles as letters' numbers, and what they are worth. [S] each"""
        arrays = self.walk.state() | {
            "q": self.q.copy(),
            "frozen": self.frozen.copy(),
            "tiles": np.array([*map(ord, self.land.letters)], np.uint8),
            "rewards": np.array(self.land.rewards),
        }
        if self.memory is not None:
            arrays |= {"memory": self.memory.moves.copy(), "memory_rewards": self.memory.rewards.copy()}
            arrays |= {"memory_count": np.array([self.memory.count])}
        return arrays

    def load_state(self, arrays: Arrays) -> None:
        """Raises `SettingError` for tiles on which one cannot play: what a link brings may be anything."""
        self.land = self._read_land(arrays["tiles"], arrays["rewards"])
        self.q[...] = np.clip(arrays["q"], -LARGEST, LARGEST)
        self.frozen[...] = np.clip(arrays["frozen"], -LARGEST, LARGEST)
        self.walk.load_state(arrays, self.land)
        if self.memory is not None:
            self.memory.moves[...], self.memory.rewards[...] = arrays["memory"], arrays["memory_rewards"]
            self.memory.count = int(arrays["memory_count"][0])

    def code(self, steps: int | None = None) -> str:
        return script(self.settings, self.steps if steps is None else steps)

    def trouble(self) -> str:
        return "the values ran away; try a smaller alpha"

    # --- looking -----------------------------------------------------------------------------------------

    def gradient_check(self) -> gradcheck.Report:
        return look.gradient_check(self)

    def tables(self) -> list[Table]:
        return look.tables(self)

    def findings(self) -> list[Finding]:
        return look.findings(self)
