"""The formulas of `recurrent`: the memory, the answer, and the way of the error signal back through time.

The numbers are those of the moment whose answer is followed back, and of the first hidden neuron.
"""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab.formula import Formula, Looks, num, part

if TYPE_CHECKING:
    from playground.labs.recurrent.lab import Recurrent
    from playground.labs.recurrent.look import Look

BENDS = {"sigmoid": r"\sigma", "tanh": r"\tanh"}
UNIT = 0  # the hidden neuron whose numbers are shown


def look(lab: "Recurrent", looks: Looks) -> "Look":
    """The problem that a page looks at."""
    own = looks.get("own")
    wiped = {moment for moment in looks.get("wiped", ()) if moment < lab.built.bits}
    return lab.look(own if own and own.bits == lab.built.bits else None, wiped, looks.get("follow", -1))


def hidden_state(lab: "Recurrent", looks: Looks) -> str:
    seen, net = look(lab, looks), lab.network
    t = seen.follow
    from_input = float(seen.run.inputs[t] @ net.w_in[:, UNIT])
    from_memory = float(seen.run.heard[t] @ net.w_loop[:, UNIT])
    said = part("memory", num(seen.run.states[t + 1, UNIT]))
    return rf"{said} = {BENDS[net.activation]}({num(from_input)} + {num(from_memory)})"


def answer(lab: "Recurrent", looks: Looks) -> str:
    seen = look(lab, looks)
    total = float(seen.run.states[seen.follow + 1] @ lab.network.w_out[:, 0])
    return rf"{part('answer', num(seen.run.outputs[seen.follow, 0]))} = \sigma({num(total)})"


def one_step_back(lab: "Recurrent", looks: Looks) -> str:
    """Of the error signal of the answer that is followed, from its moment to the one before."""
    seen, net = look(lab, looks), lab.network
    t = seen.follow
    if t == 0 or t in seen.run.wiped:
        why = (
            "the first time step has none before it"
            if t == 0
            else "the hidden state is wiped: nothing goes back"
        )
        return rf"\text{{{why}}}"
    with np.errstate(all="ignore"):
        deltas = net.backward(seen.run, seen.sum.targets, only=t)  # [bits, hidden]
    handed = float(net.w_loop[UNIT] @ deltas[t])
    slope = float(net.slopes(seen.run.states[t])[UNIT])
    return rf"{part('delta', num(deltas[t - 1, UNIT], 4))} = {num(handed, 4)} \cdot {num(slope)}"


def all_the_way_back(lab: "Recurrent", looks: Looks) -> str:
    """How long the vector of deltas is: there, and what it is multiplied by at each step back."""
    seen = look(lab, looks)
    norms, t = seen.norms, seen.follow
    ratios = [norms[k] / norms[k + 1] if norms[k + 1] else 0.0 for k in reversed(range(t))]
    factors = "".join(rf" \cdot {num(ratio)}" for ratio in ratios)
    return rf"{part('delta', num(norms[0], 5))} = {num(norms[t], 5)}{factors}"


def bend(lab: "Recurrent") -> str:
    return BENDS[lab.built.activation]


FORMULAS = (
    Formula(
        "hidden state",
        lambda lab: (
            rf"{part('memory', 'h_t')} = {bend(lab)}({part('inputs', 'x_t')}\, W_{{\text{{in}}}}"
            rf" + {part('heard', 'h_{t-1}')}\, W_{{\text{{loop}}}})"
        ),
        hidden_state,
        "The hidden state is made anew at every time step, from what comes in and from what it was.",
    ),
    Formula(
        "answer",
        rf"{part('answer', 'y_t')} = \sigma({part('memory', 'h_t')}\, W_{{\text{{out}}}})",
        answer,
        "The answer of a time step is read from its hidden state.",
    ),
    Formula(
        "one step back",
        rf"{part('delta', r'\delta_{t-1}')} = (W_{{\text{{loop}}}}\, {part('delta', r'\delta_t')})"
        rf" \odot f'({part('memory', 'h_{t-1}')})",
        one_step_back,
        "Backpropagation through time: a step back multiplies the error signal by the loop and a slope.",
    ),
    Formula(
        "BPTT",
        rf"\lVert {part('delta', r'\delta_1')} \rVert = \lVert {part('delta', r'\delta_t')} \rVert"
        rf" \prod_{{k=2}}^{{t}} \frac{{\lVert \delta_{{k-1}} \rVert}}{{\lVert \delta_k \rVert}}",
        all_the_way_back,
        "What arrives at the first time step is a product: factors below 1 make it vanish, above 1 explode.",
    ),
)
