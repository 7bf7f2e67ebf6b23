from __future__ import annotations

from framing.corpora.frames import FRAMES


def test_fourteen_frames_in_the_spelling_of_columns() -> None:
    assert len(FRAMES) == 14
    assert all(name.isidentifier() and name == name.lower() for name in FRAMES)
    assert all(meaning.strip() for meaning in FRAMES.values())
