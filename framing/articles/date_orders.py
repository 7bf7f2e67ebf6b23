"""The order of day and month in dates such as 06/07/2025: what each date tells of it, and columns that have both."""

from __future__ import annotations

import re
import warnings

import pandas as pd

_NUMBERS = re.compile(r"\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")  # 06/07/2025: of which month?


def orders_of(published: pd.Series) -> pd.Series:
    """Return for each date "day" or "month" by which must come first, "either" where both fit, "" else."""
    return pd.Series([_order(value) for value in published], index=published.index, dtype="str")


class Orders:
    """Counts the orders of day and month in one table after the other, and keeps the first date of each."""

    def __init__(self) -> None:
        self.read = 0
        self._counts = {"day": 0, "month": 0, "either": 0}
        self._first: dict[str, tuple[str, str]] = {}
        self._told = False

    def see(self, published: pd.Series, ids: pd.Series) -> None:
        """Take in a column of dates and the ids of their articles."""
        orders = orders_of(published).to_numpy()
        self.read += len(orders)
        for order in self._counts:
            at = (orders == order).nonzero()[0]
            self._counts[order] += len(at)
            if len(at):
                self._first.setdefault(order, (str(published.iloc[at[0]]).strip(), str(ids.iloc[at[0]])))

    def note(self) -> str | None:
        """Return which dates are unknown since the column has both orders, and which date to look at; None if none."""
        if not all(self._counts.values()):
            return None
        rarer, other = sorted(("day", "month"), key=lambda order: self._counts[order])
        (date, article), count, either = self._first[rarer], self._counts[rarer], self._counts["either"]
        where = f"only in {date!r}" if count == 1 else f"in {count}, such as {date!r}"
        return (
            f"{either} of {self.read} articles have a date that fits both orders of day and month, such as "
            f"{self._first['either'][0]!r}, and counts as unknown, since the column has both: the {other} first in "
            f"{self._counts[other]}, the {rarer} first {where} (article {article!r}). No series over time and no found "
            f"event has those {either}. Write {'that date' if count == 1 else f'those {count}'} as the others are, or "
            "all dates as 2025-07-06."
        )

    def tell(self, where: str = "", *, stacklevel: int = 2) -> None:
        """Warn of the dates that are unknown since the column has both orders, if it was not told before."""
        if self._told or (note := self.note()) is None:
            return
        self._told = True
        warnings.warn(f"{f'{where}: ' if where else ''}{note}", stacklevel=stacklevel + 1)


def _order(value: object) -> str:
    found = _NUMBERS.match(value) if isinstance(value, str) else None
    if found is None:
        return ""
    one, other = int(found[1]), int(found[3])
    if max(one, other) > 31 or min(one, other) > 12:
        return ""  # no day has such numbers, and they tell nothing of the others
    if found[2] == "." or one > 12:
        return "day"
    return "month" if other > 12 else "either"
