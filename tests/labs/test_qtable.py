"""The lab `qtable`: how well it learns, what a hand may change, what is found wrong, and its challenges."""

import base64
import zlib
from unittest.mock import patch

import numpy as np
import pytest

from playground.lab import SettingError, share
from playground.labs.qtable import Qtable
from playground.labs.qtable.content import CLIFF
from playground.rl import planning

LEFT, DOWN, RIGHT, UP = range(4)
WAY = (DOWN, DOWN, RIGHT, DOWN, RIGHT, RIGHT)  # over the small lake, if nothing slips


def walked(lab: Qtable, moves: tuple[int, ...] = WAY) -> Qtable:
    for action in moves:
        lab.act(action)
        lab.step()
    return lab


# --------------------------------------------------------------------------------------------------- learning


def test_the_first_preset_learns_to_cross_slippery_ice() -> None:
    lab = Qtable()  # the median of eleven seeds is in test_check.py
    lab.run(25_000)
    assert lab.reading["greedy_success"] >= 0.95 * 14 / 17 and "slippery" in lab.solved


@pytest.mark.parametrize("seed", [1, 6, 20])
def test_what_the_guide_ends_with_is_learnt_within_its_steps(seed: int) -> None:
    last = Qtable.guide[-1]
    lab = Qtable(**last.settings, seed=seed)
    while not last.done(lab) and lab.steps < last.steps:
        lab.run(250)
    assert last.done(lab)


def test_a_network_of_one_layer_makes_the_run_of_the_table() -> None:
    table, network = Qtable(), Qtable("network")
    for lab in (table, network):
        lab.run(1000)
    assert table.learner.q.any() and np.array_equal(table.learner.q, network.learner.q)
    assert table.reading == network.reading


def test_what_is_written_out_is_what_was_learnt() -> None:
    """The last update obeys Bellman, at every step and in every method."""
    for preset in ("slippery", "cliff-sarsa", "gridworld", "network"):
        lab = Qtable(preset, method="expected-sarsa") if preset == "slippery" else Qtable(preset)
        for _ in range(150):
            before = lab.learner.q.copy()
            lab.step()
            seen = lab.episode.last
            assert seen.old == before[seen.state, seen.action] and (lab.episode.place == seen.after)
            outcomes = lab.land.P[seen.state][seen.action]
            assert (seen.after, seen.reward, seen.done) in [outcome[1:] for outcome in outcomes]
            assert seen.target == seen.reward + lab.gamma * seen.bootstrap
            assert seen.new == lab.learner.q[seen.state, seen.action]
            assert seen.new == pytest.approx(
                seen.old + lab.learning_rate * (seen.target - seen.old), abs=1e-15
            )
            assert (before != lab.learner.q).sum() <= 1, "a step changes one number"
        assert lab.episode.visits.sum() == 150


def test_sarsa_makes_the_move_that_it_counted_on() -> None:
    lab = Qtable("cliff-sarsa")
    lab.learner.q += lab.rng.rand(*lab.learner.q.shape)
    for _ in range(60):
        lab.step()
        seen, table = lab.episode.last, lab.learner.q.copy()
        table[seen.state, seen.action] = seen.old
        if not lab.episode.over:
            lab.step()
            assert seen.bootstrap == table[seen.after, lab.episode.last.action]


def test_a_target_network_is_renewed_now_and_then() -> None:
    lab = Qtable("replay")
    lab.run(99)
    lab.set_value(14, RIGHT, 0.5)
    assert not lab.learner.frozen.any()
    lab.step()
    assert lab.learner.frozen.any() and np.array_equal(lab.learner.frozen, lab.learner.q)
    lab.run(50)
    assert not np.array_equal(lab.learner.frozen, lab.learner.q)


def test_a_clipped_miss_teaches_nothing_and_huber_does() -> None:
    bug, huber = Qtable("clipped-miss"), Qtable("clipped-miss", loss="huber")
    for lab in (bug, huber):
        lab.run(1500)
    assert not bug.learner.q.any() and huber.reading["greedy_success"] == 1
    assert {one.kind for one in bug.findings()} == {
        "No reward found yet",
        "Gradient 0 where it is needed most",
    }
    assert huber.findings() == []


