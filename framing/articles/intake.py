"""From rows as they were found to the articles table: ids, missing texts, and the list of what was left out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

import numpy as np
import pandas as pd

from framing.articles.columns import ABSENT, match_columns
from framing.articles.date_orders import Orders
from framing.articles.seen import Seen
from framing.articles.undated import Undated
from framing.errors import InputError
from framing.tables import ARTICLES

OnError = Literal["raise", "skip"]
Reject = dict[str, str]
"""What was left out: `where` it stood and the `reason`."""

# The `str` of pandas 3 is stored by Arrow; older versions call something else by this name.
TEXT_DTYPE: Any = "str" if int(pd.__version__.split(".")[0]) >= 3 else "object"

BATCH_CHARACTERS = 1 << 26
"""A batch of articles ends here even where it has fewer rows than it may have."""

_FLOATS = (float, np.floating)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Raw:
    """Rows as they were found, before it is known which column is which.

    `where` says where row i stood. `rejects` are what could not become a row, each with the number of rows before it.
    `ours` tells that the columns bear the names of the articles table already, `made` that their ids are of our making
    (the names of files) and get a number where they are taken, `kinds` the types (int, float, bool) of columns that
    arrive as text because their file has no types.
    """

    name: str
    rows: pd.DataFrame
    where: Callable[[int], str]
    rejects: Sequence[tuple[int, Reject]] = ()
    ours: bool = False
    made: bool = False
    from_file: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)


class Intake:
    """Makes articles of raw rows, batch after batch; remembers the ids that it has seen, and dates it cannot read.

    With ``on_error="raise"`` the first row that cannot be an article is an `InputError`; with ``"skip"`` it is listed
    in the ``attrs["rejects"]`` of the table that is returned.
    """

    def __init__(self, columns: Mapping[str, str] | None, on_error: OnError) -> None:
        if on_error not in ("raise", "skip"):
            raise InputError(f"on_error is {on_error!r}; it is 'raise' or 'skip'.")
        self.skips = on_error == "skip"
        self.pending: list[Reject] = []
        self.undated = Undated()
        self.orders = Orders()
        self._columns = columns
        self._seen = Seen()
        self._copies: dict[str, int] = {}

    def articles(self, raw: Raw) -> pd.DataFrame:
        """Return the articles among the rows, with the other columns after ours and both reports in ``attrs``."""
        rows = raw.rows.set_axis([str(name) for name in raw.rows.columns], axis=1)
        found = (
            {name: name for name in ARTICLES if name in rows}
            if raw.ours
            else match_columns(list(rows.columns), self._columns, raw.name)
        )
        chosen = raw.ours or "article_id" in (self._columns or {})  # by the user, not guessed
        nothing = [None] * len(rows)
        named = {
            name: [as_name(value) for value in rows[found[name]].tolist()] if name in found else nothing
            for name in ARTICLES
            if name != "text"
        }
        rejects = list(raw.rejects)
        kept: list[int] = []
        ids: list[str] = []
        texts: list[str] = []
        for row, value in enumerate(rows[found["text"]].tolist()):
            text, reason = as_text(value, from_file=raw.from_file)
            given = named["article_id"][row]
            if given is not None and given.lower() in ABSENT and not chosen:  # gets a made id
                given = None
            if not reason and given is not None and not raw.made and given in self._seen:
                reason = f"article_id {given!r} was given before"
            if reason:
                rejects.append((row, {"where": raw.where(row), "reason": reason}))
                continue
            if given is None or raw.made:
                given = self._free(given or _digest(named["source"][row], named["title"][row], text))
            self._seen.add(given)
            kept.append(row)
            ids.append(given)
            texts.append(text)
        listed = [reject for _, reject in sorted(rejects, key=lambda placed: placed[0])]
        if listed and not self.skips:
            raise InputError(_complaint(listed))
        own: dict[str, list[Any]] = {name: [values[row] for row in kept] for name, values in named.items()}
        own |= {"article_id": ids, "text": texts}
        frame = pd.DataFrame({name: pd.Series(own[name], dtype=TEXT_DTYPE) for name in ARTICLES})
        self.undated.see(frame["published"])
        self.orders.see(frame["published"], frame["article_id"])
        others = _others(rows, set(found.values()), raw.kinds).iloc[kept].reset_index(drop=True)
        return self.report(pd.concat([frame, others], axis=1), {} if raw.ours else found, listed)

    def report(self, frame: pd.DataFrame, columns: Mapping[str, str], rejects: Iterable[Reject] = ()) -> pd.DataFrame:
        """Return the table with its reports in ``attrs``, those that were pending first."""
        frame.attrs = {"columns": dict(columns), "rejects": [*self.pending, *rejects]}
        self.pending = []
        return frame

    def refuse(self, where: str, error: InputError) -> None:
        """List a whole file among the rejects of the next table."""
        self.pending.append({"where": where, "reason": str(error).removeprefix(f"{where}: ")})

    def _free(self, made: str) -> str:
        """Return an id of our making, with the next number where it is taken."""
        if made not in self._seen:
            return made
        copy = self._copies.get(made, 1) + 1
        while f"{made}-{copy}" in self._seen:
            copy += 1
        self._copies[made] = copy
        return f"{made}-{copy}"


def _digest(source: str | None, title: str | None, text: str) -> str:
    content = "\x1f".join((source or "", title or "", text))
    return hashlib.blake2b(content.encode(), digest_size=6).hexdigest()


def as_text(value: object, *, from_file: bool) -> tuple[str, str]:
    r"""Return the text of an article and why it cannot be one (an empty string where it can).

    Text from a file loses its byte order mark, and ``\r\n`` and ``\r`` become ``\n``; text in memory stays as it is.
    Half a surrogate pair becomes U+FFFD in both, since no file could hold it.
    """
    if not isinstance(value, str):
        kind = type(value).__name__
        return "", "text is missing" if is_missing(value) else f"text is not a string but {kind}: {_short(value)}"
    text = _mended(value)
    if from_file:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        return "", "text is empty"
    if "\0" in text:
        return "", "text holds NUL characters (binary?)"
    return text, ""


def as_name(value: object) -> str | None:
    """Return a value of a column of ours other than the text as a string; None for what is missing or blank.

    Dates become ISO 8601 (without a time where it is midnight), whole floats lose their ``.0``, lists become JSON.
    """
    if isinstance(value, str):
        return None if not value or value.isspace() else _mended(value)
    if is_missing(value):
        return None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() and value.tzinfo is None else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, _FLOATS) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple, dict, np.ndarray)):
        return json.dumps(value, ensure_ascii=False, default=lambda inner: getattr(inner, "tolist", inner.__str__)())
    return str(value)


def _others(rows: pd.DataFrame, taken: set[str], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return the columns that are carried through; one with a name of ours becomes ``original_<name>``."""
    others = rows[[name for name in rows.columns if name not in taken]]
    renamed = {}
    for name in others.columns:
        new = name
        while new in ARTICLES or (new != name and new in rows):
            new = f"original_{new}"
        renamed[name] = new
    typed = {name: _typed(others[name], kinds[name]) for name in others.columns if name in kinds}
    return others.assign(**typed).rename(columns=renamed)


