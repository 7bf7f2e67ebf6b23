from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.scale import is_scores_folder, open_scores, score_corpus
from framing.scale.folder import ScoresFolder, read_folder, write_json


def test_only_records_of_shards_are_read(tmp_path: Path) -> None:
    for number in (1, 0):
        write_json(tmp_path / "done" / f"{number:06d}.json", {"bytes": {}, "rejects": [{"row": str(number)}]})
    (tmp_path / "done" / "._000000.json").write_bytes(b"what another system notes of a file")
    folder = ScoresFolder(tmp_path, {})
    assert folder.shards() == [0, 1]
    assert folder.rejects() == [{"row": "0"}, {"row": "1"}]


@pytest.mark.parametrize("damaged", ["[]", "{}", "null", '{"bytes": 3}', "{"])
def test_a_damaged_record_is_no_finished_shard(whole: Path, tmp_path: Path, damaged: str) -> None:
    shutil.copytree(whole, tmp_path / "scores")
    done = tmp_path / "scores" / "done"
    (done / "000001.json").write_text(damaged)
    (done / "2nd try.json").write_text("{}")
    assert 1 not in read_folder(tmp_path / "scores").shards() and 0 in read_folder(tmp_path / "scores").shards()
    with pytest.raises(InputError, match="shard 1 is missing or damaged; score with --resume again"):
        open_scores(tmp_path / "scores")


@pytest.mark.parametrize("manifest", ['{"name": "A web page", "version": 3}', "[]", "{}"])
def test_a_manifest_of_something_else_makes_no_scores_folder(articles: Path, tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    assert not is_scores_folder(tmp_path)
    with pytest.raises(InputError, match="no scores folder"):
        open_scores(tmp_path)
    with pytest.raises(InputError, match=r"holds other files \(manifest.json\)"):
        score_corpus(articles, tmp_path, "linear", resume=True)
    assert (tmp_path / "manifest.json").read_text() == manifest


def test_a_manifest_that_cannot_be_read_is_told(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "scores")
    (tmp_path / "scores" / "manifest.json").write_text("{")
    with pytest.raises(InputError, match=r"manifest.json: cannot be read"):
        open_scores(tmp_path / "scores")
