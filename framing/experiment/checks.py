"""What only data and models tell of a config: outlets, targets and classes that are not there, before any training."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import pandas as pd

from framing.annotation import read_labels
from framing.articles.targets import TargetFinder
from framing.comparison.corrected import correctable
from framing.config import Compare, Config
from framing.config.targets import targets_of
from framing.corpora import get_corpus
from framing.errors import ConfigError, unknown_name
from framing.evaluation.multi import labelled
from framing.experiment.learners import Learner, tasks_of
from framing.models.tasks import get_task
from framing.stance import load_stance_model
from framing.summary import MEASURES


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
        if config.compare.labels:
            check_labels(config.compare, articles)
        if (reference := config.compare.reference) is not None:
            known = set(articles[config.compare.by].dropna().astype("str").str.strip())
            if reference not in known:
                own = config.compare.by == "source"
                kind = "source of the articles" if own else f"value of {config.compare.by!r} to compare with"
                raise unknown_name(kind, reference, known)


def check_scoring(config: Config, learner: Learner) -> None:
    """Raise where the model that scores does not answer what is scored and compared, or a package for it is missing.

    InputError, as :func:`framing.score_stance` has it, for a model without an answer to stance; ConfigError for one
    that is trained without it, and for frames.
    """
    assert config.score is not None
    answered = tasks_of(learner)
    if config.score.targets is not None and "stance" not in answered:
        if learner.model is not None:
            load_stance_model(learner.model)  # says what to take instead
        raise ConfigError(
            f"score.targets: {learner.name} is trained for {', '.join(answered)}, not for stance; add stance to its "
            "tasks, or leave 'targets' out."
        )
    if missing := [task for task in ("editorializing", "loaded_language") if task not in answered]:
        raise ConfigError(
            f"score: {learner.name} answers {', '.join(answered)} only, and scores need {' and '.join(missing)} as "
            "well; take another model."
        )
    if config.compare is None:
        return
    if config.compare.frames() and "frames" not in answered:
        raise ConfigError(
            f"compare.measures: {config.compare.frames()[0]} needs a model that answers frames; {learner.name} answers "
            f"{', '.join(answered)} only. Take 'default', or leave frames out."
        )
    if config.compare.changes and find_spec("ruptures") is None:
        raise ConfigError("compare.changes: needs the package ruptures: pip install 'framing[series]'.")


def check_targets_in(config: Config, articles: pd.DataFrame) -> list[str]:
    """Return a note where no article mentions some of the targets that the config lists.

    Raises ConfigError where the stance toward one of these is to be compared.
    """
    assert config.score is not None
    targets = targets_of(config.score.targets)
    if targets is None:
        return []
    finder, absent = TargetFinder(targets), set(targets)
    for text in articles["text"]:
        absent -= {mention.target for mention in finder.find(text)} if absent else set()
    measured = config.compare.targets() if config.compare is not None else []
    if lost := [target for target in measured if target in absent]:
        raise ConfigError(f"compare.measures: no article mentions {lost[0]!r}; see how the articles spell its aliases.")
    named = ", ".join(repr(target) for target in targets if target in absent)
    return [f"score.targets: no article mentions {named}; see how the articles spell its aliases."] if named else []


def check_labels(compare: Compare, articles: pd.DataFrame) -> None:
    """Raise where the labels that are to correct a comparison are of other articles, or of none of its measures."""
    labels = read_labels(compare.labels, compare.key)
    correctable(compare.measures or list(MEASURES), labels)
    if not set(labels["article_id"]) & set(articles["article_id"]):
        raise ConfigError(
            f"compare.labels: no article with labels, of {labels['article_id'].nunique()}, is scored here; give a "
            "sample that was drawn from scores of these articles."
        )


def _check_columns(compare: Any, articles: pd.DataFrame) -> None:
    """Raise where sources or events are to be told by a column that the articles do not have."""
    from framing.comparison.adjust import LENGTH
    from framing.comparison.sources import FOUND

    wanted = [compare.by, *([compare.match] if compare.match not in (None, FOUND) else []), *compare.adjust]
    known = [*articles.columns, LENGTH]
    for name in wanted:
        if name not in known:
            raise unknown_name("column of the articles", name, known)