def _typed(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    if kind == "bool":
        return values.str.lower() == "true"
    if kind == "int":
        return pd.Series([int(value) for value in values], index=values.index, dtype="int64")
    floats = [float("nan") if is_missing(value) else float(value) for value in values]
    return pd.Series(floats, index=values.index, dtype="float64")


def _complaint(rejects: Sequence[Reject]) -> str:
    first = rejects[0]
    if first["reason"].startswith("article_id"):
        none = "columns={'article_id': ''} (--column article_id=)"
        remedy = f"Say which column names the articles, or {none} to have names made; or leave"
    else:
        remedy = "Mend it, or leave"
    more = f" ({len(rejects) - 1} more such rows follow)" if len(rejects) > 1 else ""
    return (
        f"{first['where']}: {first['reason']}{more}. "
        f"{remedy} such rows out and have them listed with on_error='skip' (--on-error skip)."
    )


def mended(value: Any) -> Any:
    """Return strings, inside lists and dicts too, with half surrogate pairs replaced: pandas cannot store them."""
    if isinstance(value, str):
        return _mended(value)
    if isinstance(value, dict):
        return {mended(key): mended(inner) for key, inner in value.items()}
    return [mended(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def is_missing(value: object) -> bool:
    """Tell whether a single value is None, NaN, NaT or NA."""
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, _FLOATS) and value != value)


def _mended(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
