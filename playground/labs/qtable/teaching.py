"""What the lab `qtable` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written
from playground.labs.qtable.content import best_chance

if TYPE_CHECKING:
    from playground.labs.qtable.lab import Qtable

GOALS = (
    "read a table of Q-values, and say which way an agent would go by it.",
    "explain how a reward at the goal travels back to the start, with the TD error and the discount.",
    "say why an agent must explore, and what that costs.",
)


def _best_on_ice(kind: "type[Qtable]") -> list[str]:
    return [written(100 * best_chance(kind("slippery")))]


def _on_the_cliff(kind: "type[Qtable]") -> list[str]:
    runs = [played(kind, 15_000, preset) for preset in ("cliff", "cliff-sarsa")]
    return [written(100 * lab.reading["success_rate"]) for lab in runs]


def _clipped(kind: "type[Qtable]") -> list[str]:
    return [written(100 * played(kind, 3000, "clipped-miss").reading["greedy_success"])]


QUESTIONS = (
    Question(
        "On slippery ice, why does even the best policy not always arrive?",
        "Of three moves only one goes where it should, on the average. However the agent chooses, it arrives"
        " in 82 % of all episodes at most.",
        _best_on_ice,
    ),
    Question(
        "All values are zero, and the agent reaches the goal for the first time. Which value changes?",
        "That of the last move alone: only there the reward was seen, so only there the TD error is not"
        " zero. The next time that tile is reached, the move before it learns from that value.",
    ),
    Question(
        "Let Q-learning and SARSA walk beside the cliff for 15,000 moves each. Which falls less often?",
        "SARSA. It counts on the moves that it really makes, exploration included, and keeps away from the"
        " edge: 70 % of its last hundred episodes reach the goal. Q-learning walks along the edge, and 47 %"
        " do.",
        _on_the_cliff,
    ),
    Question(
        "What is wrong with clipping the miss before squaring it?",
        "A clipped miss has no slope, so the largest mistakes teach nothing. On firm ice its best moves"
        " still arrive in 1 % of all episodes. Huber's loss keeps the slope.",
        _clipped,
    ),
)
