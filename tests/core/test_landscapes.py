"""Landscapes: heights and slopes beside closed forms, and valleys beside those that are known."""

import numpy as np
import pytest
from numpy.random import RandomState

from playground.data.truth_tables import tables
from playground.nn.landscapes import ErrorPlane, Formula, Landscape, circuit_of, watershed
from playground.nn.optimizers import SGD, Adam
from playground.nn.race import Race


def square(expression: str, reach: float = 5.0) -> Formula:
    return Formula(expression, np.full(2, -reach), np.full(2, reach))


def curve(expression: str, low: float, high: float) -> Formula:
    return Formula(expression, np.array([low]), np.array([high]))


def test_heights_and_slopes_are_those_of_the_formula() -> None:
    places = RandomState(0).uniform(-3, 3, (20, 2))
    x, y = places.T
    ground = square("(1 - x)**2 + 10*(y - x**2)**2 + sin(3*x)")
    assert ground.heights(places) == pytest.approx((1 - x) ** 2 + 10 * (y - x**2) ** 2 + np.sin(3 * x))
    along_x = -2 * (1 - x) - 40 * x * (y - x**2) + 3 * np.cos(3 * x)
    assert ground.slopes(places) == pytest.approx(np.column_stack([along_x, 20 * (y - x**2)]))
    wavy = curve("0.05*x**2 + 0.6*sin(2*x)", -7.5, 6.5)
    assert wavy.slopes(places[:, :1])[:, 0] == pytest.approx(0.1 * x + 1.2 * np.cos(2 * x))


@pytest.mark.parametrize("expression", ["x", "x + y", "0*x + 0*y", "max(x, y)", "x*0"])
def test_a_formula_of_hardly_anything_has_a_slope_at_every_place(expression: str) -> None:
    ground = Formula(expression, *(np.full(len(circuit_of(expression).inputs), end) for end in (-1.0, 1.0)))
    places = np.linspace(-1, 1, 6 * ground.size).reshape(6, ground.size)
    assert ground.heights(places).shape == (6,) and ground.slopes(places).shape == places.shape


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "There is no expression"),
        ("3", "depend on x"),
        ("y", "depend on x"),
        ("x + z", "“z” is no name here: use x and y"),
        ("2x", "for a product write"),
        ("x +", "stops where something should follow"),
        ("__import__('os')", "cannot be a name|not allowed|unknown function"),
    ],
)
def test_what_is_no_landscape_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        circuit_of(text)


def test_the_error_plane_is_the_loss_of_the_neuron() -> None:
    plane = ErrorPlane(tables["first-column"], np.full(2, -10.0), np.full(2, 10.0))
    places = RandomState(3).uniform(-4, 4, (9, 2))
    for place, height, slope in zip(places, plane.heights(places), plane.slopes(places), strict=True):
        answers = [1 / (1 + np.exp(-(row @ place))) for row in plane.X]
        assert height == pytest.approx(sum(0.5 * (o - t) ** 2 for o, t in zip(answers, plane.y, strict=True)))
        for axis in range(2):
            nudge = 1e-6 * np.eye(2)[axis]
            ends = plane.heights(np.array([place + nudge, place - nudge]))
            assert slope[axis] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-8)


# --- valleys ------------------------------------------------------------------------------------------------


def test_water_runs_to_the_lowest_neighbour() -> None:
    assert watershed(np.array([2.0, 1, 3, 0, 5])).tolist() == [1, 1, 3, 3, 3]
    assert watershed(np.array([1.0, 1, 1])).tolist() == [0, 0, 0], "level ground is one valley"
    assert watershed(np.array([0.0, np.nan, 1, 0])).tolist()[2:] == [3, 3], "where there is none is a wall"
    assert watershed(np.array([[3.0, 2, 9], [9, 1, 9], [9, 9, 0]])).tolist() == [8] * 9


def test_each_ball_is_in_the_valley_into_which_it_rolls() -> None:
    ground = curve("0.05*x**2 + 0.6*sin(2*x)", -7.5, 6.5)
    assert ground.bottoms[:, 0] == pytest.approx((-6.769, -3.767, -0.754, 2.261, 5.270), abs=0.007)
    balls = RandomState(1).uniform(-7.5, 6.5, (300, 1))
    begun = ground.valleys_of(balls)
    rule = SGD(0.02)
    for _ in range(2000):
        rule.step(balls, ground.slopes(balls))
    ends = np.round(balls[:, 0], 3)
    assert len(np.unique(ends)) == 5
    assert ground.bottoms[begun][:, 0] == pytest.approx(ends, abs=0.01)


@pytest.mark.parametrize(
    "expression, bottoms",
    [
        ("0.5*(x**2 + 25*y**2)", [(0, 0)]),
        ("(1 - x)**2 + 100*(y - x**2)**2", [(1, 1)]),  # Rosenbrock's: on a grid it has dents that are none
        ("100*(x + y - 1)**2 + (x - y)**2", [(0.5, 0.5)]),
        ("(x*x - 4)**2 + 30*(x + 2*y)**2", [(-2, 1), (2, -1)]),
    ],
)
def test_valleys_over_two_numbers(expression: str, bottoms: list[tuple[float, float]]) -> None:
    ground = square(expression)
    assert sorted(map(tuple, np.round(ground.bottoms, 6) + 0.0)) == bottoms
    assert set(ground.valleys_of(RandomState(0).uniform(-5, 5, (200, 2)))) == set(range(len(bottoms)))


def test_a_place_outside_is_in_the_valley_of_the_nearest_cell() -> None:
    ground = curve("x*x", -1, 1)
    assert ground.valleys_of(np.array([[-50.0], [50.0]])).tolist() == [0, 0]
    assert isinstance(ground, Landscape) and ground.joined == {}


# --- races --------------------------------------------------------------------------------------------------


def test_a_race_can_be_looked_at_from_any_moment() -> None:
    ground = square("0.5*(x**2 + 25*y**2)")
    race = Race(ground, np.array([-4.0, 1.0]), [SGD(0.07), SGD(0.2), Adam(0.1)])
    late = race.paths(100)
    assert late[0][-1] == pytest.approx((-4 * 0.93**100, (1 - 25 * 0.07) ** 100))
    assert len(race.paths(10)[0]) == 11 and np.array_equal(race.paths(10)[2], late[2][:11])
    assert np.isfinite(np.concatenate(race.paths(2000))).all(), "one that ran away has a shorter path"
