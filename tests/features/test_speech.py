from __future__ import annotations

import numpy as np
import pytest

from framing.articles import to_sentences
from framing.features.speech import Speech


def features(text: str) -> dict[str, float]:
    out = Speech().set_output(transform="pandas").transform([text])
    return {name.removeprefix("speech_"): float(out[name].iloc[0]) for name in out.columns}


def test_a_quotation_with_a_named_speaker() -> None:
    found = features('"We won the vote," said Ana Ruiz.')
    assert found["quoted_words"] == pytest.approx(np.log1p(4))
    assert (found["named"], found["unnamed"], found["opens_quoted"], found["indirect"]) == (1, 0, 1, 0)
    assert (found["cue_neutral"], found["cueless"], found["source_first"]) == (1, 0, 0)


def test_indirect_speech() -> None:
    found = features("Officials said that the bridge is safe.")
    assert (found["indirect"], found["unnamed"], found["source_first"]) == (1, 1, 1)
    assert found["quoted_words"] == 0 < found["paraphrased_words"]


@pytest.mark.parametrize(
    ("verb", "kind"), [("said", "neutral"), ("claimed", "doubting"), ("admitted", "conceding"), ("ranted", "charged")]
)
def test_the_cue_judges(verb: str, kind: str) -> None:
    found = features(f'"We won the vote," Ana Ruiz {verb}.')
    assert [name for name in found if name.startswith("cue_") and found[name]] == [f"cue_{kind}"]


def test_a_report_verb_inside_the_quotation_is_no_cue() -> None:
    assert features('"They ranted and claimed it," said Ana Ruiz.')["cue_charged"] == 0


def test_loose_sentences_know_no_article() -> None:
    assert features('"We won the vote," said Ana Ruiz.')["speakers"] == 0
    table = to_sentences('The town voted. "We won," said Ana Ruiz. "No," said Bo Lee.')
    out = Speech().set_output(transform="pandas").transform(table)
    assert (out["speech_speakers"] == np.log1p(2)).all()
