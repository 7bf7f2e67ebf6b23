from __future__ import annotations

import pytest
import yaml

from framing.config import make_config
from framing.errors import ConfigError

TASK = {"data": [{"corpus": "babe", "part": "train"}]}


def complaint(encoder: dict) -> str:
    with pytest.raises(ConfigError) as caught:
        make_config({"name": "x", "seed": 0, "train": {"encoder": {"tasks": {"loaded_language": TASK}, **encoder}}})
    return str(caught.value)


def test_a_key_below_a_task_is_told_with_its_nearest() -> None:
    text = complaint({"tasks": {"loaded_language": {**TASK, "wieght": 2.0}}})
    assert "'train.encoder.tasks.loaded_language.wieght'. Did you mean 'weight'?" in text


def test_a_key_in_a_list_is_told_with_its_nearest() -> None:
    text = complaint({"tasks": {"loaded_language": {"data": [{"corpus": "babe", "prat": "train"}]}}})
    assert "data.0.prat'. Did you mean 'part'?" in text


@pytest.mark.parametrize(
    ("given", "written"), [("1e-5", "1.0e-5"), ("7.25E-4", "7.25e-4"), ("0.5", "0.5"), ("1e3", "1.0e+3")]
)
def test_a_number_that_is_a_text_is_told_how_to_write_it(given: str, written: str) -> None:
    assert f"write {written}." in complaint({"lr": given})
    assert yaml.safe_load(written) == float(given)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"lr": "fast"}, "'train.encoder.lr': has to be a number (given: 'fast')"),
        ({"steps": 2.5}, "'train.encoder.steps'"),
        ({"steps": 0}, "greater than 0 (given: 0)"),
        ({"dtype": "float16"}, "'float32' or 'bfloat16' (given: 'float16')"),
    ],
)
def test_other_mistakes_say_what_was_given(changes: dict, told: str) -> None:
    assert told in complaint(changes)
