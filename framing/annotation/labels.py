"""Labels that people gave: read, joined with the key of the sample, and brought together where several coded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from framing.annotation.codebook import questions
from framing.annotation.sample import KEY, MARK, SCORE, SHEET_ID, key_of
from framing.articles.own import read_own_table
from framing.articles.write import read_table
from framing.counts import counted
from framing.errors import InputError, unknown_name
from framing.places import expanded

YES = ("1", "1.0", "yes", "y", "true", "x")
NO = ("0", "0.0", "no", "n", "false")
OPEN = ("", "?", "na", "n/a", "nan", "none", "unsure")
"""What coders may write, in capitals or not; the last are no answer."""

OWN = "own:"
"""Begins the id of a sentence that came without one; its text follows."""

_NAMES = {
    "text": ("text", "sentence"),
    "article_id": ("article_id", "article"),
    "source": ("source", "outlet"),
    "coder": ("coder", "annotator"),
}
"""Columns of users' own files, by ours."""


def read_labels(
    paths: str | Path | Sequence[str | Path], key: str | Path | None = None, tasks: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the labels of one or several files, one row a sentence and coder.

    A file is a sample of :func:`framing.annotate_sample` that was coded (where ``key`` is None it is ``NAME.key.csv``
    beside ``NAME.csv``, else the one key there that has the file's ids), or any table (.csv, .jsonl, .parquet) with
    ``text``, a column named as each task, and, where known, ``article_id`` (or ``article``), ``source`` (or ``outlet``)
    and ``coder``. Several files are several coders, named after the files, with their folders where two files are
    called alike. ``tasks`` are the columns to read; all questions that a file has where None.

    Columns: ``sentence_id`` (of the corpus, or made of the text), ``article_id``, ``source``, ``coder``, ``text``, the
    tasks (1, 0, NaN for no answer), and with a key the columns of :data:`framing.annotation.KEY` and who speaks.
    ``attrs`` holds ``tasks``, and ``grouped``: whether the article of each row is known. Rows without any cell are
    passed over. Without ``sentence_id`` the same text in two articles is two sentences, and where articles are not
    known, it is one, which a coder may have given the same answers twice.

    Raises InputError where a file has no task, no text, a value that is no answer or no probability, or an id that the
    key lacks, where a coder answered a sentence in two ways, and where the key of a sample is not found: without it,
    articles, sources and probabilities would be lost.
    """
    files = [expanded(paths)] if isinstance(paths, str | Path) else [expanded(path) for path in paths]
    if not files:
        raise InputError("Give at least one file of labels.")
    coders = _coders(files) if len(files) > 1 else [None]
    tables = [_read_one(path, key, tasks, coder) for path, coder in zip(files, coders, strict=True)]
    table = pd.concat(tables, ignore_index=True)
    found = [task for task in (tasks or questions()) if task in table.columns]
    made = table["sentence_id"].astype("str").str.startswith(OWN)
    table = table[~(made & table.duplicated(["sentence_id", "coder", *found]))].reset_index(drop=True)
    _check_once(table)
    table.attrs = {"tasks": tuple(found), "grouped": all(each.attrs["grouped"] for each in tables)}
    return table


def consensus(labels: pd.DataFrame, task: str) -> pd.DataFrame:
    """Return one row a sentence that anybody answered: ``label`` is the share of its coders who said yes.

    ``coders`` counts their answers. A label of exactly .5 is a tie. Order and other columns are those of the first row.
    """
    if task not in labels.columns:
        raise unknown_name("task of these labels", task, labels.attrs.get("tasks", questions()))
    answered = labels[labels[task].notna()]
    by = answered.groupby("sentence_id", sort=False)[task]
    first = answered.drop_duplicates("sentence_id").set_index("sentence_id")
    return first.assign(label=by.mean(), coders=by.count()).reset_index()


def _check_once(table: pd.DataFrame) -> None:
    """Raise InputError where a coder has two rows of one sentence."""
    twice = table[table.duplicated(["sentence_id", "coder"])]
    if twice.empty:
        return
    name, coder, text = twice[["sentence_id", "coder", "text"]].iloc[0]
    if not str(name).startswith(OWN):
        raise InputError(f"Sentence {name!r} has two rows of coder {coder!r}; keep one, or name coders in a column.")
    raise InputError(
        f"The sentence {text!r} has two rows of coder {coder!r} with different answers; keep one, or name coders in a "
        "column. If it stands in two articles, add a column article_id (or sentence_id, as the scores have it)."
    )


def _coders(files: Sequence[Path]) -> list[str]:
    """Return what the coder of each file is called."""
    names = [path.stem for path in files]
    return names if len(set(names)) == len(names) else [f"{path.resolve().parent.name}/{path.stem}" for path in files]


def _read_one(path: Path, key: str | Path | None, tasks: Sequence[str] | None, coder: str | None) -> pd.DataFrame:
    """Return the labels of one file; without ``coder`` its own column says who gave them, else its name."""
    table = _as_text(path)
    table = table[(table.apply(lambda column: column.str.strip()) != "").any(axis=1)].reset_index(drop=True)
    if "id" in table.columns:
        table = table.assign(id=table["id"].str.strip())
        table = table[~table["id"].str.startswith(MARK)].reset_index(drop=True)
    asked = [task for task in (tasks or questions()) if task in table.columns]
    missing = [task for task in tasks or () if task not in table.columns]
    if missing or not asked:
        raise InputError(
            f"{path} has no column {missing[0]!r}; " if missing else f"{path} has no column named as a task; "
            f"its columns: {', '.join(table.columns)}. Name the column of labels after its task, for example "
            "editorializing or loaded_language."
        )  # fmt: skip
    answers = {task: _answers(table[task], task, path) for task in asked}
    keyed = _key_for(table, key, path)
    if keyed is not None:
        found, grouped = _joined(table, keyed, path), True
    else:
        found, grouped = _own(table, path)
    column = _first(table, "coder")
    named = coder or (path.stem if column is None else column.to_numpy())
    found = found.drop(columns=[c for c in found.columns if c.startswith(SCORE)]).assign(coder=named, **answers)
    found.attrs = {"grouped": grouped}
    return found


def _as_text(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(f"{path}: no such file of labels.")
    return read_own_table(path, as_text=True)


def _answers(values: pd.Series, task: str, path: Path) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    plain = values.astype("str").str.strip().str.lower()
    wrong = plain[~plain.isin((*YES, *NO, *OPEN))]
    if len(wrong):
        raise InputError(
            f"{path}, row {int(wrong.index[0]) + 1}: {values.loc[wrong.index[0]]!r} is no answer to {task}; "
            "allowed are 1 or yes, 0 or no, ? for what cannot be told."
        )
    return np.where(plain.isin(YES), 1.0, np.where(plain.isin(NO), 0.0, np.nan)).astype(np.float64)


def _key_for(table: pd.DataFrame, key: str | Path | None, path: Path) -> Path | None:
    """Return where the key of a sample lies; None for a table that is no sample."""
    if "id" not in table.columns or (key is None and "sentence_id" in table.columns):
        return None
    if key is not None or key_of(path).is_file():
        return key_of(path) if key is None else expanded(key)
    ids = set(table.loc[table["id"].str.fullmatch(SHEET_ID), "id"])
    if not ids:
        return None
    found = [each for each in sorted(path.parent.glob("*.key.csv")) if ids <= _ids_of(each)]
    if len(found) == 1:
        return found[0]
    named = ", ".join(each.name for each in found)
    where = f"several keys beside it have its ids ({named})" if found else "no key beside it has its ids"
    raise InputError(f"{path} is a sample for coders, but {where}; give its key with --key / key=….")


def _ids_of(key: Path) -> set[str]:
    try:
        return set(pd.read_csv(key, usecols=["id"], dtype="str")["id"])
    except (OSError, ValueError):  # some other file of that name
        return set()


def _joined(table: pd.DataFrame, key: Path, path: Path) -> pd.DataFrame:
    if not key.is_file():
        raise InputError(f"{key}: no such key; it was written beside the sample that {path.name} was made from.")
    known = read_table(key)
    missing = [name for name in KEY if name not in known.columns]
    if missing:
        raise InputError(f"{key} is not the key of a sample: it has no column {missing[0]!r}.")
    known = known.assign(id=known["id"].astype("str"), article_id=known["article_id"].astype("str"))
    strange = ~table["id"].isin(known["id"])
    if strange.any():
        raise InputError(
            f"{path}: {counted(int(strange.sum()), 'id is', 'ids are')} not in {key.name}, of {len(table)} (first: "
            f"{table.loc[strange, 'id'].iloc[0]!r}); give the key of this sample with key=… (--key …)."
        )
    return known.set_index("id").loc[table["id"]].reset_index()


def _own(table: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, bool]:
    """Return the rows of a file of the user's own, and whether it says which article each is from."""
    text = _first(table, "text")
    if text is None or (text.str.strip() == "").any():
        what = "no column 'text'" if text is None else "rows without text"
        raise InputError(f"{path} has {what}; every label needs its sentence (columns: {', '.join(table.columns)}).")
    article, source = _known(_first(table, "article_id")), _known(_first(table, "source"))
    ids = _ids(table, text, article)
    named = ids if article is None else article.fillna(ids)
    found = pd.DataFrame({"sentence_id": ids, "article_id": named, "text": text})
    found["source"] = pd.Series(pd.NA, index=found.index, dtype="str") if source is None else source
    if "inclusion_probability" in table:
        found["inclusion_probability"] = _probabilities(table["inclusion_probability"], path)
        found["stratum"] = table["stratum"] if "stratum" in table else found["source"]
    return found, article is not None and bool(article.notna().all())


def _ids(table: pd.DataFrame, text: pd.Series, article: pd.Series | None) -> pd.Series:
    """Return what each sentence is called: as the file says, else its text, and its article where that tells apart."""
    ids = OWN + text
    if article is not None:
        several = article.groupby(text).transform("nunique") > 1
        ids = ids.mask(several, ids + " (" + article.fillna("") + ")")
    named = _known(table.get("sentence_id"))
    return ids if named is None else named.fillna(ids)


def _known(column: pd.Series | None) -> pd.Series | None:
    """Return a column of text with what is empty missing; None where nothing is known."""
    known = None if column is None else column.mask(column.str.strip() == "")
    return None if known is None or known.isna().all() else known


def _probabilities(values: pd.Series, path: Path) -> pd.Series:
    given = values[values.str.strip() != ""]
    numbers = pd.to_numeric(given, errors="coerce")
    wrong = given[~((numbers > 0) & (numbers <= 1))]
    if len(wrong):
        raise InputError(
            f"{path}, row {int(wrong.index[0]) + 1}: {wrong.iloc[0]!r} is no inclusion_probability; it is a number "
            "above 0 and at most 1, with a point: drawn / all, such as 0.05."
        )
    return numbers.astype("float64").reindex(values.index)


def _first(table: pd.DataFrame, name: str) -> pd.Series | None:
    return next((table[each] for each in _NAMES[name] if each in table.columns), None)
