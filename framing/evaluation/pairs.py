"""Minimal pairs of voice: the same opinion as the author's own, in a quotation, and as indirect speech."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles import read_voices
from framing.errors import InputError, unknown_name
from framing.evaluation.bootstrap import Floats, interval, with_whole
from framing.evaluation.metrics import classification_metrics
from framing.evaluation.names import model_name
from framing.models import ModelLike, as_model
from framing.models.protocol import Model

FILE = Path(__file__).parent / "pairs.txt"
TASK = "editorializing"
VOICES = ("author", "quoted", "indirect")
"""In whose voice the words of a pair are given."""

MEASURES: dict[str, str] = {
    "author": "mean score of the opinion in the author's own voice; should be high",
    "quoted": "mean author score of the sentence that quotes it; should be low",
    "indirect": "mean author score of the sentence that reports it; should be low",
    "author_less_quoted": "mean difference of these scores within a pair",
    "author_less_indirect": "mean difference of these scores within a pair",
    "order_quoted": "share of pairs in which the author's own words score above the quoting sentence (ties: half)",
    "order_indirect": "the same for indirect speech",
    "order_both": "share of pairs in which they score higher than both",
    "auc": "probability that the author's own words score above a quoting or reporting sentence of any pair",
    "neutral": "mean score of the neutral sentence in the author's voice",
    "auc_neutral": "probability that an opinion in the author's voice scores above a neutral sentence",
    "other_quoted": "mean score of the words of others where the opinion is quoted; should stay high",
    "other_indirect": "the same where it is reported",
    "other_less_author_quoted": "mean score of the quoted words less that of the same words as the author's",
    "auc_other_quoted": "probability that a quoted opinion scores above a quoted neutral sentence, words of others",
    "auc_other_indirect": "the same for what is reported",
    "found_author": "share of opinions in the author's voice of which something was taken for the words of others",
    "found_quoted": "share of quoting sentences in which most of the opinion was found to be somebody else's",
    "found_indirect": "the same for reporting ones",
}
"""What is measured; the scores are the author's (view "author") or those of the words of others (view "other")."""

COLUMNS = ("model", "author_view", "reader", "metric", "value", "low", "high", "n")


@dataclass(frozen=True)
class Pair:
    """One opinion, who voices it (name, verb), and a neutral statement about the same thing."""

    opinion: str
    speaker: str
    verb: str
    neutral: str

    def sentences(self, number: int) -> dict[tuple[str, str], str]:
        """Return the sentences by words ("opinion", "neutral") and voice; ``number`` says where the speaker stands."""
        found = {}
        for name, words in (("opinion", self.opinion), ("neutral", self.neutral)):
            speaker, said = self.speaker, f"{self.speaker} {self.verb}"
            found[name, "author"] = f"{_capital(words)}."
            found[name, "quoted"] = (
                f"“{_capital(words)},” {said}.",
                f"{_capital(said)}: “{_capital(words)}.”",
                f"“{_capital(words)},” {self.verb} {speaker}.",
            )[number % 3]
            found[name, "indirect"] = (
                f"{_capital(said)} that {words}.",
                f"{_capital(said)} on Tuesday that {words}.",
                f"According to {speaker}, {words}.",
            )[number % 3]
        return found


def read_pairs(path: Path = FILE) -> list[Pair]:
    """Return the pairs of a file; raises InputError where a line has not four parts between bars."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 4 or not all(parts):
            raise InputError(f"{path}, line {number}: give opinion | speaker | verb | neutral words.")
        found.append(Pair(*parts))
    return found


def pair_sentences(pairs: list[Pair] | None = None) -> pd.DataFrame:
    """Return the sentences of the pairs: columns ``pair, words`` (opinion, neutral), ``voice, text, share``.

    ``share`` is what part of the letters and digits is not the author's.
    """
    rows = [
        (number, words, voice, text, (voice != "author") * _letters(getattr(pair, words)) / _letters(text))
        for number, pair in enumerate(read_pairs() if pairs is None else pairs)
        for (words, voice), text in pair.sentences(number).items()
    ]
    return pd.DataFrame(rows, columns=["pair", "words", "voice", "text", "share"])


def evaluate_pairs(
    model: ModelLike, pairs: list[Pair] | None = None, resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Measure whether a model gives the same words to the author only where they are the author's.

    An encoder is measured with both ways to set the author's words apart (``author_view``: "masked", "pooled"; the
    calibration stays that of the model) and, where it has a head for it, with its own reading of who speaks beside the
    rules (``reader``: "rules", "head"). Columns: :data:`COLUMNS`, the metrics are those of :data:`MEASURES`, ``low``
    and ``high`` give 95 % by bootstrap over pairs, ``n`` counts pairs. Raises UnknownNameError where the model does not
    answer editorializing, InputError where there is no pair.
    """
    model = as_model(model)
    if TASK not in model.tasks:
        raise unknown_name("task of this model", TASK, model.tasks)
    sentences = pair_sentences(pairs)
    if sentences.empty:
        raise InputError("Got no pairs; give at least one, or leave them out for those of the package.")
    found = []
    for reader, table in _readings(model, list(sentences["text"])):
        others = (table["quoted_share"] + table["attributed_share"]).to_numpy(float)
        for author_view, variant in _variants(model):
            scored = sentences.assign(
                author=np.asarray(variant.predict_proba(table, task=TASK, view="author"))[:, 1],
                other=_others_scores(variant, table, others > 0),
                found=(others > 0) & (others >= sentences["share"] / 2),
            )
            measured = _measure(scored, resamples, seed)
            found.append(measured.assign(model=model_name(model), author_view=author_view, reader=reader))
    return pd.concat(found, ignore_index=True)[list(COLUMNS)]


