"""Who says what, by the trained head: cues found, sources and contents linked to them, quotation marks respected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from framing.articles.attribution import Attribution, Reading
from framing.articles.quotations import Quotation
from framing.articles.spans import merge
from framing.models.attribution_windows import encode_article
from framing.models.batching import Ids
from framing.tables import Span

if TYPE_CHECKING:
    from framing.models.encoder import EncoderModel

OVERLAP = 2
"""Sentences that neighbouring windows share; each is read in the window that shows more of what stands around it."""
_CRUMB = 5  # characters; shorter pieces of a content are left over from another one
_FREE_STANDING = 5  # words; a shorter quotation that nobody says is a scare quote or a name

Floats = npt.NDArray[np.float32]


class Cue(NamedTuple):
    """A cue with what belongs to it, as spans of the article."""

    cue: Span
    source: list[Span]
    content: list[Span]


@dataclass(frozen=True)
class Attributor:
    """Settles who says what with a model's attribution head; call it as :func:`framing.articles.attribution.attribute`.

    ``cue``, ``source`` and ``content`` are the probabilities from which a token counts.
    """

    model: EncoderModel
    cue: float = 0.5
    source: float = 0.5
    content: float = 0.5

    def __call__(
        self, text: str, sentences: Sequence[tuple[int, int, int]], quotations: Sequence[Quotation]
    ) -> Reading:
        """Return who says what in an article, and the quotations that nobody speaks."""
        cues, said = self._read(text, sentences)
        found = [Attribution(source=c.source, cue=[c.cue], content=c.content) for c in cues if c.content]
        return _with_quotations(text, found, said, quotations)

    def roles(self, text: str, sentences: Sequence[tuple[int, int, int]]) -> tuple[Ids, Floats]:
        """Return offsets (tokens, 2) and the probabilities (tokens, 3) of source, cue and content, in order."""
        windows, hidden = self._windows(text, sentences)
        with torch.inference_mode():
            each = [
                torch.sigmoid(self._head.roles(h)).cpu().numpy()[own]
                for h, (_, own) in zip(hidden, windows, strict=True)
            ]
        offsets = [offsets[own] for offsets, own in windows]
        if not each:
            return np.zeros((0, 2), dtype=np.int32), np.zeros((0, 3), dtype=np.float32)
        return np.concatenate(offsets), np.concatenate(each)

    @property
    def _head(self) -> Any:
        return self.model.network.heads["attribution"]

    def _windows(
        self, text: str, sentences: Sequence[tuple[int, int, int]]
    ) -> tuple[list[tuple[Ids, npt.NDArray[np.bool_]]], list[torch.Tensor]]:
        """Return for each window its offsets, which tokens are settled in it, and its hidden states."""
        model = self.model
        article = encode_article(model.tokenizer, text, [s for s in sentences if s[0] < s[1]])
        ranges = article.windows(model.parts.window, OVERLAP)
        made, rows = [], []
        for n, (first, last) in enumerate(ranges):
            ids, offsets = article.window(first, last)
            low = 0 if n == 0 else _middle(first, ranges[n - 1][1])
            high = len(article.sentences) if n == len(ranges) - 1 else _middle(ranges[n + 1][0], last)
            bounds = [_bounds(article.sentences[i].offsets) for i in range(max(low, first), min(high, last))]
            bounds = [b for b in bounds if b[0] < b[1]]
            start, end = (bounds[0][0], bounds[-1][1]) if bounds else (0, 0)
            own = (offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (offsets[:, 1] > offsets[:, 0])
            made.append((offsets, own))
            rows.append(ids)
        hidden: list[torch.Tensor] = [torch.empty(0)] * len(rows)
        with torch.inference_mode(), model.runner.threads() as workers:
            for chosen, states in model.runner.states(rows, workers):
                for i, part in zip(chosen, torch.split(states, [len(rows[i]) for i in chosen]), strict=True):
                    hidden[i] = part.float()
        return made, hidden

    def _read(self, text: str, sentences: Sequence[tuple[int, int, int]]) -> tuple[list[Cue], list[Span]]:
        """Return the cues of an article with what belongs to them, and all spans that somebody says."""
        windows, hidden = self._windows(text, sentences)
        cues: list[Cue] = []
        said: list[Span] = []
        starts = [start for start, _, _ in sentences]
        with torch.inference_mode():
            for (offsets, own), states in zip(windows, hidden, strict=True):
                first = _first_pieces(text, offsets)
                roles = torch.sigmoid(self._head.roles(states)).cpu().numpy()[first]
                said += _spans(offsets, own & (roles[:, 2] >= self.content))
                real = offsets[:, 1] > offsets[:, 0]
                runs = _runs(real & (roles[:, 1] >= self.cue))
                if not any(own[begin] for begin, _ in runs):
                    continue
                linked = torch.sigmoid(self._head.links(states, runs)).cpu().numpy()[:, :, first]
                places = np.searchsorted(starts, offsets[:, 0], side="right")
                apart = places - places[[begin for begin, _ in runs], None]
                sources = real & _sources(linked[:, 0], roles[:, 0], self.source, apart)
                contents = real & _contents(linked[:, 1], roles[:, 2], self.content)
                for (begin, end), source, content in zip(runs, sources, contents, strict=True):
                    if own[begin]:
                        at = (int(offsets[begin, 0]), int(offsets[end - 1, 1]))
                        cues.append(Cue(at, _spans(offsets, source), _without_crumbs(_spans(offsets, content))))
        return sorted(cues, key=lambda c: c.cue), merge(said)


def _with_quotations(
    text: str, found: list[Attribution], said: Sequence[Span], quotations: Sequence[Quotation]
) -> Reading:
    """Make contents end where quotations do: a quotation is somebody's as a whole, or nobody's."""
    unspoken: list[Span] = []
    last: Attribution | None = None
    order = sorted(found, key=lambda a: a.content[0])
    for quotation in quotations:
        span = (quotation.start, quotation.end)
        shares = [_shared(a.content, span) for a in order]
        best = int(np.argmax(shares)) if shares else -1
        half = (span[1] - span[0]) / 2
        if best >= 0 and shares[best] >= half:
            last = order[best]
            last.content = merge([*last.content, span])
        elif _shared(said, span) >= half and len(text[span[0] : span[1]].split()) >= _FREE_STANDING:
            # Spoken, but no cue reaches it: the quotation before runs on.
            last = Attribution(source=list(last.source) if last else [], content=[span])
            found.append(last)
        else:
            unspoken.append(span)
    return Reading(sorted(found, key=lambda a: (a.source or a.cue or a.content)[0]), unspoken)


def _shared(spans: Sequence[Span], span: Span) -> int:
    return sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in spans)


def _first_pieces(text: str, offsets: Ids) -> npt.NDArray[np.int64]:
    """Return for each token the number of the first piece of its word, which stands for the word's other pieces."""
    first = np.arange(len(offsets))
    for i in range(1, len(offsets)):
        (begin, end), (start, stop) = offsets[i - 1].tolist(), offsets[i].tolist()
        if begin < end == start < stop and text[end - 1].isalnum() and text[start].isalnum():
            first[i] = first[i - 1]
    return first


