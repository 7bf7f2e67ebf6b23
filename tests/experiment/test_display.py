from __future__ import annotations

import pytest

from framing.experiment.display import Display, in_words
from framing.experiment.steps import Step

STEPS = [Step(name, "train", {}, f"train {name}", seconds=600.0) for name in ("a", "b", "c")]


def test_what_is_done_what_is_next_and_the_time_left_are_said() -> None:
    said: list[str] = []
    display = Display(said.append)
    display.begin(STEPS, {"a"})
    display.start(STEPS[1])
    assert said == ["1 of 3 steps is finished", "[2/3] Train b (left: 20 min; next: train c)"]
    display.end(STEPS[1], 1200.0)
    assert display.left() == 1200.0  # the plan was too short by half
    display.start(STEPS[2])
    assert said[-1] == "[3/3] Train c (left: 20 min)"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "under a minute"), (29, "under a minute"), (90, "2 min"), (3600, "1 h 0 min"), (12000, "3 h 20 min")],
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
