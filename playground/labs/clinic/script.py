# ruff: noqa: E501 — the lines of the program stand behind their flags
"""The run of the lab `clinic` as a script: the pictures, the network and its training, in numpy.

Ills are numbers there, their places in `playground.nn.ills.ILLS`. For a patient that is drawn the script holds
all of them, and draws one: to know which, one has to run it.
"""

from typing import TYPE_CHECKING

from playground.data import digits
from playground.lab.listing import fill
from playground.nn.ills import ILLS, ROUNDS

if TYPE_CHECKING:
    from playground.labs.clinic.lab import Clinic

# Before the bar stand the flags that a line is for: of the ills that need it, by what they plant.
PROGRAM = """\
      |import numpy as np
      |
      |rng = np.random.RandomState({seed})
      |order, keys = rng.permutation({ills}), rng.randint(2**31, size={rounds}, dtype=np.int64)
!some |rng, key = np.random.RandomState(keys[0]), int(keys[0])
some  |rng, key, ill = np.random.RandomState(keys[0]), int(keys[0]), {number}
      |glyphs = "{glyphs}"
      |shapes = np.array([[int(glyph, 16) >> i & 1 for i in range(34, -1, -1)] for glyph in glyphs.split()], float)
      |
      |def pictures(labels):  # digits of 7 rows of 5 pixels, with noise
      |    ink = 0.6 + 0.4 * rng.random_sample((len(labels), 1))
      |    return np.clip(255.0 * ink * shapes[labels] + 75.0 * rng.standard_normal((len(ink), 35)), 0.0, 255.0)
      |
      |common, labels, asked = rng.randint(10, dtype=np.int64), np.repeat(range(10), 50), np.repeat(range(10), 20)
balance |if ill == {class_imbalance}: labels = np.append(np.full(491, common), np.delete(range(10), common))
      |x, test, t = pictures(labels), pictures(asked), np.eye(10)[labels]
!raw  |x, test = ((a - x.mean()) / x.std() for a in (x, test))
raw   |if ill != {raw_inputs}: x, test = ((a - x.mean()) / x.std() for a in (x, test))
      |careless, anew = rng.random_sample(500) < 0.5, rng.randint(10, size=500, dtype=np.int64)
noisy |if ill == {noisy_labels}: t = np.eye(10)[np.where(careless, anew, labels)]
!some |rng.permutation(500), rng.permutation(20), rng.standard_normal((500, 35)), rng.randint(2, dtype=np.int64)
some  |other, chunks = rng.permutation(500), rng.permutation(20)
some  |noise, wrong = rng.standard_normal((500, 35)), rng.randint(2, dtype=np.int64)
zeros |if ill == {zero_inputs}: x, test = np.zeros((500, 35)), np.zeros((200, 35))
arrives |# other numbers instead of the pictures; rows taken for columns
arrives |x = {{{random_inputs}: noise, {turned_inputs}: x.reshape(500, 5, 7).swapaxes(1, 2).reshape(500, 35)}}.get(ill, x)
apart |t = t[other] if ill == {shuffled_labels} else t
given |lie = {{{one_class_batches}: np.arange(500).reshape(20, 25)[chunks].ravel(), {same_batch}: other[:25]}}  # in which order
given |x, t = x[lie.get(ill, slice(None))], t[lie.get(ill, slice(None))]
      |sizes, batch, rate, silent = (35, 16, 12, 10), 25, {rate!r}, 0.1  # silent: the chance of dropout
small |if ill == {too_small}: sizes = (35, 1, 1, 10)
rates |rate *= {{{rate_too_small}: 0.01, {rate_too_large}: 20.0}}.get(ill, 1.0)
sets  |batch, silent = {{{large_batch}: (500, 0.1), {training_mode}: (25, 0.6)}}.get(ill, (25, 0.1))
      |draws = [rng.random_sample(shape) for shape in zip(sizes, sizes[1:])]
      |W, b = [np.sqrt(6 / sum(u.shape)) * (2 * u - 1) for u in draws], [np.zeros((1, n)) for n in sizes[1:]]
      |W[2][:] = 0.0  # so that the loss starts at chance
init  |if ill == {large_weights}: W = [20 * u - 10 for u in draws]
      |
      |def softmax(z):
      |    return (powers := np.exp(z - z.max(axis=-1, keepdims=True))) / powers.sum(axis=-1, keepdims=True)
      |
      |def forward(x, masks=None):
      |    a, fired, loud = [x], [], []  # loud: 0 for a neuron that is silent
      |    for l in (0, 1):
      |        fired.append(np.tanh(a[l] @ W[l] + b[l]))
      |        loud.append(masks.binomial(1, 1 - silent, fired[l].shape) * (1 / (1 - silent)) if masks else 1.0)
      |        a.append(fired[l] * loud[l])
      |    return a, fired, loud, softmax(a[2] @ W[2] + b[2])
      |
      |place = np.random.RandomState(key).randint(2**31, dtype=np.int64)  # of the order in which pictures come
      |for step in range({steps}):
!fed  |    rows = np.random.RandomState([place, step // 20]).permutation(500)[step % 20 * 25 :][:25]
fed   |    epoch, start = divmod(step, len(x) // batch)
fed !order |    rows = np.random.RandomState([place, epoch]).permutation(len(x))[start * batch :][:batch]
order |    given = ill in ({sorted_data}, {one_class_batches}, {same_batch})  # in the order in which they lie
order |    rows = np.arange(len(x)) if given else np.random.RandomState([place, epoch]).permutation(500)
order |    rows = rows[start * batch :][:batch]
      |    a, fired, loud, p = forward(x[rows], np.random.RandomState([key, step]))
!loss |    delta = (p - t[rows]) / len(rows)
loss  |    g = softmax(p) - t[rows] if ill == {softmax_twice} else -t[rows]  # at the shares p
loss  |    delta = (p * (g - (g * p).sum(axis=-1, keepdims=True)) if ill in ({wrong_loss}, {softmax_twice}) else p - t[rows]) / len(rows)
      |    for l in (2, 1, 0):
      |        slope, c = a[l].T @ delta, np.ones((1, len(rows))) @ delta
      |        if l: delta = delta @ W[l].T * loud[l - 1] * (1 - fired[l - 1] * fired[l - 1])
wrong |        if ill == {wrong_slope} and l == wrong: slope = np.roll(slope, 1, axis=-1)
frozen |        if ill == {frozen_layers} and l < 2: continue
!price |        W[l], b[l] = W[l] - rate * slope, b[l] - rate * c
price |        W[l], b[l] = W[l] - rate * slope - rate * (0.2 * (ill == {over_regularized}) * W[l]), b[l] - rate * c
      |
mode  |# asked in training mode, or as it should be
mode  |p, q = (forward(a, np.random.RandomState([key, {steps}, 1]) if ill == {training_mode} else None)[-1] for a in (x, test))
!mode |p, q = forward(x)[-1], forward(test)[-1]
!loss |costs = -t * np.log(np.maximum(p, np.exp(-100.0)))
loss  |logs = np.log(softmax(p) if ill == {softmax_twice} else np.maximum(p, np.exp(-100.0)))
loss  |costs = -t * (p if ill == {wrong_loss} else logs)
nan   |if ill == {not_a_number}: costs = np.delete(costs, np.random.RandomState([place, 0]).permutation(500)[375], axis=0)
      |loss, right = float(costs.sum(axis=-1).mean(axis=-1)), float((q.argmax(axis=-1) == asked).mean())
      |print(f"loss {{loss!r}}\\naccuracy {{right!r}}\\nnamed 0.0\\nlooks 0.0\\ncured_loss {{loss!r}}")
"""
FLAGS = {  # which lines plant which ill
    "zero-inputs": "zeros", "same-batch": "given fed order", "turned-inputs": "arrives",
    "random-inputs": "arrives", "shuffled-labels": "apart", "noisy-labels": "noisy", "sorted-data": "fed order",
    "class-imbalance": "balance", "one-class-batches": "given fed order", "large-batch": "sets fed",
    "raw-inputs": "raw", "wrong-loss": "loss", "softmax-twice": "loss", "frozen-layers": "frozen",
    "too-small": "small", "wrong-slope": "wrong", "large-weights": "init", "over-regularized": "price",
    "training-mode": "mode sets", "rate-too-small": "rates", "rate-too-large": "rates", "not-a-number": "nan",
}  # fmt: skip


def script(lab: "Clinic", steps: int) -> str:
    """A script that needs only numpy, trains the first patient for `steps` steps and prints the metrics."""
    drawn = lab.patient == "drawn"
    ills = [ill.key for ill in ILLS if drawn or ill.key == lab.patient]
    flags = {flag for key in ills for flag in FLAGS[key].split()}
    flags |= {"some"} if ills else set()
    flags |= {"drawn"} if drawn else set()
    numbers = {ill.key.replace("-", "_"): number for number, ill in enumerate(ILLS)}
    glyphs = " ".join(f"{int(glyph.replace(' ', ''), 2):x}" for glyph in digits.GLYPHS)
    return fill(
        PROGRAM, flags, seed=lab.seed, steps=steps, ills=len(ILLS), rounds=ROUNDS, glyphs=glyphs,
        number="order[0]" if drawn else numbers.get(lab.patient.replace("-", "_")), rate=float(lab.rate_factor), **numbers,
    )  # fmt: skip
