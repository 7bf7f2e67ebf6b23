"""The steps that score articles, compare their sources, draw and write pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framing.annotation import read_labels
from framing.articles import read_articles, read_table, write_table
from framing.articles.titles import with_titles
from framing.comparison import Comparison, compare_sources
from framing.comparison.side_by_side import sources_side_by_side
from framing.config.targets import targets_of
from framing.corpora import embedded
from framing.errors import InputError
from framing.experiment.steps import write_text
from framing.experiment.training import Folders
from framing.figures import draw_all, get_figure
from framing.models import load_model
from framing.models.voice_readers import voice_reader
from framing.places import expanded
from framing.report import show
from framing.scoring import Progress, read, score_sentences, silent
from framing.stance import score_stance
from framing.summary import summarize

COMPARED = (
    *("by", "match", "adjust", "adjust_by", "measures", "reference", "copies", "days", "margin", "effect"),
    *("period", "marks", "changes", "words", "draws", "level"),
)
"""Keys of the config that :func:`framing.compare_sources` takes as they are."""

NAMES = {"articles": "compared_articles", "stance": "compared_stance"}
"""Tables whose file has another name: ``articles.csv`` is that of all scored articles, ``stance.parquet`` has all
mentions."""


READING = "reading.json"
"""What the step that scores tells the one that compares: ``not_english``, articles that seem not to be in English."""


def articles_of(settings: Mapping[str, Any]) -> pd.DataFrame:
    """Return the articles that a config scores, headlines before their texts where it asks for ``titles``."""
    if settings["articles"] == "sample":
        articles = read_articles(embedded.articles())
    else:
        columns = settings["columns"] or None
        articles = read_articles(expanded(settings["articles"]), columns=columns, on_error=settings["on_error"])
    return with_titles(articles) if settings["titles"] else articles


def score(given: Mapping[str, Any], needed: Folders, out: Path, progress: Progress = silent) -> None:
    """Score articles; writes ``scores.parquet``, ``attributions.parquet`` and ``articles.csv``.

    Where the config has targets, also ``stance.parquet``, one row a mention; where rows or files are left out,
    ``rejects.jsonl``, which says why; and :data:`READING` for the comparison.
    """
    model = load_model(str(needed["train"] / "model") if "train" in needed else given["model"])
    settings = given["score"]
    reader = voice_reader(settings["voice"], model)
    articles = articles_of(settings)
    sentences, attributions = read(articles, reader)
    scores = score_sentences(sentences, model, evidence=settings["evidence"], progress=progress)
    write_table(scores, out / "scores.parquet")
    write_table(attributions, out / "attributions.parquet")
    write_table(summarize(scores), out / "articles.csv")
    write_text(out / READING, json.dumps({"not_english": sentences.attrs.get("not_english", [])}) + "\n")
    if rejects := articles.attrs.get("rejects"):
        lines = [json.dumps(reject, ensure_ascii=False) for reject in rejects]
        write_text(out / "rejects.jsonl", "\n".join(lines) + "\n")
    if settings["targets"] is not None:
        stance = score_stance(scores, targets_of(settings["targets"]), model, progress=progress)
        write_table(stance, out / "stance.parquet")


def compare(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Compare the sources of the scored articles; writes the comparison's tables, ``sources.csv`` and the figures.

    The tables are those of :class:`framing.comparison.Comparison`: as CSV for the reader, in ``comparison/`` as Parquet
    for the report. ``sources.csv`` has the raw ones of its estimates, one row a source.
    """
    settings, seed = given["compare"], given["seed"]
    scores = read_table(needed["score"] / "scores.parquet")
    scores.attrs.update(json.loads((needed["score"] / READING).read_text(encoding="utf-8")))
    mentions = needed["score"] / "stance.parquet"
    compared = compare_sources(
        scores,
        seed=seed,
        model=given["model"],
        attributions=read_table(needed["score"] / "attributions.parquet"),
        stance=read_table(mentions) if mentions.is_file() else None,
        labels=read_labels(settings["labels"], settings["key"]) if settings["labels"] else None,
        **{key: settings[key] for key in COMPARED},
    )
    store = out / "comparison"
    store.mkdir()
    for name, table in compared.tables().items():
        if "cues" in table:  # pairs of a word and a number, which Parquet has no type for
            table = table.assign(cues=[json.dumps(cues, ensure_ascii=False) for cues in table["cues"]])
        write_table(table, store / f"{name}.parquet")
        write_table(table, out / f"{NAMES.get(name, name)}.csv")
    about = {"settings": dict(compared.settings), "warnings": list(compared.warnings)}
    write_text(store / "about.json", json.dumps(about, indent=1, ensure_ascii=False, default=str) + "\n")
    write_text(out / "comparison.tex", compared.to_latex())
    write_table(sources_side_by_side(compared), out / "sources.csv")
    figures = {name: get_figure(name) for name in settings["figures"]}
    drawing = draw_all(compared, out, figures=figures, measures=settings["measures"], seed=seed)
    for name, reason in drawing.left_out.items():
        raise InputError(f"compare.figures: {name} cannot be drawn. {reason}")


def report(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Write the page of the comparison, ``report.html``."""
    read_comparison(needed["compare"], needed["score"]).report(out)


def read_comparison(compared: Path, scored: Path) -> Comparison:
    """Return the comparison that a step made, from its folder and that of the scores."""
    store = compared / "comparison"
    about = json.loads((store / "about.json").read_text(encoding="utf-8"))
    tables = {path.stem: read_table(path) for path in sorted(store.glob("*.parquet"))}
    if "speakers" in tables:
        tables["speakers"] = tables["speakers"].assign(cues=tables["speakers"]["cues"].map(json.loads))
    scores = read_table(scored / "scores.parquet")
    return Comparison(**tables, scores=scores, settings=about["settings"], warnings=about["warnings"])


def annotate(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Write the annotated page of each article that the config names."""
    scores = read_table(needed["score"] / "scores.parquet")
    for article_id in given["annotate"]:
        show(scores, article_id).save(out / f"annotated-{article_id}.html")
