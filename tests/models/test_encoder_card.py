from __future__ import annotations

from dataclasses import replace

from framing.models.calibration import Calibration
from framing.models.encoder_card import write_encoder_card
from framing.models.encoder_network import HeadShape
from framing.models.encoder_parts import Parts

TRAINING = [
    {
        "stage": "shared",
        "seed": 1,
        "task": "loaded_language",
        "corpus": "babe",
        "parts": ["train"],
        "column": "loaded_language",
        "rows": 3021,
        "repeat": 3,
    }
]
METRIC = {"task": "editorializing", "corpus": "checkthat", "split": "dev_test_en", "model": "default"}


def parts(**card: object) -> Parts:
    return Parts(
        encoder="all-minilm-l6-v2",
        heads={"loaded_language": HeadShape("binary", 1), "frames": HeadShape("several", 14)},
        labels={"loaded_language": ("neutral", "loaded"), "frames": tuple("abcdefghijklmn")},
        delta={},
        tensors={},
        calibrations={"loaded_language": {"all": (Calibration(),)}},
        thresholds={"loaded_language": 0.47, "frames": [0.3] * 14},
        card={"name": "default", **card},
    )


def test_the_card_says_what_the_model_learned_from_and_under_which_licences() -> None:
    card = write_encoder_card(
        parts(training=TRAINING, metrics=[{**METRIC, "metric": "macro_f1", "value": 0.5, "n": 9}])
    )
    assert "| shared | loaded_language | babe | train | loaded_language | 3021 | 3 |" in card
    assert "no commercial use" in card
    assert "| editorializing | checkthat | dev_test_en | default | macro_f1 | 0.500 | 9 |" in card
    assert "0.470" in card and "one a label" in card and "all: sigmoid" in card


def test_a_card_without_records_says_so() -> None:
    card = write_encoder_card(parts())
    assert "Not recorded." in card and "Not evaluated." in card


def test_a_card_of_attribution_alone_warns_of_what_concerns_it() -> None:
    head = {"heads": {"attribution": HeadShape("tokens", 3)}, "labels": {"attribution": ("none", "source")}}
    card = write_encoder_card(replace(parts(), **head, calibrations={}, thresholds={}))
    assert "Ranks sentences" not in card and "Finds who says what" in card
    assert "attitudes, plans and knowledge" in card and "windows of 256 tokens" in card
    assert "irony" not in card and "thresholds maximize F1" not in card
