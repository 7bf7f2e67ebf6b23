"""The rows that an evaluation is about: a part of the corpus, folds, or an official file where it is at hand."""

from __future__ import annotations

import os
import shutil
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.config import Config, Evaluate
from framing.corpora import Corpus, get_corpus
from framing.corpora.fetch import TIMEOUT, CorpusFile, data_folder, file_sha256, is_present
from framing.errors import DataMissingError, unknown_name
from framing.evaluation.leakage import leaking
from framing.evaluation.results import first_task
from framing.evaluation.splits import SPLITS, folded_rows, folds


@dataclass(frozen=True)
class Part:
    """What is run of an evaluation: ``split`` is the one asked for, or that which is run where its file is missing.

    ``split`` is None where nothing can be run; ``note`` says in a sentence what is missing.
    """

    evaluate: Evaluate
    split: str | None
    file: str | None = None
    note: str = ""

    @property
    def task(self) -> str:
        """What is asked: the task, the corpus's first one where none is named, or the column of classes."""
        return self.evaluate.classes or self.evaluate.task or first_task(get_corpus(self.evaluate.corpus))

    @property
    def label(self) -> str:
        """What results call the task: by the column of the labels where it is another one."""
        one = self.evaluate
        return f"{one.classes}, learned" if one.classes else one.column or self.task

    @property
    def folded(self) -> bool:
        """Whether models are trained anew for each fold."""
        return self.split in SPLITS

    def plain(self) -> dict[str, Any]:
        """Return what a step has to know of it, as plain data."""
        one = self.evaluate
        return {
            "corpus": one.corpus,
            "split": self.split,
            "file": self.file,
            "task": self.task,
            "label": self.label,
            "view": one.view,
            "column": one.column,
            "classes": one.classes,
            "earlier": earlier_parts(self),
        }


def choose_part(one: Evaluate) -> Part:
    """Return what can be run of an evaluation on this machine."""
    if one.file is None:
        return Part(one, one.split)
    path = data_folder() / one.file
    if path.exists():
        return Part(one, one.split, one.file)
    where = one.origin or get_corpus(one.corpus).origin
    note = f"{one.corpus} {one.split}: {one.file} is missing below the data folder; get it from {where}"
    if one.url is not None:
        note += " (framing run --fetch does)"
    if one.otherwise is None:
        return Part(one, None, None, f"{note}. Nothing is run in its place.")
    return Part(one, one.otherwise, None, f"{note}. Run in its place: {one.otherwise}.")


def corpus_of(given: Mapping[str, Any]) -> Corpus:
    """Return the corpus of a step, with the official file as a part of its own where it is the one evaluated."""
    corpus = get_corpus(given["corpus"])
    if given["file"] is None:
        return corpus
    path = data_folder() / given["file"]
    file = CorpusFile(path=given["file"], sha256=file_sha256(path), size=path.stat().st_size)
    return replace(corpus, parts={**corpus.parts, given["split"]: (file,)})


def part_rows(given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of the part that a step evaluates, or all rows of its folds, with ``corpus`` and ``fold``."""
    if given["split"] in SPLITS:
        rows = folded_rows(given["corpus"])
        rows = rows.assign(corpus=given["corpus"], fold=fold_numbers(given, rows))
    else:
        rows = corpus_of(given).table(given["split"]).assign(corpus=given["corpus"], fold=0)
    if given["column"] is None:
        return rows
    if given["column"] not in rows:
        raise unknown_name(f"column of {given['corpus']}", given["column"], map(str, rows.columns))
    return rows.assign(**{given["task"]: rows[given["column"]]})


def fold_numbers(given: Mapping[str, Any], rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the fold of each row."""
    return folds(given["corpus"], given["split"], rows["row_id"])


def held_out(rows: pd.DataFrame, fold: int, split: str) -> npt.NDArray[np.bool_]:
    """Return which rows are not learned from where a fold is held out: its own, near-duplicates, rows of its articles.

    Under a random split articles are on both sides.
    """
    own = np.array(rows["fold"] == fold, dtype=bool)
    own[~own] = leaking(rows[~own], rows[own], articles=split != "random")
    return own


def is_at_hand(name: str) -> bool:
    """Return whether the files of a ``corpus:part`` are on this machine; nothing is fetched."""
    corpus, _, part = name.partition(":")
    known = get_corpus(corpus)
    return part in known.parts and all(is_present(file, known.home) for file in known.parts[part])


def earlier_parts(part: Part) -> list[str]:
    """Return the parts of the corpus that come before the one evaluated and are at hand; an official file is last."""
    corpus = get_corpus(part.evaluate.corpus)
    names = list(corpus.parts)
    before = names[: names.index(part.split)] if part.split in names else names if part.file else []
    return [name for name in before if is_at_hand(f"{corpus.name}:{name}")]


def earlier_rows(given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of the parts that come before the one evaluated: what baselines may learn from."""
    corpus = get_corpus(given["corpus"])
    earlier = [corpus.table(name) for name in given["earlier"]]
    return pd.concat(earlier, ignore_index=True) if earlier else pd.DataFrame()


def part_sums(part: Part) -> dict[str, str]:
    """Return the checksums of the files that an evaluation reads."""
    from framing.experiment.provenance import corpus_sums

    corpus = part.evaluate.corpus
    if part.folded:
        return corpus_sums([corpus])
    names = [*earlier_parts(part), *([] if part.file else [str(part.split)])]
    sums = corpus_sums(f"{corpus}:{name}" for name in names)
    return sums | ({part.file: file_sha256(data_folder() / part.file)} if part.file else {})


def fetch_files(config: Config, say: Callable[[str], None] = lambda line: None) -> None:
    """Download the official files that a config has an address of and that are missing, below the data folder.

    Raises DataMissingError where the server cannot be reached. Their checksums stand in the run's ``data.json``.
    """
    for one in config.evaluate:
        if one.file is None or one.url is None or (path := data_folder() / one.file).exists():
            continue
        say(f"Fetching {one.url}")
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.part")
        try:
            with urllib.request.urlopen(one.url, timeout=TIMEOUT) as answer, draft.open("wb") as file:
                shutil.copyfileobj(answer, file)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise DataMissingError(f"Fetching {one.url} failed ({error}); put the file at {path}.") from None
        os.replace(draft, path)
