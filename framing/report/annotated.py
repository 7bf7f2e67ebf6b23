"""The annotated article: a page to read, in which the scores can be seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_scalar

from framing.articles.write import with_lists
from framing.errors import InputError
from framing.places import expanded
from framing.report.marked import day, marked, strongest_evidence
from framing.report.rendering import PALETTES, environment, short
from framing.report.wording import plural
from framing.summary import require, summarize, thresholds_of

IN_A_NOTEBOOK = 20  # articles; a corpus would freeze the browser

_KINDS = ("title", "heading", "body", "boilerplate")
_NEEDED = (
    *("article_id", "paragraph", "kind", "start", "end", "text", "voice"),
    *("quoted_spans", "attributed_spans", "scare_spans"),
)


@dataclass(frozen=True, repr=False)
class Annotated:
    """Articles with their scores: shows itself in a notebook, and writes itself to a file."""

    scores: pd.DataFrame

    def __repr__(self) -> str:
        ids = self.scores["article_id"].drop_duplicates()
        which = f"article {ids.iloc[0]!r}" if len(ids) == 1 else plural(len(ids), "article")
        return f'<Annotated {which}, {plural(len(self.scores), "sentence")}: .save("page.html") writes the page>'

    def save(self, path: str | Path) -> Path:
        """Write the page of all its articles, one HTML file that needs nothing else, and return its path."""
        path = expanded(path)
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
    article_id: str | int | Sequence[str | int] | None = None,
    path: str | Path | None = None,
) -> Annotated:
    """Return the annotated article, to be seen in a notebook or saved.

    ``article_id`` is one or several of the table's articles, all of them where none is given (a notebook shows the
    first 20, a file has them all); 1 and "1" are the same one. ``path`` saves the page at once.

    Raises :class:`~framing.errors.InputError` for an article that is not in the table, a column that is missing, or
    spans that are no lists.
    """
    scores = _checked(scores)
    if article_id is not None:
        wanted = [str(one) for one in ([article_id] if is_scalar(article_id) else article_id)]  # type: ignore[union-attr]
        ids = scores["article_id"].astype("str")
        known = ids.drop_duplicates().tolist()
        for one in wanted:
            if one not in known:
                some = ", ".join(map(repr, known[:5])) + (", …" if len(known) > 5 else "")
                raise InputError(f"No article {one!r} among the {len(known)} of the scores; there are {some}.")
        scores = scores[ids.isin(wanted)]
    annotated = Annotated(scores)
    if path is not None:
        annotated.save(path)
    return annotated


def annotated_html(scores: pd.DataFrame) -> str:
    """Return one self-contained HTML page with every article of the scores.

    The author's own words are shaded by ``editorializing``; what others say is set apart with its speaker, and never
    shaded, since the score is not about it. The page needs no script and no other file, and all text of the articles
    is escaped.

    Raises :class:`~framing.errors.InputError` where a column is missing or spans are no lists.
    """
    return _render("page.html", scores, n_left_out=0)


def _checked(scores: pd.DataFrame) -> pd.DataFrame:
    require(scores, (*_NEEDED, "editorializing", "other_editorializing", "loaded_language", "evidence"))
    return with_lists(scores)


def _render(template: str, scores: pd.DataFrame, n_left_out: int) -> str:
    scores = _checked(scores)
    limits = thresholds_of(scores)
    strongest = strongest_evidence(scores)
    summaries: list[dict[str, Any]] = summarize(scores).to_dict("records")  # type: ignore[assignment]
    rows: dict[Any, list[dict[str, Any]]] = {summary["article_id"]: [] for summary in summaries}
    for row in scores.to_dict("records"):
        rows[row["article_id"]].append(row)  # type: ignore[arg-type]
    views = [
        _article(summary, rows[key], limits["editorializing"], strongest)
        for key, summary in zip(rows, summaries, strict=True)
    ]
    return environment().get_template(template).render(
        articles=views, n_left_out=n_left_out, palettes=PALETTES, threshold=short(limits["editorializing"])
    )  # fmt: skip


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
    facts = [summary["source"], day(summary["published"]), summary["event"], summary["topic"]]
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
    sentences = [marked(row, limit, strongest) for row in rows]
    for one, following in pairwise(sentences):
        if one["speaker"] == following["speaker"]:
            one["speaker"] = ""  # named once, after the last sentence of the run
    return {"kind": kind if kind in _KINDS else "body", "sentences": sentences}
