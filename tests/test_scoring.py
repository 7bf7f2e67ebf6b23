from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import framing
from framing.corpora import embedded, get_corpus
from framing.errors import InputError, UnknownNameError
from framing.evaluation.metrics import classification_metrics
from framing.models import load_model
from framing.scoring import score_sentences
from framing.tables import SCORES, SENTENCES

TEXT = """Bridge to close

What happens next

The council voted on Tuesday. Predictably, the shameless mayor wrecked another cherished landmark.

“It is a monstrous betrayal,” said Ada Bell.

“They lied. They stole from us.”

Leave a comment"""


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return framing.score(TEXT)


def test_the_table(scores: pd.DataFrame) -> None:
    assert list(scores.columns) == [*SENTENCES, *SCORES]
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
    pd.testing.assert_frame_equal(framing.score(TEXT), scores)
    pd.testing.assert_frame_equal(framing.score(framing.to_sentences(TEXT)), scores)


def test_a_sentence_scores_the_same_in_any_company() -> None:
    articles = [{"text": TEXT}, {"text": "He left."}, {"text": TEXT + "\n\nAnother line of the text is here."}]
    together = framing.score(articles)
    alone = framing.score("He left.")
    assert together.loc[together["text"] == "He left.", "editorializing"].tolist() == alone["editorializing"].tolist()


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


def test_the_sources_of_the_sample_corpus_come_out_in_order() -> None:
    gold = get_corpus("sample").table("all")
    scores = framing.score(embedded.articles())
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
    assert metrics["auc"] >= 0.85, "a floor: the measured value is in the model card"
    assert np.isfinite(metrics["auc"])