def _measure(scored: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    score = {
        (view, words, voice): rows.set_index("pair").sort_index()[view].to_numpy(float)
        for (words, voice), rows in scored.groupby(["words", "voice"])
        for view in ("author", "other", "found")
    }
    own, quoted, told = (score["author", "opinion", voice] for voice in VOICES)
    above = [(own > low) + 0.5 * (own == low) for low in (quoted, told)]
    means = {
        "author": own,
        "quoted": quoted,
        "indirect": told,
        "author_less_quoted": own - quoted,
        "author_less_indirect": own - told,
        "order_quoted": above[0],
        "order_indirect": above[1],
        "order_both": np.minimum(*above),
        "neutral": score["author", "neutral", "author"],
        "other_quoted": score["other", "opinion", "quoted"],
        "other_indirect": score["other", "opinion", "indirect"],
        "other_less_author_quoted": score["other", "opinion", "quoted"] - own,
        "found_author": score["found", "opinion", "author"],
        "found_quoted": score["found", "opinion", "quoted"],
        "found_indirect": score["found", "opinion", "indirect"],
    }
    neutral = {voice: score["other", "neutral", voice] for voice in VOICES}
    curves = {
        "auc": (own, np.concatenate([quoted, told])),
        "auc_neutral": (own, score["author", "neutral", "author"]),
        "auc_other_quoted": (means["other_quoted"], neutral["quoted"]),
        "auc_other_indirect": (means["other_indirect"], neutral["indirect"]),
    }
    count = len(own)
    weights = with_whole(count, resamples, seed)
    rows = {name: _mean(values, weights, -1.0 if "_less_" in name else 0.0) for name, values in means.items()}
    rows |= {name: _auc(*values, count, resamples, seed) for name, values in curves.items()}
    return pd.DataFrame([(m, *rows[m]) for m in MEASURES], columns=["metric", "value", "low", "high", "n"])


def _mean(values: Floats, weights: Floats, least: float = 0.0) -> tuple[float, float, float, int]:
    """Return the mean over the pairs that have a value, its interval, and how many these are.

    Values lie between ``least`` and 1.
    """
    known = np.isfinite(values)
    bottom = weights @ known.astype(float)
    drawn = np.divide(
        weights @ np.where(known, values, 0.0), bottom, out=np.full(len(bottom), np.nan), where=bottom > 0
    )
    ends = interval(float(drawn[0]), drawn[1:], len(values), bounds=(least, 1.0))
    return (float(drawn[0]), *ends, int(known.sum()))


def _auc(high: Floats, low: Floats, pairs: int, resamples: int, seed: int) -> tuple[float, float, float, int]:
    values = np.concatenate([high, low])
    labels = np.repeat([1, 0], [len(high), len(low)])
    pair = np.arange(len(values)) % pairs
    known = np.isfinite(values)
    made = classification_metrics(labels[known], values[known], pair[known], resamples=resamples, seed=seed)
    auc = made[made["metric"].eq("auc")].to_dict("records")[0]
    return float(auc["value"]), float(auc["low"]), float(auc["high"]), int(auc["clusters"])


def _others_scores(model: Model, table: pd.DataFrame, some: npt.NDArray[np.bool_]) -> Floats:
    """Return the score of what others say; NaN where nobody else was found to speak."""
    found = np.full(len(table), np.nan)
    if some.any():
        found[some] = np.asarray(model.predict_proba(table[some], task=TASK, view="other"))[:, 1]
    return found


def _readings(model: Model, texts: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "rules", read_voices(texts)
    attributor = getattr(model, "attributor", None)
    if attributor is not None and "attribution" in model.tasks:
        yield "head", read_voices(texts, attribute=attributor())


def _variants(model: Any) -> Iterator[tuple[str, Model]]:
    """Yield the model for each way to set the author's words apart; a model that is no encoder masks them."""
    parts = getattr(model, "parts", None)
    if parts is None or not hasattr(parts, "author_view"):
        yield "masked", model
        return
    for author_view in ("masked", "pooled"):
        if parts.author_view == author_view:
            yield author_view, model
        else:
            kind, dtype = type(model), str(model.dtype).removeprefix("torch.")
            yield author_view, kind(replace(parts, author_view=author_view), str(model.device), dtype)


def _letters(words: str) -> int:
    return sum(map(str.isalnum, words))


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
