from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.annotation import annotate_sample, read_labels
from framing.comparison import compare_sources
from framing.comparison.corrected import FEW_LABELS, TASK_OF, corrected_sources
from framing.errors import InputError, UnknownNameError
from framing.figures import source_reliability
from framing.figures.draw_all import draw_all
from framing.summary import MEASURES

SHARE = {"Alarmist": 0.3, "Quiet": 0.3}


def make_scores(articles: int = 40, size: int = 15, seed: int = 0) -> pd.DataFrame:
    """Return scores of two sources that editorialize alike, of which the detector flags one too often."""
    rng = np.random.default_rng(seed)
    rows = []
    for source, share in SHARE.items():
        for number in range(articles):
            rate = rng.beta(4 * share, 4 * (1 - share))
            for position in range(size):
                truth = rng.random() < rate
                wrong = rng.random() < (0.1 if truth else 0.25 if source == "Alarmist" else 0.02)
                flagged = truth ^ wrong
                rows.append((source, f"{source}{number}", position, truth, rng.uniform(0.5, 1) if flagged
                             else rng.uniform(0, 0.5)))  # fmt: skip
    table = pd.DataFrame(rows, columns=["source", "article_id", "position", "truth", "editorializing"])
    table = table.assign(
        sentence_id=table["article_id"] + ":" + table["position"].astype(str), kind="body", text="It rained.", start=0,
        end=10, voice="author", speaker=None, author_share=1.0, quoted_share=0.0, attributed_share=0.0,
        loaded_language=0.1, frame_economic=0.2, other_editorializing=np.nan,
        **{name: [[]] * len(table) for name in ("quoted_spans", "attributed_spans", "scare_spans")},
    )  # fmt: skip
    table.attrs = {"thresholds": {"editorializing": 0.5, "loaded_language": 0.5}}
    return table


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return make_scores()


