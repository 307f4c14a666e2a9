"""The formulas of `weight`, in symbols and with the numbers of its next round."""

from typing import TYPE_CHECKING

from playground.lab.formula import Formula, Looks, exact, num, part

if TYPE_CHECKING:
    from playground.labs.weight.lab import Weight


def _now(lab: "Weight") -> float:
    return float(lab.weight_now[0])


def prediction(lab: "Weight", looks: Looks) -> str:
    said = part("prediction", num(lab.now.input * _now(lab), 4))
    return rf"{said} = {exact(lab.now.input)} \cdot {part('weight', num(_now(lab), 4))}"


def error(lab: "Weight", looks: Looks) -> str:
    said = part("prediction", num(lab.now.input * _now(lab), 4))
    goal = part("goal", exact(lab.now.goal))
    return rf"{part('error', num(lab.error_at(_now(lab)), 4))} = ({said} - {goal})^2"


def descent(lab: "Weight", looks: Looks) -> str:
    now, delta = _now(lab), lab.now.input * _now(lab) - lab.now.goal
    return (
        rf"{part('next', num(lab.next_weight, 4))} \leftarrow {part('weight', num(now, 4))} - "
        rf"{exact(lab.learning_rate)} \cdot {exact(lab.now.input)} \cdot {num(delta, 4)}"
    )


def factor(lab: "Weight", looks: Looks) -> str:
    delta = lab.now.input * _now(lab) - lab.now.goal
    later = lab.now.input * lab.next_weight - lab.now.goal
    rate, given = exact(lab.learning_rate), exact(lab.now.input)
    return rf"{num(later, 4)} \leftarrow (1 - {rate} \cdot {given}^2) \cdot {num(delta, 4)}"


def trial(lab: "Weight", looks: Looks) -> str:
    better = "-" if lab.next_weight < _now(lab) else "+"
    amount = exact(lab.amount) if lab.next_weight != _now(lab) else exact(0)
    new, old = part("next", num(lab.next_weight, 4)), part("weight", num(_now(lab), 4))
    return rf"{new} \leftarrow {old} {better} {amount}"


def descends(lab: "Weight") -> bool:
    return bool(lab.built.method == "descent")


W, PREDICTION, GOAL = part("weight", "w"), part("prediction", "p"), part("goal", "y")
FORMULAS = (
    Formula(
        "prediction", rf"{PREDICTION} = x \, {W}", prediction,
        "The prediction p is the input x times the weight w.",
    ),
    Formula(
        "error", rf"{part('error', 'E')} = ({PREDICTION} - {GOAL})^2", error,
        "The error is the squared distance of the prediction from the goal y.",
    ),
    Formula(
        "gradient descent", rf"{part('next', 'w')} \leftarrow {W} - \alpha \, x \, \delta", descent,
        "A round moves the weight against its slope x δ, where δ is p − y.",
        when=descends,
    ),
    Formula(
        "closed form", r"\delta \leftarrow (1 - \alpha \, x^2) \, \delta", factor,
        "Every round multiplies δ by the same factor: beyond −1 it explodes.",
        when=descends,
    ),
    Formula(
        "trial", rf"{part('next', 'w')} \leftarrow {W} \pm a", trial,
        "Hot and cold takes the better side of the two, a step amount a away.",
        when=lambda lab: not descends(lab),
    ),
)  # fmt: skip
