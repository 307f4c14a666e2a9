"""The recipes draw what their sources say, and batches hand the points out as promised."""

import inspect
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data.datasets import BUMP_SIGNS, BUMPS, generators, make
from playground.data.minibatches import FEATURES, Batches, features, split
from playground.data.point_set import Dataset

unhurried = settings(deadline=None)  # a busy machine is no failure

EVERY = sorted(generators)
TENSORFLOW = ("circle", "xor", "gauss", "spiral", "plane", "multi-gauss")


def rng(seed=0):
    return np.random.RandomState(seed)


def distance(x):
    return np.sqrt(x[:, 0] ** 2 + x[:, 1] ** 2)


# --- every recipe -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_shapes_and_answers(name):
    data = make(name, rng(), noise=0.2)
    assert data.name == name
    assert data.x.shape == (len(data), 2) and data.x.dtype == np.float64
    if data.task == "regression":
        assert data.classes == 0 and data.y.shape == (len(data), 1)
    elif data.classes == 2:
        assert data.y.shape == (len(data), 1) and set(data.y[:, 0]) == {-1.0, 1.0}
    else:
        assert data.y.shape == (len(data),) and data.y.dtype == np.int64
        assert set(data.y) == set(range(data.classes))
    with pytest.raises(ValueError, match="read-only"):
        data.x[0, 0] = 7


@pytest.mark.parametrize(
    ("names", "n"),
    [(TENSORFLOW[:4], 500), (TENSORFLOW[4:], 1200), (["convnetjs-circle"], 100), (["convnetjs-spiral"], 200)],
)
def test_as_many_points_as_the_source(names, n):
    """TensorFlow Playground: 500 to classify, 1200 for regression. ConvNetJS: 50 + 50 and 100 + 100."""
    assert [len(make(name, rng())) for name in names] == [n] * len(names)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("n", [7, 100, 101])
def test_number_of_points_and_balance(name, n):
    data = make(name, rng(3), n)
    assert len(data) == n
    if data.task == "classification" and name != "xor":  # in xor the number of each class is left to chance
        counts = np.bincount(data.class_index(), minlength=data.classes)
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("name", EVERY)
def test_same_seed_same_points(name):
    first, again, other = (make(name, rng(seed), noise=0.3) for seed in (5, 5, 6))
    assert np.array_equal(first.x, again.x) and np.array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)


@pytest.mark.parametrize("name", EVERY)
def test_noise_takes_no_more_randomness(name):
    """So that all drawn afterwards, such as initial weights, stays the same while the noise slider moves."""
    calm, wild = rng(1), rng(1)
    make(name, calm, noise=0.0)
    make(name, wild, noise=0.5)
    assert calm.random_sample() == wild.random_sample()


@pytest.mark.parametrize("name", EVERY)
def test_points_stay_on_the_picture(name):
    assert abs(make(name, rng(2)).x).max() <= 6


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "multi-gauss"])
def test_noise_moves_answers_not_points(name):
    calm, wild = make(name, rng(4)), make(name, rng(4), noise=0.5)
    assert np.array_equal(calm.x, wild.x)
    assert not np.array_equal(calm.y, wild.y)


@pytest.mark.parametrize("name", sorted(set(EVERY) - {"circle", "xor", "plane", "multi-gauss"}))
def test_noise_moves_points_not_answers(name):
    calm, wild = make(name, rng(4)), make(name, rng(4), noise=0.5)
    assert np.array_equal(calm.y, wild.y)
    assert (calm.x != wild.x).all()


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("n", [0, -1, 2.5, 1e9, 20_001, float("nan")])
def test_impossible_number_of_points(name, n):
    with pytest.raises(ValueError, match="whole number of points"):
        make(name, rng(), n)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("noise", [-0.1, 0.51, float("nan"), float("inf")])
def test_impossible_noise(name, noise):
    with pytest.raises(ValueError, match=r"noise must be from 0 to 0\.5"):
        make(name, rng(), noise=noise)


