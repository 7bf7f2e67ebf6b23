from __future__ import annotations

import json

import pytest

import framing
from framing.articles import to_sentences
from framing.articles.loose import SPANS
from framing.errors import InputError

SENTENCE = "Typically, the so-called experts characteristically surrendered to the mob."


@pytest.mark.parametrize("task", ["editorializing", "loaded_language"])
@pytest.mark.parametrize("text", [SENTENCE, '"We won the vote," Ana Ruiz claimed shamelessly.', "He left.", "…"])
def test_contributions_and_the_baseline_add_up_to_the_logit(task: str, text: str) -> None:
    model = framing.load_model("linear")
    found = framing.explain(text, task=task)
    logit = model.logits([text], task)[0]
    assert found["contribution"].sum() + found.attrs["baseline"] == pytest.approx(logit, abs=1e-4)
    intercept = float(model.heads[task].intercept_[0])
    assert found.attrs["baseline"] == pytest.approx(intercept, abs=1e-4)
    assert found.attrs["probability"] == pytest.approx(model.predict_proba([text], task)[0, 1])


def test_spans_as_json_are_those_of_the_table() -> None:
    table = to_sentences("“We won the vote,” Ana Ruiz claimed shamelessly.")
    text = table.assign(**{name: table[name].map(json.dumps) for name in SPANS})
    assert framing.explain(text).equals(framing.explain(table))


def test_it_speaks_of_words_and_sorts_by_size() -> None:
    found = framing.explain(SENTENCE)
    assert list(found.columns) == ["what", "family", "words", "value", "contribution"]
    row = found[found["what"] == "evaluative adverbs: ‘characteristically’"].iloc[0]
    assert row["contribution"] > 0 and row["words"] == "characteristically" and row["family"] == "lexicon"
    assert found["contribution"].abs().is_monotonic_decreasing
    assert any(what.startswith("wording: ‘") for what in found["what"])


def test_a_row_of_a_table_is_explained_in_its_view() -> None:
    table = to_sentences('The town voted. "A shameful, cowardly surrender," said Ana Ruiz.')
    found = framing.explain(table.iloc[[1]])
    assert not found["words"].str.contains("shameful").any()  # what others say is masked
    assert framing.explain(table.iloc[[1]], task="loaded_language")["words"].str.contains("shameful").any()
    with pytest.raises(InputError, match="one sentence; got 2"):
        framing.explain(table)


def test_another_model_is_refused() -> None:
    with pytest.raises(InputError, match=r"needs a linear model or one on features, .*; got FastModel"):
        framing.explain(SENTENCE, model="fast")
    with pytest.raises(InputError, match="of type Other; give a model's name"):
        framing.explain(SENTENCE, model=type("Other", (), {})())  # type: ignore[arg-type]
