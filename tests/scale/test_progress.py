from __future__ import annotations

import random

import pytest

from framing.scale.progress import Pace
from framing.scale.work import Done
from framing.terminal import shard_line, shard_name


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def run(order: list[int], fresh: int, of: int = 1, shards: int = 10) -> list[tuple[float, float | None, float]]:
    """Ten shards of 100 sentences; those from ``fresh`` on, and of the first part, take 5 s each."""
    clock = Clock()
    pace = Pace(of, clock)
    found = []
    for number in order:
        mine = number >= fresh and number % of == 0
        clock.now += 5.0 * mine
        progress = pace.count(Done(number, 10, 100, (number + 1) / shards, mine))
        found.append((progress.share, progress.left, progress.rate))
    return found


def test_time_left_of_a_fresh_run() -> None:
    assert run(list(range(10)), 0)[3] == pytest.approx((0.4, 30.0, 20.0))
    assert run(list(range(10)), 0)[-1] == pytest.approx((1.0, 0.0, 20.0))


def test_what_was_there_makes_a_run_no_faster() -> None:
    found = run(list(range(10)), 6)
    assert found[5][:2] == (pytest.approx(0.6), None)
    assert found[7] == pytest.approx((0.8, 10.0, 20.0))


def test_shards_in_any_order() -> None:
    order = list(range(10))
    random.Random(1).shuffle(order)
    assert run(order, 0)[-1] == pytest.approx((1.0, 0.0, 20.0))
    assert run([1, 0, 3, 2, 5, 4], 0)[3][:2] == pytest.approx((0.4, 30.0))


def test_a_part_takes_its_share_of_the_time() -> None:
    assert run(list(range(8)), 0, of=2)[-1][1] == pytest.approx(20.0 * 0.2 / 0.8 * 1.0, rel=0.3)


def test_the_line_says_share_rate_and_time_left() -> None:
    progress = Pace(clock=Clock()).count(Done(0, 1200, 34567, 0.25, False))
    assert shard_line(progress) == "25%, 1,200 articles, 34,567 sentences"
    assert shard_line(Pace(clock=Clock()).count(Done(0, 1, 1, 0.25, False))) == "25%, 1 article, 1 sentence"
    clock = Clock()
    pace = Pace(clock=clock)
    clock.now = 3700.0
    line = shard_line(pace.count(Done(0, 10, 3_700_000, 0.5, True)))
    assert line == "50%, 10 articles, 3,700,000 sentences, 1,000 sentences/s, 1:01:40 left"


def test_shards_are_counted_from_1_and_of_how_many_is_said_once_known() -> None:
    pace = Pace(clock=Clock())
    assert shard_name(pace.count(Done(0, 10, 100, 0.4, True))) == "Shard 1"
    assert shard_name(pace.count(Done(1, 10, 100, 1.0, True, last=True))) == "Shard 2 of 2"
    assert shard_name(Pace(clock=Clock(), known=3).count(Done(0, 10, 100, 0.3, False))) == "Shard 1 of 3"
