from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import framing
from framing.articles import read_articles
from framing.articles.write import write_table
from framing.comparison.reading import read_scored
from framing.comparison.vectors import KEPT, article_vectors, vectors_for
from framing.corpora import embedded
from framing.models import load_model
from framing.models.encoder import EncoderModel
from framing.scale import score_corpus


def test_an_article_has_the_mean_vector_of_its_sentences(make_scores) -> None:
    scores = make_scores([("Ledger", [0.1, 0.2]), ("Banner", [0.1])])
    scores["text"] = ["The council met on Monday.", "Rain fell.", "The mill closed in May."]
    model = load_model("default")
    found = article_vectors(scores, model)
    assert found.shape == (2, 384) and list(found.index) == ["a0", "a1"]
    assert found.loc["a0"].to_numpy() == pytest.approx(model.vectors(scores["text"][:2]).mean(axis=0), abs=1e-5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scores folder in which two outlets carry the same three stories, in two shards."""
    once = read_articles(embedded.articles().head(3))
    twice = pd.concat([once.assign(source=name, article_id=once["article_id"] + name) for name in ("one", "other")])
    return score_corpus(write_table(twice, tmp_path / "articles.parquet"), tmp_path / "scores", "linear", shard=4).path


def test_a_scores_folder_keeps_the_vectors_of_its_articles(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = framing.compare_sources(folder, match="found", copies="all", words=False, draws=200)
    assert compared.settings["n_events"] == 3 and compared.settings["vectors"] == "default"
    assert (folder / KEPT).is_file()
    assert len(pd.read_parquet(folder / KEPT)) == 6
    monkeypatch.setattr(EncoderModel, "vectors", lambda *_: pytest.fail("made again"))
    again = framing.compare_sources(folder, match="found", copies="all", words=False, draws=200)
    pd.testing.assert_frame_equal(again.contrasts, compared.contrasts)
    ids = pd.Series(["none"])
    kept, of = vectors_for(read_scored(folder).scores, ids)
    assert of == "default" and len(kept) == 6 and kept.shape[1] == 384


@pytest.mark.parametrize("damage", ["other model", "no table"])
def test_vectors_that_are_of_no_use_are_made_again(folder: Path, damage: str) -> None:
    scores = read_scored(folder).scores
    ids = scores.select(["article_id"])["article_id"].drop_duplicates()
    found, _ = vectors_for(scores, ids)
    if damage == "other model":
        table = found.rename(columns=str).reset_index()
        table.attrs = {"model": "default with other weights"}
        write_table(table.assign(**{"0": 0.0}), folder / KEPT)
    else:
        (folder / KEPT).write_bytes(b"no table")
    again, _ = vectors_for(scores, ids)
    pd.testing.assert_frame_equal(again, found, check_names=False)
    assert (pd.read_parquet(folder / KEPT)["0"] != 0).all()


def test_a_folder_that_cannot_be_written_to_is_compared_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("framing.comparison.vectors.write_table", full)
    compared = framing.compare_sources(folder, match="found", copies="all", words=False, draws=200)
    assert compared.settings["n_events"] == 3 and not (folder / KEPT).exists()
