"""From a training config to tables: which rows of which corpora teach which task, and what is kept out of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from framing.articles.quotations import paragraphs
from framing.articles.sentences import split_line
from framing.corpora import get_corpus
from framing.errors import ConfigError, InputError, unknown_name
from framing.models.training_distant import page_sentences
from framing.models.training_sampling import truncate
from framing.models.training_settings import Data, HoldOut, Settings
from framing.models.word_insertions import insert_words
from framing.places import expanded

ARTICLES = 25
"""So many articles are enough to follow a run."""

PLAIN = 0.25
"""Up to this label a sentence counts as plain."""


class HeldOut(NamedTuple):
    """Rows that a run does not learn from; it is judged on those whose ``judge`` is set."""

    name: str
    rows: pd.DataFrame
    judge: bool


def read_tables(settings: Settings) -> tuple[dict[str, pd.DataFrame], list[HeldOut]]:
    """Return a table for each task and what is held out, neither sharing a text with the other.

    Tables have the columns that :func:`framing.models.training_examples.make_examples` asks for, and ``corpus``,
    ``part``, ``row_id``. A held-out article takes its lines and sentences along. Raises UnknownNameError, ConfigError,
    DataMissingError before anything is trained.
    """
    held_out = read_held_out(settings)
    ids = {str(i) for one in held_out for i in one.rows["row_id"]}
    keys = {key for one in held_out for text in one.rows["text"] for key in _keys(str(text))}
    tables, outlets = {}, set[str]()
    for number, (name, task) in enumerate(settings.tasks.items()):
        rng = np.random.default_rng([settings.seed, number])
        kind = settings.kind(name)
        parts = [_rows(data, name, kind, settings.labels(name), ids, keys, outlets, rng) for data in task.data]
        table = pd.concat(parts, ignore_index=True)
        if table.empty:
            raise ConfigError(f"Nothing is left to learn {name!r} from; look at its data and at hold_out.")
        tables[name] = table
    for outlet in {name for task in settings.tasks.values() for data in task.data for name in data.without_outlets}:
        if outlet not in outlets:
            raise unknown_name("outlet of the training data", outlet, sorted(outlets))
    return tables, held_out


def read_held_out(settings: Settings) -> list[HeldOut]:
    """Return what the config holds out, in its order."""
    return [_held_out(one) for one in settings.hold_out]


def label_rows(rows: pd.DataFrame, column: str, kind: str, labels: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows that have a label, as the column ``label`` in the form that examples need.

    Words become the number of their label, lists of words one number for each label. Raises InputError where the column
    or a label is not there.
    """
    if kind == "tokens":
        if "attributions" not in rows:
            raise InputError(f"No column 'attributions' among {', '.join(map(str, rows.columns))}.")
        return rows
    if column not in rows:
        raise InputError(
            f"No column {column!r} among {', '.join(map(str, rows.columns))}; name one with column: in the config."
        )
    rows = rows[rows[column].notna()]
    if kind in ("several", "articles"):
        known = {label: number for number, label in enumerate(labels)}
        if unknown := sorted({name for names in rows[column] for name in names if name not in known}):
            raise InputError(f"{column!r} has the labels {', '.join(unknown[:5])}; known are {', '.join(labels)}.")
        several = [[float(label in set(names)) for label in labels] for names in rows[column]]
        return rows.assign(label=pd.Series(several, index=rows.index, dtype=object))
    if pd.api.types.is_numeric_dtype(rows[column]) or pd.api.types.is_bool_dtype(rows[column]):
        return rows.assign(label=rows[column].astype("float64"))
    places = {label: float(number) for number, label in enumerate(labels)}
    if unknown := sorted(set(rows[column]) - set(places)):
        raise InputError(
            f"{column!r} has the labels {', '.join(map(str, unknown[:5]))}; known are {', '.join(labels)}."
        )
    return rows.assign(label=rows[column].map(places).astype("float64"))


def text_key(text: str) -> str:
    """Return a text in lower case with single spaces, by which equal ones are known."""
    return " ".join(text.lower().split())


