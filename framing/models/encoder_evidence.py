"""Evidence of the encoder: what each word of a sentence adds to a logit, from one pass forward and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from framing.articles.loose import as_table, voiced
from framing.articles.words import tokens
from framing.errors import InputError, unknown_name
from framing.models.batching import Encoded, batches, encode, pad, tokens_in
from framing.models.encoder_gradients import METHODS, Batch
from framing.models.encoder_words import word_shares
from framing.models.function_words import is_function_word
from framing.models.name_blinding import blinded, blinded_view
from framing.models.protocol import Evidence
from framing.models.threads import one_thread
from framing.models.views import ViewText, view_pieces
from framing.tables import Span

if TYPE_CHECKING:
    from framing.models.encoder import EncoderModel

BATCH_TOKENS = 4096
"""Tokens that go through the encoder and back at once, padding included."""

FAINT = 0.25
"""Words that add less than this to the logit (6 percentage points at most) are no evidence."""


class Word(NamedTuple):
    """A word in the text that the model sees, and what it adds to the logit."""

    form: str
    start: int
    end: int
    weight: float


class Reading(NamedTuple):
    """A sentence as the model reads it: its text in a view, the spans that its vector leaves out, a mention, tokens.

    ``plain`` is the view with its names, ``words`` are its tokens where the head reads these beside the vector.
    """

    shown: ViewText
    left_out: tuple[Span, ...]
    mention: tuple[Span, ...]
    encoded: Encoded
    plain: ViewText
    words: Encoded | None


class Explained:
    """The methods of :class:`framing.models.encoder.EncoderModel` that name the words behind a score."""

    def evidence(
        self,
        sentences: pd.DataFrame | Iterable[str],
        task: str,
        view: str | None = None,
        top: int = 5,
        method: str = "gradient",
        mentions: Sequence[Span] | None = None,
        label: str | None = None,
    ) -> list[Evidence]:
        """Return for each sentence the words that raised its score: up to ``top`` of (start, end, weight), by place.

        They are the heaviest of :meth:`word_weights`, neighbours with only a space between them as one. Words of
        grammar, those of less than :data:`FAINT` and those that the view masks are never among them.
        """
        found = _weigh(cast("EncoderModel", self), sentences, task, view, method, mentions, label)
        result = []
        for shown, words in found:
            pieces = [piece for span in _spans(shown.text, words) for piece in _place(shown, span)]
            result.append(sorted(sorted((p for p in pieces if p[2] >= FAINT), key=lambda piece: -piece[2])[:top]))
        return result

    def word_weights(
        self,
        sentences: pd.DataFrame | Iterable[str],
        task: str,
        view: str | None = None,
        method: str = "gradient",
        mentions: Sequence[Span] | None = None,
        label: str | None = None,
    ) -> list[Evidence]:
        """Return for each sentence all words that the view shows: (start, end, weight), by place.

        Places are characters of the article; a sentence that is a string begins at 0, a compound with hyphens is one
        word. A weight is what the word's tokens add to the logit of ``label``: of the second label of a task of two,
        of each sentence's likeliest frame or stance where it is None; for stance, to the log-odds against the other
        two, and ``mentions`` gives a span a row as in ``predict_proba``. It may be negative, and is 0 where the word
        lies beyond the longest length. ``method`` is one of :data:`framing.models.encoder_gradients.METHODS`. The
        model is left as it was. Raises UnknownNameError, InputError.
        """
        found = _weigh(cast("EncoderModel", self), sentences, task, view, method, mentions, label)
        return [[piece for word in words for piece in _place(shown, word)] for shown, words in found]


def _weigh(
    model: EncoderModel,
    sentences: pd.DataFrame | Iterable[str],
    task: str,
    view: str | None,
    method: str,
    mentions: Sequence[Span] | None,
    label: str | None,
) -> list[tuple[ViewText, list[Word]]]:
    """Return for each sentence its text in the view, and the words of it that the model reads."""
    if method not in METHODS:
        raise unknown_name("method of evidence", method, METHODS)
    model._shape(task)
    model = model.answering(task)
    target = _target(model, task, label)
    readings = _read(model, sentences, task, model._view(task, view), mentions)
    found: list[list[Word]] = [[] for _ in readings]
    filler = int(model.tokenizer.pad_token_id or 0)
    # A mention beyond the longest length has no score, hence no evidence.
    asked = [i for i, one in enumerate(readings) if mentions is None or _mentioned(one).any()]
    attribute = METHODS[method](model)
    for chosen in batches([len(readings[i].encoded.ids) for i in asked], BATCH_TOKENS):
        rows = [asked[i] for i in chosen]
        with one_thread():
            batch = _batch([readings[i] for i in rows], filler, model)
            weights = attribute(task, batch, target)
        for i, row in zip(rows, weights, strict=True):
            one = readings[i]
            found[i] = _words(one, row[: len(one.encoded.ids)])
            if one.words is not None:
                found[i] = _joined(one, found[i], row[batch.ids.shape[1] :][: len(one.words.ids)])
    return [(one.shown if one.words is None else one.plain, words) for one, words in zip(readings, found, strict=True)]


def _target(model: EncoderModel, task: str, label: str | None) -> int | None:
    """Return the number of the label that is asked about; None stands for each sentence's likeliest."""
    labels = model.classes_(task)
    if label is None:
        return 1 if model.parts.heads[task].kind == "binary" else None
    if label not in labels:
        raise unknown_name(f"label of {task}", label, labels)
    return labels.index(label)


