"""A stratified sample of a scored corpus to be coded by people who see neither the source nor the score."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from framing.annotation.codebook import codebook, instructions, question
from framing.annotation.strata import bands_of, draw_stratified
from framing.articles import write_table
from framing.articles.write import with_lists
from framing.counts import counted
from framing.errors import InputError
from framing.places import expanded
from framing.summary import DEFAULT_THRESHOLD, require, thresholds_of

KEY: dict[str, str] = {
    "id": "what the coders' file calls the sentence",
    "sentence_id": "the sentence",
    "article_id": "its article",
    "source": "its source",
    "stratum": "what it was drawn from: source, and band of the score that the sample is stratified by",
    "stratum_rows": "how many sentences the stratum has",
    "stratum_drawn": "how many of them were drawn",
    "inclusion_probability": "the probability with which it was drawn: stratum_drawn / stratum_rows",
}
"""Columns of the key; ``score_<task>`` of what is asked, the text and who speaks follow."""

SHEET: dict[str, str] = {
    "id": "what the sentence is called, here and in the key; # before the first one: instructions",
    "before": "the sentence before it, for context",
    "text": "the sentence to be coded",
    "after": "the sentence after it, for context",
    "comment": "what the coder wants to say",
}
"""Columns of the coders' file; those of what is asked stand before the comment."""

SCORE = "score_"

_VOICE = (
    *("text", "kind", "voice", "start", "end", "speaker", "author_share", "quoted_share", "attributed_share"),
    *("quoted_spans", "attributed_spans", "scare_spans"),
)
BANDS = ("far below", "below", "above", "far above")
MARK = "#"
"""Begins the ``id`` of a row that holds instructions instead of a sentence."""

SHEET_ID = r"s[0-9a-f]{12}"
"""What the ``id`` of a sentence looks like (:func:`sheet_id`)."""


@dataclass(frozen=True)
class Sample:
    """What :func:`annotate_sample` draws: the ``sheet`` for coders, the ``key`` that is kept from them, the codebook.

    ``sheet`` has ``id, before, text, after``, an empty column for each question, and ``comment``; its rows are in
    random order. ``key`` has the columns of :data:`KEY`; both have one row a sentence and share ``id``.
    """

    sheet: pd.DataFrame
    key: pd.DataFrame
    codebook: str
    tasks: tuple[str, ...]

    def save(self, path: str | Path) -> list[Path]:
        """Write the sheet to ``path`` (.csv), with instructions above, and the key and the codebook beside it.

        Raises InputError for another ending, and rather than overwrite a file, which may hold codes already.
        """
        sheet = expanded(path)
        if sheet.suffix.lower() != ".csv":
            raise InputError(f"The sample for coders is a CSV file; {sheet.name!r} has another ending: rename it.")
        paths = [sheet, key_of(sheet), sheet.with_suffix(".codebook.txt")]
        there = [str(each) for each in paths if each.exists()]
        if there:
            raise InputError(
                f"{there[0]} exists and may hold somebody's codes: give another name, or move it away first."
            )
        lines = instructions(self.tasks)
        above = pd.DataFrame({"id": [MARK] * len(lines), "text": lines}).reindex(columns=self.sheet.columns)
        shown = self.sheet.assign(**{name: self.sheet[name].map(_harmless) for name in ("before", "text", "after")})
        write_table(pd.concat([above.fillna(""), shown], ignore_index=True), sheet)
        write_table(self.key, paths[1])
        paths[2].write_text(self.codebook, encoding="utf-8")
        return paths


