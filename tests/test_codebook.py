from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from framing import attributions, compare_sources, load_model, score
from framing.annotation import annotate_sample
from framing.articles import write_table
from framing.codebook import CODEBOOK, OWN, codebook
from framing.comparison import with_differences
from framing.corpora import embedded
from framing.errors import InputError
from framing.features import extract


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return score(embedded.articles(), load_model("linear"), evidence=False)


def test_every_column_of_a_comparison_is_explained(scores: pd.DataFrame, tmp_path: Path) -> None:
    compared = compare_sources(scores, match="event", draws=200, period="month")
    compared = with_differences(compared, attributions=attributions(embedded.articles()))
    (tmp_path / "tables").mkdir()
    for name, table in compared.tables().items():
        write_table(table.drop(columns="cues", errors="ignore"), tmp_path / "tables" / f"{name}.csv")
    found = codebook(tmp_path)
    assert list(found.columns) == list(CODEBOOK)
    assert set(found["table"]) == {f"tables/{name}" for name in compared.tables()}
    assert found.loc[found["meaning"] == OWN, "column"].tolist() == []
    kinds = found.set_index(["table", "column"])["type"]
    assert kinds["tables/contrasts", "n_a"] == "whole number" and kinds["tables/estimates", "value"] == "number"


def test_scores_and_features_are_explained_and_what_is_the_users_is_told(scores: pd.DataFrame, tmp_path: Path) -> None:
    table = scores.assign(desk="city").join(extract(scores, ["style"]))
    found = codebook(write_table(table, tmp_path / "scores.parquet")).set_index("column")
    assert found.loc["desk", "meaning"] == OWN and found.loc["quoted_spans", "type"] == "list"
    assert "author" in found.loc["editorializing", "meaning"]
    assert not found.loc[found.index.str.startswith("style_"), "meaning"].eq(OWN).any()


def test_shards_of_a_table_count_once(scores: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "sentences").mkdir()
    for number in range(2):
        write_table(scores, tmp_path / "sentences" / f"part-{number:06d}.parquet")
    found = codebook(tmp_path)
    assert set(found["table"]) == {"sentences"} and found["column"].is_unique


def test_what_coders_get_and_its_key_are_explained(scores: pd.DataFrame, tmp_path: Path) -> None:
    annotate_sample(scores, 24, tasks=("editorializing", "loaded_language"), seed=1).save(tmp_path / "sample.csv")
    found = codebook(tmp_path).set_index(["table", "column"])["meaning"]
    assert not found.eq(OWN).any()
    assert "1 yes, 0 no" in found["sample", "editorializing"] and "model" in found["sample.key", "score_editorializing"]


def test_where_there_is_no_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no table"):
        codebook(tmp_path)
    with pytest.raises(InputError, match="no such file or folder"):
        codebook(tmp_path / "nowhere")
