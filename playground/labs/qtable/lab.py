"""The lab `qtable`: an agent on slippery ice finds out, move by move, what every move is worth.

One step is one move and one update. The world is `playground.rl.gridworlds`, its truth
`playground.rl.planning`. What the agent knows and how it learns is kept by `learner.py`, where it is and how
its episodes ended by `episode.py`; `edits.py` is what a hand may change.
"""

from typing import Any

import numpy as np

from playground.lab import Array, Lab, Part, SettingError, settings
from playground.labs.qtable import content, edits, guide, report, script, teaching
from playground.labs.qtable.edits import LARGEST_REWARD
from playground.labs.qtable.episode import BY_HAND, BY_ITSELF, EXPLORING, MOST, NOT_YET, Episode, Update
from playground.labs.qtable.formulas import FORMULAS
from playground.labs.qtable.learner import BATCH, CAPACITY, RENEWED, Learner
from playground.rl import gridworlds, planning, q_network, td
from playground.rl.gridworlds import MapError, World
from playground.rl.q_network import Transition

LARGEST = 1e6  # value that a link may bring


def own_map(text: str) -> World:
    """Raises `SettingError` for a map that is no world."""
    try:
        return gridworlds.lake(text)
    except MapError as error:
        raise SettingError("own", f"the map {error}") from None


