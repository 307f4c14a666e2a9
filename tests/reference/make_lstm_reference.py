"""Make `lstm.npz`: what PyTorch computes for its `LSTM` and its plain `RNN`, forward and backward.

As `make_references.py`: run once, with any Python that has `torch` and `numpy`. All numbers are drawn from a
fixed seed in double precision. Made with PyTorch 2.13.0.

    python tests/reference/make_lstm_reference.py
"""

from pathlib import Path

import numpy as np
import torch

FILE = Path(__file__).with_name("lstm.npz")
T, N, IN, HIDDEN = 7, 3, 4, 5


def make() -> dict[str, np.ndarray]:
    rng = np.random.RandomState(1997)
    made: dict[str, np.ndarray] = {}
    for name, kind, blocks in (("lstm", torch.nn.LSTM, 4), ("plain", torch.nn.RNN, 1)):
        layer = kind(IN, HIDDEN).double()
        given = {
            "x": rng.standard_normal((T, N, IN)),
            "w_x": rng.standard_normal((IN, blocks * HIDDEN)),
            "w_h": rng.standard_normal((HIDDEN, blocks * HIDDEN)),
            "b": rng.standard_normal(blocks * HIDDEN),
            "pull": rng.standard_normal((T, N, HIDDEN)),  # the gradient of the loss at every h
        }
        with torch.no_grad():
            layer.weight_ih_l0.copy_(torch.tensor(given["w_x"].T))
            layer.weight_hh_l0.copy_(torch.tensor(given["w_h"].T))
            layer.bias_ih_l0.copy_(torch.tensor(given["b"]))
            layer.bias_hh_l0.zero_()
        out, last = layer(torch.tensor(given["x"]))
        out.backward(torch.tensor(given["pull"]))
        found = {
            "h": out.detach().numpy(),
            "last_c": (last[1] if name == "lstm" else last).detach().numpy()[0],
            "w_x_gradient": layer.weight_ih_l0.grad.numpy().T,
            "w_h_gradient": layer.weight_hh_l0.grad.numpy().T,
            "b_gradient": layer.bias_ih_l0.grad.numpy(),
        }
        made |= {f"{name}/{key}": np.array(value) for key, value in (given | found).items()}
    return made


if __name__ == "__main__":
    np.savez_compressed(FILE, **make())
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB, PyTorch {torch.__version__}")
