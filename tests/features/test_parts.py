from __future__ import annotations

import pytest

import framing
from framing.errors import InputError
from framing.features import extract


@pytest.mark.parametrize("family", ["speech", "voice_valence"])
@pytest.mark.parametrize("column", ["start", "end"])
def test_spans_without_the_place_of_their_sentence_are_told(family: str, column: str) -> None:
    table = framing.to_sentences('"We won," said Ana Bell. It rained.').drop(columns=column)
    with pytest.raises(InputError, match=f"no column '{column}', from which they count"):
        extract(table, [family])