def _sources(linked: Floats, role: Floats, limit: float, apart: Ids) -> npt.NDArray[np.bool_]:
    """Return which tokens are the source of which cue (cues, tokens), all of a source in one sentence.

    ``linked`` (cues, tokens) and ``role`` (tokens,) are in [0, 1], ``apart`` (cues, tokens) counts the sentences from
    the cue to the token. A cue has the tokens that it claims, and tokens in a row that have the role at all go to the
    cue that claims them most, of those in their sentence where there are any. What is nearest to the cue stays.
    """
    claimed = linked >= limit
    ranks = linked - (apart != 0)
    for begin, end in _runs(role >= limit):
        for sentence in np.unique(apart[0, begin:end]):
            row = begin + np.flatnonzero(apart[0, begin:end] == sentence)
            claimed[ranks[:, row].mean(axis=1).argmax(), row] = True
    distance = np.where(claimed, 2 * np.abs(apart) + (apart > 0), np.iinfo(np.int64).max)
    nearest: npt.NDArray[np.bool_] = claimed & (distance == distance.min(axis=1, keepdims=True))
    return nearest


def _contents(linked: Floats, role: Floats, limit: float) -> npt.NDArray[np.bool_]:
    """Return which tokens are the content of which cue (cues, tokens); arguments as of :func:`_sources`.

    A cue has the tokens that it claims, and a token that has the role at all goes to the cue that claims it most.
    """
    claimed = linked >= limit
    claimed[linked.argmax(axis=0), np.arange(linked.shape[1])] |= role >= limit
    return claimed


def _without_crumbs(spans: list[Span]) -> list[Span]:
    """Leave out pieces of a word or less beside longer ones: of, no, the."""
    return [span for span in spans if span[1] - span[0] >= _CRUMB] or spans


def _runs(marks: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the half-open ranges of marked tokens."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _spans(offsets: Ids, marks: npt.NDArray[np.bool_]) -> list[Span]:
    return [(int(offsets[a, 0]), int(offsets[b - 1, 1])) for a, b in _runs(marks)]


def _bounds(offsets: Ids) -> Span:
    return (int(offsets[0, 0]), int(offsets[-1, 1])) if len(offsets) else (0, 0)


def _middle(first: int, last: int) -> int:
    """Return where the sentences ``first`` to ``last`` that two windows share are divided between them."""
    return first + (max(last - first, 0) + 1) // 2
