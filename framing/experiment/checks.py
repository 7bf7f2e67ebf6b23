"""What only the data can tell of a config: outlets that are not there, classes without a row. Before any training."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from framing.config import Config
from framing.corpora import get_corpus
from framing.errors import ConfigError, unknown_name
from framing.evaluation.multi import labelled
from framing.models.tasks import get_task


def check_outlets(train: Mapping[str, Any]) -> None:
    """Raise UnknownNameError where an encoder is to be trained without an outlet that its corpora do not have."""
    encoder = train.get("encoder")
    if encoder is None:
        return
    asked = [(one, one["without_outlets"]) for task in encoder["tasks"].values() for one in task["data"]]
    asked += [(one, [one["outlet"]]) for one in encoder["hold_out"] if one["outlet"] is not None]
    known: dict[str, set[str]] = {}
    wanted: dict[str, str] = {}
    for one, outlets in asked:
        for outlet in outlets:
            wanted[outlet] = one["corpus"]
    for corpus in {one["corpus"] for one, _ in asked} if wanted else ():
        known[corpus] = set(get_corpus(corpus).table()["outlet"].dropna())
    everywhere = {outlet for outlets in known.values() for outlet in outlets}
    for outlet in wanted:
        if outlet not in everywhere:
            raise unknown_name("outlet of the training data", outlet, everywhere)


def check_classes(rows: pd.DataFrame, given: Mapping[str, Any]) -> int:
    """Return how many rows have a label; raises ConfigError where a split leaves a class without a row.

    On folds, what is left to learn from has to have every class too.
    """
    task, where = given["task"], f"{given['corpus']}, {given['split']}"
    known = labelled(rows, task)
    if known.empty:
        raise ConfigError(f"No row of {where} has a label for {task!r}; evaluate another task, or another corpus.")
    kind = get_task(task).kind
    if kind not in ("binary", "mention"):
        return len(known)
    names, labels = get_task(task).labels, known[task].astype(int)
    folds = sorted(set(known["fold"]))
    for k in folds if len(folds) > 1 else ():
        _check(labels[known["fold"] != k], names, f"{where}: without fold {k} no row")
    _check(labels, names, f"{where}: no row")
    return len(known)


def _check(labels: pd.Series, names: tuple[str, ...], where: str) -> None:
    for number, name in enumerate(names):
        if not (labels == number).any():
            raise ConfigError(f"{where} of {len(labels)} is {name!r}; choose a split in which every class occurs.")


def check_articles(config: Config, articles: pd.DataFrame) -> None:
    """Raise where a config names an article, a source or a column that the articles do not have."""
    known = set(articles["article_id"])
    for name in config.annotate:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ConfigError(f"annotate: no article {name!r} among the {len(known)} scored ones.{hint}")
    if config.compare is not None:
        _check_columns(config.compare, articles)
    reference = config.compare.reference if config.compare is not None else None
    if reference is not None:
        sources = set(articles["source"].dropna())
        if reference not in sources:
            raise unknown_name("source of the articles", reference, sources)


def _check_columns(compare: Any, articles: pd.DataFrame) -> None:
    """Raise where sources or events are to be told by a column that the articles do not have."""
    from framing.comparison.adjust import LENGTH
    from framing.comparison.sources import FOUND

    wanted = [compare.by, *([compare.match] if compare.match not in (None, FOUND) else []), *compare.adjust]
    known = [*articles.columns, LENGTH]
    for name in wanted:
        if name not in known:
            raise unknown_name("column of the articles", name, known)
