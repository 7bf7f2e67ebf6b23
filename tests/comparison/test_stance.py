from __future__ import annotations

import pandas as pd
import pytest

from framing.comparison import stance_by_source
from framing.comparison.stance import STANCE_COLUMNS
from framing.errors import InputError


def test_the_mean_is_over_articles_and_targets_come_by_articles() -> None:
    mentions = [
        ("A", "a1", "China", 0.8),
        ("A", "a1", "China", 0.4),
        ("A", "a2", "China", -0.2),
        ("B", "b1", "Moreno", -0.5),
    ]
    stance = pd.DataFrame(mentions, columns=["source", "article_id", "target", "stance"]).assign(
        sentence_id="s", start=0, end=1, stance_neutral=0.1
    )
    stance["stance_positive"] = stance["stance"].clip(0)
    stance["stance_negative"] = -stance["stance"].clip(None, 0)
    found = stance_by_source(stance)
    assert tuple(found.columns) == STANCE_COLUMNS
    assert found["target"].tolist() == ["China", "Moreno"]
    china = found.iloc[0]
    assert china["value"] == pytest.approx((0.6 - 0.2) / 2)
    assert (china["n_articles"], china["n_mentions"]) == (2, 3)
    assert china["low"] <= china["value"] <= china["high"]
    assert found.iloc[1][["low", "high"]].isna().all()
    wider = stance_by_source(stance, level=0.99).iloc[0]
    narrower = stance_by_source(stance, level=0.5).iloc[0]
    assert wider["low"] <= china["low"] < narrower["low"] and narrower["high"] < china["high"] <= wider["high"]
    with pytest.raises(InputError, match="stance_negative"):
        stance_by_source(stance.drop(columns="stance_negative"))