class Qtable(Lab):
    """`land` is the world as it is by now, `learner` what the agent knows, `episode` where it is."""

    slug = "qtable"
    title = "A table that learns to cross the ice"
    question = "How does an agent learn what to do, if nobody tells it and only the goal is rewarded?"
    invitation = "Press Play and watch the values spread from the goal; then walk yourself, or dig a hole."
    minutes = 20
    for_whom = "For everybody who can read a table and knows what a probability is."
    teaches = (
        "agent", "state", "action", "reward", "episode", "return", "discount", "policy", "Q-value",
        "TD error", "exploration", "exploitation", "epsilon-greedy", "learning rate",
    )  # fmt: skip
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    guide = guide.GUIDE
    opening = "firm"  # on slippery ice it takes minutes until there is something to see
    essential = ("slippery", "method", "learning_rate", "gamma", "epsilon")
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    healthy = "rewards are found, every move is tried, and the discount lets it look far enough ahead"
    headline = ("success_rate", "greedy_success", "gap")
    pace = 10  # so that values can be seen to spread
    aliases = {"map": "own", "alpha": "learning_rate", "clip": "clip_delta"}

    world = settings.Choice(
        "4x4", ["4x4", "8x8", "gridworld", "own"], label="World", group="World",
        labels={"4x4": "4×4 lake", "8x8": "8×8 lake", "own": "own map"},
        doc="""Where the agent walks: a small or a large frozen lake, the gridworld of REINFORCEjs with walls
        and tiles that cost, or a map of your own.""",
    )  # fmt: skip
    own = settings.Text(
        content.OWN_MAP, longest=500, parse=own_map, label="Own map", group="World",
        doc=f"""The rows of your own lake, split by / or as a list from Gymnasium: S is the start, F ice, H a
        hole, G the goal, # a wall and - a tile that costs 1. Up to {gridworlds.LARGEST} rows and columns.""",
    )  # fmt: skip
    slippery = settings.Boolean(
        True, label="Slippery ice", group="World",
        doc="""On slippery ice one move in three goes where it should. The others go to the left or to the
        right of that.""",
    )  # fmt: skip
    method = settings.Choice(
        "q-learning", td.METHODS, label="Method", group="Learning",
        labels={
            "q-learning": "Q-learning", "sarsa": "SARSA", "expected-sarsa": "expected SARSA",
            "network": "Q-network",
        },
        doc="""What the agent takes for the value of the next state: its best move (Q-learning), the move that
        will be made (SARSA), or the average of the moves that might be made (expected SARSA). The Q-network
        does as Q-learning.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.15, bounds=(1e-3, 1.0), label="Learning rate α", group="Learning", live=True,
        doc="""The share of the TD error by which a move changes its Q-value. With 1, the last outcome
        replaces all before it.""",
    )  # fmt: skip
    gamma = settings.Number(
        0.99, bounds=(0.0, 0.999), step=0.001, label="Discount γ", group="Learning", live=True,
        doc="""How much a reward is still worth if it comes one move later. With a small γ only near ones
        count.""",
    )  # fmt: skip
    epsilon = settings.Number(
        1.0, bounds=(0.0, 1.0), step=0.01, label="Exploration ε", group="Learning", live=True,
        doc="""The probability of a random move, at the start of the run. Otherwise the agent takes the best
        move that it knows.""",
    )  # fmt: skip
    decay = settings.Number(
        0.9993, bounds=(0.9, 1.0), step=0.0001, label="Decay of ε", group="Learning", live=True,
        doc="ε is multiplied by this after every episode. With 1 it stays; below 1, exploration fades.",
    )  # fmt: skip
    replay = settings.Boolean(
        False, label="Experience replay", group="Network",
        doc=f"""Whether the network learns from {BATCH} moves at once, drawn from the last {CAPACITY}, instead
        of the one just made.""",
    )  # fmt: skip
    target = settings.Boolean(
        False, label="Target network", group="Network",
        doc=f"""Whether targets come from a copy of the network. The copy is renewed every {RENEWED} steps, so
        the targets do not move with every step.""",
    )  # fmt: skip
    loss = settings.Choice(
        "squared", q_network.LOSSES, label="Loss", group="Network", live=True,
        labels={"huber": "Huber", "clipped": "clipped (bug)"},
        doc="""What a TD error costs: its square; Huber's loss, whose gradient is bounded; or the bug, where
        the TD error is clipped before it is squared.""",
    )  # fmt: skip
    clip_delta = settings.Log(
        1.0, bounds=(0.01, 10.0), label="Limit of the loss", group="Network", live=True,
        doc="The TD error beyond which Huber's loss is straight, or at which the bug clips.",
    )  # fmt: skip

    arrays = (
        Array("q", of="learner.q", low=-LARGEST, high=LARGEST),
        Array("frozen", of="learner.frozen", low=-LARGEST, high=LARGEST),
        Array("tiles", get=edits.tiles, put=edits.put_tiles),
        Array(
            "rewards", low=-LARGEST_REWARD, high=LARGEST_REWARD,
            get=lambda lab: np.array(lab.land.rewards), put=edits.put_rewards,
        ),
        Array(
            "path", shared=False,
            get=lambda lab: lab.episode.trail(), put=lambda lab, array: lab.episode.retrace(array),
        ),
        Array(
            "last", shared=False,
            get=lambda lab: lab.episode.last_update(), put=lambda lab, array: lab.episode.recall(array),
        ),
        Array(
            "episode", formerly=("walk",),
            get=lambda lab: lab.episode.counters(),
            put=lambda lab, array: lab.episode.resume(array, lab.land),
        ),
        Array("outcomes", of="episode.outcomes", low=NOT_YET, high=1),
        Array("visits", of="episode.visits", low=0, high=MOST),
        Part("learner"),
    )  # fmt: skip

    def check(self, values: dict[str, Any]) -> None:
        if values["world"] == "own":
            self.parsed("own", values)

    def irrelevant(self) -> set[str]:
        unused = {"own"} if self.world != "own" else set()
        unused |= {"slippery"} if self.world == "gridworld" else set()
        if self.method != "network":
            return unused | {"replay", "target", "loss", "clip_delta"}
        return unused | ({"clip_delta"} if self.loss == "squared" else set())

    # --- the model ---------------------------------------------------------------------------------------

    def land_to_cross(self) -> World:
        """That of the present settings, as no hand has changed it yet."""
        if self.world == "gridworld":
            return gridworlds.gridworld()
        tiles = {"4x4": gridworlds.LAKE_4X4, "8x8": gridworlds.LAKE_8X8, "own": self.own}[self.world]
        return gridworlds.lake(tiles, self.slippery)

    def build(self) -> None:
        self.land = self.land_to_cross()
        self.learner = Learner(self.land, self.method, self.replay, self.target)
        self.episode = Episode(self.land)

    def learn(self) -> None:
        """One move: choose, see what comes of it, and shift one value towards the target."""
        episode, learner, land, now, epsilon = self.episode, self.learner, self.land, self.now, self.exploring
        if episode.over:
            episode.begin(land)
        s, action, how = episode.place, episode.planned, episode.how
        if action == NOT_YET:
            action, how = self._choose(s, epsilon)
        outcomes = land.P[s][action]
        turn = int(self.rng.random_sample() * len(outcomes))
        _, after, reward, done = outcomes[turn]
        ahead = learner.method == "sarsa" and not done
        episode.planned, episode.how = self._choose(after, epsilon) if ahead else (NOT_YET, BY_ITSELF)
        follows = (
            0.0 if done else learner.bootstrap_value(after, land.choices[after], epsilon, episode.planned)
        )
        target = td.td_target(reward, now.gamma, follows)
        old = float(learner.q[s, action])
        learner.learn(Transition(s, action, after, done, reward), target, now, land, self.rng)
        if learner.has_target and (self.steps + 1) % RENEWED == 0:
            learner.renew()
        new, slipped = float(learner.q[s, action]), len(outcomes) > 1 and turn != 1
        explored, by_hand = how == EXPLORING, how == BY_HAND
        episode.went(
            Update(s, action, explored, slipped, by_hand, reward, after, done, old, follows, target, new),
            land,
        )

    def _choose(self, state: int, epsilon: float) -> tuple[int, int]:
        values, choices = self.learner.q[state].tolist(), self.land.choices[state]
        action, explores = td.choose(values, choices, epsilon, self.rng)
        return action, EXPLORING if explores else BY_ITSELF

    @property
    def exploring(self) -> float:
        """Epsilon as it is by now."""
        chance: float = self.now.epsilon * self.now.decay**self.episode.episodes
        return chance

    @property
    def truth(self) -> planning.Array:
        """Q* of the world as it is by now. [S, A]"""
        return planning.truth(self.land, self.gamma)

    def metrics(self) -> dict[str, float]:
        """`success_rate`: of the last hundred episodes, exploring included; `greedy_success`: how likely the
        best moves by the table reach the goal, exactly; `gap`: the largest |Q − Q*|, of the moves that can
        ever be made."""
        return {
            "episodes": float(self.episode.episodes),
            "success_rate": self.episode.success_rate(),
            "greedy_success": planning.greedy_success(self.learner.q, self.land),
            "gap": float(np.abs(self.learner.q - self.truth)[self.land.possible].max()),
        }

    tables, findings, gradient, script = report.tables, report.findings, report.gradient, script.script
    set_tile, set_reward, set_value, act = edits.set_tile, edits.set_reward, edits.set_value, edits.act
