"""What the lab `qtable` has to say: story, sources, presets with what they are for, and challenges."""

from typing import Any

from playground.lab import Challenge, Source

OWN_MAP = "SFFF/FHFH/FFFF/HFFG"
CLIFF = "FFFFFFF/FFFFFFF/SHHHHHG"

STORY = """Soon."""

SOURCES = (
    Source(
        "A. Juliani",
        "Simple Reinforcement Learning with Tensorflow Part 0: Q-Learning with Tables and Neural Networks",
        2016,
    ),
)

PRESETS: dict[str, dict[str, Any]] = {
    "slippery": {},
    "not-slippery": {"slippery": False, "alpha": 0.5},
    "large": {"world": "8x8", "decay": 0.9995},
    "gridworld": {"world": "gridworld", "gamma": 0.9, "epsilon": 0.2, "alpha": 0.1, "decay": 1.0},
    "cliff": {
        "world": "own",
        "map": CLIFF,
        "slippery": False,
        "epsilon": 0.2,
        "decay": 1.0,
        "alpha": 0.1,
        "gamma": 0.95,
    },
    "cliff-sarsa": {
        "world": "own",
        "map": CLIFF,
        "slippery": False,
        "epsilon": 0.2,
        "decay": 1.0,
        "alpha": 0.1,
        "gamma": 0.95,
        "method": "sarsa",
    },
    "network": {"method": "network", "replay": True, "target": True},
    "clipped-delta": {"method": "network", "slippery": False, "alpha": 0.5, "loss": "clipped", "clip": 0.5},
}
ABOUT = {name: "Soon." for name in PRESETS}
CHALLENGES = tuple(Challenge("Soon.", lambda lab: lab.steps > 10**9, "Soon.") for _ in range(3))
