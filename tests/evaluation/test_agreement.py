from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

from framing.errors import InputError, UnknownNameError
from framing.evaluation.agreement import AGREEMENT_COLUMNS, MEASURES, agreement, verdict


def labels(items: int = 80, coders: int = 3, right: float = 0.85, seed: int = 0, values: int = 2) -> pd.DataFrame:
    """One row an item, one column a coder; each coder is right with a probability, else guesses."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, values, items)
    wide = {f"c{k}": np.where(rng.random(items) < right, truth, rng.integers(0, values, items)) for k in range(coders)}
    return pd.DataFrame(wide)


def long(wide: pd.DataFrame) -> pd.DataFrame:
    table = wide.rename_axis("item").reset_index().melt("item", var_name="coder", value_name="label")
    return table.dropna(subset=["label"]).sample(frac=1, random_state=0)


def value(table: pd.DataFrame, measure: str, coders: str = "all") -> float:
    return float(table.set_index(["measure", "coders"]).loc[(measure, coders), "value"])


def test_values_are_those_of_the_libraries() -> None:
    wide = labels()
    table = agreement(long(wide), resamples=50)
    assert tuple(table.columns) == AGREEMENT_COLUMNS and set(table["measure"]) == set(MEASURES)
    expected = krippendorff.alpha(wide.to_numpy(float).T, level_of_measurement="nominal")
    assert value(table, "krippendorff_alpha") == pytest.approx(expected)
    counts = np.stack([(wide == 0).sum(axis=1), (wide == 1).sum(axis=1)], axis=1)
    assert value(table, "fleiss_kappa") == pytest.approx(fleiss_kappa(counts))
    assert value(table, "cohen_kappa", "c0, c2") == pytest.approx(cohen_kappa_score(wide["c0"], wide["c2"]))
    assert value(table, "agreement", "c0, c1") == pytest.approx((wide["c0"] == wide["c1"]).mean())
    assert (table["low"] < table["value"]).all() and (table["value"] < table["high"]).all()


def test_a_column_a_coder_says_the_same_as_a_row_a_label() -> None:
    wide = labels().replace({0: "neutral", 1: "biased"})
    one, other = agreement(wide, ["c0", "c1", "c2"], resamples=20), agreement(long(wide), resamples=20)
    pd.testing.assert_frame_equal(one[["measure", "value", "n"]], other[["measure", "value", "n"]])


def test_missing_labels_count_where_two_are_left() -> None:
    wide = labels().astype(float)
    wide.loc[:19, "c0"] = np.nan
    wide.loc[10:19, "c1"] = np.nan
    table = agreement(long(wide), resamples=20).set_index(["measure", "coders"])
    expected = krippendorff.alpha(wide.to_numpy().T, level_of_measurement="nominal")
    assert table.loc[("krippendorff_alpha", "all"), "value"] == pytest.approx(expected)
    assert table.loc[("krippendorff_alpha", "all"), ["n", "labels"]].tolist() == [70, 200]
    assert table.loc[("fleiss_kappa", "all"), "n"] == 60
    assert table.loc[("cohen_kappa", "c1, c2"), "n"] == 70


def test_ranks_and_numbers() -> None:
    wide = labels(values=5, right=0.6)
    codes = wide.to_numpy(float).T
    for level, weights in {"ordinal": "linear", "interval": "quadratic"}.items():
        table = agreement(wide, list(wide), level, resamples=10)
        expected = krippendorff.alpha(codes, level_of_measurement=level)
        assert value(table, "krippendorff_alpha") == pytest.approx(expected)
        kappa = cohen_kappa_score(wide["c0"], wide["c1"], weights=weights)
        assert value(table, "cohen_kappa", "c0, c1") == pytest.approx(kappa)
    names = wide.replace(dict(enumerate(["none", "little", "some", "much", "all"])))
    ordered = agreement(names, list(wide), "ordinal", order=["none", "little", "some", "much", "all"], resamples=10)
    plain = agreement(wide, list(wide), "ordinal", resamples=10)
    assert ordered["value"].tolist() == pytest.approx(plain["value"].tolist())
    # Numbers that are not evenly spaced: distances are between the numbers.
    spread = wide**2
    expected = krippendorff.alpha(spread.to_numpy(float).T, level_of_measurement="interval")
    assert value(agreement(spread, list(wide), "interval", resamples=10), "krippendorff_alpha") == pytest.approx(
        expected
    )


def test_articles_are_resampled() -> None:
    wide = labels(items=400, right=0.7)
    alone = agreement(wide, list(wide), resamples=200)
    # The same forty labels ten times: no more is known than from forty.
    repeated = pd.concat([wide[:40]] * 10, ignore_index=True).assign(article=list(range(40)) * 10)
    together = agreement(repeated, ["c0", "c1", "c2"], resamples=200)
    width = [float(t.iloc[0]["high"] - t.iloc[0]["low"]) for t in (alone, together)]
    assert together.iloc[0]["clusters"] == 40 and alone.iloc[0]["clusters"] == 400
    assert width[1] > 2 * width[0]


@pytest.mark.parametrize("named", [[10, 10, 11, 11], ["a", "a", "b", "b"], ["a", "a", 11, 11]])
def test_items_without_an_article_stand_for_themselves(named: list[object]) -> None:
    wide = pd.DataFrame({"a": [0, 1, 0, 1, 0, 1], "b": [0, 1, 1, 1, 0, 1]})
    table = agreement(wide.assign(article=pd.Series([*named, None, None])), ["a", "b"], resamples=20)
    assert (table["clusters"] == 4).all()
    by_hand = wide.assign(article=["a", "a", "b", "b", "row 4", "row 5"])
    pd.testing.assert_frame_equal(table, agreement(by_hand, ["a", "b"], resamples=20))


def test_the_ceiling_is_what_one_more_coder_reaches() -> None:
    perfect = pd.DataFrame({name: [0, 1] * 20 for name in ("a", "b", "c")})
    assert value(agreement(perfect, ["a", "b", "c"], resamples=10), "ceiling_macro_f1") == 1
    # Each coder is right on .9 of the items: .81 + .01 times the others agree, and where they do not, one guesses.
    noisy = labels(items=2000, right=0.8)
    expected = 0.81 * 0.9 + 0.01 * 0.1 + 0.18 * 0.5
    assert value(agreement(noisy, list(noisy), resamples=10), "ceiling_macro_f1") == pytest.approx(expected, abs=0.02)


def test_one_label_only_is_undefined() -> None:
    wide = pd.DataFrame({"a": ["x"] * 10, "b": ["x"] * 10})
    table = agreement(wide, ["a", "b"], resamples=10)
    assert np.isnan(value(table, "krippendorff_alpha")) and np.isnan(value(table, "cohen_kappa", "a, b"))
    assert value(table, "agreement", "a, b") == 1
    assert "undefined" in verdict(table)


def test_the_verdict_is_about_the_lower_end() -> None:
    def said(right: float, items: int) -> str:
        wide = labels(items=items, right=right)
        return verdict(agreement(wide, list(wide), resamples=100))

    assert said(0.99, 400).startswith("Reliable")
    assert said(0.89, 2000).startswith("Enough for tentative")
    assert said(0.6, 100).startswith("Not surely")


def test_what_cannot_be_used_is_named() -> None:
    table = long(labels())
    with pytest.raises(UnknownNameError, match="ordinal"):
        agreement(table, level="ordinl")
    with pytest.raises(InputError, match="no column 'coder'"):
        agreement(table.drop(columns="coder"))
    with pytest.raises(InputError, match="'c9'"):
        agreement(labels(), ["c0", "c9"])
    with pytest.raises(InputError, match=r"labelled item .* twice"):
        agreement(pd.concat([table, table.iloc[:1]]))
    with pytest.raises(InputError, match="1 coder"):
        agreement(labels(), ["c0"])
    with pytest.raises(InputError, match="'high' is no number"):
        agreement(labels().replace({0: "low", 1: "high"}), ["c0", "c1"], "ordinal", order=None)
    with pytest.raises(UnknownNameError, match="'high'"):
        agreement(labels().replace({0: "low", 1: "high"}), ["c0", "c1"], "ordinal", order=["low", "mid"])
