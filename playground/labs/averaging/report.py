"""What the lab `averaging` has to read: every network kept, what an answer costs, and what goes wrong."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Table
from playground.nn import averaging, loss_plane
from playground.nn.advice import ran_away

if TYPE_CHECKING:
    from playground.labs.averaging.lab import Averaging

ALIKE = 0.003  # how much answers must differ, on average, for it to matter
WORSE = 1.2  # times the loss of the networks
BY_HEART = 1.4  # times the training loss
NEARBY, DIRECTIONS = 0.5, 24  # how far from a network its valley is measured, and in how many directions


def tables(lab: "Averaging") -> list[Table]:
    """The networks that are averaged, and every way to answer with what it costs."""
    networks = lab.networks
    found = [Table("Ways to answer", ("who is asked", "networks", "test loss"), ways(lab), NOTE)]
    if len(networks):
        centre = lab.centre
        assert centre is not None
        away = np.sqrt(((networks - centre) ** 2).sum(axis=1))
        rises = [rise(lab, one) for one in networks]
        rows = zip(lab.losses(networks, test=False), lab.losses(networks), away, rises, strict=True)
        gone = 0 if lab.built.method == "ensemble" else int(lab.taken) - len(networks)
        found.append(
            Table(
                "Every network",
                ("network", "training loss", "test loss", "from the middle", "rise nearby"),
                [(str(gone + i), *map(float, row)) for i, row in enumerate(rows, start=1)],
                "From the middle: how far its weights are from their mean. Rise: how much higher the training"
                f" loss is {NEARBY} away, on average. That of the middle: {rise(lab, centre):.4f}.",
            )
        )
    return found


def rise(lab: "Averaging", flat: np.ndarray) -> float:
    """How much higher the training loss is near a network [P], in random directions: how narrow its valley
    is."""
    around = loss_plane.nearby(flat, NEARBY, DIRECTIONS, np.random.RandomState(0))
    return float(lab.losses(around, test=False).mean() - lab.losses(flat[None], test=False)[0])


NOTE = "The mean of the weights is one network; all together are as many as are asked."


def ways(lab: "Averaging") -> list[tuple[str, str, float]]:
    """Who can be asked, how many networks that are, and the test loss."""
    networks, centre = lab.networks, lab.centre
    rows = [("the last network", "1", lab.reading["test_loss"])]
    if centre is not None:
        rows.append(("the mean of the weights", "1", float(lab.losses(centre[None])[0])))
    for count in sorted({5, len(networks)}):
        if 0 < count <= len(networks):
            rows.append((f"the last {count} together", str(count), lab.together(networks[-count:])))
    return rows


def findings(lab: "Averaging") -> list[Finding]:
    """A middle that is worse, networks that are too alike, and points that were learnt by heart."""
    found = ran_away(lab.stopped, lab.blew_up)
    networks, centre, reading = lab.networks, lab.centre, lab.reading
    if len(networks) > 1 and centre is not None and lab.steps:
        each, middle = lab.losses(networks), float(lab.losses(centre[None])[0])
        if middle > WORSE * float(each.max()):
            apart = lab.built.method == "ensemble"
            found.append(
                Finding(
                    "A bad middle", "note" if lab.built.method != "swa" else "warning", "the mean of weights",
                    f"Its test loss is {middle:.3f}; of the networks none has more than {each.max():.3f}.",
                    "The networks stand in different valleys." if apart
                    else "They stand in different valleys, or the mean remembers where the walk came from.",
                    "Ask them together instead." if apart
                    else "Lower the learning rate, or begin anew with longer cycles.",
                )
            )  # fmt: skip
        said = averaging.answers(lab.judge, networks, lab.lesson.test[0])
        spread = float(said.std(axis=0).mean())
        if lab.built.method in ("snapshots", "fge") and spread < ALIKE:
            found.append(
                Finding(
                    "Too alike", "note", "the networks kept",
                    f"Their answers differ by {spread:.2g} on average.",
                    "Asked together they say what each says alone, at a higher cost.",
                    "Take longer cycles, or a larger learning rate.",
                )
            )  # fmt: skip
    if reading["test_loss"] > BY_HEART * reading["train_loss"] and lab.built.data not in averaging.POINTS:
        found.append(
            Finding(
                "Learnt by heart", "note", "the last network",
                f"Its loss is {reading['train_loss']:.3f} in training and {reading['test_loss']:.3f} in the"
                " test.",
                "It fits its training points closer than the pattern behind them: overfitting.",
                "Take fewer hidden neurons, or average.",
            )
        )  # fmt: skip
    return found
