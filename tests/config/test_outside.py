from __future__ import annotations

import pytest

from framing.config import make_config
from framing.errors import ConfigError

PLAIN = {"name": "x", "seed": 0}


def lines(**content: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        make_config({**PLAIN, **content}, "c.yaml")
    return str(caught.value).splitlines()


def test_all_that_is_not_there_is_told_at_once() -> None:
    told = lines(
        model="liner",
        beside=["defult"],
        score={"articles": "none.csv", "targets": "none.yaml"},
        compare={"labels": ["coded.csv"]},
    )
    assert told[0] == "c.yaml: 5 mistakes:"
    assert [line.partition(" no ")[0] for line in told[1:]] == [
        "  'model':",
        "  'beside':",
        "  score.articles:",
        "  score.targets: none.yaml:",
        "  compare.labels: coded.csv:",
    ]


def test_a_measure_is_of_a_target_that_is_scored() -> None:
    score = {"targets": {"China": ["China"]}}
    told = lines(score=score, compare={"measures": ["stance_Chin"]})
    assert told == ["c.yaml: compare.measures: Unknown target 'Chin'. Did you mean 'China'? Known: China."]
    make_config({**PLAIN, "score": score, "compare": {"measures": ["stance_China"]}})
    make_config({**PLAIN, "score": {"targets": "auto"}, "compare": {"measures": ["stance_China"]}})