def test_unknown_name():
    with pytest.raises(ValueError, match="there is no dataset “square”; choose one of circle, xor"):
        make("square", rng())


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("circle", (0.544634129325, 0.888985161695), (-3.796504348442, 0.588531644527)),
        ("xor", (-1.129779952974, 2.503244934422), (-2.040327926910, 3.044772660151)),
        ("gauss", (4.436518045495, 1.082365379525), (-1.469194359676, -2.280432524799)),
        ("spiral", (-0.041488997649, 0.110162246721), (4.888167618352, 0.356199862231)),
        ("plane", (-0.995735943569, 2.643893921306), (-5.285656714319, -0.223194490212)),
        ("multi-gauss", (-0.995735943569, 2.643893921306), (-5.285656714319, -0.223194490212)),
        ("convnetjs-circle", (0.525172761881, -0.152670035533), (-0.380889605029, 3.968186797168)),
        ("convnetjs-spiral", (0.228224989970, 0.135452066060), (-5.033376551968, -0.176576835513)),
        ("moons", (3.020287803053, -1.343130344708), (5.294892022402, 0.677537486223)),
        ("three-gauss", (2.436518045495, 2.582365379525), (2.770145757349, -5.398762768971)),
        ("four-gauss", (4.936518045495, 1.582365379525), (3.030805640324, -2.780432524799)),
        ("three-spiral", (-0.041488997649, 0.110162246721), (-4.294772703627, -2.450259990124)),
    ],
)
def test_a_seed_means_the_same_points_for_ever(name, first, last):
    """Links carry a seed, so the draws and their order may not change. Recorded with version 0.1.0."""
    data = make(name, rng(1), noise=0.25)
    assert data.x[0] == pytest.approx(first, abs=1e-11)
    assert data.x[-1] == pytest.approx(last, abs=1e-11)


def test_every_recipe_cites_or_explains_itself():
    for name, recipe in generators.items():
        text = inspect.getdoc(recipe)
        assert text, name
        if name in TENSORFLOW:
            assert "Source: TensorFlow Playground" in text
        if name.startswith("convnetjs"):
            assert "Source: ConvNetJS, classify2d demo" in text


# --- TensorFlow Playground ----------------------------------------------------------------------------------


def test_circle_without_noise():
    data = make("circle", rng(1))
    away = distance(data.x)
    assert np.array_equal(data.y[:, 0] == 1, away < 2.5)
    inner, outer = away[:250], away[250:]
    assert inner.max() < 2.5
    assert outer.min() >= 3.5 and outer.max() < 5
    assert (data.y[:250] == 1).all() and (data.y[250:] == -1).all()


def test_circle_is_uniform_in_radius_and_angle():
    """Uniform in the radius, so denser towards the middle than a disc that is uniform in area (mean 5/3)."""
    data = make("circle", rng(1), 20_000)
    away = distance(data.x)
    assert away[:10_000].mean() == pytest.approx(1.25, abs=0.03)  # 4 standard errors
    assert away[10_000:].mean() == pytest.approx(4.25, abs=0.02)
    assert data.x.mean(axis=0) == pytest.approx([0, 0], abs=0.06)


def test_circle_noise_at_its_most():
    """The point is moved by U(-2.5, 2.5) in each coordinate, so from the middle it stays inside with π/4."""
    data = make("circle", rng(8), 20_000, noise=0.5)
    away = distance(data.x)
    middle, rim = data.y[away < 0.1, 0], data.y[away > 4.9, 0]
    assert len(middle) > 300
    assert (middle == 1).mean() == pytest.approx(np.pi / 4, abs=0.09)
    assert 0 < (rim == 1).mean() < 0.1


