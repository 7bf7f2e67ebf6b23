"""What differs between sources, as tables to read: frames, stance, speakers, words, copies, time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.report.grids import Cell, Column, Grid, decimal, estimated, rows_of, text, whole
from framing.report.result_tables import level_of
from framing.report.segments import items
from framing.report.wording import count, frame_title, kinds_in, measure_title, percent

if TYPE_CHECKING:
    from framing.comparison import Comparison

_SPEAKERS, _WORDS, _COPIES = 8, 12, 200  # rows a source; rows a source and voice; rows in all
_OPEN = 24  # rows; a longer table is folded away


def frames_table(compared: Comparison) -> Grid | None:
    """Return the frames of every source, the most used first; None where no frame was scored."""
    estimates = compared.estimates
    frames = estimates[estimates["measure"].str.startswith("frame_")]
    if frames.empty:
        return None
    frames = frames[frames["kind"] == kinds_in(frames["kind"])[0]]
    sources = list(frames["source"].drop_duplicates())
    cells = {(row["measure"], row["source"]): row for row in frames.to_dict("records")}
    means = frames.groupby("measure", sort=False)["value"].mean()
    rows = [
        [text(frame_title(frame)), *(estimated(cells.get((frame, source))) for source in sources)]
        for frame in means.sort_values(ascending=False, kind="stable").index
    ]
    return Grid(
        "table-frames", "Frames by source", [Column("Frame", numeric=False), *(Column(str(s)) for s in sources)], rows
    )


def stance_table(compared: Comparison) -> Grid | None:
    """Return the stance toward each target by source; None where no target was asked about."""
    stance = rows_of(compared.stance)
    if stance is None:
        return None
    rows = [
        [
            text(row["target"]),
            text(row["source"]),
            estimated(row),
            whole(row["n_articles"]),
            whole(row["n_mentions"]),
        ]
        for row in stance.to_dict("records")
    ]
    columns = [Column("Target", numeric=False), Column("Source", numeric=False)]
    return Grid(
        "table-stance",
        "Stance toward targets, from −1 (negative) to 1 (positive)",
        [*columns, Column("Stance"), Column("Articles"), Column("Mentions")],
        rows,
        folded=len(rows) > _OPEN,
    )


def speakers_table(compared: Comparison) -> Grid | None:
    """Return who is quoted most in every source, with the cue verbs; None where nobody is."""
    speakers = rows_of(compared.speakers)
    if speakers is None:
        return None
    named = speakers[speakers["speaker"].notna()]
    most = named.sort_values("n", ascending=False, kind="stable").groupby("source", sort=False).head(_SPEAKERS)
    order = {source: at for at, source in enumerate(speakers["source"].drop_duplicates())}
    most = most.sort_values("source", key=lambda sources: sources.map(order), kind="stable")
    rows = [
        [text(row["speaker"]), text(row["source"]), whole(row["n"]), _share(row["share"]), Cell(_cues(row["cues"]))]
        for row in most.to_dict("records")
    ]
    columns = [Column("Speaker", numeric=False), Column("Source", numeric=False), Column("Attributions")]
    return Grid(
        "table-speakers",
        f"Who is quoted: the {_SPEAKERS} most frequent speakers of each source",
        [*columns, Column("Share, %"), Column("Cues", numeric=False)],
        rows,
        _told_of_ties(named, most),
        folded=len(rows) > _OPEN,
    )


def _told_of_ties(named: pd.DataFrame, most: pd.DataFrame) -> list[str]:
    """Return a note where speakers are left out that are quoted as often as one who is shown."""
    rest = named.drop(index=most.index)
    least = rest["source"].map(most.groupby("source")["n"].min())
    return (
        ["Of speakers with equally many attributions, the first by name are shown."]
        if (rest["n"] == least).any()
        else []
    )


def words_table(compared: Comparison) -> Grid | None:
    """Return the words and phrases that set each source apart, by voice; None without them.

    Only those that a source uses more and whose interval excludes 0: others may be used more by chance.
    """
    words = rows_of(compared.words)
    if words is None:
        return None
    high = words[words["low"] > 0].sort_values("z", ascending=False, kind="stable")
    most = high.groupby(["source", "voice"], sort=False).head(_WORDS)
    order = {source: at for at, source in enumerate(words["source"].drop_duplicates())}
    most = most.sort_values("source", key=lambda sources: sources.map(order), kind="stable")
    voices = {"author": "author", "other": "others"}
    rows = [
        [
            text(row["word"]),
            text(row["source"]),
            Cell(voices.get(row["voice"], str(row["voice"]))),
            decimal(row["log_odds"], None, row["low"], row["high"]),
            decimal(row["z"], 1),
            whole(row["n"]),
        ]
        for row in most.to_dict("records")
    ]
    columns = [Column(head, numeric=False) for head in ("Word or phrase", "Source", "Voice")]
    return Grid(
        "table-words",
        f"Words that set a source apart: the {_WORDS} strongest of each source and voice",
        [*columns, Column("Log-odds"), Column("z"), Column("Uses")],
        rows,
        [_told_of_words(compared, words, high)],
        folded=len(rows) > _OPEN,
    )


def _told_of_words(compared: Comparison, words: pd.DataFrame, high: pd.DataFrame) -> str:
    """Return what to say of how many words are in the table, and how many of these outlast a correction."""
    tested, level = int(words["log_odds"].notna().sum()), percent(level_of(compared))
    told = f"Words and phrases that a source uses more and whose {level} interval over articles excludes 0: "
    told += f"{count(len(high)) if len(high) else 'none'} of {count(tested)} that were looked at"
    if "p_adjusted" not in high or high.empty:
        return told + "."
    clear = int((high["p_adjusted"] < round(1 - level_of(compared), 10)).sum())
    return f"{told}; {count(clear) if clear else 'none'} also after correction for their number (Benjamini–Hochberg)."


def copies_table(compared: Comparison) -> Grid | None:
    """Return the near-duplicates that were found; None where there are none."""
    copies = rows_of(compared.copies)
    if copies is None:
        return None
    found = copies[copies["copy_of"].notna() & (copies["copy_of"].astype(str) != "")]
    if found.empty:
        return None
    titles = compared.articles.drop_duplicates("article_id").set_index("article_id")
    rows = [
        [
            Cell(_title(titles, row["article_id"])),
            text(row["source"]),
            Cell(_title(titles, row["copy_of"])),
            decimal(row["similarity"], 2),
            Cell("yes" if row["kept"] else "no"),
        ]
        for row in found.head(_COPIES).to_dict("records")
    ]
    notes = [f"The first {_COPIES} of {len(found)} copies."] if len(found) > _COPIES else []
    columns = [Column(head, numeric=False) for head in ("Article", "Source", "Copy of")]
    return Grid(
        "table-copies",
        "Copies: articles with nearly the same text as an earlier one",
        [*columns, Column("Similarity"), Column("Counted", numeric=False)],
        rows,
        notes,
        folded=len(rows) > _OPEN,
    )


def series_table(compared: Comparison) -> Grid | None:
    """Return the measures of every source by period, folded; None where time was not asked about."""
    series = rows_of(compared.series)
    if series is None:
        return None
    rows = [
        [
            Cell(_period(row["period"]), repr(pd.Timestamp(row["period"]).timestamp())),
            text(row["source"]),
            text(measure_title(row["measure"])),
            estimated(row),
            whole(row["n_articles"]),
        ]
        for row in series.to_dict("records")
    ]
    columns = [Column(head, numeric=False) for head in ("From", "Source", "Measure")]
    return Grid(
        "table-series", "Sources over time", [*columns, Column("Estimate"), Column("Articles")], rows, folded=True
    )


def _share(value: float) -> Cell:
    return decimal(100 * value, 1)


def _cues(cell: Any) -> str:
    pairs: Iterable[Any] = items(cell)
    return ", ".join(f"{cue} ({n})" if int(n) > 1 else str(cue) for cue, n in list(pairs)[:4])


def _title(articles: pd.DataFrame, article_id: Any) -> str:
    title = articles["title"].get(article_id) if "title" in articles.columns else None
    return str(title) if isinstance(title, str) and title else str(article_id)


def _period(period: Any) -> str:
    return pd.Timestamp(period).date().isoformat()
