from __future__ import annotations

from pathlib import Path

from framing.scale.folder import ScoresFolder, write_json


def test_only_records_of_shards_are_read(tmp_path: Path) -> None:
    for number in (1, 0):
        write_json(tmp_path / "done" / f"{number:06d}.json", {"bytes": {}, "rejects": [{"row": str(number)}]})
    (tmp_path / "done" / "._000000.json").write_bytes(b"what another system notes of a file")
    folder = ScoresFolder(tmp_path, {})
    assert folder.shards() == [0, 1]
    assert folder.rejects() == [{"row": "0"}, {"row": "1"}]
