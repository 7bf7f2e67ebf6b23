from __future__ import annotations

import pytest

from framing.figures.titles import AXIS_TITLES, axis_title, lowest, plain
from framing.summary import MEASURES


def test_every_measure_has_a_title() -> None:
    assert set(AXIS_TITLES) == set(MEASURES)


@pytest.mark.parametrize(
    ("measure", "title", "least"),
    [
        ("frame_public_opinion", "Mean probability of the frame “public opinion” (article means)", 0.0),
        ("stance_China", "Stance toward China: −1 negative, 1 positive (article means)", -1.0),
        ("lexicon_hedges", "Lexicon hedges (article means)", 0.0),
    ],
)
def test_other_measures_are_put_in_words(measure: str, title: str, least: float) -> None:
    assert axis_title(measure) == title
    assert lowest(measure) == least


def test_names_are_words() -> None:
    assert plain("frame_quality_of_life") == "quality of life"
