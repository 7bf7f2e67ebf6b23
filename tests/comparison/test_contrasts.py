from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.comparison.contrasts import CONTRASTS, check_margin, margin_of, raw_contrasts, source_pairs
from framing.comparison.estimates import source_means
from framing.errors import InputError, UnknownNameError


def articles(n: int, shift: float, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = rng.normal(0.3, 0.05, (2 * n, 2))
    values[n:] += shift
    table = pd.DataFrame(values, columns=["frame_economic", "frame_morality"])
    return table.assign(source=["A"] * n + ["B"] * n)


def contrast(table: pd.DataFrame, margin: float = 0.05, **options: object) -> pd.DataFrame:
    names = ["frame_economic", "frame_morality"]
    means = source_means(table, names, draws=500)
    return raw_contrasts(table, names, means, [("A", "B")], margins=dict.fromkeys(names, margin), **options)  # type: ignore[arg-type]


def test_no_difference_can_be_a_finding() -> None:
    table = contrast(articles(100, 0.0, 0))
    assert list(table.columns) == list(CONTRASTS)
    assert table["equivalent"].all() and (table["p"] > 0.05).all()
    few = contrast(articles(4, 0.0, 0))
    assert not few["equivalent"].any() and (few["detectable"] > table["detectable"]).all()


def test_a_difference_has_its_sign_size_and_n() -> None:
    row = contrast(articles(40, 0.1, 1)).iloc[0]
    assert row["high"] < 0 and row["p"] < 0.001 and row["effect"] < -0.7 and row["effect_name"] == "cliffs_delta"
    assert (row["n_a"], row["n_b"], row["p_method"]) == (40, 40, "permutation")
    assert contrast(articles(40, 0.1, 1), effect="cohens_d").iloc[0]["effect"] == pytest.approx(-2, abs=0.6)


def test_missing_values_are_left_out_measure_by_measure() -> None:
    table = articles(30, 0.1, 2)
    table.loc[:9, "frame_morality"] = np.nan
    found = contrast(table)
    assert list(found["n_a"]) == [30, 20] and found["p"].notna().all()


def test_pairs_margins_and_effects_are_checked() -> None:
    assert source_pairs(["b", "a", "c"]) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert source_pairs(["b", "a", "c"], "b") == [("a", "b"), ("c", "b")]
    assert margin_of("x", {"x": 0.1}, 0.05) == 0.1 and margin_of("y", {"x": 0.1}, 0.05) == 0.05
    with pytest.raises(InputError, match="x: a margin of equivalence is above 0"):
        check_margin({"x": -1})
    with pytest.raises(UnknownNameError, match="effect size"):
        contrast(articles(4, 0.0, 0), effect="odds")
