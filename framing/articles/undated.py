"""Dates that stand in a column but cannot be read: counted while articles are read, and told once."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import pandas as pd

from framing.articles.columns import ABSENT
from framing.articles.dates import FIRST_NEWS, fits_both, publication_days

ACCEPTED = (
    f"a year from {FIRST_NEWS.year} on with its month and day, such as 2024-05-31, 31 May 2024, May 31, 2024 or "
    "31/05/2024"
)
"""The dates that are read, in words."""

_SHOWN = 3
_NOTHING = ABSENT | {"nat", "0"}
_ZERO = ("0000", "0001")  # the years that many systems write for no date


def unreadable(published: pd.Series) -> pd.Series:
    """Tell which values of a column of dates are meant to be a date but are none that can be read.

    Blank values are not among them, nor words for nothing ("n/a", "unknown") and the years 0 and 1; nor dates such as
    06/07/2025 in a column with both orders, of which :func:`framing.articles.dates.settled` tells.
    """
    written = published.astype("str").fillna("").str.strip()
    nothing = (written == "") | written.str.lower().isin(_NOTHING) | written.str.startswith(_ZERO)
    return publication_days(published).isna() & ~nothing & ~fits_both(published)


def told(published: pd.Series) -> str | None:
    """Return what to say of articles without a known date, None where all have one or the column has none at all."""
    unknown = publication_days(published).isna()
    wrong = published[unreadable(published)].unique().tolist()
    if not unknown.any() or (unknown.all() and not wrong):
        return None
    among = f", among them dates that cannot be read ({examples(wrong)}); write {ACCEPTED}" if wrong else ""
    return (
        f"Articles without a known date: {int(unknown.sum())} of {len(unknown)}; no series over time and no found "
        f"event has them{among}."
    )


def examples(values: Sequence[object]) -> str:
    """Return the first three of some dates, quoted."""
    shown = ", ".join(repr(str(value)) for value in values[:_SHOWN])
    return f"{shown}, …" if len(values) > _SHOWN else shown


class Undated:
    """Counts the dates that cannot be read in one table after the other, and keeps a few of them to show."""

    def __init__(self) -> None:
        self.read = self.count = 0
        self._examples: list[object] = []
        self._told = False

    def see(self, published: pd.Series) -> None:
        """Take in a column of dates."""
        found = published[unreadable(published)]
        self.read += len(published)
        self.count += len(found)
        self._examples += [value for value in found.unique() if value not in self._examples][: _SHOWN + 1]

    def tell(self, where: str = "", *, stacklevel: int = 2) -> None:
        """Warn of the dates that cannot be read, where there are any and it was not told before."""
        if not self.count or self._told:
            return
        self._told = True
        warnings.warn(
            f"{f'{where}: ' if where else ''}Articles whose date cannot be read: {self.count} of {self.read} "
            f"({examples(self._examples)}). They are kept, their date unknown: no series over time and no found event "
            f"has them. Write {ACCEPTED}.",
            stacklevel=stacklevel + 1,
        )
