"""Learning what moves are worth by making them: Q-learning, SARSA and expected SARSA.

Nobody tells the agent `P`. It has a table `Q[s, a]`, all 0 at first, makes a move, sees what it earned and
where it came to, and moves one number of the table a share α towards what it now believes:

    Q(s, a)  ←  Q(s, a) + α · [ r + γ · next − Q(s, a) ]

r + γ · next is the *TD target*, what stands in brackets the *TD error*, and `next` the *bootstrap value*:
what the agent itself thinks that the new place s' is worth. In that the three methods differ:

    Q-learning      max_a' Q(s', a')                as if only the best moves followed
    SARSA           Q(s', a')                       the move that does follow, an exploring one included
    expected SARSA  Σ_a' π(a' | s') Q(s', a')       the average over the moves that might follow

Where the episode is over nothing follows: next = 0.

Sources: C. Watkins, Learning from Delayed Rewards, 1989; C. Watkins and P. Dayan, Q-learning, 1992; G.
Rummery and M. Niranjan, On-line Q-learning using connectionist systems, 1994; R. Sutton and A. Barto,
Reinforcement Learning, 2nd edition, 2018, sections 6.4 to 6.6.
"""

from collections.abc import Sequence

from numpy.random import RandomState

METHODS = ("q-learning", "sarsa", "expected-sarsa", "network")


def best_moves(values: Sequence[float], choices: Sequence[int]) -> list[int]:
    """Of the moves that exist those of the highest value: several, if equally good."""
    best = max([values[a] for a in choices])
    return [a for a in choices if values[a] == best]


def choose(
    values: Sequence[float], choices: Sequence[int], epsilon: float, rng: RandomState
) -> tuple[int, bool]:
    """ε-greedy: any move with probability ε, else one of the best; and whether it was one to explore.

    Draws two numbers, whatever they lead to.
    """
    explores = bool(rng.random_sample() < epsilon)
    among = choices if explores else best_moves(values, choices)
    return among[int(rng.random_sample() * len(among))], explores


def bootstrap_value(
    method: str, values: Sequence[float], choices: Sequence[int], epsilon: float, planned: int | None
) -> float:
    """`next` in the equations above: what a method thinks the new place is worth.

    `values` [A] are those of its moves, and `choices` the moves that exist; `planned` is the one that will
    follow: only SARSA asks for it.
    """
    if method == "sarsa":
        assert planned is not None
        return values[planned]
    if method == "expected-sarsa":
        best = max([values[a] for a in choices])
        average = sum([values[a] for a in choices]) / len(choices)
        return (1 - epsilon) * best + epsilon * average  # the best share their chances, and their value
    return max([values[a] for a in choices])


def td_target(reward: float, gamma: float, bootstrap_value: float) -> float:
    """What was earned, and a share of what follows."""
    return reward + gamma * bootstrap_value


def td_error(target: float, value: float) -> float:
    """How far the value was from what the move found."""
    return target - value


def updated(value: float, learning_rate: float, target: float) -> float:
    """The entry of the table after its step towards the target."""
    return value + learning_rate * td_error(target, value)
