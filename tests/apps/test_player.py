"""Playing: shares of time, paces and turns, on an event loop whose clock is turned by hand.

No time passes but what a frame is said to take, so hours of a crowd take seconds, and no machine is too slow.
"""

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from selectors import DefaultSelector
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.page.pace import BEAT, FULL, LEAST, RAREST, Pace
from apps.page.player import IN_FLIGHT, PATIENCE, SPEEDS, Player
from apps.page.turns import BREATHS, Turns, turns_here

PACE = 25  # steps of a beat


class Clock:
    """Tells the time that it is given."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Leaping(DefaultSelector):
    """Does not wait: it turns the clock forward instead."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def select(self, timeout: float | None = None) -> list[Any]:
        assert timeout is not None, "everybody waits for ever"
        self.clock.now += max(timeout, 0.0)
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    """An event loop with such a clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        super().__init__(Leaping(self.clock))

    def time(self) -> float:
        return self.clock()


class Page:
    """Somebody who plays: a frame takes `draws` seconds, a step `steps`, and sending a frame `sends` more."""

    def __init__(
        self, loop: Loop, speed: str = "fast", draws: float = 0.004, steps: float = 4e-5, sends: float = 0.0
    ) -> None:
        self.loop, self.clock = loop, loop.clock
        self.draws, self.takes, self.sends = draws, steps, sends
        self.frames: list[float] = []  # when they were made
        self.slices: list[tuple[float, int | None]] = []  # what they were given
        self.number = 0  # of the last frame
        self.made = 0  # steps
        self.learnt = self.drew = 0.0  # seconds
        self.acknowledges, self.ends = True, 0
        self.player = Player(self.advance, self.draw, self.ended, loop.clock)
        self.player.speed = speed

    def advance(self, seconds: float, beats: int | None) -> bool:
        """As `Run.run` does: at least one step, then as many as are due, until the time is over."""
        self.slices.append((seconds, beats))
        most = math.inf if beats is None else max(1, beats * PACE)
        done = min(most, max(1, math.ceil(seconds / self.takes)))
        self.made += int(done)
        self.learnt += done * self.takes
        self.clock.now += done * self.takes
        return True

    def draw(self) -> int:
        self.clock.now += self.draws
        self.drew += self.draws
        self.frames.append(self.clock.now)
        self.number += 1
        self.loop.call_soon(self.send, self.number)
        return self.number

    def send(self, number: int) -> None:
        self.clock.now += self.sends
        self.drew += self.sends
        if self.acknowledges:
            self.player.drawn(number, number)

    def ended(self) -> None:
        self.ends += 1


@contextmanager
def crowd(*kinds: dict[str, Any]) -> Iterator[tuple[Loop, list[Page]]]:
    """Pages on a loop of their own; all of them have stopped in the end."""
    loop = Loop()
    pages = [Page(loop, **kind) for kind in kinds]
    try:
        yield loop, pages
    finally:
        for page in pages:
            page.player.pause()
        wait(loop, 2)
        loop.close()


def wait(loop: Loop, seconds: float, *acts: Callable[[], None]) -> None:
    """Do something, and let time pass."""

    async def main() -> None:
        for act in acts:
            act()
        await asyncio.sleep(seconds)

    loop.run_until_complete(main())


def play(loop: Loop, pages: list[Page], seconds: float) -> float:
    """Everybody plays for so long, after a while that does not count; gives the time that has passed."""
    wait(loop, 2 + seconds / 5, *[page.player.play for page in pages])
    for page in pages:
        page.frames.clear()
        page.slices.clear()
        page.made, page.learnt, page.drew = 0, 0.0, 0.0
    began = loop.clock.now
    wait(loop, seconds)
    return loop.clock.now - began


# --------------------------------------------------------------------------------------------- shares of time


@pytest.mark.slow
@pytest.mark.parametrize("speed", ["fast", "full speed"])
@pytest.mark.parametrize("count", [2, 16, 64])
@pytest.mark.parametrize("draws, sends", [(0.001, 0.001), (0.004, 0.002), (0.03, 0.02), (0.2, 0.0)])
def test_a_busy_process_learns_for_at_least_half_of_its_time(
    speed: str, count: int, draws: float, sends: float
) -> None:
    kind = {
        "speed": speed,
        "draws": draws,
        "sends": sends,
        "steps": 0.002,
    }  # steps that no time is enough for
    with crowd(*[kind] * count) as (loop, pages):
        passed = play(loop, pages, 20 + 80 * count * draws)
        learnt, drew = (sum(getattr(page, what) for page in pages) for what in ("learnt", "drew"))
        assert learnt + drew == pytest.approx(passed, rel=0.05)  # it is busy
        assert learnt >= 0.48 * passed


@given(st.floats(1e-4, 1), st.floats(0, 1), st.integers(1, 200), st.sampled_from([BEAT, FULL]))
def test_a_frame_may_learn_for_as_long_as_frames_take(
    cost: float, gap: float, players: int, frame: float
) -> None:
    pace = Pace()
    for _ in range(200):
        pace.drew(cost)
    seconds, whole = pace.seconds(players, gap, frame), cost + min(gap, cost)
    if players > 1 or whole <= RAREST / 2:
        assert seconds >= whole * 0.999
    else:  # a page that is alone goes on moving: for learning's sake frames do not become rarer than that
        assert seconds >= LEAST and (seconds == LEAST or seconds + whole <= RAREST * 1.001)
    assert players * (seconds + whole) <= max(frame, players * 2 * whole, RAREST, whole + LEAST) * 1.001


def test_at_full_speed_a_page_that_is_alone_learns_nearly_all_the_time() -> None:
    with crowd({"speed": "full speed", "draws": 0.003, "sends": 0.001}) as (loop, [page]):
        passed = play(loop, [page], 20)
        assert page.learnt >= 0.8 * passed
        assert len(page.frames) / passed == pytest.approx(1 / FULL, rel=0.05)


@pytest.mark.parametrize("draws, least", [(0.012, 38), (0.020, 24), (0.040, 19.5)])
def test_a_page_that_is_alone_has_twenty_frames_a_second_if_it_can(draws: float, least: float) -> None:
    with crowd({"speed": "full speed", "draws": draws}) as (loop, [page]):
        passed = play(loop, [page], 20)
        assert len(page.frames) / passed >= least


# ------------------------------------------------------------------------------------------------------ paces


def test_with_time_for_all_a_frame_is_one_pace_thirty_times_a_second() -> None:
    with crowd({}, {"draws": 0.002}, {"steps": 1e-4}) as (loop, pages):
        passed = play(loop, pages, 60)
        for page in pages:
            assert len(page.frames) == pytest.approx(30 * passed, rel=0.01)
            assert page.made == pytest.approx(30 * passed * PACE, rel=0.01)
            assert [beats for _, beats in page.slices].count(1) >= 0.95 * len(page.slices)


@pytest.mark.parametrize("count", [8, 16, 32])
def test_frames_become_rarer_before_steps_do(count: int) -> None:
    kind = {
        "draws": 0.005,
        "sends": 0.002,
        "steps": 0.4 / (count * 30 * PACE),
    }  # 40 % of the time for all steps
    with crowd(*[kind] * count) as (loop, pages):
        passed = play(loop, pages, 60)
        for page in pages:
            assert page.made >= 0.95 * 30 * passed * PACE
            assert len(page.frames) / passed == pytest.approx(0.6 / 0.007 / count, rel=0.1)
            assert len(page.frames) / passed < 25


def test_a_frame_makes_the_steps_of_the_time_since_the_last_one() -> None:
    clock = Clock()
    pace, beats = Pace(clock), 0
    pace.start()
    assert pace.beats() == 1
    for apart in [BEAT, 0.05, 0.05, 0.2, 0.011, 0.011, 0.011, 0.5, BEAT, BEAT / 2, BEAT / 2] * 20:
        clock.now += apart
        made = pace.beats()
        beats += made
        assert made >= 1
        if apart > BEAT:
            assert made == pytest.approx(apart / BEAT, abs=1.01)
    clock.now += 3600
    assert pace.beats() == 30  # what is more than a second late is forgotten


def test_slow_is_one_step_a_frame() -> None:
    with crowd({"speed": "slow"}, {"speed": "full speed"}) as (loop, [slow, full]):
        passed = play(loop, [slow, full], 35)
        assert len(slow.frames) == pytest.approx(passed / SPEEDS["slow"], abs=2)
        assert slow.made == len(slow.frames)
        assert full.learnt >= 0.75 * passed  # who is slow takes nothing from the others


# ------------------------------------------------------------------------------------------------------ turns


def test_everybody_has_the_same_share_of_the_time_whatever_a_frame_costs() -> None:
    kinds = [{"draws": 0.002}] * 4 + [{"draws": 0.02}, {"draws": 0.05, "steps": 0.003}]
    with crowd(*[{"speed": "full speed"} | kind for kind in kinds]) as (loop, pages):
        passed = play(loop, pages, 60)
        for page in pages:
            assert page.learnt + page.drew == pytest.approx(passed / len(pages), rel=0.15)
        assert len(pages[0].frames) > 5 * len(pages[4].frames)


def test_a_page_that_needs_little_gets_it_beside_others_that_take_all() -> None:
    kinds = [{"speed": "full speed", "draws": 0.006}] * 6 + [{"draws": 0.001, "steps": 1e-5}]
    with crowd(*kinds) as (loop, pages):
        passed = play(loop, pages, 30)
        assert len(pages[-1].frames) / passed > 20
        assert pages[-1].made / passed == pytest.approx(30 * PACE, rel=0.03)


def test_who_joins_neither_waits_for_the_others_nor_lets_them_wait() -> None:
    kind = {"speed": "full speed", "draws": 0.005}
    with crowd(*[kind] * 5) as (loop, pages):
        play(loop, pages[:4], 60)
        before = [len(page.frames) for page in pages]
        wait(loop, 1, pages[4].player.play)
        made = [len(page.frames) - earlier for page, earlier in zip(pages, before, strict=True)]
        assert min(made) >= 0.7 * max(made)


@pytest.mark.parametrize("since", [0, 10])
def test_a_frame_that_took_long_by_accident_is_not_made_up_for(since: float) -> None:
    """Least of all the first one, which may have to load what it needs."""
    kind = {"speed": "full speed", "draws": 0.005}
    with crowd(*[kind] * 32) as (loop, pages):
        one, before = pages[0], 0
        if since:
            play(loop, pages, since)
            before = len(one.frames)
        one.draws = 2.0
        wait(loop, 0, *[page.player.play for page in pages])
        while len(one.frames) == before:
            wait(loop, 0.01)
        one.draws = 0.005
        before = [len(page.frames) for page in pages]
        wait(loop, 8)
        made = [len(page.frames) - earlier for page, earlier in zip(pages, before, strict=True)]
        assert made[0] >= max(made) / 3


def test_pause_is_heard_before_the_next_frame() -> None:
    with crowd(*[{"draws": 0.01}] * 64) as (loop, pages):
        play(loop, pages, 3)
        one = pages[10]
        frames = len(one.frames)
        wait(loop, 3, one.player.pause)
        assert len(one.frames) == frames and one.ends == 1


def test_who_has_something_to_say_waits_for_few_frames() -> None:
    """A message is handled in some twenty rounds of the loop, from the socket to the answer."""
    with crowd(*[{"draws": 0.01}] * 64) as (loop, pages):
        play(loop, pages, 3)

        async def message() -> int:
            before = sum(len(page.frames) for page in pages)
            for _ in range(20):
                await asyncio.sleep(0)
            return sum(len(page.frames) for page in pages) - before

        assert loop.run_until_complete(message()) <= 20 / BREATHS + 1


class Somebody:
    """Wants turns."""


@pytest.mark.parametrize("late", [False, True])
def test_who_gives_up_waiting_is_left_out(late: bool) -> None:
    """Whether the turn has come already or not."""

    async def main() -> list[int]:
        turns, order = Turns(), list[int]()

        async def take(number: int) -> None:
            async with turns.take(people[number]):
                order.append(number)
                await asyncio.sleep(1)

        people = [Somebody() for _ in range(4)]
        tasks = [asyncio.create_task(take(number)) for number in range(4)]
        await asyncio.sleep(0.5)
        if late:
            tasks[0].cancel()  # it has the turn, and in the next round passes it on to the second one
            await asyncio.sleep(0)
        tasks[1].cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        return order

    loop = Loop()
    assert loop.run_until_complete(main()) == [0, 2, 3]
    loop.close()


def test_each_loop_has_its_own_turns() -> None:
    async def mine() -> Turns:
        assert turns_here() is turns_here()
        return turns_here()

    loops = [Loop(), Loop()]
    one, other = (loop.run_until_complete(mine()) for loop in loops)
    assert one is not other
    for loop in loops:
        loop.close()


# ---------------------------------------------------------------------------------------------- the other end


def test_a_browser_that_does_not_draw_is_not_sent_more_and_then_given_up() -> None:
    with crowd({}) as (loop, [page]):
        page.acknowledges = False
        wait(loop, PATIENCE / 2, page.player.play)
        assert len(page.frames) == IN_FLIGHT and page.player.playing
        wait(loop, PATIENCE)
        assert len(page.frames) == IN_FLIGHT and not page.player.playing and page.ends == 1


def test_pause_and_play_in_one_breath_is_one_play() -> None:
    with crowd({"speed": "slow"}) as (loop, [page]):
        wait(loop, 0.1, page.player.play)
        page.frames.clear()
        wait(loop, 10, page.player.pause, page.player.play)
        assert len(page.frames) == pytest.approx(10 / SPEEDS["slow"], abs=2)
        assert page.player.playing and page.ends == 0
