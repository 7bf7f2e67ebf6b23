from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io as sio

from framing.errors import InputError
from framing.models import LinearModel, LinearSettings, fit_linear
from framing.models.store import load_folder, save_model

TEXTS = ["The council met.", "What a shameful, corrupt stunt!", "", "“Vile,” said the mayor."]


class Foreign:
    """A type that nobody trusts."""


@pytest.fixture
def folder(small_model: LinearModel, tmp_path: Path) -> Path:
    return save_model(small_model, tmp_path / "model")


def forge(folder: Path, weights: bytes, **changes: Any) -> None:
    """Put other weights and other words into a model folder, with the hash to match."""
    (folder / "weights.skops").write_bytes(weights)
    description = json.loads((folder / "model.json").read_text("utf-8"))
    description.update({"sha256": hashlib.sha256(weights).hexdigest(), **changes})
    (folder / "model.json").write_text(json.dumps(description), "utf-8")


def content(folder: Path) -> dict[str, Any]:
    file = folder / "weights.skops"
    return dict(sio.load(file, trusted=sio.get_untrusted_types(file=file)))


def test_a_model_comes_back_as_it_was(small_model: LinearModel, folder: Path) -> None:
    loaded = load_folder(folder)
    assert loaded.tasks == small_model.tasks
    assert loaded.thresholds == small_model.thresholds
    assert loaded.calibrations == small_model.calibrations
    for task in loaded.tasks:
        np.testing.assert_array_equal(loaded.predict_proba(TEXTS, task), small_model.predict_proba(TEXTS, task))
        assert loaded.evidence(TEXTS, task) == small_model.evidence(TEXTS, task)
    assert loaded.card["sha256"] == hashlib.sha256((folder / "weights.skops").read_bytes()).hexdigest()


def test_saving_again_gives_the_same_bytes(small_model: LinearModel, folder: Path, tmp_path: Path) -> None:
    again = save_model(small_model, tmp_path / "again")
    loaded = save_model(load_folder(folder), tmp_path / "loaded")
    for name in ("weights.skops", "model.json", "README.md"):
        assert (again / name).read_bytes() == (folder / name).read_bytes() == (loaded / name).read_bytes()


def test_training_again_gives_the_same_bytes(
    settings: LinearSettings, tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    paths = [save_model(fit_linear(settings, tables, seed=5), tmp_path / name) for name in ("one", "two")]
    assert (paths[0] / "weights.skops").read_bytes() == (paths[1] / "weights.skops").read_bytes()


def test_there_is_no_pickle_in_it(folder: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == ["README.md", "model.json", "weights.skops"]
    assert set(sio.get_untrusted_types(file=folder / "weights.skops")) == {
        "framing.models.ngrams.Ngrams",
        "framing.models.scaling.BoundedScaler",
    }


def test_a_type_that_is_not_trusted_is_named_and_not_loaded(folder: Path) -> None:
    forge(folder, sio.dumps({**content(folder), "extra": Foreign()}))
    with pytest.raises(InputError, match=r"Foreign, which framing does not trust; nothing was loaded") as caught:
        load_folder(folder)
    assert "\n" not in str(caught.value)


def _truncate(folder: Path) -> None:
    data = (folder / "weights.skops").read_bytes()
    (folder / "weights.skops").write_bytes(data[: len(data) // 2])


def _other_width(folder: Path) -> None:
    whole = content(folder)
    whole["heads"]["editorializing"].coef_ = whole["heads"]["editorializing"].coef_[:, :-1]
    forge(folder, sio.dumps(whole))


def _not_finite(folder: Path) -> None:
    whole = content(folder)
    whole["heads"]["editorializing"].coef_[0, 0] = np.nan
    forge(folder, sio.dumps(whole))


def _change(**changes: Any) -> Callable[[Path], None]:
    return lambda folder: forge(folder, (folder / "weights.skops").read_bytes(), **changes)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda folder: (folder / "weights.skops").unlink(), "weights.skops cannot be read"),
        (lambda folder: (folder / "model.json").unlink(), "model.json cannot be read"),
        (lambda folder: (folder / "model.json").write_text("{"), "is not JSON"),
        (lambda folder: (folder / "model.json").write_text("[1]"), "does not describe a model"),
        (lambda folder: (folder / "model.json").write_bytes(b"\xff\xfe\x00"), "is not JSON"),
        (lambda folder: shutil.rmtree(folder), "is not a folder"),
        (_truncate, "sha256"),
        (lambda folder: forge(folder, b"PK nothing"), "not a readable weights file"),
        (lambda folder: forge(folder, sio.dumps([1, 2])), "not a readable weights file"),
        (lambda folder: forge(folder, sio.dumps({"ngrams": 1})), "does not hold a whole linear model"),
        (_other_width, "coefficients of shape"),
        (_not_finite, "does not hold a whole linear model"),
        (_change(format=2), "format 2"),
        (_change(kind="encoder"), "kind 'encoder'"),
        (_change(features="0" * 16), "made with other features"),
        (_change(families=["lexicon", "horoscope"]), "horoscope"),
        (_change(calibrations={"editorializing": {}, "loaded_language": {}}), "threshold or calibration"),
        (_change(calibrations={"editorializing": {"author": {"method": "magic"}}}), "Not a calibration"),
        (_change(thresholds={"editorializing": "high"}), "does not hold a whole linear model"),
        (_change(card="none"), "does not hold a whole linear model"),
    ],
)
def test_a_broken_folder_answers_in_one_line(folder: Path, spoil: Callable[[Path], object], complaint: str) -> None:
    spoil(folder)
    with pytest.raises((InputError, LookupError), match=complaint) as caught:
        load_folder(folder)
    assert "\n" not in str(caught.value)


def test_metrics_go_into_the_card_and_stay(small_model: LinearModel, tmp_path: Path) -> None:
    row = {"corpus": "own", "split": "x", "task": "editorializing", "model": "linear", "metric": "auc"}
    path = save_model(small_model, tmp_path / "a", metrics=[{**row, "value": 0.9, "low": 0.85, "high": 0.95, "n": 40}])
    assert "0.900 [0.850, 0.950]" in (path / "README.md").read_text("utf-8")
    again = save_model(replace(load_folder(path)), tmp_path / "b", name="other")
    text = (again / "README.md").read_text("utf-8")
    assert "0.900 [0.850, 0.950]" in text and text.startswith("# Model card: other")
