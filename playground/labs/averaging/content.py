"""What the lab `averaging` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.averaging.lab import Averaging

STORY = """
A network is a point: give each of its weights an axis, and its weights say where it stands. Over every point
lies a *loss*, so training is a walk in a landscape, the [loss surface](surface). Two landscapes, in truth:
the [colour](surface) is the loss over the training points, which the walk can feel, and the [lines](contours)
are the loss over the test points, which nobody shows it. They have the same valleys, a little shifted.

### A walk that does not come to rest
Each step looks at a *mini-batch* only, and each mini-batch pulls elsewhere. So, *epoch* after epoch, the
[network](network) wanders about the valley, and does not stop at the bottom. A [small rate](?preset=no-cycle)
brings it nearer to the bottom, slowly. Here the [learning rate](rate) goes in cycles instead: it falls, so
that the network settles, and then it rises, so that it leaves again. Where it is lowest, the network is
[kept](kept).

### The mean of the answers
Networks that were kept can be asked together: the mean of their answers can be better than each of them,
where their errors differ, and is never worse than they are on average. That is an *ensemble*.
[Snapshots](?preset=cosine-snapshots) make one from a single run, with long cycles, a half cosine each.
[FGE](?preset=fge) found that short cycles do as well, as between good networks there are ways along which the
loss stays low. [Five nets](?preset=ensemble) that start from five places differ most. But an ensemble of ten
costs ten *forward passes* for each answer.

### The mean of the weights
Now take the mean of the networks instead of that of their answers. The networks stand around the valley, at
its border; the [middle](mean) is inside, and may be lower. How often it is, seeds tell: these presets are
picked so that it shows. This *weight averaging* ([SWA](?preset=swa)) costs one network to keep and one pass
for each answer. For a model that only adds up, the two means are the same.

### Where it fails
The middle of two valleys is the [barrier](segment) between them. Networks [from different
starts](?preset=ensemble) stand in different valleys: ask them together, and never average their weights. And
while the walk still descends, the mean lags behind it.

