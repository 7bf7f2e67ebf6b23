from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from framing.comparison.corrected_band import MEASURED, measured_errors, measured_shifts
from framing.comparison.sensitivity import sensitivity, told
from framing.errors import InputError


def comparison(model: str = "default", measures: tuple[str, ...] = ("share_editorializing", "author_share")) -> Any:
    """Return what a comparison holds: a large difference, a small clear one and an unclear one of each measure."""
    rows = [
        {"measure": name, "source_a": "A", "source_b": b, "kind": "raw", "difference": d, "low": d - w, "high": d + w}
        for name in measures
        for b, d, w in (("B", -0.4, 0.05), ("C", 0.08, 0.05), ("D", 0.01, 0.05))
    ]
    rows += [{**row, "kind": "adjusted"} for row in rows]
    return SimpleNamespace(contrasts=pd.DataFrame(rows), measures=list(measures), settings={"model": model})


def test_the_large_difference_survives_and_the_small_one_does_not() -> None:
    found = sensitivity(comparison())
    assert found["measure"].unique().tolist() == ["share_editorializing"] and (found["kind"] == "raw").all()
    assert found["survives"].tolist() == [True, False, False]
    assert found["tolerates"].round(6).tolist() == [0.35, 0.03, 0.0]
    (said,) = told(found, ["share_editorializing"])
    assert "1 of 2 clear differences" in said
    assert list(told(found, ["mean_editorializing"])) == []


def test_errors_and_names_of_ones_own_are_taken() -> None:
    errors = {"author_share": measured_errors("mean_editorializing")}
    plain = sensitivity(comparison("mine"), errors)
    named = sensitivity(comparison("mine"), errors, {"author_share": 0.1})
    assert plain["measure"].unique().tolist() == ["author_share"]
    assert (named["band_high"] - plain["band_high"]).round(6).max() == 0.2


def test_what_is_not_known_is_told() -> None:
    with pytest.raises(InputError, match="not for 'linear'"):
        sensitivity(comparison("linear"))
    with pytest.raises(InputError, match="No errors are known for author_share"):
        sensitivity(comparison(measures=("author_share",)))


def test_names_move_measures_that_have_known_errors() -> None:
    shifts = measured_shifts()
    assert set(shifts) == set(pd.read_csv(MEASURED)["measure"])
    for name, shift in shifts.items():
        assert 0 < shift < measured_errors(name).reach_of_difference()
