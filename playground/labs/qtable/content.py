"""What the lab `qtable` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING, Any

from playground.lab import Challenge, Preset, Source
from playground.rl import planning

if TYPE_CHECKING:
    from playground.labs.qtable.lab import Qtable

OWN_MAP = "SFFF/FHFH/FFFF/HFFG"
CLIFF = "FFFFFFF/FFFFFFF/SHHHHHG"

STORY = """
A frozen lake, a start, a goal, and holes. Whoever crosses gets 1; every other move earns nothing, and a
hole is the end. Nobody says which way is good. And the ice is slippery: of three moves only one goes where
it should, on the average, and the other two go to the left or the right of that. So nobody can cross every
time. The best there is on the small lake is to arrive in 14 of 17 cases.

### A table of promises
The agent keeps a table: for every tile and every move a number, *what this move is worth*. At first all are
0 and it stumbles about. The first time it comes to the goal, a single number moves: the one of the last
move. The next time it comes to that tile, the move before it learns that something good lies there. So
values creep backwards from the goal, tile by tile, until they reach the start. What matters for that is one
line, named after Richard Bellman: the worth of a move is *what it earns now, and nearly all of what the
best next move is worth*. Nearly: `gamma`, the *discount*, takes a little off for every move that one has to
wait. What the move is worth by that line, less what the table had said, is the surprise; its name is *TD
error*. `alpha`, the *learning rate*, is the share of it by which the number moves. On slippery ice it must
be small, since every experience is partly luck.

### To explore or to profit
Who always takes the best move known so far never finds a better one. So the agent makes any move at all
with the chance `epsilon`, which fades from episode to episode. That is why the success rate, exploring
included, is lower than what the table could do. The *greedy success* is what it could do: the chance that
the best moves by its table arrive, computed exactly from the rules of the ice and not by trying.

### Three ways to look ahead
*Q-learning* counts on the best next move, even if it will explore instead. *SARSA* counts on the move it
really makes next, and expected SARSA on the average of those it might make. On a cliff that shows:
Q-learning walks along the edge, which is the best way for somebody who never stumbles; SARSA knows that it
sometimes stumbles and keeps away.

### A network instead of the table
Sixteen tiles fit into a table, the screens of a game do not. A network can take its place. Here it has one
layer, the tile goes in as a 1 among zeros, and it is the table once more: without its switches it makes the
same run to the last digit. With them you can see what made large ones work: to see old moves again
(replay), and to take targets from a copy that holds still. And you can see a famous bug: whoever clips the
miss before squaring it clips its slope to 0. The largest mistakes then teach nothing at all. Huber's loss
does what was meant.

### The gridworld
The gridworld has other rules: a reward is earned by leaving a tile, and while it learns, every step costs
0.01, as in REINFORCEjs. The truth that you see beside it is that of the same costs. One move after the
goal, an episode ends. After 100 moves on the small lake, 200 on larger ones and 1,000 in the gridworld an
episode is broken off, and counts as lost; the greedy success has all the time in the world.
"""

SOURCES = (
    Source(
        "A. Juliani",
        "Simple Reinforcement Learning with Tensorflow Part 0: Q-Learning with Tables and Neural Networks",
        2016,
        "the frozen lake, the table, and the network of one layer",
    ),
    Source("A. Karpathy", "Yes you should understand backprop", 2016, "the clipped miss, and Huber's loss"),
    Source("A. Karpathy", "REINFORCEjs", note="the gridworld and its rules"),
    Source("C. Watkins and P. Dayan", "Q-learning", 1992),
    Source("R. Sutton and A. Barto", "Reinforcement Learning", 2018, "SARSA, expected SARSA, and the cliff"),
    Source(
        "V. Mnih and others",
        "Human-level control through deep reinforcement learning",
        2015,
        "replay and the target network",
    ),
    Source("Farama Foundation", "Gymnasium", note="FrozenLake, whose maps and rules these are"),
)

CLIFF_WALK: dict[str, Any] = {
    "world": "own", "own": CLIFF, "slippery": False, "learning_rate": 0.2, "gamma": 0.95, "epsilon": 0.5,
    "decay": 1.0,
}  # fmt: skip

PRESETS = {
    "slippery": Preset(
        "The small lake: after 25,000 moves its best moves arrive about as often as is possible.",
        horizon=25_000,
    ),
    "firm": Preset(
        "Ice that does not slip: a few thousand moves, and it knows the shortest way.",
        horizon=3000,
        slippery=False,
        learning_rate=0.5,
    ),
    "large": Preset(
        "Eight by eight tiles: the goal is hardly ever met by chance, so give it 150,000 moves.",
        horizon=150_000,
        world="8x8",
        learning_rate=0.1,
        decay=0.9995,
    ),
    "cliff": Preset(
        "Q-learning learns the shortest way, along the edge, and falls whenever it explores there.",
        horizon=15_000,
        **CLIFF_WALK,
    ),
    "cliff-sarsa": Preset(
        "SARSA on the same cliff: it knows that it stumbles, keeps away, and falls less often.",
        horizon=15_000,
        method="sarsa",
        **CLIFF_WALK,
    ),
    "gridworld": Preset(
        "The world of REINFORCEjs with its walls and tiles that cost: 15,000 moves to a clear way.",
        horizon=15_000,
        world="gridworld",
        gamma=0.9,
        learning_rate=0.1,
        epsilon=0.2,
        decay=1.0,
    ),
    "network": Preset(
        "A network of one layer instead of the table: the same numbers, to the last digit.",
        horizon=25_000,
        method="network",
    ),
    "replay": Preset(
        "The network sees sixteen old moves in every step, and takes its targets from a copy.",
        horizon=15_000,
        method="network",
        replay=True,
        target=True,
        learning_rate=0.3,
    ),
    "clipped-miss": Preset(
        "The bug: the goal earns 1, a miss is clipped at 0.5, and nothing is ever learnt.",
        horizon=3000,
        method="network",
        slippery=False,
        learning_rate=0.5,
        loss="clipped",
        clip_delta=0.5,
    ),
}


def unaided(lab: "Qtable") -> bool:
    """Whether world and values are where the settings and learning have put them."""
    hands = ("link", " at ")
    return not any(word in what for _, what in lab.altered for word in hands)


def best_chance(lab: "Qtable") -> float:
    """How likely the goal is reached by the truly best moves."""
    return planning.greedy_success(lab.truth, lab.land)


def good(lab: "Qtable") -> bool:
    """Whether the table's best moves arrive about as often as the truly best ones."""
    return bool(lab.steps > 0 and lab.reading["greedy_success"] >= 0.95 * best_chance(lab))


