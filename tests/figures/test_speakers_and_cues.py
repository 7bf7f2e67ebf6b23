from __future__ import annotations

import pandas as pd

from framing.figures import speakers_and_cues


def table() -> pd.DataFrame:
    rows = [
        ("B", "Cy", 3, 0.3, 0.1, 0.5, [("say", 2), ("thunder", 1)]),
        ("B", "Ada", 7, 0.7, 0.5, 0.9, [("say", 5)]),
        ("A", "Bo", 2, 0.2, 0.1, 0.3, []),
    ]
    return pd.DataFrame(rows, columns=["source", "speaker", "n", "share", "low", "high", "cues"])


def words(top: int | None = None) -> list[str]:
    return [t.get_text() for t in speakers_and_cues(table(), top=top).axes[0].texts]


def test_speakers_are_sorted_within_their_source_with_their_verbs() -> None:
    assert words() == ["B", "n = 10", "Ada", "say 5", "Cy", "say 2 · thunder 1", "A", "n = 10", "Bo", ""]


def test_only_the_top_ones_are_drawn() -> None:
    assert "Cy" not in words(top=1)


def test_marks_are_the_shares() -> None:
    axes = speakers_and_cues(table()).axes[0]
    assert [float(found.get_offsets()[0][0]) for found in axes.collections] == [0.7, 0.3, 0.2]
    lines = [list(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 1.6]
    assert lines == [[0.5, 0.9], [0.1, 0.5], [0.1, 0.3]]


def test_cues_that_do_not_fit_are_left_out() -> None:
    many = table().assign(cues=[[(f"verb{k}", 9) for k in range(30)]] * 3)
    for text in (t.get_text() for t in speakers_and_cues(many).axes[0].texts if "verb" in t.get_text()):
        assert len(text) <= 44 and not text.endswith("·")
