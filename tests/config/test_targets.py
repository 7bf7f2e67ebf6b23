from __future__ import annotations

from pathlib import Path

import pytest

from framing.config import make_config
from framing.config.targets import targets_of
from framing.errors import ConfigError, InputError


def score(targets: object):
    found = make_config({"name": "x", "seed": 0, "score": {"targets": targets}}).score
    assert found is not None
    return found.targets


def test_targets_are_listed_in_a_file_or_proposed(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("China: [China, Beijing]\n", encoding="utf-8")
    assert targets_of(score({"China": "China"})) == {"China": ["China"]}
    assert targets_of(score(str(tmp_path / "t.yaml"))) == {"China": ["China", "Beijing"]}
    assert targets_of(score("auto")) is None and targets_of(score(None)) is None
    with pytest.raises(InputError, match=r"none\.yaml: no such file"):
        targets_of("none.yaml")


@pytest.mark.parametrize(
    ("targets", "told"),
    [
        ({}, "'score.targets': no target is given"),
        ({"China": []}, "'score.targets': 'China' has no alias"),
        ({"A": ["x"], "B": ["x"]}, "'score.targets': 'x' is an alias of both 'A' and 'B'"),
        ({"Norway": [False]}, "the alias False of 'Norway' is of type bool, not text; put it in quotation marks"),
        (["China"], "'score.targets': has to be a file of targets, targets with their aliases, or auto"),
        ("none.yaml", "score.targets: none.yaml: no such file"),
    ],
)
def test_targets_that_cannot_be_used_are_told_when_the_config_is_read(targets: object, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        score(targets)
    assert told in str(caught.value) and "\n" not in str(caught.value)