def built_lake(lab: "Qtable") -> bool:
    return not lab.land.grid and lab.built.world in ("4x4", "8x8") and unaided(lab)


def detour(lab: "Qtable") -> bool:
    """Whether it knew a way, a hole was dug into it, and it knows one again."""
    if not good(lab) or not any(what.startswith("hole at") for _, what in lab.altered):
        return False
    knew = False
    for moment in lab.history:
        success = moment.metrics["greedy_success"]
        if knew and moment.pinned and success < 0.5 * best_chance(lab):
            return True
        knew = knew or success >= 0.7
    return False


CHALLENGES = (
    Challenge(
        "slippery",
        "On slippery ice, let its best moves reach the goal at least 95 % as often as is possible.",
        passed=lambda lab: built_lake(lab) and lab.land.slippery and good(lab),
        hints=("Patience: some 25,000 moves with the first preset. A large alpha is too nervous.",),
        why=(
            "A small alpha averages over many slips, so the values come to say what a move is worth on "
            "average."
        ),
        warm_up=True,
    ),
    Challenge(
        "by-hand",
        "Take the controls and cross slippery ice yourself: every move of the episode by hand.",
        passed=lambda lab: (
            built_lake(lab)
            and lab.land.slippery
            and lab.episode.over
            and lab.episode.at_goal(lab.land)
            and lab.episode.hand_moves == lab.episode.moves
        ),
        hints=(
            "You never slip backwards: a move goes where it should, or to the left or the right of that.",
            (
                "Beside a hole, move away from it: then you can slip only along it. Look at the truth, if "
                "you like."
            ),
        ),
        why="On slippery ice the best move is often not towards the goal but away from the hole.",
    ),
    Challenge(
        "detour",
        "When it knows its way, dig a hole into it, and let it find another.",
        passed=detour,
        hints=(
            "To find another way, it must explore: what does epsilon come to after many episodes?",
            "The preset firm, with epsilon 0.5 and decay 1. After some 4,000 moves dig, and play on.",
        ),
        why="Old values fade only where they are tried again, and without exploring nothing else is tried.",
    ),
    Challenge(
        "limit",
        "Make the network with the clipped miss learn the way to the goal.",
        passed=lambda lab: (
            built_lake(lab)
            and lab.learner.is_network
            and lab.loss == "clipped"
            and not any("loss" in what for _, what in lab.altered)
            and good(lab)
        ),
        hints=(
            "How large can a miss be on this lake? The limit must not be in its way.",
            "The preset clipped miss, with a limit of 2.",
        ),
        why=(
            "Where a miss is clipped, its slope is 0 and nothing is learnt from it. The goal is worth 1, so "
            "a limit above 1 clips none."
        ),
    ),
)
