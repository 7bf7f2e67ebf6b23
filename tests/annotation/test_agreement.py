from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.annotation.agreement import COLUMNS, agreement


def table(codes: np.ndarray, articles: int = 4) -> pd.DataFrame:
    """Return labels in long form; ``codes`` is (coders, sentences), NaN for no answer."""
    coders, sentences = codes.shape
    return pd.DataFrame(
        {
            "sentence_id": np.tile([f"s{i}" for i in range(sentences)], coders),
            "article_id": np.tile([f"a{i % articles}" for i in range(sentences)], coders),
            "coder": np.repeat([f"c{i}" for i in range(coders)], sentences),
            "editorializing": codes.ravel(),
        }
    )


@given(st.integers(0, 10_000), st.integers(2, 4), st.floats(0, 0.6))
@settings(max_examples=40, deadline=None)
def test_alpha_is_that_of_the_krippendorff_package(seed: int, coders: int, missing: float) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    rng = np.random.default_rng(seed)
    truth = rng.random(30) < 0.4
    codes = np.array([np.where(rng.random(30) < 0.8, truth, ~truth) for _ in range(coders)]).astype(float)
    codes[rng.random(codes.shape) < missing] = np.nan
    found = agreement(table(codes), "editorializing", resamples=20)
    paired = np.isfinite(codes).sum(axis=0) >= 2
    if not paired.any():
        assert found.empty
        return
    if len(set(codes[:, paired][np.isfinite(codes[:, paired])])) < 2:
        assert np.isnan(found["alpha"].iloc[0])
        return
    expected = krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal")
    assert found["alpha"].iloc[0] == pytest.approx(expected)
    assert found["n"].iloc[0] == paired.sum()


def test_one_coder_agrees_with_nobody() -> None:
    found = agreement(table(np.array([[1.0, 0, 1, 0]])), "editorializing")
    assert found.empty and list(found.columns) == list(COLUMNS)


def test_the_interval_holds_the_value_and_is_wider_for_few_articles() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(80) < 0.5
    codes = np.array([np.where(rng.random(80) < 0.85, truth, ~truth) for _ in range(2)]).astype(float)
    many = agreement(table(codes, articles=40), "editorializing", seed=1).iloc[0]
    assert many["low"] < many["alpha"] < many["high"] and many["articles"] == 40
