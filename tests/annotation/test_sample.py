from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.annotation import KEY, annotate_sample
from framing.annotation.labels import read_labels
from framing.errors import InputError, UnknownNameError


def test_the_sheet_tells_neither_source_nor_score(scores: pd.DataFrame, tmp_path: Path) -> None:
    sample = annotate_sample(scores, 60, tasks=("editorializing", "loaded_language"), seed=4)
    assert list(sample.sheet.columns) == [
        *("id", "before", "text", "after", "editorializing", "loaded_language", "comment"),
    ]
    sheet, _, book = sample.save(tmp_path / "sample.csv")
    shown = sheet.read_text(encoding="utf-8") + book.read_text(encoding="utf-8")
    for name in (*scores["source"].unique(), *scores["article_id"].unique(), *scores["sentence_id"].unique()):
        assert name not in shown
    chosen = scores[scores["sentence_id"].isin(sample.key["sentence_id"])]
    for value in chosen["editorializing"]:
        assert f"{value:.4f}" not in shown
    assert (sample.sheet[["editorializing", "loaded_language"]] == "").all(axis=None)
    # The order tells nothing either: sources do not come in blocks.
    assert (sample.key["source"] != sample.key["source"].shift()).sum() > 20


def test_the_key_holds_what_the_draw_was(scores: pd.DataFrame) -> None:
    sample = annotate_sample(scores, 60, seed=4)
    key = sample.key
    assert len(key) == len(sample.sheet) == 60 and list(key.columns[: len(KEY)]) == list(KEY)
    assert key["id"].is_unique and (key["id"] == sample.sheet["id"]).all()
    assert np.allclose(key["inclusion_probability"], key["stratum_drawn"] / key["stratum_rows"])
    body = scores[scores["kind"] == "body"]
    drawn = key.drop_duplicates("stratum")
    assert drawn["stratum_rows"].sum() == len(body)
    assert key.groupby("source")["id"].count().tolist() == [20, 20, 20]
    # One over the probability adds up to the corpus (Horvitz and Thompson 1952).
    assert np.isclose((1 / key["inclusion_probability"]).sum(), len(body))


def test_titles_are_not_drawn_nor_shown(scores: pd.DataFrame) -> None:
    sample = annotate_sample(scores, 100, seed=0)
    titles = set(scores.loc[scores["kind"] == "title", "sentence_id"])
    assert not titles & set(sample.key["sentence_id"])
    first = sample.key["sentence_id"].str.endswith(":1").to_numpy()
    assert first.any() and (sample.sheet.loc[first, "before"] == "").all()


