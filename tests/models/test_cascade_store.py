from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.models import MODELS, load_model
from framing.models.cascade_store import load_cascade, save_cascade

BANDS = {"editorializing": (0.1, 0.8)}


@pytest.fixture
def parts() -> dict[str, Path]:
    return {"fast": MODELS["fast"], "encoder": MODELS["default"]}


def test_what_is_saved_is_what_is_loaded(parts: dict[str, Path], tmp_path: Path) -> None:
    card = {"name": "mine", "made_of": "By hand.", "trained_on": ["babe:train"]}
    folder = save_cascade(tmp_path / "mine", parts, BANDS, card)
    model = load_model(folder)
    assert model.name == "mine" and model.bands == BANDS  # type: ignore[attr-defined]
    assert model.card["trained_on"] == ["babe:train"]
    text = (folder / "README.md").read_text("utf-8")
    assert "By hand." in text and "| editorializing | 0.1000 | 0.8000 |" in text
    assert {file.name for file in folder.iterdir()} == {"model.json", "README.md"}


def test_the_card_of_the_shipped_cascade_says_how_often_labels_agree() -> None:
    text = (MODELS["cascade"] / "README.md").read_text("utf-8")
    assert "agree with default" in text and "Texts that `default` read" in text and "Not recorded" not in text


def test_bands_of_another_model_are_refused(parts: dict[str, Path], tmp_path: Path) -> None:
    folder = save_cascade(tmp_path / "mine", parts, BANDS, {})
    other = Path(shutil.copytree(MODELS["fast"], tmp_path / "fast"))
    (other / "model.safetensors").write_bytes(b"another")
    with pytest.raises(InputError, match="choose its bands anew"):
        load_cascade(folder, load_model, {**MODELS, "fast": other})
    with pytest.raises(InputError, match="choose its bands anew"):
        load_cascade(folder, load_model, {})


@pytest.mark.parametrize(
    ("change", "message"),
    [({"format": 2}, "in format 1"), ({"bands": {"editorializing": [1]}}, "whole cascade"),
     ({"bands": {"editorializing": [0.9, 0.95]}}, "must hold"), ({"fast": None}, "whole cascade")],
)  # fmt: skip
def test_a_broken_folder_is_refused(
    parts: dict[str, Path], tmp_path: Path, change: dict[str, object], message: str
) -> None:
    folder = save_cascade(tmp_path / "mine", parts, BANDS, {})
    plain = json.loads((folder / "model.json").read_text("utf-8"))
    (folder / "model.json").write_text(json.dumps({**plain, **change}), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_model(folder)
    (folder / "model.json").write_text("[", encoding="utf-8")
    with pytest.raises(InputError):
        load_model(folder)