def annotate_sample(
    scores: pd.DataFrame, n: int, *, tasks: Sequence[str] = ("editorializing",), by: str = "source", seed: int
) -> Sample:
    """Draw ``n`` sentences of a scored corpus for people to code, stratified by source and by band of the score.

    ``scores`` is what :func:`framing.score` returns. ``tasks`` are the questions (see
    :func:`framing.annotation.questions`); the score of the first one makes the bands, two below and two above the
    model's threshold. Only body sentences that have this score are drawn. ``by`` is the column of the sources that are
    to be compared: each gets the same number of sentences; within a source more are drawn where the model is unsure
    (:func:`framing.annotation.strata.allocate`). Every sentence has a known ``inclusion_probability`` above 0, so that
    estimates from the codes hold for the whole corpus (Egami et al. 2023, Using Imperfect Surrogates for Downstream
    Inference). The same scores, ``n`` and ``seed`` give the same sample.

    Raises UnknownNameError for another question, InputError where a column is missing, a sentence has several rows, or
    ``n`` is too small or large.
    """
    asked = tuple(dict.fromkeys(tasks))
    if not asked:
        raise InputError("Give at least one question for the coders, for example tasks=('editorializing',).")
    for task in asked:
        question(task)
    require(scores, ("article_id", "sentence_id", "position", *_VOICE, by, *asked))
    scores = with_lists(scores)
    first = scores[asked[0]].to_numpy(dtype=float, na_value=np.nan)
    here = (scores["kind"].eq("body") & scores[by].notna()).to_numpy() & np.isfinite(first)
    if not here.any():
        raise InputError(f"No body sentence has a score in {asked[0]!r} and a value in {by!r}: nothing to draw from.")
    if not isinstance(n, int | np.integer) or not 0 < n <= here.sum():
        raise InputError(f"n must lie between 1 and {int(here.sum())}, the sentences that can be drawn; got {n!r}.")
    rows = scores[here].reset_index(drop=True)
    if len(twice := rows.loc[rows["sentence_id"].duplicated(), "sentence_id"]):
        raise InputError(
            f"{counted(len(twice), 'sentence has', 'sentences have')} several rows of scores (first: "
            f"{twice.iloc[0]!r}); give the scores of one model, each sentence once."
        )
    score, names = rows[asked[0]].to_numpy(dtype=float), rows[by].astype(str)
    codes, sources = pd.factorize(names, sort=True)
    limit = float(thresholds_of(scores)[asked[0]]) if asked[0] in _THRESHOLDED else DEFAULT_THRESHOLD
    drawn = draw_stratified(score, codes.astype(np.int64), limit, int(n), seed)
    sizes = np.bincount(drawn.stratum)
    counts = np.bincount(drawn.stratum, drawn.chosen, minlength=len(sizes)).astype(int)
    bands = [f"{sources[s]} | {BANDS[b]}" for s, b in zip(codes, bands_of(score, limit), strict=True)]
    key = rows.assign(
        id=[sheet_id(seed, name) for name in rows["sentence_id"]], source=names, stratum=bands,
        stratum_rows=sizes[drawn.stratum], stratum_drawn=counts[drawn.stratum],
        inclusion_probability=drawn.probability,
    )  # fmt: skip
    order = np.random.default_rng([seed, 1]).permutation(np.flatnonzero(drawn.chosen))
    kept = key.loc[order, [*KEY, *asked, *_VOICE]].reset_index(drop=True)
    key = kept.rename(columns={task: f"{SCORE}{task}" for task in asked})
    key.attrs = {}
    around = _around(scores)
    sheet = pd.DataFrame({"id": key["id"], "text": key["text"].astype(str)})
    for name, shift in (("before", -1), ("after", 1)):
        sheet[name] = [around.get((a, p + shift), "") for a, p in _places(rows.loc[order])]
    sheet = sheet[["id", "before", "text", "after"]].assign(**dict.fromkeys(asked, ""), comment="")
    return Sample(sheet, key, codebook(asked, len(sheet)), asked)


_THRESHOLDED = ("editorializing", "loaded_language")


def sheet_id(seed: int, sentence_id: object) -> str:
    """Return an id that tells nothing; it begins with a letter, since spreadsheets turn 12e4 into a number."""
    return "s" + hashlib.blake2b(f"{seed}\x1f{sentence_id}".encode(), digest_size=6).hexdigest()


def key_of(sheet: str | Path) -> Path:
    """Return where the key of a sample lies: ``sample.key.csv`` beside ``sample.csv``."""
    return Path(sheet).with_suffix(".key.csv")


def _places(rows: pd.DataFrame) -> list[tuple[object, int]]:
    return [(a, int(p)) for a, p in zip(rows["article_id"], rows["position"], strict=True)]


def _around(scores: pd.DataFrame) -> dict[tuple[object, int], str]:
    """Return the body sentences by article and position: titles and bylines would tell the source."""
    body = scores[scores["kind"] == "body"]
    return dict(zip(_places(body), body["text"].astype(str), strict=True))


def _harmless(text: str) -> str:
    """Return a cell that spreadsheets do not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