def test_the_seed_is_what_changes_a_sample(scores: pd.DataFrame) -> None:
    a, b, c = (annotate_sample(scores, 40, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(a.key, b.key)
    assert set(a.key["sentence_id"]) != set(c.key["sentence_id"])


def test_saved_labels_come_back_with_their_key(scores: pd.DataFrame, tmp_path: Path) -> None:
    sample = annotate_sample(scores, 50, seed=3)
    sheet, key, _ = sample.save(tmp_path / "sample.csv")
    coded = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    truth = scores.set_index("sentence_id")["heated"]
    wanted = sample.key["sentence_id"].map(truth).astype(int)
    rows = coded["id"] != "#"
    assert not rows.all()  # instructions stand above
    coded.loc[rows, "editorializing"] = wanted.astype(str).to_numpy()
    coded.sample(frac=1, random_state=0).to_csv(sheet, index=False)  # somebody sorted the file
    labels = read_labels(sheet)
    assert len(labels) == 50 and labels.attrs == {"tasks": ("editorializing",), "grouped": True}
    assert (labels["editorializing"] == labels["sentence_id"].map(truth)).all()
    assert set(KEY) <= set(labels.columns) and labels["quoted_spans"].map(list).tolist() == [[]] * 50
    moved = key.rename(tmp_path / "elsewhere.csv")
    assert read_labels(sheet, key=moved)["inclusion_probability"].between(0, 1).all()


def coded_by(scores: pd.DataFrame, folder: Path, *coders: str) -> list[Path]:
    """Return the files of several coders of one sample, smp.csv, whose key lies beside them."""
    sheet, *_ = annotate_sample(scores, 50, seed=3).save(folder / "smp.csv")
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    table.loc[table["id"] != "#", "editorializing"] = "1"
    paths = [folder / f"smp_{coder}.csv" for coder in coders]
    for path in paths:
        table.to_csv(path, index=False)
    return paths


def test_the_key_is_found_beside_the_files_of_several_coders(scores: pd.DataFrame, tmp_path: Path) -> None:
    paths = coded_by(scores, tmp_path, "anna", "ben")
    annotate_sample(scores, 40, seed=4).save(tmp_path / "other.csv")
    (tmp_path / "empty.key.csv").write_text("")
    labels = read_labels(paths)
    assert labels["coder"].unique().tolist() == ["smp_anna", "smp_ben"] and labels.attrs["grouped"]
    assert set(labels["source"]) == set(scores["source"]) and labels["inclusion_probability"].between(0, 1).all()
    assert set(labels["sentence_id"]) <= set(scores["sentence_id"])


def test_a_sample_without_its_key_is_told(scores: pd.DataFrame, tmp_path: Path) -> None:
    path = coded_by(scores, tmp_path, "anna")[0]
    key = tmp_path / "smp.key.csv"
    (tmp_path / "copy.key.csv").write_bytes(key.read_bytes())
    with pytest.raises(InputError, match=r"several keys .*copy.key.csv, smp.key.csv.*--key / key="):
        read_labels(path)
    (tmp_path / "copy.key.csv").unlink()
    moved = key.rename(tmp_path / "elsewhere.csv")
    with pytest.raises(InputError, match="no key beside it has its ids; give its key with --key / key="):
        read_labels(path)
    assert len(read_labels(path, key=moved)) == 50


def test_nothing_is_overwritten(scores: pd.DataFrame, tmp_path: Path) -> None:
    sample = annotate_sample(scores, 40, seed=3)
    sample.save(tmp_path / "sample.csv")
    with pytest.raises(InputError, match="may hold somebody's codes"):
        sample.save(tmp_path / "sample.csv")
    with pytest.raises(InputError, match="CSV"):
        sample.save(tmp_path / "sample.parquet")


def test_a_cell_is_no_formula(scores: pd.DataFrame, tmp_path: Path) -> None:
    body = scores["kind"] == "body"
    scores.loc[body, "text"] = "=HYPERLINK(1)"
    sheet = annotate_sample(scores, 40, seed=3).save(tmp_path / "sample.csv")[0]
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    assert not table[["before", "text", "after"]].map(lambda cell: cell.startswith("=")).any(axis=None)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"n": 0}, InputError, "between 1 and 216"),
        ({"n": 5000}, InputError, "between 1 and 216"),
        ({"n": 10}, InputError, "draw at least"),
        ({"tasks": ("editorialising",)}, UnknownNameError, "Did you mean 'editorializing'"),
        ({"tasks": ("other_editorializing",)}, InputError, "No body sentence has a score"),
        ({"by": "section"}, InputError, "no column 'section'"),
        ({"tasks": ()}, InputError, "at least one question"),
    ],
)
def test_bad_requests_are_told(
    scores_of: Callable[..., pd.DataFrame], changes: dict[str, object], error: type[Exception], message: str
) -> None:
    given: dict[str, object] = {"n": 40, "seed": 1, **changes}
    with pytest.raises(error, match=message):
        annotate_sample(scores_of(), **given)  # type: ignore[arg-type]


def test_a_sentence_with_two_rows_of_scores_is_refused(scores: pd.DataFrame) -> None:
    twice = pd.concat([scores, scores], ignore_index=True)
    twice.attrs = scores.attrs
    with pytest.raises(InputError, match="several rows of scores"):
        annotate_sample(twice, 40, seed=0)
