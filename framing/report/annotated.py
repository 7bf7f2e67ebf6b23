"""The annotated article: a page to read, in which the scores can be seen."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from framing.errors import InputError
from framing.report.segments import Segment, items, segments
from framing.summary import require, summarize, thresholds_of

PALETTES: dict[str, dict[str, str]] = {
    "light": {
        "paper": "#fbfaf6",
        "ink": "#1d1d1b",
        "muted": "#5f5b54",
        "rule": "#dcd7cc",
        "quoted": "#1b4a85",
        "attributed": "#4a6b93",
        "shade": "#e28014",
        "strength": "0.85",
    },
    "dark": {
        "paper": "#181715",
        "ink": "#f0ece4",
        "muted": "#aaa398",
        "rule": "#3b3833",
        "quoted": "#a3c8f3",
        "attributed": "#8fabca",
        "shade": "#e28014",
        "strength": "0.55",
    },
}
"""Colours of the page. A score of 1 lays ``shade`` over ``paper`` with the opacity ``strength``; all text keeps a
contrast of 4.5 : 1 (WCAG 2.2, AA)."""

IN_A_NOTEBOOK = 20  # articles; a corpus would freeze the browser

_KINDS = ("title", "heading", "body", "boilerplate")
_NEEDED = (
    *("article_id", "paragraph", "kind", "start", "end", "text", "voice"),
    *("quoted_spans", "attributed_spans", "scare_spans"),
)


@dataclass(frozen=True)
class Annotated:
    """Articles with their scores: shows itself in a notebook, and writes itself to a file."""

    scores: pd.DataFrame

    def save(self, path: str | Path) -> Path:
        """Write the page of all its articles, one HTML file that needs nothing else, and return its path."""
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise InputError(f"{path}: the annotated article is a page; give a path that ends in .html.")
        path.parent.mkdir(parents=True, exist_ok=True)
        # Half a surrogate pair has no UTF-8; text with one would otherwise end in a traceback.
        path.write_bytes(annotated_html(self.scores).encode("utf-8", "xmlcharrefreplace"))
        return path

    def _repr_html_(self) -> str:
        ids = self.scores["article_id"].drop_duplicates()
        shown = self.scores[self.scores["article_id"].isin(ids.head(IN_A_NOTEBOOK))]
        return _render("fragment.html", shown, n_left_out=max(0, len(ids) - IN_A_NOTEBOOK))


def show(
    scores: pd.DataFrame,
    article_id: str | Sequence[str] | None = None,
    path: str | Path | None = None,
) -> Annotated:
    """Return the annotated article, to be seen in a notebook or saved.

    ``article_id`` is one or several of the table's articles, all of them where none is given (a notebook shows the
    first 20, a file has them all). ``path`` saves the page at once.

    Raises :class:`~framing.errors.InputError` for an article that is not in the table or a column that is missing.
    """
    require(scores, (*_NEEDED, "editorializing", "other_editorializing", "loaded_language", "evidence"))
    if article_id is not None:
        wanted = [article_id] if isinstance(article_id, str) else list(article_id)
        known = list(scores["article_id"].drop_duplicates())
        for one in wanted:
            if one not in known:
                some = ", ".join(map(repr, known[:5])) + (", …" if len(known) > 5 else "")
                raise InputError(f"No article {one!r} among the {len(known)} of the scores; there are {some}.")
        scores = scores[scores["article_id"].isin(wanted)]
    annotated = Annotated(scores)
    if path is not None:
        annotated.save(path)
    return annotated


def annotated_html(scores: pd.DataFrame) -> str:
    """Return one self-contained HTML page with every article of the scores.

    The author's own words are shaded by ``editorializing``; what others say is set apart with its speaker, and never
    shaded, since the score is not about it. The page needs no script and no other file, and all text of the articles
    is escaped.

    Raises :class:`~framing.errors.InputError` where a column is missing.
    """
    return _render("page.html", scores, n_left_out=0)


def _render(template: str, scores: pd.DataFrame, n_left_out: int) -> str:
    require(scores, (*_NEEDED, "editorializing", "other_editorializing", "loaded_language", "evidence"))
    limits = thresholds_of(scores)
    strongest = _strongest_evidence(scores)
    summaries: list[dict[str, Any]] = summarize(scores).to_dict("records")  # type: ignore[assignment]
    rows: dict[Any, list[dict[str, Any]]] = {summary["article_id"]: [] for summary in summaries}
    for row in scores.to_dict("records"):
        rows[row["article_id"]].append(row)  # type: ignore[arg-type]
    views = [
        _article(summary, rows[key], limits["editorializing"], strongest)
        for key, summary in zip(rows, summaries, strict=True)
    ]
    return _environment().get_template(template).render(
        articles=views, n_left_out=n_left_out, palettes=PALETTES, threshold=_short(limits["editorializing"])
    )  # fmt: skip


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("framing.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["percent"] = lambda share: "–" if pd.isna(share) else f"{100 * share:.0f} %"
    environment.filters["short"] = _short
    environment.filters["rgb"] = lambda colour: " ".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return environment


def _article(summary: dict[str, Any], rows: list[dict[str, Any]], limit: float, strongest: float) -> dict[str, Any]:
    in_order = sorted(rows, key=lambda row: int(row["start"]))
    blocks = [_block(kind, group, limit, strongest) for kind, group in _blocks(in_order)]
    titles = [at for at, block in enumerate(blocks) if block["kind"] == "title"]
    bodies = [at for at, block in enumerate(blocks) if block["kind"] == "body"]
    title = blocks[titles[0]]["sentences"] if titles else []
    article_id = str(summary["article_id"])
    lead = 0
    if titles and (not bodies or titles[0] < bodies[0]):
        lead = titles[0] + 1
        if lead < len(blocks) and blocks[lead]["kind"] == "heading":
            blocks[lead]["kind"] = "dek"
            lead += 1
    facts = [summary["source"], _day(summary["published"]), summary["event"], summary["topic"]]
    return {
        **summary,  # first: a column of the user's may have any name
        "id": article_id,
        "anchor": "article-" + hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:10],
        "outlet": "" if pd.isna(summary["source"]) else str(summary["source"]),
        "facts": [str(fact) for fact in facts if not pd.isna(fact) and str(fact)],
        "name": " ".join(s["text"] for s in title) or f"Untitled article {article_id}",
        "titled": bool(title),
        "title_scores": [s["title_scores"] for s in title if s["title_scores"]],
        "lead": blocks[:lead],
        "blocks": blocks[lead:],
        "n_over": sum(s["over"] for block in blocks if block["kind"] == "body" for s in block["sentences"]),
    }


def _blocks(rows: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the kind and the sentences of each paragraph, heading, title or piece of boilerplate."""
    for (_, kind), together in groupby(rows, key=lambda row: (row["paragraph"], row["kind"])):
        yield kind, list(together)


