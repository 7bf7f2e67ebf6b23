from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from framing.errors import InputError
from framing.models import MODELS, load_model
from framing.models.fast import FastModel
from framing.models.fast_store import load_fast, save_fast

TEXT = ["The shameless bosses have once again made a mockery of us all."]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODELS["fast"], tmp_path / "fast"))


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    shipped = load_model("fast")
    assert isinstance(shipped, FastModel)
    again = shipped.save(tmp_path / "again")
    for file in MODELS["fast"].iterdir():
        assert (again / file.name).read_bytes() == file.read_bytes(), file.name
    np.testing.assert_array_equal(
        load_model(again).predict_proba(TEXT, "editorializing"), shipped.predict_proba(TEXT, "editorializing")
    )


def test_it_is_small_and_its_card_says_what_it_learned_from() -> None:
    assert sum(file.stat().st_size for file in MODELS["fast"].iterdir()) < 8_000_000
    card = (MODELS["fast"] / "README.md").read_text("utf-8")
    assert "no commercial use" in card and "Taught by `default`" in card
    assert "Not recorded" not in card and "Not evaluated" not in card
    assert "checkthat:dev_test_en" not in load_model("fast").card["trained_on"]


def test_a_changed_or_broken_folder_is_refused(folder: Path) -> None:
    plain = json.loads((folder / "model.json").read_text("utf-8"))
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(InputError, match="sha256"):
        load_fast(folder)
    (folder / "model.safetensors").write_bytes(data)
    for change, message in (
        ({"format": 9}, "format 1"),
        ({"columns": {"editorializing": [99]}}, "whole fast model"),
        ({"columns": {"stance": [0]}}, "whole fast model"),
        ({"calibrations": None}, "whole fast model"),
        ({"calibrations": {"frames": {"all": [{"method": "sigmoid", "x": [1], "y": [0]}]}}}, "14 curves"),
    ):
        (folder / "model.json").write_text(json.dumps({**plain, **change}), encoding="utf-8")
        with pytest.raises(InputError, match=message):
            load_fast(folder)
    (folder / "model.json").unlink()
    with pytest.raises(InputError, match="holds no readable"):
        load_fast(folder)


def test_a_card_without_results_says_so(tmp_path: Path) -> None:
    shipped = load_model("fast")
    assert isinstance(shipped, FastModel)
    bare = FastModel(type(shipped.parts)(shipped.parts.pieces, shipped.parts.tensors, shipped.parts.columns))
    card = (save_fast(bare.parts, tmp_path) / "README.md").read_text("utf-8")
    assert "Not evaluated" in card and "Not recorded" in card
    assert bare.name == "fast" and load_fast(tmp_path).thresholds == {}