@pytest.mark.parametrize("noise", [0.01, 0.1, 0.5])
def test_noise_point_by_point(noise):
    """A label is that of the point moved by U(-5, 5) * noise: here are the 500 * 2 numbers drawn last."""
    last = rng(1)
    last.random_sample(500 * 2)  # the points themselves
    moved = (10 * last.random_sample((500, 2)) - 5) * noise
    data = make("circle", rng(1), noise=noise)
    assert np.array_equal(data.y[:, 0] == 1, distance(data.x + moved) < 2.5)
    data = make("xor", rng(1), noise=noise)
    assert np.array_equal(data.y[:, 0] == 1, (data.x + moved).prod(axis=1) >= 0)


def test_xor_without_noise():
    data = make("xor", rng(1), 5000)
    assert np.array_equal(data.y[:, 0], np.sign(data.x[:, 0] * data.x[:, 1]))
    assert abs(data.x).min() >= 0.3 and abs(data.x).max() <= 5.3
    quarters = np.bincount(2 * (data.x[:, 0] > 0) + (data.x[:, 1] > 0))
    assert quarters / 5000 == pytest.approx([0.25] * 4, abs=0.03)


def test_xor_noise_leaves_what_it_cannot_reach():
    """At noise 0.2 a point moves by less than 1, so one that is further from both axes keeps its label."""
    data = make("xor", rng(1), 5000, noise=0.2)
    safe = (abs(data.x) >= 1).all(axis=1)
    right = data.y[:, 0] == np.sign(data.x[:, 0] * data.x[:, 1])
    assert right[safe].all()
    assert 0.5 < right[~safe].mean() < 1


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gauss(noise, variance):
    data = make("gauss", rng(1), 20_000, noise)
    for label, centre in ((1, 2), (-1, -2)):
        blob = data.x[data.y[:, 0] == label]
        assert len(blob) == 10_000
        assert blob.mean(axis=0) == pytest.approx([centre, centre], abs=4 * np.sqrt(variance / 10_000))
        assert blob.var(axis=0) == pytest.approx([variance, variance], rel=0.06)
        assert np.corrcoef(blob.T)[0, 1] == pytest.approx(0, abs=0.04)


def test_spiral():
    data = make("spiral", rng(1))
    for arm, label in ((0, 1), (1, -1)):
        for i in (0, 1, 100, 249):
            r, t = 5 * i / 250, 1.75 * 2 * np.pi * i / 250 + np.pi * arm
            assert data.x[250 * arm + i] == pytest.approx([r * np.sin(t), r * np.cos(t)], abs=1e-12)
        assert (data.y[250 * arm : 250 * (arm + 1)] == label).all()
    moved = make("spiral", rng(1), noise=0.3).x - data.x
    assert abs(moved).max() <= 0.3 and moved.std() == pytest.approx(0.3 / np.sqrt(3), rel=0.1)


def test_plane():
    data = make("plane", rng(1))
    assert data.y[:, 0] == pytest.approx(data.x.sum(axis=1) / 10, abs=1e-15)
    assert data.x.mean(axis=0) == pytest.approx([0, 0], abs=0.4) and abs(data.x).max() > 5.9
    moved = make("plane", rng(1), noise=0.1).y - data.y
    assert 0.1 < abs(moved).max() <= 0.12  # twice U(-0.6, 0.6), divided by 10


def test_multi_gauss_rule_point_by_point():
    """The bump that is largest there, as the source has it, written out as a loop."""
    data = make("multi-gauss", rng(1), 400)
    for (x, y), (value,) in zip(data.x, data.y, strict=True):
        wanted = 0.0
        for (cx, cy), sign in zip(BUMPS, BUMP_SIGNS, strict=True):
            height = sign * min(max(1 - np.hypot(x - cx, y - cy) / 2, 0), 1)
            wanted = height if abs(height) > abs(wanted) else wanted
        assert value == pytest.approx(wanted, abs=1e-14)


