"""The report of a comparison: one HTML page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

import framing
from framing.errors import InputError
from framing.evaluation.studentised import FEWEST
from framing.places import expanded
from framing.report.drawings import drawings
from framing.report.examples import PICKS, example_sentences, with_evidence
from framing.report.findings import findings
from framing.report.marked import day, marked, strongest_evidence
from framing.report.methods import detector, facts, settings_text
from framing.report.references import bibtex, references
from framing.report.rendering import PALETTES, environment, short
from framing.report.result_tables import (
    all_estimates,
    differences_table,
    headline_measure,
    kinds_table,
    level_of,
    sources_table,
)
from framing.report.side_tables import (
    copies_table,
    frames_table,
    series_table,
    speakers_table,
    stance_table,
    words_table,
)
from framing.report.wording import (
    CORRECTIONS,
    EFFECTS,
    count,
    kind_title,
    listed,
    measure_title,
    number,
    percent,
    plural,
)
from framing.scale.stored import StoredScores, columns_of
from framing.summary import MEASURES

if TYPE_CHECKING:
    from framing.comparison import Comparison

FILE = "report.html"

SECTIONS: dict[str, str] = {
    "sources": "What each source scores",
    "differences": "Differences between sources",
    "events": "The same events",
    "voices": "Whose words",
    "frames": "Frames",
    "stance": "Stance",
    "words": "Words that set sources apart",
    "time": "Over time",
    "copies": "Copies",
}
"""The sections of results, each left out where it would be empty."""

_NAMED = 3  # sources that the page's title names


def write_report(comparison: Comparison, folder: str | Path, *, examples: int = 5) -> Path:
    """Write the report of a comparison and return the path of its page.

    ``folder`` gets ``report.html``; a path that ends in .html is the page itself. See :func:`report_html`.
    """
    path = expanded(folder)
    if path.suffix.lower() not in (".html", ".htm"):
        if path.is_file():
            raise InputError(f"{path} is a file; give a folder for the report, or a path that ends in .html.")
        path = path / FILE
    page = report_html(comparison, examples=examples)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page.encode("utf-8", "xmlcharrefreplace"))  # half a surrogate pair has no UTF-8
    return path


def report_html(comparison: Comparison, *, examples: int = 5) -> str:
    """Return the report of a comparison as one self-contained HTML page.

    It holds the findings in sentences, figures as SVG, tables that can be sorted, ``examples`` annotated sentences of
    each source drawn at random and as many with the highest scores (0 for a page without sentences of the articles),
    methods and limits with the numbers filled in, what to cite, and the settings. Nothing is fetched when it is opened;
    all text of the articles is escaped, and no script runs but the page's own.

    Raises :class:`~framing.errors.InputError` for a negative number of examples and for a comparison without sources.
    """
    if comparison.estimates.empty:
        raise InputError(
            "The comparison has no estimate, so there is nothing to report; compare sources with articles."
        )
    known, model = facts(comparison), detector(comparison)
    sections, n_tables = _sections(comparison)
    script = _source("comparison.js")
    return environment().get_template("comparison.html").render(
        title=_title(comparison),
        facts=known,
        detector=model,
        findings=findings(comparison),
        warnings=list(comparison.warnings),
        sections=sections,
        examples=_examples(comparison, examples),
        n_examples=examples,
        threshold=short(model["limit"]),
        estimates=_numbered([all_estimates(comparison)], n_tables)[0],
        measures=_measures(comparison),
        headline=measure_title(headline_measure(comparison)),
        references=list(references(known, model["calibration"])),
        bibtex=bibtex(),
        settings=settings_text(comparison),
        palette=PALETTES["light"],
        palettes=PALETTES,
        version=framing.__version__,
        script=Markup(script),  # a file of the package
        script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        level=percent(level_of(comparison)),
        fewest=FEWEST,
        words={"corrections": CORRECTIONS, "effects": EFFECTS},
        count=count, kind_title=kind_title, listed=listed, number=number, plural=plural,
    )  # fmt: skip


def _source(name: str) -> str:
    """Return a file of the templates as it is."""
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0].strip()


def _title(comparison: Comparison) -> str:
    names = [str(name) for name in comparison.estimates["source"].drop_duplicates()]
    if len(names) == 1:
        return names[0]
    return f"{listed(names)} compared" if len(names) <= _NAMED else f"{len(names)} sources compared"


def _sections(comparison: Comparison) -> tuple[list[dict[str, Any]], int]:
    """Return the sections that hold something, with numbered tables, and how many tables there are."""
    measure = headline_measure(comparison)
    rest = [name for name in comparison.contrasts["measure"].drop_duplicates() if name != measure]
    grids = {
        "sources": [sources_table(comparison), kinds_table(comparison, measure)],
        "differences": [
            differences_table(comparison, [measure]),
            differences_table(comparison, rest, folded=True) if rest else None,
        ],
        "voices": [speakers_table(comparison)],
        "frames": [frames_table(comparison)],
        "stance": [stance_table(comparison)],
        "words": [words_table(comparison)],
        "time": [series_table(comparison)],
        "copies": [copies_table(comparison)],
    }
    figures = list(drawings(comparison))
    found, n = [], 0
    for anchor, title in SECTIONS.items():
        tables = [grid for grid in grids.get(anchor, []) if grid is not None]
        own = [figure for figure in figures if figure.section == anchor]
        if tables or own:
            found.append({"anchor": anchor, "title": title, "figures": own, "tables": _numbered(tables, n)})
            n += len(tables)
    return found, n


def _numbered(grids: list[Any], before: int) -> list[tuple[int, Any]]:
    return list(enumerate(grids, before + 1))


def _measures(comparison: Comparison) -> list[tuple[str, str]]:
    """Return the words and the meaning of the measures of this comparison; frames and stance are explained as such."""
    there = list(dict.fromkeys(comparison.estimates["measure"]))
    return [(measure_title(name), MEASURES[name]) for name in there if name in MEASURES]


def _examples(comparison: Comparison, n: int) -> list[dict[str, Any]]:
    """Return for each source its example sentences: at random, and the highest."""
    if n < 0:
        raise InputError(f"examples is {n}: give a number of sentences of each source, 0 for none.")
    scores = comparison.scores
    if scores is None or not n:
        return []
    about = comparison.articles.drop_duplicates("article_id").set_index("article_id")
    titles = _titles(columns_of(scores, ("article_id", "kind", "text"), kind=["title"]))
    # The column that is compared need not be the outlet; the articles hold what the sources of this comparison are.
    few = columns_of(scores, ("sentence_id", "article_id", "kind", "position", "editorializing"), kind=["body"])
    named = few.assign(source=few["article_id"].map(about["source"]))
    model = detector(comparison)
    drawn = example_sentences(named, n, int(comparison.settings.get("seed", 0)), about.index)
    if isinstance(scores, StoredScores):
        whole = scores.select(list(scores.columns), sentence_id=drawn["sentence_id"]).set_index("sentence_id")
        rest = whole.columns.difference(drawn.columns, sort=False)
        drawn = drawn.join(whole[rest], on="sentence_id")
    drawn = with_evidence(drawn, model["name"])
    limit = model["limit"]
    strongest = strongest_evidence(drawn) if "evidence" in drawn else 1.0
    rows = []
    for row in drawn.to_dict("records"):
        article_id = row["article_id"]
        rows.append(
            {
                "source": row["source"],
                "pick": row["pick"],
                "sentence": marked({"evidence": [], **row}, limit, strongest),  # type: ignore[dict-item]
                "score": short(row["editorializing"]),
                "loaded": short(row.get("loaded_language", float("nan"))),
                "article": titles.get(article_id) or str(article_id),
                "day": day(about["published"].get(article_id)) if "published" in about else None,
                "position": int(row["position"]) + 1,
            }
        )
    order = {str(s): at for at, s in enumerate(comparison.estimates["source"].drop_duplicates())}
    rows.sort(key=lambda row: (order.get(str(row["source"]), len(order)), PICKS.index(row["pick"])))
    return [
        {"source": source, **{pick: [row for row in of_source if row["pick"] == pick] for pick in PICKS}}
        for source, of_source in ((name, list(group)) for name, group in groupby(rows, key=lambda row: row["source"]))
    ]


def _titles(scores: pd.DataFrame) -> dict[Any, str]:
    titles = scores[scores["kind"] == "title"]
    return titles.groupby("article_id", sort=False)["text"].agg(" ".join).to_dict()