@pytest.fixture(scope="module")
def labels(scores: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    sample = annotate_sample(scores, 300, seed=1)
    sheet, _, _ = sample.save(tmp_path_factory.mktemp("sample") / "sample.csv")
    truth = scores.set_index("sentence_id")["truth"].astype(int).astype(str)
    coded = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    rows = coded["id"] != "#"
    coded.loc[rows, "editorializing"] = sample.key["sentence_id"].map(truth).to_numpy()
    coded.to_csv(sheet, index=False)
    return read_labels(sheet)


def test_labels_undo_what_the_detector_does_to_a_source(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    found = corrected_sources(scores, labels)
    assert set(found.estimates["measure"]) == {"share_editorializing", "mean_editorializing"}
    methods = found.methods.set_index(["measure", "source", "method"])
    naive = methods.loc[("share_editorializing", "Alarmist − Quiet", "naive")]
    assert naive["low"] > 0  # the detector's errors look like a difference
    for method in ("design_based", "prediction_powered"):
        row = methods.loc[("share_editorializing", "Alarmist − Quiet", method)]
        assert row["low"] < 0 < row["high"]
    truth = scores.groupby(["source", "article_id"])["truth"].mean().groupby("source").mean()
    for row in found.estimates.to_dict("records"):
        assert row["low"] < truth[row["source"]] < row["high"]
        assert row["kind"] == "corrected" and row["n_labels"] == 150 and row["n_articles"] == 40


def test_the_tables_have_the_columns_of_a_comparison(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    found = corrected_sources(scores, labels, ["share_editorializing"], reference="Quiet", margin=0.2)
    assert list(found.estimates.columns[:10]) == [
        *("measure", "source", "kind", "value", "low", "high", "n_articles", "n_sentences", "icc", "warning"),
    ]
    wanted = (
        "measure source_a source_b kind difference low high p p_adjusted correction effect effect_name equivalence_p"
    )
    assert {*wanted.split(), "equivalent", "margin", "detectable", "n_a", "n_b"} <= set(found.contrasts.columns)
    row = found.contrasts.iloc[0]
    assert (row["source_a"], row["source_b"]) == ("Alarmist", "Quiet") and row["p"] > 0.05
    assert row["equivalent"] and row["low"] < row["difference"] < row["high"]
    assert row["detectable"] > (row["high"] - row["low"]) / 2
    few = labels.groupby(labels["sentence_id"].str.startswith("Quiet")).head(5)
    few.attrs = labels.attrs
    row = corrected_sources(scores, few, ["share_editorializing"]).contrasts.iloc[0]
    assert row["equivalence_p"] > 0.05 and np.isnan(row["detectable"])  # not even a difference of 1


def test_articles_say_what_counts(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    some = scores.drop_duplicates("article_id")[["article_id", "source"]]
    some = some[some.groupby("source").cumcount() < 10]
    found = corrected_sources(scores, labels, articles=some)
    assert set(found.estimates["n_articles"]) == {10} and (found.estimates["n_sentences"] == 150).all()
    assert any("left out" in note for note in found.warnings)


def test_what_was_drawn_and_not_answered_is_told(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    holes = labels.copy()
    holes.loc[holes.index[::5], "editorializing"] = np.nan
    found = corrected_sources(scores, holes, ["share_editorializing"])
    assert any("have no answer" in note for note in found.warnings)
    whole = corrected_sources(scores, labels, ["share_editorializing"]).estimates
    assert (found.estimates["value"] - whole["value"]).abs().max() < 0.08
    assert (found.estimates["high"] - found.estimates["low"] > whole["high"] - whole["low"]).any()


def test_a_single_label_of_no_sentence_is_told_as_one(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    strange = labels.copy()
    strange.loc[strange.index[0], "sentence_id"] = "nowhere:0"
    told = corrected_sources(scores, strange, ["share_editorializing"]).warnings
    assert told == ("1 labelled sentence is not among the scored ones and is left out.",)


def test_sentences_of_which_the_question_cannot_be_asked_change_nothing(
    scores: pd.DataFrame, labels: pd.DataFrame
) -> None:
    rng = np.random.default_rng(5)
    silent = pd.Series(rng.random(len(scores)) < 0.2 + 0.6 * (scores["editorializing"] > 0.5), index=scores.index)
    spoken = scores.assign(other_editorializing=scores["editorializing"].where(~silent))
    answers = labels["editorializing"].where(~labels["sentence_id"].isin(scores.loc[silent, "sentence_id"]))
    coded = labels.assign(other_editorializing=answers)
    coded.attrs = {**labels.attrs, "tasks": ("editorializing", "other_editorializing")}
    asked = coded[coded["other_editorializing"].notna()]
    asked.attrs = coded.attrs
    found, wanted = (corrected_sources(spoken, each, ["mean_other_editorializing"]) for each in (coded, asked))
    pd.testing.assert_frame_equal(found.methods, wanted.methods)
    assert found.warnings == ()


def test_few_labels_and_a_source_without_any_are_told(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    few = labels[labels["source"].eq("Quiet") & (labels.groupby("stratum").cumcount() < 3)]
    few.attrs = labels.attrs
    found = corrected_sources(scores, few, ["share_editorializing"]).estimates.set_index("source")
    assert "No labels" in found.loc["Alarmist", "warning"] and np.isnan(found.loc["Alarmist", "value"])
    assert f"fewer than {FEW_LABELS}" in found.loc["Quiet", "warning"]


def test_frames_and_a_column_of_ones_own(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    framed = labels.rename(columns={"editorializing": "frame_economic"})
    framed.attrs = {"tasks": ("frame_economic",)}
    sections = scores.assign(section=np.where(scores["position"] < 99, scores["source"].str.lower(), ""))
    found = corrected_sources(sections, framed, by="section")
    assert set(found.estimates["measure"]) == {"frame_economic"}
    assert set(found.estimates["source"]) == {"alarmist", "quiet"}


def test_bad_requests_are_told(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'design_based'"):
        corrected_sources(scores, labels, method="design-based")
    with pytest.raises(UnknownNameError, match="share_editorializing"):
        corrected_sources(scores, labels, ["share_editorialising"])
    with pytest.raises(InputError, match="do not speak to 'mean_loaded_language'"):
        corrected_sources(scores, labels, ["mean_loaded_language"])
    with pytest.raises(InputError, match="annotate_sample"):
        corrected_sources(scores, labels.drop(columns="inclusion_probability"), ["share_editorializing"])
    with pytest.raises(InputError, match="No labelled sentence, of 300"):
        corrected_sources(scores, labels.assign(sentence_id=labels["id"]), ["share_editorializing"])
    with pytest.raises(InputError, match=r"no column 'sentence_id'.* copy it from the scores"):
        corrected_sources(scores, labels.assign(sentence_id="own:" + labels["id"]), ["share_editorializing"])
    with pytest.raises(UnknownNameError, match="source to compare with"):
        corrected_sources(scores, labels, ["share_editorializing"], reference="Loud")


def test_every_measure_that_labels_correct_is_one() -> None:
    assert set(TASK_OF) <= set(MEASURES)


def test_a_file_read_back_corrects_alike(scores: pd.DataFrame, labels: pd.DataFrame, tmp_path: Path) -> None:
    labels.drop(columns=["quoted_spans", "attributed_spans", "scare_spans"]).to_csv(tmp_path / "mine.csv", index=False)
    again = read_labels(tmp_path / "mine.csv")
    one, other = (corrected_sources(scores, each, ["share_editorializing"]).estimates for each in (labels, again))
    pd.testing.assert_frame_equal(one, other)


def test_a_comparison_with_labels_has_the_corrected_beside_the_raw(scores: pd.DataFrame, labels: pd.DataFrame) -> None:
    wanted = ["share_editorializing", "author_share"]
    found = compare_sources(scores, measures=wanted, labels=labels, copies="all", draws=200)
    kinds = found.estimates[found.estimates["measure"] == "share_editorializing"].groupby("source")["kind"].apply(list)
    assert kinds.tolist() == [["raw", "corrected"]] * 2
    contrast = found.contrasts.set_index(["measure", "kind"])
    raw, corrected = (contrast.loc[("share_editorializing", kind)] for kind in ("raw", "corrected"))
    assert raw["low"] > 0 and corrected["low"] < 0 < corrected["high"]
    assert corrected["p_adjusted"] >= corrected["p"] and ("author_share", "corrected") not in contrast.index
    with pytest.raises(InputError, match="none of the measures author_share"):
        compare_sources(scores, measures=["author_share"], labels=labels, draws=200)


def test_a_comparison_with_labels_keeps_how_it_was_corrected_and_draws_how_the_detector_errs(
    scores: pd.DataFrame, labels: pd.DataFrame, tmp_path: Path
) -> None:
    found = compare_sources(scores, measures=["share_editorializing"], labels=labels, copies="all", draws=200)
    rows = found.estimates[found.estimates["kind"] == "corrected"]
    assert set(rows["method"]) == {"prediction_powered"} and list(rows["n_labels"]) == [150, 150]
    assert found.estimates.loc[found.estimates["kind"] == "raw", "method"].isna().all()
    assert found.labelled is not None and len(found.labelled) == 300
    truth = scores.set_index("sentence_id")["truth"]
    assert (truth.loc[found.labelled["sentence_id"]].to_numpy() == (found.labelled["label"] == 1)).all()
    error = (found.labelled["probability"] - found.labelled["label"]).groupby(found.labelled["source"]).mean()
    assert error["Alarmist"] > error["Quiet"]
    drawing = draw_all(found, tmp_path, figures={"source_reliability": source_reliability})
    assert [file.name for file in drawing.files] == ["source_reliability.png"] and not drawing.left_out
