from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import framing
from framing.articles.targets import check_targets
from framing.corpora import embedded
from framing.errors import InputError, UnknownNameError
from framing.stance import load_stance_model
from framing.tables import STANCE
from framing.terminal import beside, tell_stance

TITLE = "Council votes on bridge"
TEXT = (
    f"{TITLE}\n\nWhat the Council wants\n\n"
    "Ms Bell said the council’s plan is an awful disaster. “The Council must act now,” Bell said.\n\n"
    "Critics of Mr. Tate call it great.\n\nFollow the Council on Facebook"
)
TARGETS = {"council": ["council"], "Bell": "Bell", "Tate": ["Tate"]}
NAN = float("nan")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A tiny encoder with a stance head, trained for a moment."""
    sys.path.insert(0, str(Path(__file__).parent / "models"))
    from encoder_fixtures import make_encoder, plain_settings, tables

    from framing.models.training import train_encoder
    from framing.models.training_settings import make_settings

    folder = make_encoder(tmp_path_factory.mktemp("encoder"))
    return train_encoder(make_settings(plain_settings(folder)), tables())


def test_one_row_a_mention(model: Any) -> None:
    stance = framing.score_stance(TEXT, TARGETS, model)
    assert list(stance.columns) == list(STANCE)
    shown = [TEXT[start:end] for start, end in zip(stance["start"], stance["end"], strict=True)]
    assert shown == ["Council", "Ms Bell", "council", "Council", "Bell", "Mr. Tate"]
    assert stance["target"].tolist() == ["council", "Bell", "council", "council", "Bell", "Tate"]
    assert stance["start"].dtype == stance["end"].dtype == "int64"
    probabilities = stance[["stance_negative", "stance_neutral", "stance_positive"]].to_numpy()
    assert np.allclose(probabilities.sum(axis=1), 1) and (probabilities >= 0).all()
    assert np.allclose(stance["stance"], probabilities[:, 2] - probabilities[:, 0])
    assert stance.attrs["targets"] == {"council": ["council"], "Bell": ["Bell"], "Tate": ["Tate"]}
    sentences = framing.to_sentences(TEXT).set_index("sentence_id")
    assert sentences.loc[stance["sentence_id"], "kind"].isin(["title", "body"]).all()
    for row, span in zip(stance.itertuples(), zip(stance["start"], stance["end"], strict=True), strict=True):
        sentence = sentences.loc[row.sentence_id]
        relative = (span[0] - sentence["start"], span[1] - sentence["start"])
        alone = model.predict_proba([sentence["text"]], task="stance", mentions=[relative])[0]
        assert np.allclose(alone, [row.stance_negative, row.stance_neutral, row.stance_positive], atol=1e-5)


def test_sentences_and_scores_made_before_give_the_same(model: Any) -> None:
    fresh = framing.score_stance(TEXT, TARGETS, model)
    sentences = framing.to_sentences(TEXT)
    before = sentences.copy()
    pd.testing.assert_frame_equal(framing.score_stance(sentences, TARGETS, model), fresh)
    pd.testing.assert_frame_equal(sentences, before)
    shuffled = sentences.set_index(pd.Index([7] * len(sentences)))  # labels of rows mean nothing
    pd.testing.assert_frame_equal(framing.score_stance(shuffled, TARGETS, model), fresh)
    few = sentences[["article_id", "sentence_id", "kind", "start", "text"]]
    pd.testing.assert_frame_equal(framing.score_stance(few, TARGETS, model), fresh)


def test_all_mentions_of_a_sentence_share_one_pass(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.stance._BATCH", 2)
    texts: list[int] = []
    states = model.runner.states
    monkeypatch.setattr(model.runner, "states", lambda ids, workers: texts.append(len(ids)) or states(ids))
    table = framing.to_sentences([f"Bell, Tate and Bell met the council {n} times." for n in "abcde"])
    stance = framing.score_stance(table, TARGETS, model)
    assert len(stance) == 20 and sum(texts) == 5
    monkeypatch.undo()
    pd.testing.assert_frame_equal(framing.score_stance(table, TARGETS, model), stance, check_exact=False, atol=1e-5)


def test_auto_proposes_and_targets_that_nobody_mentions_are_told(model: Any) -> None:
    text = "He met Bell. It was Bell. They saw Bell."
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert framing.score_stance(text, "auto", model).attrs["targets"].keys() == {"Bell"}
    with pytest.warns(UserWarning, match="No sentence mentions 'Mars'; see whether"):
        framing.score_stance(text, {"Bell": ["Bell"], "Mars": ["Mars"]}, model)


def test_source_is_carried_where_there_is_one(model: Any) -> None:
    articles = [{"text": "He met Bell.", "source": "Ledger"}, {"text": "He met Bell.", "source": None}]
    stance = framing.score_stance(articles, TARGETS, model)
    assert list(stance.columns) == [*STANCE, "source"]
    assert stance["source"].tolist()[0] == "Ledger" and pd.isna(stance["source"].tolist()[1])


def test_a_mention_too_far_in_a_sentence_has_no_score(model: Any) -> None:
    text = "Bell said that " + "the plan is awful and " * 60 + "Tate left."
    stance = framing.score_stance(text, TARGETS, model).set_index("target")
    assert stance.loc["Bell", "stance":].notna().all() and stance.loc["Tate", "stance_negative":].isna().all()


def test_nothing_to_score(model: Any) -> None:
    for data in ("It rained.", [], framing.to_sentences([])):
        for targets in (TARGETS, None):
            stance = framing.score_stance(data, targets, model)
            assert list(stance.columns) == list(STANCE) and len(stance) == 0
            assert (stance.attrs["targets"] == {}) == (targets is None)
    assert len(framing.summarize_stance(stance)) == 0


def test_without_targets_the_names_of_the_corpus_are_proposed(model: Any) -> None:
    articles = embedded.articles()
    stance = framing.score_stance(articles, model=model)
    assert stance.attrs["targets"] == framing.propose_targets(articles)
    assert len(stance.attrs["targets"]) == 12
    assert set(stance["target"]) == set(stance.attrs["targets"])
    texts = articles.set_index("article_id")["text"]
    for row in stance.itertuples():
        mention = texts[row.article_id][row.start : row.end].replace("\u2019", "'")
        assert mention.endswith(tuple(stance.attrs["targets"][row.target]))


def test_proposals_leave_out_sources_and_authors() -> None:
    text = "Today Ada Bell told the Ledger and Carl Dean of Wexmoor, said Hal Finch and Ivo Katz."
    articles = pd.DataFrame(
        {"text": [text], "source": ["The Ledger"], "byline": ["By Hal Finch and Ivo Katz, in Calder"]}
    )
    assert set(framing.propose_targets(articles)) == {"Ada Bell", "Carl Dean", "Wexmoor"}
    assert len(framing.propose_targets(articles, n=2)) == 2
    for n in (0, 2.5, True):
        with pytest.raises(InputError, match="how many targets"):
            framing.propose_targets(articles, n=n)  # type: ignore[arg-type]


def test_a_model_without_stance_says_which_models_answer_it() -> None:
    with pytest.raises(InputError) as error:
        framing.score_stance(TEXT, TARGETS, "linear")
    assert "'linear' does not answer stance, only loaded_language, editorializing" in str(error.value)
    assert "the folder of an encoder" in str(error.value) and "\n" not in str(error.value)
    with pytest.raises(UnknownNameError):
        framing.score_stance(TEXT, TARGETS, "liner")
    with pytest.raises(InputError, match="a loaded model"):
        load_stance_model(3)  # type: ignore[arg-type]


def test_a_model_is_loaded_from_its_folder(model: Any, tmp_path: Path) -> None:
    folder = model.save(tmp_path / "model")
    again = framing.score_stance(TEXT, TARGETS, folder)  # in 16-bit floats where the processor has them
    pd.testing.assert_frame_equal(again, framing.score_stance(TEXT, TARGETS, model), check_exact=False, atol=0.01)


def test_wrong_targets_are_found_before_the_articles_are_read(model: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no alias"):
        framing.score_stance(tmp_path / "nothing.csv", {"Bell": []}, model)
    with pytest.raises(InputError, match="no column 'start'"):
        framing.score_stance(framing.to_sentences(TEXT).drop(columns="start"), TARGETS, model)


def test_the_command_line_writes_stance_beside_the_scores_and_says_which_targets(
    model: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert beside(None) is None and beside(Path("a/s.html")) == Path("a/s.stance.csv")
    sentences = framing.to_sentences(TEXT)
    for suffix in (".csv", ".jsonl", ".parquet"):
        output = beside(tmp_path / f"scores{suffix}")
        assert output == tmp_path / f"scores.stance{suffix}"
        tell_stance(sentences, {**check_targets(TARGETS), "Mars": ["Mars"]}, model, output)
        said = capsys.readouterr().out
        assert "Never mentioned: Mars" in said and f"6 mentions of 3 targets → {output}" in said
        written = framing.articles.read_table(output)
        fresh = framing.score_stance(TEXT, TARGETS, model)
        written["article_id"] = fresh["article_id"] = "a"
        pd.testing.assert_frame_equal(written, fresh)
    assert written.attrs["targets"]["Bell"] == ["Bell"]
    tell_stance(sentences, None, model, None)
    said = capsys.readouterr().out
    assert "Targets proposed" in said and "  Bell: Bell\n" in said and "share_negative" in said


def test_the_command_line_scores_stance_with_an_encoder_of_a_folder(model: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "targets.yaml").write_text("council: [council]\nBell: Bell\n", encoding="utf-8")
    folder = model.save(tmp_path / "model")
    arguments = ["a.txt", "-m", folder, "--targets", "targets.yaml", "-o", "scores.csv", "--no-evidence"]
    done = subprocess.run(
        [sys.executable, "-m", "framing.cli", "score", *map(str, arguments)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1] == "5 mentions of 2 targets → scores.stance.csv"
    assert len(framing.articles.read_table(tmp_path / "scores.csv")) == len(framing.to_sentences(TEXT))
    assert len(framing.articles.read_table(tmp_path / "scores.stance.csv")) == 5


def mentions(*rows: tuple[str, str, str, float, float]) -> pd.DataFrame:
    made = [
        {"article_id": a, "sentence_id": f"{a}:0", "target": t, "start": 0, "end": 1, "stance_negative": n,
         "stance_neutral": 1 - n - p, "stance_positive": p, "stance": p - n, "source": s}
        for s, a, t, n, p in rows
    ]  # fmt: skip
    return pd.DataFrame(made)


def test_articles_are_the_unit_of_a_summary() -> None:
    table = framing.summarize_stance(
        mentions(
            *[("Ledger", "a", "Bell", 0.8, 0.1)] * 3,
            ("Ledger", "a", "Bell", 0.2, 0.6),
            ("Ledger", "b", "Bell", 0.1, 0.9),
            ("Ledger", "b", "Bell", NAN, NAN),
            ("Ledger", "b", "Tate", 0.1, 0.2),
            ("Wire", "c", "Bell", NAN, NAN),
        )
    )
    assert list(zip(table["source"], table["target"], strict=True)) == [
        ("Ledger", "Bell"),
        ("Ledger", "Tate"),
        ("Wire", "Bell"),
    ]
    bell = table.iloc[0]
    assert (bell["n_mentions"], bell["n_articles"], bell["n_missing"]) == (5, 2, 1)
    assert bell["mean_stance"] == pytest.approx(((3 * -0.7 + 0.4) / 4 + 0.8) / 2)
    assert (bell["share_negative"], bell["share_positive"]) == (pytest.approx(0.75 / 2), pytest.approx(1.25 / 2))
    # Two articles, one against the other: Student's t with one degree of freedom says nothing but what is possible.
    assert -1 < bell["mean_stance_low"] < -0.9 and 0.95 < bell["mean_stance_high"] < 1
    assert 0 < bell["share_negative_low"] < 0.05 and 0.9 < bell["share_negative_high"] < 1
    assert np.isnan(table.iloc[1]["mean_stance_low"]) and table.iloc[1]["share_negative"] == 0
    assert table.iloc[2]["n_articles"] == 0 and np.isnan(table.iloc[2]["share_negative"])


def test_the_interval_of_a_summary_covers_and_repeats() -> None:
    rng = np.random.default_rng(5)
    covered = []
    for k in range(60):
        rows = [("Ledger", f"{k}-{n}", "Bell", p, 1 - p) for n, p in enumerate(rng.uniform(0, 1, 40))]
        table = framing.summarize_stance(mentions(*rows), draws=400)
        covered.append(table["mean_stance_low"][0] <= 0 <= table["mean_stance_high"][0])
    assert sum(covered) >= 51
    pd.testing.assert_frame_equal(table, framing.summarize_stance(mentions(*rows), draws=400))
    assert not table.equals(framing.summarize_stance(mentions(*rows), draws=400, seed=1))


def test_a_summary_without_sources_and_of_other_tables() -> None:
    table = framing.summarize_stance(mentions(("x", "a", "Bell", 0.2, 0.3)).drop(columns="source"))
    assert len(table) == 1 and pd.isna(table["source"][0])
    with pytest.raises(InputError, match="no column 'sentence_id'"):
        framing.summarize_stance(pd.DataFrame({"article_id": ["a"]}))
    with pytest.raises(InputError, match="not list"):
        framing.summarize_stance([1])  # type: ignore[arg-type]
