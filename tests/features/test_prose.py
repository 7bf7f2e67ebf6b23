from __future__ import annotations

import pytest

from framing.features.prose import Prose


def feature(name: str, text: str) -> float:
    out = Prose().set_output(transform="pandas").transform([text])
    return float(out[f"prose_{name}"].iloc[0])


@pytest.mark.parametrize(
    ("text", "passives", "agentless"),
    [
        ("The bridge was built.", 1, 1),
        ("The bridge was built by the town.", 1, 0),
        ("The bridge is being built.", 1, 1),
        ("The bridge was recently built and it was then sold by the town.", 2, 1),
        ("The bridge was old.", 0, 0),
        ("The town was here, built long ago.", 0, 0),
        ("They need what was a hundred.", 0, 0),
    ],
)
def test_passives_and_agents(text: str, passives: float, agentless: float) -> None:
    assert (feature("passives", text), feature("agentless", text)) == (passives, agentless)


def test_variety_and_repetition() -> None:
    assert feature("repeated", "one two three") == 0
    assert feature("repeated", "No no no no") == pytest.approx(3 / 4)
    assert feature("variety", "one two three four one two three four") < feature("variety", "a b c d e f g h")


def test_long_words_are_harder_to_read() -> None:
    assert feature("reading_ease", "Considerable parliamentary reorganisation.") < feature(
        "reading_ease", "The cat sat."
    )


def test_shouting_counts_runs() -> None:
    assert feature("shouting", "What?! No!!! Yes! Why?") == 2