def _read(
    model: EncoderModel, sentences: pd.DataFrame | Iterable[str], task: str, view: str, mentions: Sequence[Span] | None
) -> list[Reading]:
    kind = model.parts.heads[task].kind
    if kind == "tokens":
        raise InputError(f"{task!r} is asked of tokens, not sentences; it has no evidence.")
    if (kind == "mention") != (mentions is not None):
        raise InputError(f"{task!r}: mentions=[(start, end), …], one a row, belong to stance alone.")
    table = as_table(sentences) if view == "all" else voiced(as_table(sentences))
    if mentions is not None and len(mentions) != len(table):
        raise InputError(f"Got {len(table)} sentences and {len(mentions)} mentions; give one mention for each.")
    left_out: list[tuple[Span, ...]] = [()] * len(table)
    starts = [int(at) for at in table["start"]] if "start" in table else [0] * len(table)
    blind = task in model.parts.blind
    pooled = view == "author" and model.parts.author_view == "pooled" and not blind
    if view == "all" or pooled:
        whole = zip(table["text"], starts, strict=True)
        plain = [ViewText(text, ((0, len(text), start),)) for text, start in whole]
    else:
        plain = view_pieces(table, view)
    shown = [blinded_view(one) for one in plain] if blind else plain
    if pooled:
        said = zip(table["quoted_spans"], table["attributed_spans"], starts, strict=True)
        left_out = [tuple((s - at, e - at) for s, e in [*quoted, *other]) for quoted, other, at in said]
    encoded = encode(model.tokenizer, [one.text for one in shown], model.parts.max_length)
    places: list[tuple[Span, ...]] = [()] * len(table) if mentions is None else [(span,) for span in mentions]
    words: list[Encoded | None] = [None] * len(table)
    if model.network.shapes[task].words:
        words = [*encode(model.tokenizer, [one.text for one in plain], model.parts.max_length)]
    return [Reading(*parts) for parts in zip(shown, left_out, places, encoded, plain, words, strict=True)]


def _mentioned(one: Reading) -> npt.NDArray[np.bool_]:
    return tokens_in(one.encoded.offsets, one.mention)


def _batch(readings: Sequence[Reading], filler: int, model: EncoderModel) -> Batch:
    offsets = [one.encoded.offsets for one in readings]
    marks = (
        [np.ones(len(one.encoded.ids), dtype=bool) for one in readings],
        [~tokens_in(one.encoded.offsets, one.left_out) for one in readings],
        [_mentioned(one) for one in readings],
        [places[:, 1] > places[:, 0] for places in offsets],
    )
    ids = torch.from_numpy(pad([one.encoded.ids for one in readings], filler)).to(model.device)
    words = [one.words for one in readings if one.words is not None]
    shares = word_shares(model.network.encoder, words) if words else None
    mask, averaged, mention, inside = (torch.from_numpy(pad(rows, 0)).to(model.device) for rows in marks)
    return Batch(ids, mask, averaged, mention, inside, shares)


def _words(one: Reading, weights: npt.NDArray[np.float64]) -> list[Word]:
    """Return the words of a sentence that its vector has, each with the sum of its tokens."""
    found = _summed(one.shown.text, one.encoded, weights)
    return [w for w in found if not any(w.start < end and w.end > start for start, end in one.left_out)]


def _joined(one: Reading, seen: list[Word], shares: npt.NDArray[np.float64]) -> list[Word]:
    """Return the words of the view with its names: what the vector gives each, and what its embedding does."""
    every = _summed(one.plain.text, cast("Encoded", one.words), shares)
    numbers = {word.start: number for number, word in enumerate(every)}
    local = blinded(one.plain.text)
    for word in seen:
        for start, _ in local.to_article(word.start, word.end):
            if (number := numbers.get(start)) is not None:
                every[number] = every[number]._replace(weight=every[number].weight + word.weight)
    return every


def _summed(text: str, encoded: Encoded, weights: npt.NDArray[np.float64]) -> list[Word]:
    """Return the words of a text, each with the sum of its tokens; a token over several is shared out by length."""
    words = tokens(text)
    places = np.array([(word.start, word.end) for word in words], dtype=np.int64).reshape(-1, 2)
    offsets = encoded.offsets
    shared = np.minimum(places[:, 1, None], offsets[:, 1]) - np.maximum(places[:, 0, None], offsets[:, 0])
    shared = np.maximum(shared, 0).astype(np.float64)
    total = (shared / np.maximum(shared.sum(axis=0), 1.0)) @ weights
    return [Word(*word, float(weight)) for word, weight in zip(words, total, strict=True)]


def _spans(text: str, words: Iterable[Word]) -> list[Word]:
    """Return the words that may be shown, neighbours with only a space between them as one.

    Words of grammar and those of less than :data:`FAINT` are not among them.
    """
    spans: list[Word] = []
    for word in words:
        if word.weight < FAINT or is_function_word(word.form):
            continue
        if spans and text[spans[-1].end : word.start] == " ":
            last = spans.pop()
            word = Word(f"{last.form} {word.form}", last.start, word.end, last.weight + word.weight)
        spans.append(word)
    return spans


def _place(shown: ViewText, word: Word) -> Evidence:
    """Return where a word stands in the article; where it is in several pieces, its weight is shared out by length."""
    length = word.end - word.start
    return [(start, end, word.weight * (end - start) / length) for start, end in shown.to_article(word.start, word.end)]
