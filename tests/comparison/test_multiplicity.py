from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from framing.comparison.multiplicity import adjust_p, with_adjusted
from framing.errors import UnknownNameError


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=30))
@pytest.mark.parametrize(("ours", "theirs"), [("holm", "holm"), ("bh", "fdr_bh")])
def test_adjusted_values_are_those_of_statsmodels(ours: str, theirs: str, p: list[float]) -> None:
    assert adjust_p(np.array(p), ours) == pytest.approx(multipletests(p, method=theirs)[1])


def test_missing_values_are_no_tests() -> None:
    assert adjust_p(np.array([0.01, np.nan, 0.04]), "holm") == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert np.isnan(adjust_p(np.array([np.nan]), "bh")).all()
    with pytest.raises(UnknownNameError, match="Known: bh, holm"):
        adjust_p(np.array([0.1]), "bonferroni")


def test_pairs_of_a_measure_are_a_family_and_so_are_all_frames() -> None:
    rows = [
        ("share_editorializing", "raw", 0.01),
        ("share_editorializing", "raw", 0.02),
        ("frame_economic", "raw", 0.01),
        ("frame_morality", "raw", 0.02),
        ("frame_economic", "within_event", 0.04),
    ]
    table = with_adjusted(pd.DataFrame(rows, columns=["measure", "kind", "p"]))
    assert list(table["p_adjusted"]) == pytest.approx([0.02, 0.02, 0.02, 0.02, 0.04])
    assert list(table["correction"]) == ["holm", "holm", "bh", "bh", "holm"]
