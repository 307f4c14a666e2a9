"""The lab `qtable`: an agent on slippery ice finds out, move by move, what every move is worth.

One step is one move and one update. The world is `playground.rl.gridworlds`, its truth
`playground.rl.planning`, the methods `playground.rl.td` and `playground.rl.q_network`; where the agent is
and how its episodes ended is kept by `episode.py`, and `edits.py` is what a hand may change.
"""

from typing import Any

import numpy as np

from playground.lab import Table
from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.labs.qtable import report
from playground.labs.qtable.content import ABOUT, CHALLENGES, PRESETS, SOURCES, STORY
from playground.labs.qtable.edits import Hands
from playground.labs.qtable.episode import BY_HAND, BY_ITSELF, EXPLORING, NOT_YET, Update, Walk
from playground.labs.qtable.script import script
from playground.labs.qtable.settings import BATCH, CAPACITY, RENEWED, land
from playground.nn import gradcheck
from playground.rl import gridworlds, planning, q_network, td
from playground.rl.q_network import Array, Memory

LARGEST = 1e6  # value that a link may bring


class Qtable(Hands):
    """`q` [S, A] is the table, or the weights of the network; `truth` what it should be."""

    slug = "qtable"
    title = "A table that learns to cross the ice"
    question = "How does somebody learn what to do who is never told, only rewarded in the end?"
    invitation = (
        "Press Play and watch the values creep back from the goal; then take the controls, or dig a hole."
    )
    minutes = 20
    for_whom = "For everybody who can read a table and knows what a probability is."
    story, sources, presets, about, challenges = STORY, SOURCES, PRESETS, ABOUT, CHALLENGES

    healthy = "rewards are found, every move is tried, and it looks far enough ahead"
    headline = ("episodes", "success_rate", "greedy_success", "gap")
    shared = ("q", "frozen", "tiles", "rewards", "walk", "outcomes", "visits")
    pace = 20

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.land = land(self.world, self.map, self.slippery)
        self.q: Array = np.zeros((self.land.size, len(gridworlds.ACTIONS)))  # [S, A]
        self.frozen = self.q.copy()  # the target network
        self.walk = Walk(self.land)
        self.built_world, self.built_method = self.world, self.method  # whatever is set for the next reset
        network = self.method == "network"
        self.memory = Memory(CAPACITY) if network and self.replay else None
        self.has_target = network and self.target

    def learn(self) -> None:
        """One move: choose, see what comes of it, and shift one value towards the target."""
        walk, land, now = self.walk, self.land, self.live_settings  # many times faster than asking each
        if walk.over:
            walk.begin(land)
        s, epsilon = walk.place, self.exploring
        action, how = (walk.planned, walk.how) if walk.planned != NOT_YET else self._choose(s, epsilon)
        outcomes = land.P[s][action]
        turn = int(self.rng.random_sample() * len(outcomes))
        _, after, reward, done = outcomes[turn]
        ahead = self.built_method == "sarsa" and not done
        walk.planned, walk.how = self._choose(after, epsilon) if ahead else (NOT_YET, BY_ITSELF)
        best = 0.0 if done else self._following(after, epsilon)
        target = td.bellman(reward, now["gamma"], best)
        old = float(self.q[s, action])
        if self.built_method == "network":
            self._descend(s, action, reward, after, done, target)
        else:
            self.q[s, action] = td.updated(old, now["alpha"], target)
        new, slipped = float(self.q[s, action]), len(outcomes) > 1 and turn != 1
        explored, by_hand = how == EXPLORING, how == BY_HAND
        walk.went(
            Update(s, action, explored, slipped, by_hand, reward, after, done, old, best, target, new),
            land,
        )

    def _choose(self, state: int, epsilon: float) -> tuple[int, int]:
        action, explores = td.choose(self.q[state].tolist(), self.land.choices[state], epsilon, self.rng)
        return action, EXPLORING if explores else BY_ITSELF

    def _following(self, after: int, epsilon: float) -> float:
        values = (self.frozen if self.has_target else self.q)[after].tolist()
        choices = self.land.choices[after]
        return td.following(self.built_method, values, choices, epsilon, self.walk.planned)

    def _descend(self, s: int, a: int, reward: float, after: int, done: bool, target: float) -> None:
        """A step of the network: from the move just made, or from some of its memory."""
        seen = np.array([s]), np.array([a]), np.array([target])
        if self.memory is not None:
            self.memory.keep(s, a, reward, after, done)
            moves, rewards = self.memory.draw(self.rng, BATCH)
            seen = moves[:, 0], moves[:, 1], self._targets(moves[:, 2], moves[:, 3], rewards)
        now = self.live_settings
        self.q -= now["alpha"] * q_network.gradient(self.q, seen, now["loss"], now["clip"])
        if self.has_target and (self.steps + 1) % RENEWED == 0:
            self.frozen[...] = self.q

    def _targets(self, after: Any, done: Any, rewards: Array) -> Array:
        weights = self.frozen if self.has_target else self.q
        best = (weights + planning.model(self.land).barred)[after].max(axis=1)
        return np.asarray(rewards + self.live_settings["gamma"] * (best * (1 - done)))

    def metrics(self) -> dict[str, float]:
        """`success_rate`: of the last hundred episodes, exploring included; `greedy_success`: how likely the
        best moves by the table reach the goal, exactly; `gap`: the largest |Q − Q*|, of the moves that can
        ever be made."""
        return {
            "episodes": float(self.walk.episodes),
            "success_rate": self.walk.success_rate(),
            "greedy_success": planning.greedy_success(self.q, self.land),
            "gap": float(np.abs(self.q - self.truth)[self.land.possible].max()),
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
        return script(**self.settings, steps=self.until_it_stops(steps))

    def trouble(self) -> str:
        return "the values ran away; try a smaller alpha"

    # --- looking -----------------------------------------------------------------------------------------

    def gradient_check(self) -> gradcheck.Report:
        return report.gradient_check(self)

    def tables(self) -> list[Table]:
        return report.tables(self)

    def findings(self) -> list[Finding]:
        return report.findings(self)
