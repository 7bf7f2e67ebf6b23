from __future__ import annotations

import numpy as np

from framing.corpora.frames import FRAMES
from framing.models.frame_hints import frame_hints

SENTENCES = [
    "The new tax will cost businesses millions and wages will fall.",
    "Doctors at the hospital treated patients with the vaccine.",
    "The court ruled that the law violates the constitution.",
    "Polls show that most voters support the proposal.",
    "Police arrested two suspects and prosecutors charged them.",
    "He walked along the river on a quiet afternoon.",
]


def test_each_sentence_hints_at_its_own_frame_most() -> None:
    hints = frame_hints(SENTENCES)
    assert hints.shape == (len(SENTENCES), len(FRAMES))
    assert ((hints >= 0) & (hints <= 1)).all()
    names = list(FRAMES)
    frames = ("economic", "health_and_safety", "legality", "public_opinion", "crime_and_punishment")
    for row, frame in enumerate(frames):
        assert hints[:, names.index(frame)].argmax() == row, frame


def test_no_sentence_gives_an_empty_table() -> None:
    assert frame_hints([]).shape == (0, len(FRAMES))
    assert np.isfinite(frame_hints(["", "…"])).all()