def test_on_the_cliff_q_learning_takes_the_edge() -> None:
    lab = Qtable("cliff")
    lab.run(15_000)
    assert str(lab.land) == CLIFF and lab.reading["greedy_success"] == 1
    best = planning.greedy(lab.learner.q, lab.land).argmax(axis=1)
    assert best[lab.land.start] == UP and [*best[7:13]] == [RIGHT] * 6, "one row above the holes"
    assert lab.reading["gap"] < 0.05


def test_episodes_end_at_holes_goals_and_when_they_are_too_long() -> None:
    lab = walked(Qtable("firm"))
    assert (lab.reading["episodes"], lab.reading["success_rate"]) == (1, 1)
    assert lab.episode.over and lab.episode.place == 15 and [*lab.episode.path] == [0, 4, 8, 9, 13, 14, 15]
    walked(lab, (RIGHT, DOWN))
    assert (lab.reading["episodes"], lab.reading["success_rate"]) == (2, 0.5) and lab.episode.place == 5
    walked(lab, (LEFT,) * 100)
    assert lab.reading["episodes"] == 3 and lab.episode.over and lab.episode.place == 0
    assert lab.episode.path == [0] * 101


def test_the_goal_of_the_gridworld_leads_back_to_the_start() -> None:
    lab = Qtable("gridworld")
    goal = lab.land.letters.index("G")
    while not (lab.episode.last and lab.episode.last.done):
        lab.run(1)
    assert (lab.episode.last.state, lab.episode.last.after, lab.episode.last.reward) == (
        goal,
        0,
        pytest.approx(0.99),
    )
    assert lab.reading["episodes"] == lab.reading["success_rate"] == 1


@pytest.mark.parametrize("map", ["SGF", "SFG/HHH/FFF", "S#F/GF#/-H-"])
def test_the_gap_closes_though_some_tiles_are_never_reached(map: str) -> None:
    lab = Qtable(world="own", own=map, slippery=False, learning_rate=0.5, decay=1.0)
    lab.run(3000)
    assert lab.reading["gap"] < 0.01
    assert lab.findings() == [], "and nothing is said of moves that nobody can make"


def test_moves_are_counted_in_whole_numbers() -> None:
    lab = Qtable()
    lab.run(3000)
    table = lab.tables()[0]
    counts = [str(row[table.columns.index("moves made")]) for row in table.rows]
    assert sum(int(count.replace(",", "")) for count in counts) == 3000
    assert not any("." in count for count in counts)


def test_epsilon_fades_with_episodes() -> None:
    lab = Qtable("firm", epsilon=0.8, decay=0.9)
    assert lab.exploring == 0.8
    walked(lab, (RIGHT, DOWN, RIGHT, DOWN))
    assert lab.reading["episodes"] == 2 and lab.exploring == pytest.approx(0.8 * 0.81)


def test_metrics_begin_with_a_table_of_zeros() -> None:
    lab = Qtable()
    assert lab.reading["greedy_success"] == pytest.approx(0.0139398, abs=1e-6), "no better than chance"
    assert lab.reading["gap"] == lab.truth.max() and lab.episode.last is None


# ---------------------------------------------------------------------------------------------------- by hand


def test_the_learner_takes_the_controls_and_the_table_learns_from_it() -> None:
    lab = walked(Qtable("firm", learning_rate=1.0))
    assert lab.episode.last.by_hand and not lab.episode.last.explored and lab.learner.q[14, RIGHT] == 1.0
    walked(lab)
    assert lab.learner.q[13, RIGHT] == 0.99
    assert lab.altered[-1] == (11, "moved right")
    lab.rewind(9)
    assert lab.learner.q[13, RIGHT] == 0.0


def test_a_hole_is_dug_and_the_table_stays() -> None:
    lab = Qtable("firm")
    lab.run(3000)
    table, mark = lab.learner.q.copy(), lab.bookmark()
    assert lab.reading["greedy_success"] == 1
    for s in (1, 2, 4, 8):
        if planning.greedy_success(lab.learner.q, lab.land.with_tile(s, "H")) == 0:
            break
    assert "hole" in lab.set_tile(s, "H") and lab.land.letters[s] == "H"
    assert np.array_equal(lab.learner.q, table) and lab.reading["greedy_success"] == 0
    assert lab.truth[s].tolist() == [0, 0, 0, 0]
    other = Qtable("firm")
    share.adopt(other, share.pack(lab))
    assert other.land == lab.land and other.reading == lab.reading
    lab.return_to(mark)
    assert lab.land.letters[s] == "F" and lab.reading["greedy_success"] == 1