def test_multi_gauss_hills_and_hollows():
    assert {(x, y): sign for (x, y), sign in zip(BUMPS.tolist(), BUMP_SIGNS, strict=True)} == {
        (-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1,
        (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1,
    }  # fmt: skip
    data = make("multi-gauss", rng(1), 20_000)
    assert data.y.max() == pytest.approx(1, abs=0.05) and data.y.min() == pytest.approx(-1, abs=0.05)
    on_a_bump = 6 * np.pi * 2**2 / 12**2  # their share of the square, but for what the edges cut off: 0.52
    assert 0.45 < (data.y != 0).mean() < on_a_bump


# --- ConvNetJS and the others -------------------------------------------------------------------------------


def test_convnetjs_circle():
    data = make("convnetjs-circle", rng(1))
    away = distance(data.x)
    assert (data.y[:50] == 1).all() and (data.y[50:] == -1).all()
    assert away[:50].max() < 2
    assert away[50:].min() >= 3 and away[50:].max() < 5
    angle = np.arctan2(data.x[50:, 0], data.x[50:, 1]) % (2 * np.pi)
    assert angle[1:] == pytest.approx(2 * np.pi * np.arange(1, 50) / 50, abs=1e-12)


def test_convnetjs_spiral():
    data = make("convnetjs-spiral", rng(1))
    for arm, label in ((0, 1), (1, -1)):
        x, i = data.x[100 * arm : 100 * (arm + 1)], np.arange(100)
        assert (data.y[100 * arm : 100 * (arm + 1)] == label).all()
        outside = i >= 3  # further in, the radius may be negative
        assert abs(distance(x) - 5 * i / 100)[outside].max() <= 0.1
        turned = np.arctan2(x[:, 0], x[:, 1]) - (1.25 * 2 * np.pi * i / 100 + np.pi * arm)
        off = (turned + np.pi) % (2 * np.pi) - np.pi
        assert 0.05 < abs(off[outside]).max() <= 0.1


def test_moons():
    data = make("moons", rng(1), 200)
    upper, lower = data.x[data.y[:, 0] == -1] * 0.3, data.x[data.y[:, 0] == 1] * 0.3  # back to their own size
    assert distance(upper - [-0.5, -0.25]) == pytest.approx(np.ones(100), abs=1e-12)
    assert distance(lower - [0.5, 0.25]) == pytest.approx(np.ones(100), abs=1e-12)
    assert (upper[:, 1] >= -0.25 - 1e-12).all() and (lower[:, 1] <= 0.25 + 1e-12).all()
    moved = (make("moons", rng(1), 20_000, noise=0.2).x - make("moons", rng(1), 20_000).x) * 0.3
    assert moved.std() == pytest.approx(0.2, rel=0.03)


@pytest.mark.parametrize("name", ["three-gauss", "four-gauss"])
def test_blobs_of_several_classes(name):
    data = make(name, rng(1), 12_000, noise=0.0)
    centres = np.array([data.x[data.y == label].mean(axis=0) for label in range(data.classes)])
    nearest = np.argmin(((data.x[:, None] - centres) ** 2).sum(axis=2), axis=1)
    assert (nearest == data.y).mean() > 0.99  # without noise they hardly overlap
    for label in range(data.classes):
        assert data.x[data.y == label].var(axis=0) == pytest.approx([0.5, 0.5], rel=0.1)


def test_three_arms_are_one_arm_turned():
    data = make("three-spiral", rng(1), 300)
    turn = 2 * np.pi / 3
    clockwise = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    arms = [data.x[data.y == label] for label in range(3)]
    assert arms[1] == pytest.approx(arms[0] @ clockwise.T, abs=1e-12)
    assert arms[2] == pytest.approx(arms[1] @ clockwise.T, abs=1e-12)


# --- the dataset itself -------------------------------------------------------------------------------------


def test_dataset_copies_what_it_is_given():
    x, y = np.zeros((2, 2)), np.array([[1.0], [-1.0]])
    data = Dataset("mine", "classification", x, y)
    x[0, 0] = 5
    assert data.x[0, 0] == 0


def test_class_index_and_take():
    two = Dataset("mine", "classification", np.zeros((3, 2)), np.array([[1.0], [-1.0], [1.0]]), ("no", "yes"))
    assert two.class_index().tolist() == [1, 0, 1] and two.classes == 2
    assert two.take(np.array([1])).y.tolist() == [[-1.0]]
    three = make("three-gauss", rng())
    assert np.array_equal(three.class_index(), three.y)
    with pytest.raises(ValueError, match="regression dataset has no classes"):
        make("plane", rng()).class_index()


@pytest.mark.parametrize(
    ("x", "y", "task", "labels", "message"),
    [
        ([[1, 2, 3]], [[1]], "classification", ("-1", "1"), "points of shape"),
        (np.zeros((0, 2)), np.zeros((0, 1)), "classification", ("-1", "1"), "at least 1"),
        ([[1, 2]], [1], "classification", ("-1", "1"), r"shape \[1, 1\]"),
        ([[1, 2]], [[1]], "classification", ("a", "b", "c"), r"shape \[1\]"),
        ([[1, np.nan]], [[1]], "classification", ("-1", "1"), "finite"),
        ([[1, 2]], [[np.inf]], "regression", (), "finite"),
        ([[1, 2]], [[0]], "classification", ("-1", "1"), "-1 or \\+1"),
        ([[1, 2]], [3], "classification", ("a", "b", "c"), "0 to 2"),
        ([[1, 2]], [[1]], "classification", (), "at least two classes"),
        ([[1, 2]], [[1]], "classification", ("a",), "at least two classes"),
        ([[1, 2]], [[1]], "regression", ("-1", "1"), "regression has none"),
        ([[1, 2]], [[1]], "guessing", ("-1", "1"), "classification or regression"),
        ([[1, 2]], [[1]], "classification", ("a", "a"), "twice"),
        ([[1, 2]], [[1]], "classification", ("a,b", "c"), "may not contain commas"),
    ],
)
def test_what_is_not_a_dataset(x, y, task, labels, message):
    with pytest.raises(ValueError, match=message):
        Dataset("mine", task, np.array(x), np.array(y), labels)


# --- split and features -------------------------------------------------------------------------------------


@unhurried
@given(st.integers(2, 300), st.integers(1, 99), st.integers(0, 2**32 - 1))
def test_split_shares_every_point_out_once(n, percent, seed):
    x = np.stack([np.arange(n), np.zeros(n)], axis=1)
    data = Dataset("mine", "regression", x, x[:, :1] * 2, ())
    train, test = split(data, percent / 100, rng(seed))
    assert len(train) == min(max(n * percent // 100, 1), n - 1)  # rounded down, as the source does
    together = np.concatenate([train.x[:, 0], test.x[:, 0]])
    assert sorted(together) == list(range(n))
    assert np.array_equal(train.y, train.x[:, :1] * 2)  # each point keeps its answer


def test_split_shuffles():
    train, test = split(make("circle", rng()), 0.5, rng(1))
    assert len(train) == len(test) == 250
    assert 90 < (train.y == 1).sum() < 160
    again, _ = split(make("circle", rng()), 0.5, rng(1))
    assert np.array_equal(train.x, again.x)


@pytest.mark.parametrize("share", [0, 1, -0.5, 1.5, float("nan")])
def test_impossible_share(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        split(make("circle", rng()), share, rng())


def test_one_point_cannot_be_split():
    with pytest.raises(ValueError, match="one point alone"):
        split(Dataset("mine", "regression", np.zeros((1, 2)), np.zeros((1, 1)), ()), 0.5, rng())


def test_features():
    x = rng().uniform(-6, 6, (3, 5, 2))  # any axes may come in front
    a, b = x[..., 0], x[..., 1]
    columns = features(x, list(FEATURES))
    assert list(FEATURES) == ["x", "y", "x2", "y2", "xy", "sinx", "siny"]
    assert columns.shape == (3, 5, 7)
    assert np.array_equal(columns, np.stack([a, b, a * a, b * b, a * b, np.sin(a), np.sin(b)], axis=-1))
    assert np.array_equal(features(x, ["xy", "x"]), columns[..., [4, 0]])
    assert np.array_equal(features(x), x)


@pytest.mark.parametrize(
    ("names", "message"),
    [([], "at least one feature"), (["z"], "no feature “z”; choose from x, y, x2"), (["x", "x"], "twice")],
)
def test_impossible_features(names, message):
    with pytest.raises(ValueError, match=message):
        features(np.zeros((1, 2)), names)


# --- batches ------------------------------------------------------------------------------------------------


def numbered(n):
    """Points that carry their own number, and answers ten times that."""
    x = np.stack([np.arange(n), -np.arange(n)], axis=1).astype(float)
    return x, x[:, :1] * 10


def pass_through(batches, epochs=1):
    """The numbers of the points handed out in so many epochs, in one list for each batch."""
    end, handed = batches.epochs + epochs, []
    while batches.epochs < end:
        x, y = batches.next()
        assert np.array_equal(y, x[:, :1] * 10)
        handed.append(x[:, 0].tolist())
    return handed


def test_batches_in_order_and_the_short_last_one():
    """No point is left over for the next epoch, unlike in TensorFlow Playground's own loop."""
    batches = Batches(*numbered(25), 10, rng())
    order = [[*map(float, range(start, stop))] for start, stop in ((0, 10), (10, 20), (20, 25))]
    assert pass_through(batches) == order
    assert pass_through(batches) == order
    assert batches.epochs == 2


@unhurried
@given(st.integers(1, 40), st.integers(1, 50), st.booleans(), st.integers(0, 2**32 - 1))
def test_every_epoch_has_every_point_once(n, size, reshuffle, seed):
    batches = Batches(*numbered(n), size, rng(seed), reshuffle)
    for _ in range(3):
        handed = pass_through(batches)
        assert [len(batch) for batch in handed[:-1]] == [size] * (len(handed) - 1)
        assert sorted(chain(*handed)) == list(range(n))


def test_reshuffled_epochs_differ():
    batches = Batches(*numbered(30), 30, rng(), reshuffle=True)
    orders = {tuple(pass_through(batches)[0]) for _ in range(20)}
    assert len(orders) == 20 and tuple(map(float, range(30))) not in orders


def test_reshuffling_is_fair():
    """Every point comes first equally often: 5 points, 5000 epochs, 1000 times each, give or take 5 sigma."""
    batches = Batches(*numbered(5), 5, rng(), reshuffle=True)
    first = np.bincount([int(pass_through(batches)[0][0]) for _ in range(5000)])
    assert abs(first - 1000).max() < 5 * np.sqrt(5000 * 0.2 * 0.8)


def test_a_batch_stays_valid_until_the_next_call():
    batches = Batches(*numbered(20), 10, rng(), reshuffle=True)
    batches.next()
    x, _ = batches.next()  # the last of its epoch
    kept = x.copy()
    assert batches.epochs == 1 and batches.state().shape == (4,)
    assert np.array_equal(x, kept)


def test_class_numbers_as_answers():
    data = make("three-gauss", rng())
    x, y = Batches(data.x, data.y, 7, rng()).next()
    assert x.shape == (7, 2) and y.shape == (7,)
    assert np.array_equal(y, data.y[:7])


def test_batches_use_the_rng_once():
    source, twin = rng(3), rng(3)
    batches = Batches(*numbered(20), 10, source, reshuffle=True)
    Batches(*numbered(20), 10, twin, reshuffle=False)
    pass_through(batches, 3)
    assert source.random_sample() == twin.random_sample()


def test_what_is_handed_in_is_left_alone():
    x, y = numbered(20)
    pass_through(Batches(x, y, 3, rng(), reshuffle=True), 3)
    assert np.array_equal(x, numbered(20)[0]) and np.array_equal(y, numbered(20)[1])


@unhurried
@given(st.integers(1, 30), st.integers(1, 12), st.booleans(), st.integers(0, 60))
def test_going_back_replays_the_same_batches(n, size, reshuffle, steps):
    batches = Batches(*numbered(n), size, rng(1), reshuffle)
    for _ in range(steps):
        batches.next()
    state, epochs = batches.state(), batches.epochs
    first = pass_through(batches, 2.5)
    batches.load_state(state)
    assert batches.epochs == epochs
    assert pass_through(batches, 2.5) == first
    elsewhere = Batches(*numbered(n), size, rng(99), reshuffle)  # as from a link: its own key is another
    elsewhere.load_state(state)
    assert pass_through(elsewhere, 2.5) == first


def test_going_to_an_order_that_the_present_settings_would_not_give():
    shuffled, plain = (Batches(*numbered(20), 20, rng(1), reshuffle) for reshuffle in (True, False))
    plain.load_state(shuffled.state())
    assert pass_through(plain) == pass_through(shuffled)
    assert pass_through(plain) == [list(range(20))]  # the next epoch follows the settings


def test_size_and_shuffling_may_change_on_the_way():
    batches = Batches(*numbered(10), 4, rng())
    assert batches.next()[0][:, 0].tolist() == [0, 1, 2, 3]
    batches.batch, batches.reshuffle = 3, True
    assert batches.next()[0][:, 0].tolist() == [4, 5, 6]  # this epoch goes on as it was
    batches.next()
    shuffled = batches.state()
    assert [*chain(*pass_through(batches))] != list(range(10))
    batches.reshuffle = False
    assert [*chain(*pass_through(batches))] == list(range(10))
    batches.load_state(shuffled)
    assert batches.epochs == 1


@pytest.mark.parametrize("reshuffle", [False, True])
def test_joined_batches_equal_single_ones(reshuffle):
    def several():
        return [Batches(*(part + 100 * i for part in numbered(25)), 10, rng(i), reshuffle) for i in range(3)]

    singles, joined = several(), Batches.together(several())
    for _ in range(8):
        x, y = joined.next()
        assert x.shape[0] == y.shape[0] == 3
        for replica, single in enumerate(singles):
            alone_x, alone_y = single.next()
            assert np.array_equal(x[replica], alone_x) and np.array_equal(y[replica], alone_y)
            assert np.array_equal(joined.state(replica), single.state())
    assert joined.epochs == singles[0].epochs


def test_joined_class_numbers():
    data = make("three-gauss", rng())
    joined = Batches.together([Batches(data.x, data.y, 7, rng(seed), True) for seed in range(2)])
    x, y = joined.next()
    assert x.shape == (2, 7, 2) and y.shape == (2, 7)


def test_joining_unlike_batches():
    one, longer, further = (Batches(*numbered(n), 4, rng()) for n in (10, 12, 10))
    further.next()
    with pytest.raises(ValueError, match="same size"):
        Batches.together([one, longer])
    with pytest.raises(ValueError, match="same place"):
        Batches.together([one, further])
    with pytest.raises(ValueError, match="four numbers"):
        Batches.together([one, one]).load_state(one.state())


def test_impossible_batches():
    x, y = numbered(10)
    with pytest.raises(ValueError, match="points with their answers"):
        Batches(x, y[:5], 4, rng())
    with pytest.raises(ValueError, match="points with their answers"):
        Batches(x[:0], y[:0], 4, rng())
    with pytest.raises(ValueError, match="at least one point"):
        Batches(x, y, 0, rng())
    batches = Batches(x, y, 4, rng())
    for bad in ([0, 0, 11, 0], [0, -1, 0, 0], [0, 0, 0, 2], [-1, 0, 0, 0]):
        with pytest.raises(ValueError, match="no such place"):
            batches.load_state(np.array(bad))
    assert batches.epochs == 0
