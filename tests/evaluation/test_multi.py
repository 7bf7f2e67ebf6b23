from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from framing.corpora import CORPORA
from framing.corpora.corpus import Corpus
from framing.corpora.frames import FRAMES
from framing.errors import InputError, UnknownNameError
from framing.evaluation import evaluate, multi
from framing.evaluation.multi import measure_task, unseen
from framing.evaluation.results import RESULT_COLUMNS
from framing.models.encoder import EncoderModel

NAMES = ("council", "mayor", "court", "school", "police")


def stance_rows(part: str, paths: list[Path]) -> pd.DataFrame:
    rows = []
    for number in range({"train": 20, "dev": 10}[part]):
        name = NAMES[number % 5]
        text = f"The {name} of number {number * 7} voted for {part} and its plan on day {number * number}."
        # The last two of the dev part are of articles that the train part has.
        article = f"{part}{number}" if number < 8 else f"train{number}"
        start = text.index(name)
        rows.append(
            {
                "text": text,
                "original_id": f"{part}{number}",
                "stance": number % 3 if number % 4 else 1,
                "article": article,
                "mention": name,
                "start": start,
                "end": start + len(name),
            }
        )
    return pd.DataFrame(rows)


def frame_rows(part: str, paths: list[Path]) -> pd.DataFrame:
    names = list(FRAMES)
    return pd.DataFrame(
        {
            "text": [f"The court of case {n}.\n\nThe law is good. It will help families {n}." for n in range(12)],
            "original_id": [str(n) for n in range(12)],
            "frames": [[names[4], names[n % 7]] for n in range(12)],
        }
    )


@pytest.fixture
def corpora(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {"title": "Toy", "origin": "", "licence": "", "commercial": True, "citation": "@misc{toy}", "rows": {}}
    made = {
        "toystance": Corpus(
            name="toystance", parts={"train": (), "dev": ()}, labels={"stance": ""}, reader=stance_rows, **plain
        ),
        "toyframes": Corpus(name="toyframes", parts={"all": ()}, labels={"frames": ""}, reader=frame_rows, **plain),
    }
    for name, corpus in made.items():
        monkeypatch.setitem(CORPORA, name, corpus)


def value(table: pd.DataFrame, model: str, metric: str, split: str = "dev") -> float:
    return float(table.set_index(["model", "split", "metric"]).loc[(model, split, metric), "value"])


@pytest.mark.usefixtures("corpora")
def test_stance_also_on_rows_of_unseen_articles(tiny_model: EncoderModel) -> None:
    table = evaluate(tiny_model, "toystance", "dev", resamples=50)
    assert tuple(table.columns) == RESULT_COLUMNS and set(table["task"]) == {"stance"}
    assert set(table["model"]) == {tiny_model.name, "majority"}
    counts = table.groupby("split")[["n", "clusters"]].first()
    assert counts.loc["dev"].tolist() == [10, 10] and counts.loc["dev, not in train"].tolist() == [8, 8]
    rows = stance_rows("dev", [])
    spans = list(zip(rows["start"], rows["end"], strict=True))
    guess = tiny_model.predict_proba(rows["text"].tolist(), "stance", mentions=spans).argmax(axis=1)
    assert value(table, tiny_model.name, "accuracy") == pytest.approx((guess == rows["stance"]).mean())
    assert value(table, "majority", "accuracy") == pytest.approx((rows["stance"] == 1).mean())


def test_near_copies_of_known_sentences_are_not_unseen() -> None:
    known = pd.DataFrame({"text": ["The council of the city voted for the new plan on Tuesday."], "article": ["a"]})
    rows = pd.DataFrame(
        {
            "text": ["The council of the city voted for the new plan, on Tuesday", "It rained.", "It snowed."],
            "article": ["b", "a", "c"],
        }
    )
    assert unseen(rows, known).tolist() == [False, False, True]


@pytest.mark.usefixtures("corpora")
def test_frames_of_articles_at_the_stored_thresholds(tiny_model: EncoderModel) -> None:
    table = evaluate(tiny_model, "toyframes", "all", resamples=50)
    assert set(table["model"]) == {tiny_model.name, "5 commonest"} and set(table["metric"]) == {"micro_f1", "macro_f1"}
    # Every article has the fifth frame (two only that), and one of seven beside it: by hand.
    chosen = 12 + sum(1 for n in range(12) if n % 7 in (0, 1, 2, 3))
    assert value(table, "5 commonest", "micro_f1", "all") == pytest.approx(2 * chosen / (60 + 22))
    all_of_them = EncoderModel(replace(tiny_model.parts, thresholds={"frames_article": [0.0] * 14}), dtype="float32")
    found = evaluate(all_of_them, "toyframes", "all", resamples=0)
    assert value(found, tiny_model.name, "micro_f1", "all") == pytest.approx(2 * 22 / (22 + 12 * 14))


def test_frames_of_sentences_by_area(tiny_model: EncoderModel) -> None:
    names = list(FRAMES)
    rows = pd.DataFrame(
        {
            "text": [f"The law is good for number {n}." for n in range(20)],
            "article": [str(n // 2) for n in range(20)],
            "themes": [["politics"]] * 20,
            "frames": [[names[n % 3]] for n in range(20)],
        }
    )
    table = measure_task(tiny_model, "frames", rows, resamples=20)
    assert list(table["metric"]) == ["auc", *(f"auc_{name}" for name in names[:3])]
    assert (table["n"] == 20).all() and (table["clusters"] == 10).all()


@pytest.mark.usefixtures("corpora")
def test_what_cannot_be_measured(tiny_model: EncoderModel) -> None:
    with pytest.raises(InputError, match="measured on parts"):
        evaluate(tiny_model, "toystance", "article")
    with pytest.raises(UnknownNameError, match="dev"):
        evaluate(tiny_model, "toystance", "dve")
    with pytest.raises(InputError, match="No row of toyframes"):
        evaluate(tiny_model, "toyframes", "all", "stance")
    seen = EncoderModel(replace(tiny_model.parts, card={"trained_on": ["toystance:dev"]}), dtype="float32")
    with pytest.raises(InputError, match="was trained on toystance:dev"):
        evaluate(seen, "toystance", "dev")


def test_the_linear_model_says_what_it_answers() -> None:
    from framing.models import load_model

    rows = pd.DataFrame({"text": ["x"], "stance": [1], "start": [0], "end": [1], "article": ["a"]})
    with pytest.raises(UnknownNameError, match="editorializing"):
        measure_task(load_model("linear"), "stance", rows)


def test_a_mention_that_is_not_seen_is_wrong(tiny_model: EncoderModel) -> None:
    text = "the plan is awful " * 60 + "mayor"
    rows = pd.DataFrame({"text": [text], "start": [len(text) - 5], "end": [len(text)], "article": ["a"], "stance": [0]})
    assert (measure_task(tiny_model, "stance", rows)["value"] == 0).all()


def test_on_the_real_corpora(
    tiny_model: Any, corpus_folder: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(corpus_folder("newsmtsc")))
    table = evaluate(tiny_model, "newsmtsc", "rw_dev", resamples=20)
    n = table.groupby("split", sort=False)["n"].first()
    assert n.iloc[0] == 343 and 100 < n.iloc[1] < 250
    monkeypatch.setenv("FRAMING_DATA", str(corpus_folder("semeval_frames")))
    rows = CORPORA["semeval_frames"].table("train")
    table = multi._commonest(rows, rows.iloc[:0], 20, 0).assign(split="train")
    assert value(table, "5 commonest", "micro_f1", "train") == pytest.approx(0.556, abs=0.002)