def _rows(
    data: Data,
    task: str,
    kind: str,
    labels: tuple[str, ...],
    ids: set[str],
    keys: set[str],
    outlets: set[str],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the rows to learn from; the outlets of the corpus are added to ``outlets``."""
    rows = get_corpus(data.corpus).table(data.part)
    rows = rows[~rows["row_id"].isin(ids)]
    outlets |= set(rows["outlet"].dropna())
    rows = rows[~rows["outlet"].isin(data.without_outlets)]
    rows = label_rows(rows, data.column or task, kind, labels)
    if data.sentences:
        rows = page_sentences(rows, data.sentences, rng)
    rows = rows[[text_key(text) not in keys for text in rows["text"]]]
    rows = rows.iloc[truncate(range(len(rows)), data.limit, rng)]
    wanted = ["text", "label", "start", "end", "attributions", "article", "row_id", "part"]
    rows = rows[[column for column in wanted if column in rows]].assign(corpus=data.corpus)
    rows = pd.concat([rows] * data.repeat, ignore_index=True)
    return with_insertions(rows, data.insertions, rng) if data.insertions else rows


def with_insertions(rows: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return the rows of a binary task and, after them, a ``share`` of the plain ones with a word put in."""
    plain = rows[rows["label"] <= PLAIN]
    plain = plain.iloc[truncate(range(len(plain)), round(share * len(plain)), rng)]
    made = insert_words(plain["text"].tolist(), rng)
    new = plain.iloc[[one.row for one in made]].assign(text=[one.text for one in made])
    new["label"] = np.where([one.loaded for one in made], 1.0, new["label"])
    return pd.concat([rows, new], ignore_index=True)


def _held_out(hold: HoldOut) -> HeldOut:
    corpus = get_corpus(hold.corpus)
    rows, name = corpus.table(hold.part), hold.corpus + (f":{hold.part}" if hold.part else "")
    if hold.manifest is not None:
        try:
            manifest = pd.read_csv(expanded(hold.manifest), dtype={"row_id": str})
        except OSError as error:
            raise InputError(f"The manifest {hold.manifest} cannot be read ({error.strerror}).") from error
        if hold.column not in manifest:
            raise ConfigError(f"{hold.manifest} has no column {hold.column!r}, only {', '.join(manifest.columns)}.")
        chosen = set(manifest.loc[manifest[hold.column] == hold.value, "row_id"])
        rows = rows[rows["row_id"].isin(chosen)]
        name += f":{hold.column}={hold.value}"
    if hold.outlet is not None:
        if hold.outlet not in set(rows["outlet"].dropna()):
            raise unknown_name(f"outlet of {hold.corpus}", hold.outlet, sorted(set(rows["outlet"].dropna())))
        rows = rows[rows["outlet"] == hold.outlet]
        name += f":{hold.outlet}"
    if hold.share is not None:
        rows = rows[[_hashed(str(article)) < hold.share for article in rows["article"]]]
        name += f":{hold.share:g}"
    if hold.limit is not None:
        rows = rows.iloc[truncate(range(len(rows)), hold.limit, np.random.default_rng(0))]
    if rows.empty:
        raise ConfigError(f"hold_out: nothing of {name} is there to be held out.")
    return HeldOut(name, rows.reset_index(drop=True), hold.judge)


def _hashed(name: str) -> float:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big") / 2**32


def _keys(text: str) -> set[str]:
    """Return the keys of a text, of its lines and of its sentences."""
    keys = {text_key(text)}
    for line in paragraphs(text):
        keys.add(text_key(text[slice(*line)]))
        keys |= {text_key(text[start:end]) for start, end in split_line(text, *line)}
    return keys


def make_judge(settings: Settings, held_out: list[HeldOut]) -> Callable[[Any], Mapping[str, float]]:
    """Return the function that measures a model on what is held out, for the log of a run: quickly, on few articles."""
    from framing.models.training_judge import judge

    def measure(model: Any) -> dict[str, float]:
        found: dict[str, float] = {}
        for one in held_out:
            if one.judge:
                found |= judge(model, settings, one.name, one.rows, ARTICLES)
        return found

    return measure
