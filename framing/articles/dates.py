"""When articles were published: dates as people write them, one order of day and month for a whole column."""

from __future__ import annotations

import re

import pandas as pd

from framing.articles.date_orders import Orders, orders_of

FIRST_NEWS = pd.Timestamp("1605-01-01")
"""Dates before the first newspaper (Strasbourg, 1605) count as unknown: many systems write the year 1 for none."""

_RELATIVE = re.compile(r"\s*(?:now|today|\d{1,2}(?::\d{2})+(?:\.\d+)?\D*|\d{1,2}\s*[ap]\.?m\.?)\s*", re.IGNORECASE)


def publication_days(published: pd.Series) -> pd.Series:
    """Return the moments of a column of dates, in UTC without saying so; NaT where one is not known.

    Any form that names the year first or the month by a word is read for itself. In dates such as 06/07/2025 the order
    is that of the whole column: the day comes first where some number in first place is above 12, or where points
    separate the numbers, else the month. Where a column has both orders, dates that fit both are not known. What has no
    day of its own ("now", "today", "10:30") is no date.
    """
    first, unknown = _day_first(published)
    unknown |= pd.Series([isinstance(value, str) and _is_relative(value) for value in published], published.index)
    plain = published.mask(first | unknown) if (first | unknown).any() else published
    days = pd.to_datetime(plain, errors="coerce", utc=True, format="mixed")
    if first.any():
        turned = pd.to_datetime(published[first], errors="coerce", utc=True, format="mixed", dayfirst=True)
        days = days.fillna(turned.reindex(days.index))
    found = days.dt.tz_localize(None).astype("datetime64[us]")
    return found.where(found >= FIRST_NEWS)


def settled(published: pd.Series, ids: pd.Series) -> tuple[pd.Series, str | None]:
    """Return a column of dates whose order of day and month shows, and what to know of how they were read, if anything.

    Dates such as 06/07/2025 become 2025-07-06 as :func:`publication_days` reads them, so that a part of the column is
    read as all of it was; others stay as they are. ``ids`` are those of the articles, to name one of them.
    """
    orders = orders_of(published)
    numbers = orders != ""
    if not numbers.any():
        return published, None
    days = publication_days(published)[numbers]
    plain = published.astype(object).copy()
    plain[numbers] = [None if pd.isna(day) else day.isoformat() for day in days]
    return plain.astype("str"), _note(published, ids, orders)


def _note(published: pd.Series, ids: pd.Series, orders: pd.Series) -> str | None:
    either = orders == "either"
    if not either.any():
        return None
    seen = Orders()
    seen.see(published, ids)
    if mixed := seen.note():
        return mixed
    example = str(published[either].iloc[0]).strip()
    if set(orders) & {"day", "month"}:
        return None
    return (
        f"Dates such as {example!r} are read with the month first: no number in them tells the order. Write them as "
        "2025-07-06 if that is wrong."
    )


def fits_both(published: pd.Series) -> pd.Series:
    """Tell which dates are not known because they fit both orders of day and month, and the column has both."""
    return _day_first(published)[1]


def _day_first(published: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return which dates to read with the day first, and which cannot be told."""
    orders = orders_of(published)
    has = set(orders)
    either = orders == "either"
    if {"day", "month"} <= has:
        return orders == "day", either
    return (orders == "day") | (either if "day" in has else either & False), either & False


def _is_relative(value: str) -> bool:
    """Return whether a text names a moment of the day on which it is read, which pandas would take for today's."""
    return _RELATIVE.fullmatch(value) is not None
