"""What every column of a file or folder of results means, for users of R, Stata or a spreadsheet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from framing.annotation.codebook import VALUES, question, questions
from framing.annotation.sample import KEY, SCORE, SHEET
from framing.articles.write import read_table
from framing.errors import InputError
from framing.features import describe
from framing.places import expanded
from framing.scoring import ANSWERED_BY, FRAME_SCORES
from framing.summary import MEASURES
from framing.tables import ARTICLES, ATTRIBUTION_TEXTS, ATTRIBUTIONS, SCORES, SENTENCES, STANCE

CODEBOOK = ("table", "column", "type", "meaning")

COMPARED: dict[str, str] = {
    "measure": "what is compared: a measure of articles, a frame, or the stance toward a target",
    "kind": "raw: all articles; within_event: same events; adjusted: equal covariates; corrected: by labels",
    "value": "the mean over the articles of the source (within events: over events)",
    "difference": "source_a minus source_b",
    "low": "lower end of the interval",
    "high": "upper end of the interval",
    "p": "p value of no difference",
    "p_adjusted": "the same, adjusted for all that is compared",
    "p_method": "how p was found: exact, permutation, welch, wald or t",
    "correction": "how p was adjusted: holm or bh (Benjamini and Hochberg)",
    "effect": "the size of the difference, without a unit",
    "effect_name": "which size: Cliff's delta or Cohen's d",
    "effect_low": "lower end of its interval",
    "effect_high": "upper end of its interval",
    "equivalence_p": "p value of a difference beyond the margin (two one-sided tests)",
    "equivalent": "whether the sources are the same within the margin",
    "margin": "the largest difference that counts as none",
    "detectable": "the smallest difference that so many articles show with 80 % power; missing where none is possible",
    "source_a": "the source that is subtracted from",
    "source_b": "the source that is subtracted",
    "n_a": "articles of source_a",
    "n_b": "articles of source_b",
    "n_articles": "articles",
    "n_sentences": "body sentences",
    "n_author": "body sentences with words of the author's own that have a score",
    "n_speakers": "different names of those who speak",
    "n_labels": "labelled sentences",
    "icc": "how alike sentences of one article are (intraclass correlation)",
    "warning": "what to beware of",
    "period": "the first day of the period",
    "word": "a word of the voice, in lower case",
    "log_odds": "log odds of the word against the other sources, with an informative prior, in standard deviations",
    "cues": "the commonest words by which the speaker is introduced",
    "copy_of": "the article that this one is a copy of; empty for the earliest",
    "similarity": "the share of text in common with the most similar of its copies",
    "kept": "whether the article counts",
    "voice": "whose words: the author's, or those of others",
    "speaker": "the name of who speaks",
    "share": "the share of the source's attributions that are the speaker's",
    "z": "log odds in standard errors",
    "n": "how often",
    "n_others": "how often in the other sources",
    "n_labels_a": "labelled sentences of source_a",
    "n_labels_b": "labelled sentences of source_b",
    "method": "how it was estimated from scores and labels",
    "tuning": "the weight of the scores beside the labels (prediction-powered)",
    "target": "the person, group or country that is asked about",
    "n_mentions": "mentions of the target",
}
"""Columns of the tables of a comparison that no other table explains."""

OWN = "a column of your own"

_NO_TABLES = ("rejects.jsonl", "vectors.parquet")


def codebook(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Return one row a column of a file or folder of results: ``table, column, type, meaning``.

    ``path`` is a file (.csv, .jsonl, .parquet), a scores folder, a report's folder or that of a run. The shards of a
    table count once. ``type`` is text, number, whole number, yes or no, or list (JSON in CSV). Columns that none of our
    tables explains are the user's. Raises InputError where there is no table.
    """
    rows = []
    features = dict(zip(*(describe()[name] for name in ("name", "definition")), strict=True))
    for name, file in _tables(expanded(path)):
        frame = read_table(file)
        meanings = _meanings(frame, features)
        for column in map(str, frame.columns):
            rows.append((name, column, _type(frame[column]), meanings.get(column) or _pattern(column) or OWN))
    if not rows:
        raise InputError(f"{path} holds no table (.csv, .jsonl or .parquet); give a file or folder that framing wrote.")
    return pd.DataFrame(rows, columns=list(CODEBOOK))


def _tables(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name of each table and a file of it."""
    if path.is_file():
        yield path.stem, path
        return
    if not path.is_dir():
        raise InputError(f"{path}: no such file or folder.")
    seen = set()
    for file in sorted(path.rglob("*")):
        if file.suffix not in (".csv", ".jsonl", ".parquet") or not file.is_file() or file.name in _NO_TABLES:
            continue
        within = file.relative_to(path)
        name = str(within.parent if file.stem.startswith("part-") else within.with_suffix(""))
        name = path.name if name == "." else name
        if name not in seen:
            seen.add(name)
            yield name, file


def _meanings(frame: pd.DataFrame, features: dict[str, str]) -> dict[str, str]:
    columns = set(map(str, frame.columns))
    if "inclusion_probability" in columns:
        asked = [column for column in columns if column.startswith(SCORE)]
        return {
            **SENTENCES,
            **KEY,
            **{column: f"what the model said to {column.removeprefix(SCORE)}" for column in asked},
        }
    if set(SHEET) <= columns:
        return {**SHEET, **{task: f"{question(task)} {VALUES}" for task in questions() if task in columns}}
    if {"sentence_id", "target"} <= columns:
        return {**features, "source": ARTICLES["source"], **STANCE}
    if "attribution_id" in columns:
        return {**ATTRIBUTIONS, **ATTRIBUTION_TEXTS}
    if {"sentence_id", "voice"} <= columns:
        return {**features, **SENTENCES, **SCORES, **FRAME_SCORES, **ANSWERED_BY}
    return {**features, **ARTICLES, **COMPARED, **MEASURES}


def _pattern(column: str) -> str | None:
    """Return what a column of a measure means: a frame or target, or an end of its interval."""
    for end, about in (("_low", "lower end of the interval of"), ("_high", "upper end of the interval of")):
        if column.endswith(end):
            return f"{about} {column.removesuffix(end)}"
    if column.startswith("frame_"):
        return f"mean over sentences of how much they use the frame {column.removeprefix('frame_').replace('_', ' ')}"
    if column.startswith("stance_"):
        return f"mean stance toward {column.removeprefix('stance_')}, from -1 to 1"
    return None


def _type(values: pd.Series) -> str:
    known = values.dropna()
    if len(known) and isinstance(known.iloc[0], list | tuple | dict):
        return "list"
    if pd.api.types.is_bool_dtype(values):
        return "yes or no"
    if pd.api.types.is_integer_dtype(values):
        return "whole number"
    return "number" if pd.api.types.is_numeric_dtype(values) else "text"
