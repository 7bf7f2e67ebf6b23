"""The steps that score articles, compare their sources, draw and write pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framing.articles import read_articles, read_table, write_table
from framing.comparison import compare_sources
from framing.corpora import embedded
from framing.errors import InputError
from framing.experiment.training import Folders
from framing.figures import draw_all, get_figure
from framing.models import load_model
from framing.report import show
from framing.scoring import Progress, read, score_sentences, silent
from framing.summary import summarize, summarize_sources


def articles_of(settings: Mapping[str, Any]) -> pd.DataFrame:
    """Return the articles that a config scores."""
    if settings["articles"] == "sample":
        return read_articles(embedded.articles())
    columns = settings["columns"] or None
    return read_articles(Path(settings["articles"]), columns=columns, on_error=settings["on_error"])


def score(given: Mapping[str, Any], needed: Folders, out: Path, progress: Progress = silent) -> None:
    """Score articles; writes ``scores.parquet``, ``attributions.parquet`` and ``articles.csv``."""
    model = load_model(str(needed["train"] / "model") if "train" in needed else given["model"])
    settings = given["score"]
    reader = model if settings["voice"] == "model" else None
    sentences, attributions = read(articles_of(settings), reader)
    scores = score_sentences(sentences, model, evidence=settings["evidence"], progress=progress)
    write_table(scores, out / "scores.parquet")
    write_table(attributions, out / "attributions.parquet")
    write_table(summarize(scores), out / "articles.csv")


def compare(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Compare the sources of the scored articles.

    Writes ``sources.csv``, the tables of the comparison, its figures, and the report where it is asked for.
    """
    settings, seed = given["compare"], given["seed"]
    scores = read_table(needed["score"] / "scores.parquet")
    write_table(summarize_sources(scores, seed=seed, draws=settings["draws"]), out / "sources.csv")
    chosen = ("by", "match", "adjust", "reference", "copies", "draws")
    attributions = read_table(needed["score"] / "attributions.parquet")
    compared = compare_sources(
        scores, **{name: settings[name] for name in chosen}, attributions=attributions, seed=seed
    )
    (out / "tables").mkdir(exist_ok=True)
    for name, table in compared.tables().items():
        write_table(table, out / "tables" / f"{name}.csv")
    figures = {name: get_figure(name) for name in settings["figures"]}
    drawing = draw_all(compared, out, figures=figures, measures=settings["measures"], seed=seed)
    for name, reason in drawing.left_out.items():
        raise InputError(f"compare.figures: {name} cannot be drawn. {reason}")
    if settings["report"]:
        compared.report(out / "report")


def annotate(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Write the annotated page of each article that the config names."""
    scores = read_table(needed["score"] / "scores.parquet")
    for article_id in given["annotate"]:
        if article_id not in set(scores["article_id"]):
            raise InputError(
                f"annotate: no article {article_id!r} among the {scores['article_id'].nunique()} scored ones."
            )
        show(scores, article_id).save(out / f"annotated-{article_id}.html")
