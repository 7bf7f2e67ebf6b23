"""The articles that the benchmarks of scoring read: every one of them takes the same options for it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pandas as pd

from framing.articles import read_articles
from framing.corpora import embedded

ALLSIDES = "allsides/articles.parquet"


def add_corpus(parser: argparse.ArgumentParser, articles: int) -> None:
    """Add the options that say which articles are read."""
    parser.add_argument("--corpus", type=Path, help="articles; AllSides or the sample corpus where left out")
    parser.add_argument("--articles", type=int, default=articles, help=f"how many, spread evenly (default {articles})")


def articles_of(options: argparse.Namespace) -> pd.DataFrame:
    """Return the articles, evenly spread over the corpus: the given one, AllSides in FRAMING_DATA, or the sample."""
    given = options.corpus
    allsides = Path(os.environ.get("FRAMING_DATA", "")) / ALLSIDES
    if given is not None:
        table = read_articles(given, on_error="skip")
    elif os.environ.get("FRAMING_DATA") and allsides.exists():
        raw = pd.read_parquet(allsides, columns=["ID", "source", "title", "content_original"])
        raw = raw.rename(columns={"ID": "article_id", "content_original": "text"}).astype({"article_id": str})
        return read_articles(spread(raw, options.articles), on_error="skip")
    else:
        table = embedded.articles()
    return read_articles(spread(table, options.articles))


def spread(table: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return ``count`` rows of a table at equal distances, or all where it has fewer."""
    step = max(1, len(table) // count)
    return table.iloc[::step].head(count).reset_index(drop=True)