### Wide is better than deep
The test landscape is shifted, so who learns [points by heart](?preset=by-heart) is wrong there:
*overfitting*. In a [narrow valley](?preset=narrow-vs-wide) a small shift puts the bottom onto the slope; in a
wide one, a *flat minimum*, it hardly matters. That is *generalization*: a place in the middle of a wide
valley is good on both landscapes, even where its training loss is higher. Among the numbers stands how much
the loss rises near each network, in random directions.
"""

SOURCES = (
    Source(
        "M. Pechyonkin", "Stochastic Weight Averaging, a New Way to Get State of the Art Results", 2018,
        "the story from snapshots to SWA, as this lab tells it",
    ),
    Source(
        "P. Izmailov et al.", "Averaging Weights Leads to Wider Optima and Better Generalization", 2018,
        "SWA, the plane through three networks, and wide optima",
    ),
    Source("T. Garipov et al.", "Loss Surfaces, Mode Connectivity, and Fast Ensembling of DNNs", 2018, "FGE"),
    Source("G. Huang et al.", "Snapshot Ensembles: Train 1, Get M for Free", 2017, "cosine cycles"),
)  # fmt: skip

PRESETS = {  # the first is the default
    "swa": Preset(
        "SWA for two weights: the walk circles about the valley, and the mean of its places lies inside.",
        horizon=200, label="SWA",
    ),
    "cosine-snapshots": Preset(
        "Long cosine cycles: the network settles, is kept, and is thrown out again. All are asked together.",
        horizon=2000, label="snapshots", method="snapshots", data="moons", noise=20, cycle=20,
        learning_rate=0.5, seed=3,
    ),
    "fge": Preset(
        "Short cycles, in which the rate falls and rises in straight lines: many networks in little time.",
        horizon=840, label="FGE", method="fge", data="moons", noise=20, cycle=4, hidden=10, seed=8,
    ),
    "by-heart": Preset(
        "Noisy moons: the network learns points by heart. The mean of its weights less so.",
        horizon=800, label="by heart", data="moons", noise=30, cycle=2, hidden=10, seed=8,
    ),
    "narrow-vs-wide": Preset(
        "Two valleys: the network falls into the deep narrow one. For the test everything has moved upwards.",
        horizon=200, label="narrow and wide", method="snapshots", data="heaps", noise=30, cycle=2,
        learning_rate=0.5,
    ),
    "ensemble": Preset(
        "Five nets from five starts. Their answers have a good mean, their weights a bad one.",
        horizon=600, label="five nets", method="ensemble", data="moons", noise=30, hidden=4, seed=6,
    ),
    "no-cycle": Preset(
        "A small rate, always the same: the network creeps to its place. Nothing is averaged.",
        horizon=400, label="no cycle", method="none", learning_rate=0.05,
    ),
}  # fmt: skip

FEWEST = 5  # networks, for their middle to be one
APART = 1.5  # how far apart the two heaps are, at least
BAD = 2.0  # how many times the loss of the worse network makes a bad mean


def _in_the_middle(lab: "Averaging") -> bool:
    if lab.built.method != "swa" or not FEWEST <= lab.taken <= len(lab.kept) or _moved(lab):
        return False
    return bool(lab.reading["averaged_loss"] < lab.losses(lab.networks).min())


def _moved(lab: "Averaging") -> bool:
    """Whether a hand has moved the network, or kept it."""
    return any("network" in what for _, what in lab.altered)


def _narrow_and_wide(lab: "Averaging") -> bool:
    if lab.built.data != "heaps" or not lab.averages or len(lab.networks) < 2:
        return False
    places, train, test = lab.networks, lab.losses(lab.networks, test=False), lab.losses(lab.networks)
    deep, wide = places[:, :1] < 0, places[:, :1].T > 0
    apart = np.abs(places[:, None, 0] - places[None, :, 0]) > APART
    traded = (train[:, None] < train[None]) & (test[:, None] > test[None])
    low = train < 0.42  # both at their bottom, more or less
    return bool((deep & wide & apart & traded & low[:, None] & low[None]).any())


def _bad_mean(lab: "Averaging") -> bool:
    networks = lab.networks
    if not lab.averages or len(networks) < 2 or lab.built.data != "mirror":
        return False
    one, two = np.triu_indices(len(networks), 1)
    alone, middle = lab.losses(networks), lab.losses((networks[one] + networks[two]) / 2)
    worse = np.maximum(alone[one], alone[two])
    bad = np.flatnonzero(middle > BAD * worse)
    return any(lab.together(networks[[one[i], two[i]]]) <= worse[i] for i in bad.tolist())


def _at_a_fifth(lab: "Averaging") -> bool:
    if lab.built.method != "swa" or lab.built.data != "gauss" or lab.taken < FEWEST or _moved(lab):
        return False
    averaged = lab.reading["averaged_loss"]
    return bool(averaged < lab.reading["test_loss"] and averaged <= lab.together(lab.networks[-FEWEST:]))


def _early(lab: "Averaging") -> bool:
    if lab.built.method != "swa" or lab.taken < len(lab.kept) or _moved(lab):
        return False
    return bool(lab.reading["averaged_loss"] > lab.losses(lab.networks).max())


CHALLENGES = (
    Challenge(
        "in-the-middle",
        "Let SWA have a lower test loss than each of the five to ten networks that it is the mean of.",
        passed=_in_the_middle,
        hints=(
            "The networks must stand around the bottom of the valley, on all sides of it.",
            "Take the preset SWA and press Play: after ten cycles it is so. Other seeds may do as well.",
        ),
        why="Each network was thrown off to some side by its last mini-batches; in the mean that cancels.",
        warm_up=True,
    ),
    Challenge(
        "narrow-and-wide",
        "Over the heaps, keep two networks: one in the narrow valley with the lower training loss and the"
        " higher test loss, and one in the wide valley.",
        passed=_narrow_and_wide,
        hints=(
            "Drag the network to a valley, and press “Keep it” there. How far is the test shifted?",
            "Take the preset narrow and wide. Play until the network lies still, and keep it. Drag it to the"
            " bottom of the wide valley, let it learn for two epochs, and keep it.",
        ),
        why="The shift puts the narrow bottom onto its slope. In the wide valley the loss hardly changes.",
        predict=Prediction(
            "For the test everything moves a little. Which of the two valleys loses more?",
            ("the narrow one", "the wide one", "both alike"),
            lambda lab: 0,
        ),
    ),
    Challenge(
        "barrier",
        "On the data mirror keep two networks whose mean of weights has more than twice the test loss of the"
        " worse one, while asked together they are no worse than that.",
        passed=_bad_mean,
        hints=(
            "There are two valleys that are equally good, and the two networks must not be in the same.",
            "Take snapshots, with a noise of 20. Keep the network in its valley, drag it through 0 to the"
            " mirror image of its place, and keep it again.",
        ),
        why="(a, b) and (−a, −b) give the same answers, and so does the mean of these. The mean of the"
        " weights is 0, which knows nothing.",
        predict=Prediction(
            "Two networks are equally good, and stand in two valleys. Which of their means is worse?",
            ("that of their weights", "that of their answers", "neither"),
            lambda lab: 0,
        ),
    ),
    Challenge(
        "at-a-fifth",
        "On the Gaussian cloud let SWA, at the cost of one network, be as good as the last five networks"
        " asked together, and better than the last one.",
        passed=_at_a_fifth,
        hints=(
            "The numbers behind the picture say what five would say together. Give it a handful of cycles.",
            "Take the data Gaussian, SWA with cycles of 2 epochs, and a learning rate of 1 or 2.",
        ),
        why="Near the bottom the answers change almost in proportion to the weights, so that the mean of the"
        " weights answers about as the mean of the answers.",
    ),
    Challenge(
        "too-early",
        "Let SWA have a higher test loss than each of the last ten networks that it met.",
        passed=_early,
        hints=(
            "What if the walk is still on its way down while its places are averaged?",
            "Take SWA on the line with seed 1, cycles of 1 epoch and a learning rate of 0.01, and play for"
            " twenty epochs.",
        ),
        why="A mean remembers where the walk came from. Average once it circles, not while it descends.",
    ),
)
