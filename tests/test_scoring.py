from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import framing
from framing.articles import write_table
from framing.corpora import embedded, get_corpus
from framing.errors import InputError, UnknownNameError
from framing.evaluation.metrics import classification_metrics
from framing.models import load_model
from framing.scoring import FRAME_SCORES, score_sentences
from framing.tables import SCORES, SENTENCES

TEXT = """Bridge to close

What happens next

The council voted on Tuesday. Predictably, the shameless mayor wrecked another cherished landmark.

“It is a monstrous betrayal,” said Ada Bell.

“They lied. They stole from us.”

Leave a comment"""


@pytest.fixture(scope="module", params=["default", "linear", "fast"])
def scores(request: pytest.FixtureRequest) -> pd.DataFrame:
    return framing.score(TEXT, model=request.param)


def test_the_table(scores: pd.DataFrame) -> None:
    frames = list(FRAME_SCORES) if scores.attrs["model"] != "linear" else []
    assert list(scores.columns) == [*SENTENCES, *list(SCORES)[:-1], *frames, "evidence"]
    scored = scores["kind"].isin(["title", "body"])
    assert all((scores[name].notna() == scored).all() for name in frames)
    assert scores["position"].tolist() == list(range(len(scores)))
    assert set(scores.attrs) >= {"model", "thresholds", "rejects"}


def test_what_is_scored(scores: pd.DataFrame) -> None:
    scored = scores["kind"].isin(["title", "body"])
    probabilities = scores[["editorializing", "other_editorializing", "loaded_language"]]
    assert probabilities[~scored].isna().all(axis=None)
    assert ((probabilities >= 0) & (probabilities <= 1) | probabilities.isna()).all(axis=None)
    assert (scores["editorializing"].notna() == scored & (scores["author_share"] > 0)).all()
    others = scores["quoted_share"] + scores["attributed_share"] > 0
    assert (scores["other_editorializing"].notna() == scored & others).all()
    assert (scores["loaded_language"].notna() == scored).all()


def test_the_comment_is_found_and_the_heated_quotation_is_not_the_authors(scores: pd.DataFrame) -> None:
    by_text = scores.set_index("text")["editorializing"]
    comment = by_text[next(t for t in by_text.index if t.startswith("Predictably"))]
    quoting = by_text[next(t for t in by_text.index if "betrayal" in t)]
    assert comment > scores.attrs["thresholds"]["editorializing"]
    assert comment == scores["editorializing"].max()
    assert quoting < comment


def test_evidence_lies_in_its_sentence_and_never_in_what_others_say(scores: pd.DataFrame) -> None:
    assert scores["evidence"].map(len).sum() > 0
    for row in scores.to_dict("records"):
        for one in row["evidence"]:
            assert row["start"] <= one["start"] < one["end"] <= row["end"]
            if one["task"] == "editorializing":
                others = [*row["quoted_spans"], *row["attributed_spans"]]
                assert not any(s < one["end"] and one["start"] < e for s, e in others)


def test_the_same_input_gives_the_same_scores(scores: pd.DataFrame) -> None:
    model = scores.attrs["model"]
    pd.testing.assert_frame_equal(framing.score(TEXT, model=model), scores)
    pd.testing.assert_frame_equal(framing.score(framing.to_sentences(TEXT), model=model), scores)


def test_a_file_of_scores_that_pandas_read_is_scored_again(tmp_path: Path) -> None:
    scores = framing.score(TEXT, model="linear")
    table = pd.read_csv(write_table(scores, tmp_path / "scores.csv"))
    again = framing.score(table, model="linear")
    for name in ("text", "quoted_spans", "attributed_spans", "editorializing", "other_editorializing", "evidence"):
        pd.testing.assert_series_equal(again[name], scores[name], check_dtype=False)
    scores.to_csv(tmp_path / "own.csv", index=False)
    with pytest.raises(InputError, match=r"framing\.articles\.read_table"):
        framing.score(pd.read_csv(tmp_path / "own.csv"), model="linear")


def test_evidence_of_the_users_own_is_replaced() -> None:
    sentences = framing.to_sentences(TEXT).assign(evidence="see page 4")
    assert framing.score(sentences, model="linear")["evidence"].map(len).sum() > 0


