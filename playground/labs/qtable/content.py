"""What the lab `qtable` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING, Any

from playground.lab import Challenge, Preset, Source
from playground.rl import planning

if TYPE_CHECKING:
    from playground.labs.qtable.lab import Qtable

OWN_MAP = "SFFF/FHFH/FFFF/HFFG"
CLIFF = "FFFFFFF/FFFFFFF/SHHHHHG"

STORY = """
A frozen lake has a start, a goal, and holes. The penguin is the *agent*. Its *state* is the tile it stands
on, and its *actions* are the four moves. A move onto the [goal](goal) gives a *reward* of 1. Every other move
gives 0, and a hole ends the *episode*. Nobody tells the agent which way is good.

The ice can be slippery. Then one move in three goes where it should, on average, and the others slip to the
left or to the right of that. A *policy* is the rule that chooses an action in each state. No policy arrives
every time: the best one on the small lake arrives in 14 of 17 episodes.

### A table of Q-values
The agent keeps a number for each state and each action, the *Q-value*. It says what *return* to expect after
that action: the sum of the rewards to come, later ones discounted. At first all are 0, and the agent moves at
random. When it reaches the goal for the first time, one number changes: the Q-value of the last move. When it
comes to that tile again, the Q-value of the move before changes, too. So values spread backwards from the
goal, tile by tile, until they reach [the start](start).

All of that is done by one rule, which goes back to Richard Bellman: a move is worth *its reward, and γ times
the value of the best next move*. The *discount* γ (gamma) takes a little off for every move that one has to
wait. What the rule gives, minus the Q-value so far, is the [TD error](update) (temporal difference). The
Q-value changes by the *learning rate* α (alpha) times the TD error. On firm ice α may be large: [set it to
1](?slippery=false&learning_rate=1). On slippery ice an outcome is partly luck, and only a small α takes an
average over many.

### Exploration and exploitation
*Exploitation* takes the best move known so far. With that alone, an agent may never find a better one.
*Exploration* tries other moves. This agent is *epsilon-greedy*: it moves at random with probability ε
(epsilon), and takes the best move known otherwise. ε shrinks after every episode. The *success rate* is that
of the last hundred episodes, exploration included. The *greedy success* is the probability that the best
moves by the table reach the goal. It is computed from the rules of the ice, not by trying.

### Three ways to look ahead
*Q-learning* counts on the best next move, even if the agent will explore instead. *SARSA* counts on the move
that the agent really makes next. *Expected SARSA* takes the average over the moves that it might make. A
cliff shows the difference. [Q-learning](?preset=cliff) walks along the edge: that is the shortest way, and
the best one for an agent that never explores. [SARSA](?preset=cliff-sarsa) knows that it explores, and keeps
away from the edge.

### A network instead of the table
Sixteen tiles fit into a table. The screens of a video game do not, so a network takes the place of the table.
This one has a single layer. Its input is 1 for the tile that the agent is on, and 0 for all others, so its
weights are the table. [The network](?preset=network) makes the same run as the table, to the last digit. Two
switches show what made large networks work: *experience replay* learns from old moves again, and a *target
network* is a copy that stays as it is for a while and gives the targets. A third one shows a famous bug:
[clip the TD error before it is squared](?preset=clipped-miss), and its gradient is 0 beyond the limit. The
largest errors then teach nothing. Huber's loss limits the gradient instead.

### The gridworld
[The gridworld](?preset=gridworld) has the rules of REINFORCEjs. A reward is given for leaving a tile, and
every move costs 0.01 while the agent learns. The true values beside it include that cost. An episode ends one
move after the goal. In every world an episode that takes too long is stopped, and counts as lost: after 100
moves on the small lake, after 200 on larger ones, after 1,000 in the gridworld. The greedy success has no
such limit.
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
        "Slippery ice: after 25,000 moves the best moves by the table arrive about as often as is possible.",
        label="slippery ice",
        horizon=25_000,
    ),
    "firm": Preset(
        "Ice that does not slip: within a few thousand moves the agent knows the shortest way.",
        label="firm ice",
        horizon=3000,
        slippery=False,
        learning_rate=0.5,
    ),
    "cliff": Preset(
        "Q-learning learns the shortest way, along the edge, and falls whenever it explores there.",
        label="cliff: Q-learning",
        horizon=15_000,
        **CLIFF_WALK,
    ),
    "cliff-sarsa": Preset(
        "SARSA on the same cliff: it counts on its own exploration, keeps away, and falls less often.",
        label="cliff: SARSA",
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
    "large": Preset(
        "Eight by eight tiles: chance hardly ever finds the goal, so give it 150,000 moves.",
        label="8×8 lake",
        horizon=150_000,
        world="8x8",
        learning_rate=0.1,
        decay=0.9995,
    ),
    "network": Preset(
        "A network of one layer instead of the table: the same numbers, to the last digit.",
        horizon=25_000,
        method="network",
    ),
    "replay": Preset(
        "Each step learns from sixteen old moves, and takes its targets from a copy of the network.",
        label="experience replay",
        horizon=15_000,
        method="network",
        replay=True,
        target=True,
        learning_rate=0.3,
    ),
    "clipped-miss": Preset(
        "The bug: the TD error at the goal is 1 and is clipped at 0.5. So nothing is ever learnt.",
        label="clipped TD error",
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
        hints=("Patience: some 25,000 moves with the preset slippery ice. Keep α small.",),
        why=(
            "A small α averages over many slips, so the values come to say what a move is worth on average."
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
            "The preset firm ice, with ε 0.5 and a decay of 1. After some 4,000 moves dig, and play on.",
        ),
        why="Old values fade only where they are tried again, and without exploring nothing else is tried.",
    ),
    Challenge(
        "limit",
        "Make the network with the clipped TD error learn the way to the goal.",
        passed=lambda lab: (
            built_lake(lab)
            and lab.learner.is_network
            and lab.loss == "clipped"
            and not any("loss" in what for _, what in lab.altered)
            and good(lab)
        ),
        hints=(
            "How large can a TD error be on this lake? The limit must not be in its way.",
            "The preset clipped TD error, with a limit of 2.",
        ),
        why=(
            "Where a TD error is clipped, its gradient is 0 and nothing is learnt from it. The goal is worth "
            "1, so a limit above 1 clips none."
        ),
    ),
)
