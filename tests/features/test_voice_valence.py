from __future__ import annotations

from framing.articles import read_voices
from framing.features.voice_valence import VoiceValence


def features(given: object) -> dict[str, float]:
    out = VoiceValence().set_output(transform="pandas").transform(given)
    return {name.removeprefix("voice_valence_"): float(out[name].iloc[0]) for name in out.columns}


def test_words_of_others_are_scored_apart() -> None:
    found = features(['"A horrible disaster," said the mayor.'])
    assert found["other_negative"] > 0 and found["other_compound"] < 0 < found["gap"]
    assert found["author_negative"] == found["author_compound"] == 0
    own = features(["The mayor left in a horrible disaster."])
    assert own["author_negative"] > 0 and own["other_negative"] == own["gap"] == 0


def test_a_text_that_the_spans_do_not_fit_is_the_authors() -> None:
    masked = read_voices(['"A horrible disaster," said the mayor.']).assign(text='"…," said the horrible mayor.')
    found = features(masked)
    assert found["author_negative"] > 0 and found["other_negative"] == 0
