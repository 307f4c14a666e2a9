"""The run of the lab `averaging` as a script: the walk, and what is averaged, in numpy."""

from typing import TYPE_CHECKING

from playground.data import recipes
from playground.lab.listing import fill
from playground.nn.averaging import BELL, CLOUD, LARGE, LOW, POINTS, SHIFT, SMALL, STEPS_PER_EPOCH

if TYPE_CHECKING:
    from playground.labs.averaging.lab import Averaging

# Before the bar stand the flags that a line is for.
PROGRAM = """\
              |import numpy as np
              |
              |rng = np.random.RandomState({seed})
line          |x = rng.standard_normal(({both}, 2)) * [1.0, 0.6]
line          |t = x @ [[0.8], [0.4]] + 2 * {noise!r} * rng.standard_normal(({both}, 1))
mirror        |x = 2 * rng.standard_normal(({both}, 1))
mirror        |t = np.tanh(1.5 * x) + 2 * {noise!r} * rng.standard_normal(({both}, 1))
heaps         |small = np.arange({both})[:, None] % 20 < 7  # seven of twenty points are in the small heap
heaps         |middle = np.where(small, {middles[0]}, {middles[1]})
heaps         |x = middle + np.where(small, {widths[0]}, {widths[1]}) * rng.standard_normal(({both}, 2))
heaps         |x[{n}:, 1] += {shift!r} * {noise!r}  # for the test everything has moved
heaps         |t = np.ones(({both}, 1))
cloud         |{cloud}
cloud         |order = rng.permutation({both})
cloud         |x, t = points[order], (labels[order, None] + 1) / 2
              |train, test = (x[:{n}], t[:{n}]), (x[{n}:], t[{n}:])
              |
cloud         |def parts(w):
cloud         |    hidden, output = w[:{w2}], w[{w2}:]
cloud         |    return hidden[:{w1}].reshape(2, {hidden}), hidden[{w1}:], output[:-1, None], output[-1:]
cloud         |
              |def forward(w, x):  # what each layer says
line          |    return [x @ w.reshape(2, 1)]
mirror        |    h = np.tanh(x @ w[:1].reshape(1, 1))
mirror        |    return [h, h @ w[1:].reshape(1, 1)]
heaps         |    away = x - w
heaps         |    return [away, np.exp(-(away * away).sum(axis=1, keepdims=True) / (2 * {bell} * {bell}))]
cloud         |    W1, b1, W2, b2 = parts(w)
cloud         |    h = np.tanh(x @ W1 + b1)
cloud         |    return [h, 1 / (1 + np.exp(np.minimum(-(h @ W2 + b2), 708)))]
              |
              |def gradient(w, x, t):
              |    *h, o = forward(w, x)
              |    delta = (o - t) / len(x)
line          |    return (x.T @ delta).ravel()
mirror        |    back = delta @ w[1:].reshape(1, 1) * (1 - h[0] * h[0])
mirror        |    return np.concatenate([(x.T @ back).ravel(), (h[0].T @ delta).ravel()])
heaps         |    return (delta * o * h[0]).sum(axis=0) / ({bell} * {bell})
cloud         |    back, ones = delta @ parts(w)[2].T * (1 - h[0] * h[0]), np.ones((1, len(x)))
cloud         |    slopes = x.T @ back, ones @ back, h[0].T @ delta, ones @ delta
cloud         |    return np.concatenate([slope.ravel() for slope in slopes])
              |
              |def loss(o, t):
!cloud        |    return float(np.mean(0.5 * (o - t) ** 2))
cloud         |    yes, no = (np.log(np.maximum(p, np.exp(-100))) for p in (o, 1 - o))
cloud         |    return float(np.mean(-t * yes - (1 - t) * no))
              |
              |nets = []
              |for net in range({many}):
uniform       |    nets.append(2 * rng.random_sample(2) - 1)
heaps         |    nets.append(rng.uniform(-1, 1, 2) + [0.0, 1.0])
cloud         |    first, limits = [], [np.sqrt(6 / (2 + {hidden})), np.sqrt(6 / ({hidden} + 1))]
cloud         |    for limit, weights, biases in zip(limits, ({w1}, {hidden}), ({hidden}, 1)):
cloud         |        first += [limit * (2 * rng.random_sample(weights) - 1), np.zeros(biases)]
cloud         |    nets.append(np.concatenate(first))
              |key = rng.randint(2**31, dtype=np.int64)
keeps         |kept, mean, taken = [], np.zeros_like(nets[0]), 0
              |for step in range({steps}):
              |    if step % {epoch} == 0:  # an epoch
              |        order = np.arange({n})
              |        np.random.RandomState([key, step // {epoch}]).shuffle(order)
              |    rows = order[step % {epoch} * {batch} :][:{batch}]
keeps         |    turn = step - {warm}
!keeps        |    rate = {rate!r}
snapshots     |    rate = {rate!r} * ((1 + np.cos(np.pi * (turn % {period} / {period}))) / 2)
straight      |    along = (turn % {period} + 1) / {period}
vee           |    fall = (1 - 2 * along) + 2 * along * {low}
vee           |    rate = {rate!r} * (fall if along <= 0.5 else (2 - 2 * along) * {low} + (2 * along - 1))
saw           |    rate = {rate!r} * ((1 - along) + along * {low})
warm          |    rate = rate if turn >= 0 else {rate!r}
              |    for w in nets:
              |        w -= gradient(w, train[0][rows], train[1][rows]) * rate
keeps         |    if turn >= 0 and (turn + 1) % {period} == {end}:
keeps         |        mean = (taken * mean + nets[0]) / (taken + 1)
keeps         |        kept, taken = [*kept, nets[0].copy()][-{most}:], taken + 1
              |
              |for name, (x, t) in ("train", train), ("test", test):
              |    print(name + "_loss", repr(loss(forward(nets[-1], x)[-1], t)))
none          |averaged = nets  # nothing is averaged
ensemble      |averaged = nets
mean          |averaged = [mean] if taken else nets
answers       |averaged = kept or nets
              |total = 0.0
              |for w in averaged:
              |    total = total + forward(w, test[0])[-1]
              |print("averaged_loss", repr(loss(total / len(averaged), test[1])))
"""
FLAGS = {
    "snapshots": {"keeps", "snapshots", "answers"},
    "fge": {"keeps", "straight", "vee", "warm", "answers"},
    "swa": {"keeps", "straight", "saw", "warm", "mean"},
}