def test_who_stood_there_begins_again() -> None:
    lab = walked(Qtable("firm"), (DOWN, DOWN))
    assert "begins again" in lab.set_tile(8, "H")
    assert lab.episode.place == 0 and lab.episode.path == [0] and lab.reading["episodes"] == 0
    lab.step()
    assert lab.episode.last.state == 0


def test_rewards_and_values_can_be_set() -> None:
    lab = Qtable("firm")
    assert lab.set_reward(4, -0.5) == "Entering row 2, column 1 now earns −0.5."
    assert lab.set_value(0, RIGHT, 2.5) == "The value of right at row 1, column 1 is now 2.5."
    walked(lab, (DOWN,))
    assert lab.episode.last.reward == -0.5 and lab.learner.q[0, RIGHT] == 2.5
    assert "Leaving" in Qtable("gridworld").set_reward(3, 1)
    lab.reset()
    assert lab.land.rewards[4] == 0.0 and not lab.learner.q.any()


def test_the_start_can_be_moved() -> None:
    lab = Qtable("firm")
    lab.set_tile(2, "S")
    assert lab.land.start == 2 and lab.land.letters[0] == "F" and lab.episode.place == 0
    assert lab.set_tile(2, "S") == "At row 1, column 3 is the start already."


@pytest.mark.parametrize(
    "method, arguments, message",
    [
        ("set_tile", (0, "H"), "the start cannot be taken away"),
        ("set_tile", (15, "F"), "with ice at row 4, column 4, the map has no goal"),
        ("set_tile", (3, "X"), "there is no tile “X”"),
        ("set_tile", (16, "F"), "tiles have numbers from 0 to 15"),
        ("set_tile", (1.5, "F"), "tiles have numbers"),
        ("set_tile", (-1, "F"), "tiles have numbers"),
        ("set_reward", (3, "much"), "a reward goes from −100 to 100, not much"),
        ("set_reward", (3, 101), "a reward goes"),
        ("set_reward", (3, float("nan")), "a reward goes"),
        ("set_value", (0, 4, 1.0), "there is no move 4"),
        ("set_value", (5, LEFT, 1.0), "at row 2, column 2 nobody ever moves left"),
        ("set_value", (0, LEFT, float("inf")), "a value goes"),
        ("act", (9,), "there is no move 9"),
        ("act", ("up",), "there is no move up"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    method: str, arguments: tuple[object, ...], message: str
) -> None:
    lab = Qtable()
    before = {name: array.tobytes() for name, array in lab.state().items()}
    with pytest.raises(SettingError, match=message):
        getattr(lab, method)(*arguments)
    assert {name: array.tobytes() for name, array in lab.state().items()} == before
    assert lab.altered == []


def test_the_last_way_cannot_be_taken_nor_a_wall_be_worth_anything() -> None:
    lab = Qtable(world="own", own="SFG/FFF/#HH")
    lab.set_tile(4, "H")
    with pytest.raises(SettingError, match="the map has no path"):
        lab.set_tile(1, "#")
    with pytest.raises(SettingError, match="nobody ever comes into a wall"):
        lab.set_reward(6, 1.0)
    with pytest.raises(SettingError, match="there is no way left from here"):
        Qtable("gridworld").act(LEFT)


@pytest.mark.parametrize("text, message", [("SFF", "no goal"), ("SFG/F", "uneven"), ("", "empty")])
def test_a_map_that_is_none_is_refused_at_its_place(text: str, message: str) -> None:
    lab = Qtable()
    with pytest.raises(SettingError, match=f"^the map .*{message}") as error:
        lab.update(world="own", own=text)
    assert error.value.name == "own" and lab.world == "4x4"
    lab.update(own=text)  # not in use
    with pytest.raises(SettingError):
        lab.update(world="own")


# ------------------------------------------------------------------------------------ findings and challenges


def test_what_goes_wrong_is_named() -> None:
    def kinds(lab: Qtable, steps: int = 0) -> set[str]:
        lab.run(steps)
        return {one.kind for one in lab.findings()}

    assert kinds(Qtable(), 500) == set()
    assert (
        kinds(Qtable(learning_rate=1.0)) == {"Learning rate too large"}
        and kinds(Qtable("firm", learning_rate=1.0)) == set()
    )
    assert "No exploration left" in kinds(Qtable("firm", epsilon=0.0))
    assert kinds(Qtable(gamma=0.1)) == {"Discount too small"}
    assert kinds(Qtable("large"), 3000) == {"No reward found yet"}


def test_the_table_is_shown_beside_the_truth() -> None:
    table, standing = Qtable("cliff").tables()
    assert len(table.rows) == 15, "none for holes and the goal"
    assert standing.rows[0][1] < standing.rows[0][2] == 1


def test_crossing_by_hand_is_a_challenge() -> None:
    lab = Qtable(seed=2)
    policy = lab.truth.argmax(axis=1)
    for _ in range(1000):
        walked(lab, (int(policy[lab.episode.planner(lab.land)]),))
        if "by-hand" in lab.solved:
            break
    assert "by-hand" in lab.solved and lab.episode.last.after == 15
    firm = walked(Qtable("firm"))
    assert "by-hand" not in firm.solved, "that was no slippery ice"


def test_a_detour_is_a_challenge() -> None:
    lab = Qtable("firm", decay=1.0, epsilon=0.5)
    lab.run(4000)
    for s in (1, 2, 4, 8):
        if planning.greedy_success(lab.learner.q, lab.land.with_tile(s, "H")) == 0:
            break
    lab.set_tile(s, "H")
    assert "detour" not in lab.solved
    lab.run(6000)
    assert "detour" in lab.solved


def test_a_limit_that_is_large_enough_is_a_challenge() -> None:
    lab = Qtable("clipped-miss", clip_delta=2.0)
    lab.run(1500)
    assert "limit" in lab.solved
    cheat = Qtable("clipped-miss")
    cheat.run(10)
    cheat.update(loss="huber")
    cheat.run(1500)
    cheat.update(loss="clipped")
    cheat.run(100)
    assert cheat.reading["greedy_success"] == 1 and "limit" not in cheat.solved


def test_values_set_by_hand_or_from_a_link_do_not_count_as_learnt() -> None:
    lab, taught = Qtable(), Qtable()
    for s, a in enumerate(lab.truth.argmax(axis=1)):
        if lab.land.choosing[s, a]:
            lab.set_value(s, int(a), 1.0)
    lab.step()
    assert lab.reading["greedy_success"] > 0.8 and "slippery" not in lab.solved
    share.adopt(taught, share.pack(lab))
    taught.step()
    assert taught.reading["greedy_success"] > 0.8 and "slippery" not in taught.solved


# ------------------------------------------------------------------------------------------------------ links


def test_a_link_from_before_brings_the_same_episode() -> None:
    """What is the episode's was the walk's then."""
    lab, other = Qtable("firm"), Qtable("firm")
    lab.run(200)
    packed = base64.urlsafe_b64decode(share.pack(lab) + "==")
    body = zlib.decompress(packed).replace(b'"episode": ', b'"walk": ', 1)
    share.adopt(other, base64.urlsafe_b64encode(zlib.compress(body)).decode().rstrip("="))
    assert other.episode.counters().tolist() == lab.episode.counters().tolist()
    for one in (lab, other):
        one.epsilon = 0.0
        one.run(30)
    assert other.reading == lab.reading and other.steps == 230


def test_a_link_with_a_map_that_is_none_is_refused() -> None:
    lab, taught = Qtable("firm"), Qtable("firm")
    lab.run(50)
    before = taught.state()
    with patch.object(lab, "state", lambda: Qtable.state(lab) | {"tiles": np.full(16, ord("F"), np.uint8)}):
        text = share.pack(lab)
    with pytest.raises(SettingError, match="the map has no start; write a single S"):
        share.adopt(taught, text)
    assert {name: array.tolist() for name, array in taught.state().items()} == {
        name: array.tolist() for name, array in before.items()
    }


def test_nothing_is_measured_where_all_moves_are_at_a_bend_of_the_loss() -> None:
    assert Qtable("clipped-miss", world="own", own="GGG/GSG/GGG", clip_delta=1.0).gradient_check() is None
    assert Qtable("network", world="own", own="GGG/GSG/GGG", slippery=False).gradient_check().ok