@pytest.mark.parametrize(("model", "apart"), [("default", 0.01), ("linear", 0.0), ("fast", 1e-6)])
def test_a_sentence_scores_the_same_in_any_company(model: str, apart: float) -> None:
    # In bfloat16 the sums of the encoder depend a little on the batch.
    articles = [{"text": TEXT}, {"text": "He left."}, {"text": TEXT + "\n\nAnother line of the text is here."}]
    together = framing.score(articles, model=model).set_index("text")["editorializing"]
    alone = framing.score("He left.", model=model)["editorializing"]
    assert together["He left."] == pytest.approx(alone.iloc[0], abs=apart)


def test_voices_by_the_attribution_head() -> None:
    by_head = framing.score(TEXT, evidence=False, voice="model")
    quoting = by_head[by_head["text"].str.contains("betrayal")].iloc[0]
    assert quoting["voice"] == "other" and quoting["speaker"] == "Ada Bell"
    found = framing.attributions(TEXT, model="default")
    assert any(TEXT[s:e] == "Ada Bell" for spans in found["source"] for s, e in spans)
    with pytest.raises(UnknownNameError, match="way to settle voices"):
        framing.score(TEXT, voice="modle")


@pytest.mark.parametrize(
    ("scorer", "voice", "reader"),
    [("fast", "rules", None), ("default", "model", "default"), ("fast", "default", "default")],
)
def test_sentences_are_those_that_scores_are_of(scorer: str, voice: str, reader: str | None) -> None:
    scores = framing.score(TEXT, scorer, evidence=False, voice=voice)
    pd.testing.assert_frame_equal(framing.to_sentences(TEXT, reader), scores[list(SENTENCES)])
    assert scores.attrs["model"] == scorer


def test_a_model_that_cannot_settle_voices_is_not_taken_for_it() -> None:
    for make in (framing.to_sentences, framing.attributions):
        with pytest.raises(InputError, match=r"'linear' answers .* only; leave model out"):
            make(TEXT, "linear")


def test_columns_and_errors_of_reading_are_passed_on() -> None:
    table = pd.DataFrame({"story": ["“We must go,” Ada Bell said.", None]})
    for make in (framing.to_sentences, framing.attributions):
        assert len(make(table, columns={"text": "story"}, on_error="skip")) == 1


def test_every_kind_of_input(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("He left. She stayed.", encoding="utf-8")
    for data in ("He left. She stayed.", path, ["He left. She stayed."], [{"text": "He left. She stayed."}]):
        assert framing.score(data)["text"].tolist() == ["He left.", "She stayed."]


def test_evidence_can_be_left_out() -> None:
    assert framing.score(TEXT, evidence=False)["evidence"].map(len).sum() == 0


def test_wrong_input_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'linear'"):
        framing.score(TEXT, model="liner")
    with pytest.raises(InputError, match="Not a sentences table"):
        score_sentences(pd.DataFrame({"text": ["He left."]}), load_model("linear"))
    sentences = framing.to_sentences(TEXT)
    with pytest.raises(InputError, match="What titles ask for is settled where sentences are made"):
        framing.score(sentences, "linear", titles=True)
    with pytest.raises(InputError, match=r"What voice ask for .* framing.to_sentences\(…, model\)"):
        framing.score(sentences, "default", voice="model")
    with pytest.raises(InputError, match="needs a model with an attribution head, and 'linear'"):
        framing.score(TEXT, "linear", voice="model")


@pytest.mark.parametrize(("model", "floor"), [("default", 0.93), ("linear", 0.85), ("fast", 0.85)])
def test_the_sources_of_the_sample_corpus_come_out_in_order(model: str, floor: float) -> None:
    gold = get_corpus("sample").table("all")
    scores = framing.score(embedded.articles(), model=model, evidence=False)
    means = framing.summarize(scores).groupby("source")["mean_editorializing"].mean()
    assert means["The Plain Lantern"] > means["The Fenwick Courier"] > means["Harbor Wire"]
    merged = gold.merge(
        scores[["article_id", "start", "end", "editorializing"]],
        on=["article_id", "start", "end"],
        suffixes=("", "_score"),
    )
    author = merged[(merged["kind"] == "body") & (merged["voice"] == "author") & merged["editorializing_score"].notna()]
    assert len(author) > 200
    metrics = classification_metrics(
        author["editorializing"].to_numpy(),
        author["editorializing_score"].to_numpy(),
        author["article_id"].to_numpy(),
        resamples=0,
    ).set_index("metric")["value"]
    assert metrics["auc"] >= floor, "a floor: the measured value is in the README"
    assert np.isfinite(metrics["auc"])
