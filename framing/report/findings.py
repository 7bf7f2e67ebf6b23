"""What was found, in sentences with their numbers: the summary on top of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from framing.report.grids import rows_of
from framing.report.result_tables import headline_measure, level_of, strictest_kind, verdict
from framing.report.wording import (
    CORRECTIONS,
    count,
    estimate,
    kind_title,
    kinds_in,
    listed,
    measure_title,
    number,
    plural,
)

if TYPE_CHECKING:
    from framing.comparison import Comparison


def findings(compared: Comparison) -> list[str]:
    """Return the findings of a comparison, a sentence or two each; none of them says more than its numbers."""
    return [*_extremes(compared), *_pairs(compared), *_like_with_like(compared), *_copies(compared)]


def _extremes(compared: Comparison) -> Iterator[str]:
    measure = headline_measure(compared)
    rows = compared.estimates[(compared.estimates["measure"] == measure) & compared.estimates["value"].notna()]
    rows = rows[rows["kind"] == kinds_in(rows["kind"])[0]] if len(rows) else rows
    if rows.empty:
        yield f"No article has a value for “{measure_title(measure)}”, so nothing can be said about it."
        return
    ordered = rows.sort_values("value", ascending=False, kind="stable").to_dict("records")
    if len(ordered) == 1:
        yield f"{measure_title(measure)}: {_source(ordered[0])}; there is no other source to compare it with."
        return
    if ordered[0]["value"] - ordered[-1]["value"] < 1e-9:
        yield f"{measure_title(measure)} is the same in all {len(ordered)} sources: {_source(ordered[0])}."
        return
    yield f"{measure_title(measure)} is highest in {_source(ordered[0])} and lowest in {_source(ordered[-1])}."


def _source(row: dict[Any, Any]) -> str:
    numbers = estimate(row["value"], row["low"], row["high"])
    return f"{row['source']} ({numbers}; {plural(row['n_articles'], 'article')})"


def _pairs(compared: Comparison) -> Iterator[str]:
    rows = compared.contrasts[compared.contrasts["measure"] == headline_measure(compared)]
    if rows["difference"].isna().all():
        return
    kind = strictest_kind(rows["kind"])
    rows = rows[rows["kind"] == kind]
    records = rows.to_dict("records")
    read = [verdict(row, compared) for row in records]
    counts = [
        (sum(words.startswith("differs") for words in read), "differs", "differ"),
        (sum(words.startswith("equivalent") for words in read), "is equivalent", "are equivalent"),
        (sum(words == "undecided" for words in read), "cannot be decided", "cannot be decided"),
    ]
    parts = [f"{count(n) if n < len(read) else 'all'} {one if n == 1 else several}" for n, one, several in counts if n]
    parts = ["none can be decided" if part == "all cannot be decided" else part for part in parts]
    corrections = listed(CORRECTIONS.get(name, str(name)) for name in rows["correction"].dropna().unique() if name)
    alpha = f"{1 - level_of(compared):.3f}".rstrip("0").removeprefix("0")
    yield (
        f"Of the {_adjective(kind)} differences between {plural(len(read), 'pair')} of sources, {listed(parts)} "
        f"(p below {alpha}{f', adjusted by {corrections}' if corrections else ''})."
        if len(read) > 1
        else f"The {_adjective(kind)} difference {_pair(records[0])} is {_difference(records[0])}: {read[0]}."
    )
    detectable = rows["detectable"].dropna()
    if len(detectable):
        span = f" (median of the pairs, which go from {number(detectable.min(), 3)} to {number(detectable.max(), 3)})"
        many = "events" if kind == "within_event" else "articles"
        yield (
            f"With so many {many}, a difference of {number(detectable.median(), 3)} would be found with 80 % power"
            f"{span if len(detectable) > 1 else ''}{', tested by itself' if len(read) > 1 else ''}."
        )


def _like_with_like(compared: Comparison) -> Iterator[str]:
    """Yield what becomes of the largest raw difference when like is compared with like."""
    rows = compared.contrasts[compared.contrasts["measure"] == headline_measure(compared)]
    kind = strictest_kind(rows["kind"])
    raw = rows[(rows["kind"] == "raw") & rows["difference"].notna()]
    if kind == "raw" or raw.empty:
        return
    largest = raw.loc[[raw["difference"].abs().idxmax()]].to_dict("records")[0]
    pair = (rows["source_a"] == largest["source_a"]) & (rows["source_b"] == largest["source_b"])
    other = rows[pair & (rows["kind"] == kind)].to_dict("records")
    if not other:
        return
    yield (
        f"The largest raw difference, {_pair(largest)}, is {_difference(largest)}; "
        f"{kind_title(kind)}, it is {_difference(other[0])}."
    )


def _pair(row: Mapping[Any, Any]) -> str:
    return f"{row['source_a']} − {row['source_b']}"


def _difference(row: Mapping[Any, Any]) -> str:
    return estimate(row["difference"], row["low"], row["high"], 3)


def _copies(compared: Comparison) -> Iterator[str]:
    copies = rows_of(compared.copies)
    if copies is None:
        return
    out = int((~copies["kept"].astype(bool)).sum())
    found = int((copies["copy_of"].notna() & (copies["copy_of"].astype(str) != "")).sum())
    if found:
        yield (
            f"{plural(found, 'article is a copy', 'articles are copies')} of another; "
            f"{count(out) if out else 'none'} {'was' if out == 1 else 'were'} left out."
        )


def _adjective(kind: str) -> str:
    """Return a kind as it stands before "differences"."""
    return {"within_event": "within-event", "corrected": "corrected"}.get(kind, kind_title(kind))
