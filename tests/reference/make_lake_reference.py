"""Make `frozen_lake.npz`: the transitions of Gymnasium's FrozenLake, 4×4 and 8×8, slippery and not.

As `make_references.py`: run once, with any Python that has `gymnasium` and `numpy`. Of every state and action
it keeps up to three outcomes `(p, s', r, done)`, in their order; where there is one only, the others are NaN.
Made with Gymnasium 1.4.0.

    python tests/reference/make_lake_reference.py
"""

from pathlib import Path

import gymnasium
import numpy as np

FILE = Path(__file__).with_name("frozen_lake.npz")


def make() -> dict[str, np.ndarray]:
    made: dict[str, np.ndarray] = {}
    for name in ("4x4", "8x8"):
        for slippery in (False, True):
            world = gymnasium.make("FrozenLake-v1", map_name=name, is_slippery=slippery).unwrapped
            outcomes = np.full((len(world.P), 4, 3, 4), np.nan)
            for s, actions in world.P.items():
                for a, listed in actions.items():
                    outcomes[s, a, : len(listed)] = listed
            made[f"{name}/{'slippery' if slippery else 'firm'}"] = outcomes
            made[name] = world.desc
    return made


if __name__ == "__main__":
    np.savez_compressed(FILE, **make())
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB, Gymnasium {gymnasium.__version__}")
