from __future__ import annotations

import json

from framing.models import MODELS
from framing.models.card import write_card


def test_the_shipped_card_is_what_the_code_writes() -> None:
    folder = MODELS["linear"]
    description = json.loads((folder / "model.json").read_text("utf-8"))
    card = (folder / "README.md").read_text("utf-8")
    assert card == write_card(description)
    for needed in ("Intended use", "Known failures", "commercial", "CC BY-NC-SA 4.0", "CC BY-NC-ND 4.0"):
        assert needed in card
    assert description["sha256"] in card
    for corpus in ("checkthat", "babe"):
        assert any(row["corpus"] == corpus and row["low"] < row["value"] < row["high"] for row in metrics(description))


def metrics(description: dict[str, dict[str, list[dict[str, float]]]]) -> list[dict[str, float]]:
    return description["card"]["metrics"]