def _block(kind: str, rows: list[dict[str, Any]], limit: float, strongest: float) -> dict[str, Any]:
    sentences = [_sentence(row, limit, strongest) for row in rows]
    for one, following in pairwise(sentences):
        if one["speaker"] == following["speaker"]:
            one["speaker"] = ""  # named once, after the last sentence of the run
    return {"kind": kind if kind in _KINDS else "body", "sentences": sentences}


def _sentence(row: dict[str, Any], limit: float, strongest: float) -> dict[str, Any]:
    pieces = segments(row)
    score = row["editorializing"]
    speaker = "" if pd.isna(row.get("speaker")) else str(row["speaker"])
    others = any(piece.voice != "author" for piece in pieces)
    return {
        "text": row["text"],
        "scored": not all(pd.isna(row[c]) for c in ("editorializing", "other_editorializing", "loaded_language")),
        "shade": "" if pd.isna(score) else f"{score:.3f}",
        "over": not pd.isna(score) and score >= limit,
        "score": _short(score),
        "scores": _scores_in_words(row, limit),
        "title_scores": " · ".join(
            f"{task.replace('_', ' ')} {_short(row[task])}"
            for task in ("editorializing", "loaded_language")
            if not pd.isna(row[task])
        ),
        "voice": _voice_in_words(row, speaker if others else ""),
        "speaker": speaker if others else "",
        "runs": list(_runs(pieces, strongest)),
    }


def _runs(pieces: list[Segment], strongest: float) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the classes of each run of one voice, and its texts with the classes of their evidence."""
    for voice, turn in groupby(pieces, lambda piece: piece.voice):
        before, words, after = _without_edges(list(turn))
        # White space and full stops between two quotations belong to nobody: shaded, they would be specks.
        if voice == "author" and not any(character.isalnum() for piece in words for character in piece.text):
            voice = ""
        if before:
            yield "", [(before, "")]
        for scare, run in groupby(words, lambda piece: piece.scare):
            name = " ".join(filter(None, (voice, "scare" if scare else "")))
            yield name, [(piece.text, _evidence_classes(piece, strongest)) for piece in run]
        if after:
            yield "", [(after, "")]


def _without_edges(turn: list[Segment]) -> tuple[str, list[Segment], str]:
    """Return the white space before, the segments without it, and that after: shading ends with the words."""
    text = "".join(piece.text for piece in turn)
    if not text.strip():
        return text, [], ""
    before, after = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
    kept, at = [], 0
    for piece in turn:
        inside = text[max(at, before) : min(at + len(piece.text), len(text) - after)]
        at += len(piece.text)
        if inside:
            kept.append(replace(piece, text=inside))
    return text[:before], kept, text[len(text) - after :]


def _evidence_classes(piece: Segment, strongest: float) -> str:
    level = math.ceil(3 * piece.editorializing / strongest) if piece.editorializing else 0
    return " ".join(filter(None, (f"e{level}" if level else "", "loaded" if piece.loaded_language else "")))


def _strongest_evidence(scores: pd.DataFrame) -> float:
    """Return the largest weight in the table, so that one thickness means one weight on the whole page."""
    weights = (float(e["weight"]) for cell in scores["evidence"] for e in items(cell) if e["task"] == "editorializing")
    return max(weights, default=0.0) or 1.0


def _scores_in_words(row: dict[str, Any], limit: float) -> list[str]:
    lines = []
    if not pd.isna(row["editorializing"]):
        over = f", at or above the threshold {_short(limit)}" if row["editorializing"] >= limit else ""
        lines.append(f"Editorializing {_short(row['editorializing'])}{over}")
    if not pd.isna(row["other_editorializing"]):
        lines.append(f"The same in the words of others {_short(row['other_editorializing'])}")
    if not pd.isna(row["loaded_language"]):
        lines.append(f"Loaded language {_short(row['loaded_language'])}")
    return lines


def _voice_in_words(row: dict[str, Any], speaker: str) -> str:
    words = {"author": "the author", "other": "somebody else", "mixed": "the author and somebody else"}
    return f"Voice: {words.get(row['voice'], row['voice'])}" + (f" ({speaker})" if speaker else "")


def _short(probability: float) -> str:
    return "" if pd.isna(probability) else f"{probability:.2f}".removeprefix("0")


def _day(published: Any) -> Any:
    return published.date().isoformat() if isinstance(published, pd.Timestamp) and not pd.isna(published) else published
