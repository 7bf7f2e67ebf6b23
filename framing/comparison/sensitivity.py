"""Which differences of a comparison outlast the detector's errors, as far as these are known without labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from framing.comparison.corrected_band import (
    MEASURED,
    Errors,
    measured_errors,
    measured_shifts,
    sensitivity_of_contrasts,
)
from framing.errors import InputError

if TYPE_CHECKING:
    from framing.comparison.comparison import Comparison

MODEL = "default"
"""The model whose errors by outlet ship with the package."""


def sensitivity(
    comparison: Comparison, errors: Mapping[str, Errors] | None = None, names: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return the raw contrasts of a comparison with ``band_low, band_high, tolerates, survives``.

    ``errors`` says by measure how differently the detector errs by source (:func:`source_errors`), ``names`` how far it
    moves by who is named (:func:`framing.comparison.corrected_band.name_shift`); both are those of the default model
    where None. Measures without known errors are left out. See :func:`sensitivity_of_contrasts` for the columns. Of
    means the band is a cautious one: probabilities are pulled toward the middle, so that their errors make differences
    smaller rather than larger; of shares it is not. A labelled sample (``compare_sources(labels=…)``) says more: it is
    about these sources, the band is about others.

    Raises InputError where nothing is known of the model that scored.
    """
    if errors is None:
        if comparison.settings.get("model") != MODEL:
            raise InputError(
                f"Errors by source ship for the model {MODEL!r}, not for {comparison.settings.get('model')!r}; give "
                "errors=… (framing.comparison.source_errors), or compare with labels=…."
            )
        known = set(pd.read_csv(MEASURED)["measure"])
        errors = {name: measured_errors(name) for name in comparison.measures if name in known}
        names = measured_shifts() if names is None else names
    level = float(comparison.settings.get("level", 0.95))
    raw = comparison.contrasts[comparison.contrasts["kind"] == "raw"]
    tables = [
        sensitivity_of_contrasts(raw[raw["measure"] == name], each, (names or {}).get(name, 0.0), level)
        for name, each in errors.items()
    ]
    if not tables:
        raise InputError(f"No errors are known for {', '.join(comparison.measures)}; give errors=… for them.")
    return pd.concat(tables, ignore_index=True)


def told(table: pd.DataFrame, shown: list[str]) -> Iterator[str]:
    """Yield for each measure in ``shown`` how many of its differences outlast the errors, in a sentence."""
    for name, part in table[table["measure"].isin(shown)].groupby("measure", sort=False):
        clear = part[(part["low"] > 0) | (part["high"] < 0)]
        if len(clear):
            reach = (part["low"] - part["band_low"]).median()
            yield (
                f"{name}: {int(clear['survives'].sum())} of {len(clear)} clear differences outlast errors that differ "
                f"by source as much as between outlets of BABE (ends of intervals move by about {reach:.2f})."
            )