def script(lab: "Averaging", steps: int) -> str:
    """A script that needs only numpy, makes `steps` steps and prints the metrics."""
    fresh = type(lab)(**lab.settings)
    cloud, n, h = fresh.data not in POINTS, len(fresh.lesson.train[0]), fresh.hidden
    flags = {"cloud"} if cloud else {fresh.data} | ({"uniform"} if fresh.data != "heaps" else set())
    vee, many = fresh.method == "fge", len(fresh.networks) if fresh.method == "ensemble" else 1
    return fill(
        PROGRAM, flags | FLAGS.get(fresh.method, {fresh.method}), seed=fresh.seed, steps=steps, n=n,
        both=2 * n, noise=fresh.noise / 100, middles=(SMALL[0], LARGE[0]), widths=(SMALL[1], LARGE[1]),
        shift=SHIFT, bell=BELL, hidden=h, w1=2 * h, w2=3 * h, epoch=STEPS_PER_EPOCH,
        cloud=recipes.recipe(fresh.data, 2 * CLOUD, fresh.noise / 100) if cloud else "",
        batch=fresh.lesson.batch, many=many, warm=fresh.warm, period=fresh.period,
        rate=float(fresh.learning_rate), low=LOW.get(fresh.method, 1.0), most=len(fresh.kept),
        end=fresh.period // 2 if vee else 0,
    )  # fmt: skip
