from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from framing.errors import InputError, UnknownNameError
from framing.evaluation.groups import GROUP_COLUMNS, evaluate_groups, metrics_by_group
from framing.evaluation.metrics import classification_metrics

sys.path.insert(0, str(Path(__file__).parent))
from test_paired import Knows, predictions


def test_each_group_is_measured_alone() -> None:
    rows = predictions({"a": 0.8, "b": 0.6})
    rows["topic"] = ["war" if number < 12 else "sport" for number in rows["article"].str[1:].astype(int)]
    table = metrics_by_group(rows, "topic", metrics=["mcc", "brier"])
    assert tuple(table.columns) == GROUP_COLUMNS
    assert list(table["group"].unique()) == ["sport", "war", "all"]
    war = rows[(rows["topic"] == "war") & (rows["model"] == "a")]
    alone = classification_metrics(war["label"], war["probability"], war["article"]).set_index("metric")
    found = table[(table["group"] == "war") & (table["model"] == "a")].set_index("metric")
    for name in ("mcc", "brier"):
        columns = ["value", "low", "high", "n", "clusters"]
        assert found.loc[name, columns].tolist() == pytest.approx(alone.loc[name, columns].tolist())
    assert found.loc["mcc", "positives"] == war["label"].sum()


def test_rows_without_a_group_count_for_all_only() -> None:
    rows = predictions({"a": 0.8})
    rows["topic"] = pd.Series(["war"] * 100 + [None] * 300)
    table = metrics_by_group(rows, "topic", metrics=["mcc"]).set_index("group")
    assert table["n"].to_dict() == {"war": 100, "all": 400}


def test_groups_of_a_corpus(toy: str) -> None:
    table = evaluate_groups(Knows("vile"), toy, "dev", baselines=["majority"], metrics=["brier"])
    assert set(table["group"]) == {"Star", "Post", "Times", "Globe", "Sun", "Echo", "all"}
    assert set(table["model"]) == {"vile", "majority"}
    with pytest.raises(UnknownNameError, match="outlet"):
        evaluate_groups(Knows("vile"), toy, "dev", by="outlets")
    with pytest.raises(InputError, match="two labels"):
        evaluate_groups(Knows("vile"), toy, "dev", task="stance")


def test_what_cannot_be_grouped_is_named() -> None:
    rows = predictions({"a": 0.8})
    with pytest.raises(InputError, match="no column 'topic'"):
        metrics_by_group(rows, "topic")
    with pytest.raises(UnknownNameError, match="mcc"):
        metrics_by_group(rows, "article", metrics=["mc"])
