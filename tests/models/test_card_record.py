from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.models import MODELS, load_model
from framing.models.card_record import record_in_card

ROW = {
    "check": "invariance", "test": "places", "task": "editorializing", "n": 182, "templates": 14, "failures": 2,
    "rate": 0.011, "low": 0.001, "high": 0.04,
}  # fmt: skip


@pytest.mark.parametrize("name", ["linear", "default", "fast", "cascade"])
def test_an_audit_goes_into_the_card_and_nothing_else_changes(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MODELS[name], tmp_path / name))
    files = [file for file in folder.rglob("*") if file.is_file()]
    before = {file: file.read_bytes() for file in files}
    assert record_in_card(folder, "audit", [ROW]) == folder
    card = (folder / "README.md").read_text("utf-8")
    assert "| invariance | places | editorializing | 0.011 [0.001, 0.040] | 182 | 14 |" in card
    assert card.index("## Results") < card.index("## Behavioural audit")
    assert name == "cascade" or card.index("## Behavioural audit") < card.index("## Known failures")
    changed = {str(file.relative_to(folder)) for file in files if file.read_bytes() != before[file]}
    assert changed == {"model.json", "README.md"}
    assert load_model(folder).card["audit"] == [ROW]
    record_in_card(folder, "audit", [])
    assert "Behavioural audit" not in (folder / "README.md").read_text("utf-8")


def test_other_entries_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="metrics or audit"):
        record_in_card(MODELS["linear"], "audits", [])
    with pytest.raises(InputError, match="holds no model"):
        record_in_card(tmp_path, "audit", [])
    (tmp_path / "model.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="holds no model"):
        record_in_card(tmp_path, "audit", [])
