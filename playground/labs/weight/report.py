"""What the lab `weight` has to read: the numbers of a round, and what goes wrong."""

from typing import TYPE_CHECKING

from playground.lab import Finding, Table
from playground.lab.numerals import written
from playground.nn.advice import ran_away

if TYPE_CHECKING:
    from playground.labs.weight.lab import Weight

FAR = 1e-6  # an error that is worth a word
NEAR_THE_EDGE = 0.005  # a factor so close to -1


def tables(lab: "Weight") -> list[Table]:
    """The next round, number by number."""
    now, given, goal = float(lab.weight_now[0]), lab.now.input, lab.now.goal
    delta = given * now - goal
    rows: list[list[str | float]] = [
        ["prediction", "input · weight", given * now],
        ["delta", "prediction − goal", delta],
        ["error", "delta²", lab.error_at(now)],
    ]
    if lab.built.method == "descent":
        rows += [
            ["slope", "input · delta", given * delta],
            ["step", "−learning rate · slope", lab.next_weight - now],
            ["factor", "1 − learning rate · input²", lab.factor],
        ]
    else:
        rows += [
            ["error with more", "weight + amount", lab.error_at(now + lab.amount)],
            ["error with less", "weight − amount", lab.error_at(now - lab.amount)],
        ]
    rows.append(["next weight", "after this round", lab.next_weight])
    note = "The factor is what every round multiplies delta by: between −1 and 1 a run closes in on the goal."
    return [Table("The next round", ["number", "computed as", "value"], rows, note)]


def trouble(lab: "Weight") -> str:
    """Why the numbers ran away."""
    return (
        f"the numbers ran away: every round multiplied the distance from the goal by "
        f"{written(lab.factor, 4)}, which is beyond −1; a smaller learning rate or input stops that"
    )


def findings(lab: "Weight") -> list[Finding]:
    """Steps that are too long, and an input that cannot teach anything."""
    found, error = ran_away(lab.stopped, lab.blew_up), lab.error_at(float(lab.weight_now[0]))
    if not lab.now.input:
        return [
            *found,
            Finding(
                "Input is 0", "problem", "the input", "0 times any weight is 0.",
                "The prediction does not depend on the weight, so its slope is 0 and nothing is learnt.",
                "Take another input.",
            ),
        ]  # fmt: skip
    if lab.built.method == "descent" and abs(lab.factor) >= 1 - NEAR_THE_EDGE and error > FAR and not found:
        grows = abs(lab.factor) > 1 + 1e-9
        evidence = f"Every round multiplies delta by 1 − learning rate · input² = {written(lab.factor, 6)}."
        found.append(
            Finding(
                "Overshooting" if lab.factor < 0 else "Hardly moving",
                "problem" if grows else "warning", "the learning rate", evidence,
                "Each round lands beyond the goal, farther away than before." if grows
                else "Each round lands as far beyond the goal as it was before it." if lab.factor < 0
                else "Each round changes next to nothing.",
                f"Take a {'lower' if lab.factor < 0 else 'higher'} learning rate: "
                f"{written(1 / lab.now.input**2, 3)} would hit the goal at once.",
            )
        )  # fmt: skip
    if lab.bounces() and max(error, lab.error_at(lab.next_weight)) > FAR:
        found.append(
            Finding(
                "Too coarse", "warning", "the step amount",
                f"The weight goes {written(lab.amount, 4)} up and {written(lab.amount, 4)} down again.",
                "Every round takes a whole step, so it cannot settle at the goal.",
                "Take a smaller step amount, or gradient descent, whose steps become shorter by themselves.",
            )
        )  # fmt: skip
    return found
