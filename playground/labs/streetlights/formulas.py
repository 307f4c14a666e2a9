"""The formulas of `streetlights`, in symbols and with the numbers of its first row."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab.formula import Formula, Looks, exact, num, part, total

if TYPE_CHECKING:
    from playground.labs.streetlights.lab import Streetlights


def _row(looks: Looks) -> int:
    return int(looks.get("row", 0))


def _first_output(lab: "Streetlights", looks: Looks) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Inputs to the last layer, their weights to the first output, the prediction, and the goal."""
    row = min(_row(looks), len(lab.X) - 1)
    seen = lab.look(row)
    given = seen.hidden if len(lab.network.layers) > 1 else lab.X[row]
    return given, lab.network.layers[-1][:, 0], float(seen.prediction[0]), float(lab.y[row, 0])


def prediction(lab: "Streetlights", looks: Looks) -> str:
    given, weights, said, _ = _first_output(lab, looks)
    terms = [
        rf"{exact(round(float(x), 3))} \cdot {part('weights', num(float(w), 3))}"
        for x, w in zip(given, weights, strict=True)
    ]
    return rf"{part('prediction', num(said, 3))} = {total(terms)}"


def delta(lab: "Streetlights", looks: Looks) -> str:
    _, _, said, goal = _first_output(lab, looks)
    return rf"{part('delta', num(said - goal, 3))} = {num(said, 3)} - {part('goal', exact(goal))}"


def update(lab: "Streetlights", looks: Looks) -> str:
    given, weights, said, goal = _first_output(lab, looks)
    at = int(np.argmax(np.abs(given)))
    x, w, rate = float(given[at]), float(weights[at]), lab.learning_rate
    later = w - rate * x * (said - goal)
    return (
        rf"{num(later, 3)} \leftarrow {part('weights', num(w, 3))} - {exact(rate)} \cdot "
        rf"{part('arrows', rf'{exact(round(x, 3))} \cdot {num(said - goal, 3)}')}"
    )


def back(lab: "Streetlights", looks: Looks) -> str:
    row = min(_row(looks), len(lab.X) - 1)
    seen = lab.look(row)
    w, d = float(lab.network.layers[1][0, 0]), float(seen.delta[0])
    on = float(seen.hidden[0]) > 0
    return rf"{num(w * d * on, 3)} = {num(w, 3)} \cdot {num(d, 3)} \cdot {exact(float(on))}"


def share(lab: "Streetlights", looks: Looks) -> str:
    came, seen = lab.counting.came, lab.counting.seen
    at = int(np.argmax(lab.counting.shares))
    if not seen[at]:
        return rf"{num(0.0, 3)} = {exact(0)}"  # nothing is counted yet
    above, below = exact(float(came[at])), exact(float(seen[at]))
    return rf"{num(float(came[at] / seen[at]), 3)} = \frac{{{above}}}{{{below}}}"


def learns(lab: "Streetlights") -> bool:
    return not lab.counts


W = part("weights", "w_i")
FORMULAS = (
    Formula(
        "weighted sum", rf"{part('prediction', 'p')} = \sum_i x_i \, {W}", prediction,
        "The prediction p adds up inputs x times weights w; in two layers x are the hidden neurons.",
        when=learns,
    ),
    Formula(
        "delta", rf"{part('delta', r'\delta')} = p - {part('goal', 'y')}", delta,
        "How far the prediction is from the goal y.",
        when=learns,
    ),
    Formula(
        "update", rf"{W} \leftarrow {W} - \alpha \, {part('arrows', r'x_i \, \delta')}", update,
        "Each weight takes off α times its weight delta; the numbers are those of the largest input.",
        when=learns,
    ),
    Formula(
        "backpropagation", r"\delta_1 = w_1 \, \delta \, [h_1 > 0]", back,
        "A hidden neuron gets its part of δ through its weight, unless it said 0.",
        when=lambda lab: learns(lab) and len(lab.network.layers) > 1,
    ),
    Formula(
        "share", r"s_i = \frac{\text{walked while } i \text{ was on}}{\text{rows with } i \text{ on}}", share,
        "In what share of its rows the answer came true: here for the lamp with the largest share.",
        when=lambda lab: lab.counts,
    ),
)  # fmt: skip
