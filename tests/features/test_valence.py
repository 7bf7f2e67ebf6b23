from __future__ import annotations

from framing.features.valence import Valence


def features(text: str) -> dict[str, float]:
    out = Valence().set_output(transform="pandas").transform([text])
    return {name.removeprefix("valence_"): float(out[name].iloc[0]) for name in out.columns}


def test_good_and_bad_words_pull_apart() -> None:
    good, bad, plain = map(features, ("A wonderful victory.", "A horrible disaster.", "A committee met."))
    assert good["compound"] > 0 > bad["compound"]
    assert plain["compound"] == plain["strength"] == plain["valenced_words"] == 0
    assert good["strongest_positive"] > 2 and bad["strongest_negative"] > 2
    assert bad["strength"] == abs(bad["compound"])


def test_negation_turns_valence() -> None:
    assert features("It is not wonderful.")["compound"] < 0
