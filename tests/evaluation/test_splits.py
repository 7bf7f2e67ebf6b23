from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError, UnknownNameError
from framing.evaluation import splits
from framing.evaluation.splits import (
    FOLDS,
    MANIFESTS,
    folded_rows,
    folds,
    make_folds,
    make_manifest,
    text_key,
    write_manifests,
)


def is_whole(fold: np.ndarray, groups: pd.Series) -> bool:
    """Say whether each group is in one fold only."""
    pairs = pd.DataFrame({"fold": fold, "group": groups.to_numpy()}).drop_duplicates()
    return bool(pairs["group"].is_unique)


def test_no_group_is_split_and_labels_are_balanced() -> None:
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 90, 600)
    labels = (rng.random(600) < 0.3).astype(int)
    made = make_folds(labels, groups)
    assert set(made) == set(range(FOLDS))
    assert is_whole(made, pd.Series(groups))
    shares = [labels[made == k].mean() for k in range(FOLDS)]
    assert max(shares) - min(shares) < 0.05
    assert (made == make_folds(labels, groups)).all()
    assert (made != make_folds(labels, groups, seed=splits.SEED + 1)).any()


def test_too_few_groups_are_refused() -> None:
    with pytest.raises(InputError, match="2 groups for 5 folds"):
        make_folds([0, 1, 0, 1, 0, 1], ["a", "a", "a", "b", "b", "b"])


@pytest.mark.parametrize("split", ["article", "outlet"])
def test_folds_hold_articles_and_outlets_apart(toy: str, split: str) -> None:
    rows = folded_rows(toy)
    fold = folds(toy, split, rows["row_id"])
    assert is_whole(fold, rows[split])
    assert is_whole(fold, rows["article"])
    # Whatever order the rows come in, a row keeps its fold.
    assert (folds(toy, split, rows["row_id"][::-1]) == fold[::-1]).all()


def test_random_folds_keep_equal_texts_together(toy: str) -> None:
    rows = folded_rows(toy)
    rows["text"] = ["Same  sentence." if n % 40 == 0 else text for n, text in enumerate(rows["text"])]
    rows.loc[0, "text"] = "same sentence."
    made = make_manifest(rows, MANIFESTS[toy]).set_index("row_id").loc[rows["row_id"], "random_fold"].to_numpy()
    assert is_whole(made, text_key(rows["text"]))
    assert not is_whole(made, rows["article"])


def test_writing_again_changes_nothing(toy: str, tmp_path: Path) -> None:
    before = (tmp_path / "toy.csv").read_bytes()
    assert write_manifests(tmp_path / "again", [toy]) == [tmp_path / "again" / "toy.csv"]
    assert (tmp_path / "again" / "toy.csv").read_bytes() == before


def test_a_row_that_the_manifest_lacks_is_named(toy: str) -> None:
    known = list(folded_rows(toy)["row_id"])
    with pytest.raises(InputError, match=r"1 of 121 rows of toy .* ffff"):
        folds(toy, "article", [*known, "ffff"])


def test_unknown_corpora_and_splits_are_named() -> None:
    with pytest.raises(UnknownNameError, match="babe"):
        folds("bab", "article", [])
    with pytest.raises(UnknownNameError, match="random"):
        folds("checkthat", "article", [])


@pytest.mark.parametrize("corpus", sorted(MANIFESTS))
def test_the_committed_manifest_is_true_to_the_corpus(
    corpus: str, corpus_folder: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(corpus_folder(corpus)))
    rows = folded_rows(corpus)
    committed = pd.read_csv(splits.FOLDER / f"{corpus}.csv", dtype={"row_id": str})
    assert sorted(committed["row_id"]) == sorted(rows["row_id"])
    assert committed["row_id"].is_unique
    for split in MANIFESTS[corpus].splits:
        fold = folds(corpus, split, rows["row_id"])
        assert set(fold) == set(range(FOLDS))
        if split != "random":
            assert is_whole(fold, rows[split])
            assert is_whole(fold, rows["article"])
        else:
            assert is_whole(fold, text_key(rows["text"]))
