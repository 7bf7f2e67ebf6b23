"""Tables as examples: token ids and targets, drawn anew at every visit. Without torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles import read_voices
from framing.articles.quotations import paragraphs
from framing.articles.sentences import split_line
from framing.errors import InputError
from framing.models.attribution_windows import EncodedArticle, encode_article
from framing.models.batching import Ids, encode, tokens_in
from framing.models.name_blinding import as_seen, shown_texts
from framing.models.name_swaps import variants, variants_with_spans

Floats = npt.NDArray[np.float32]
STANCES = 3


class Piece(NamedTuple):
    """Tokens that go through the encoder together; ``pool`` (tokens,) marks those that the sentence vector averages."""

    ids: Ids
    pool: npt.NDArray[np.bool_]


class Link(NamedTuple):
    """An attribution in a window: the range of its cue's tokens, and its source's and content's tokens (2, tokens)."""

    cue: tuple[int, int]
    targets: npt.NDArray[np.bool_]


class Example(NamedTuple):
    """What is learned from at once: sequences of a task, and their target.

    ``target`` is an array (outputs,) for a sentence or an article of several sequences, an array (tokens, 3) of roles
    for a window. ``mentions`` are marked tokens, one row a mention, for stance: the target is then (mentions, labels).
    ``links`` are a window's attributions.
    """

    task: str
    sequences: tuple[Piece, ...]
    target: npt.NDArray[Any]
    mentions: npt.NDArray[np.bool_] | None = None
    links: tuple[Link, ...] = ()


class Examples(Protocol):
    """All examples of a task."""

    def __len__(self) -> int: ...

    def draw(self, index: int, rng: np.random.Generator) -> Example:
        """Return example ``index`` as it is seen this time."""


def make_examples(
    task: str, kind: str, table: pd.DataFrame, tokenizer: Any, outputs: int, settings: Mapping[str, Any]
) -> Examples:
    """Return the examples of a task from its table.

    ``text`` and ``label`` are needed for sentences (0, 1 or between) and articles (several frames: 14 numbers), further
    ``start`` and ``end`` of the mention for stance (label 0, 1 or 2, or the probabilities of these three),
    ``attributions`` for attribution. ``settings`` are ``max_length``, ``window``, ``sentences``, ``voices``,
    ``smoothing``, ``swaps``, ``consistency``, ``seed``. Raises InputError where a column or a label is missing, or a
    label is none of these.
    """
    columns = {"mention": ("text", "start", "end", "label"), "tokens": ("text", "attributions")}.get(
        kind, ("text", "label")
    )
    if missing := [name for name in columns if name not in table]:
        raise InputError(f"The table for {task!r} lacks {', '.join(missing)}; it needs {', '.join(columns)}.")
    if "label" in columns and table["label"].isna().any():
        raise InputError(f"{int(table['label'].isna().sum())} rows for {task!r} have no label; leave them out.")
    if table.empty:
        raise InputError(f"No rows to learn {task!r} from.")
    if kind == "tokens":
        return WindowExamples(task, table, tokenizer, settings["window"])
    if kind == "articles":
        return ArticleExamples(task, table, tokenizer, outputs, settings)
    if kind == "mention":
        return MentionExamples(task, table, tokenizer, settings)
    return SentenceExamples(task, table, tokenizer, outputs, settings)


class SentenceExamples:
    """Sentences with a target each; where asked for, seen whole, with others' words masked, or pooled without them.

    A sentence with names has versions with other names, and is drawn as one of them, or, where the task asks for
    consistency, as itself and one of them together.
    """

    def __init__(
        self, task: str, table: pd.DataFrame, tokenizer: Any, outputs: int, settings: Mapping[str, Any]
    ) -> None:
        self.task = task
        texts = table["text"].tolist()
        targets = np.array([np.ravel(label) for label in table["label"]], dtype=np.float32)
        if targets.shape[1] != outputs or not ((targets >= 0) & (targets <= 1)).all():
            raise InputError(
                f"Labels for {task!r} have to be {outputs} number(s) from 0 to 1, not {table['label'].iloc[0]!r}."
            )
        smoothing = float(settings.get("smoothing", 0.0))
        self.targets = targets * (1 - 2 * smoothing) + smoothing
        limit, voices, blind = settings["max_length"], bool(settings.get("voices")), bool(settings.get("blind"))
        self.paired = float(settings.get("consistency", 0.0)) > 0
        self.seen = _ways(texts, tokenizer, limit, voices, blind)
        self.swapped: list[dict[int, list[Piece]]] = []
        for other in variants(texts, int(settings.get("seed", 0)), int(settings.get("swaps", 0))):
            rows = [i for i, text in enumerate(other) if text != texts[i]]
            ways = _ways([other[i] for i in rows], tokenizer, limit, voices, blind)
            self.swapped.append(dict(zip(rows, ways, strict=True)))

    def __len__(self) -> int:
        return len(self.seen)

    def draw(self, index: int, rng: np.random.Generator) -> Example:
        """Return the sentence in one of its voices, with its own names or others."""
        versions = [self.seen[index], *(ways[index] for ways in self.swapped if index in ways)]
        chosen = [versions[int(rng.integers(len(versions)))] if len(versions) > 1 else versions[0]]
        if self.paired and len(versions) > 1:
            chosen = [versions[0], versions[1 + int(rng.integers(len(versions) - 1))]]
        count = min(map(len, chosen))  # other names may change what is read as speech
        way = int(rng.integers(count)) if count > 1 else 0
        return Example(self.task, tuple(ways[way] for ways in chosen), self.targets[index])


def _ways(texts: list[str], tokenizer: Any, limit: int, voices: bool, blind: bool) -> list[list[Piece]]:
    """Return each text as it is and, with ``voices``, with others' words masked, and pooled without them.

    Where names are put to one, what others say is masked alone: pooled, their names would have to be found again.
    """
    whole = encode(tokenizer, as_seen(texts, blind), limit)
    seen: list[list[Piece]] = [[_all(e.ids)] for e in whole]
    if voices and texts:
        read = read_voices(texts)
        others = [[*q, *a] for q, a in zip(read["quoted_spans"], read["attributed_spans"], strict=True)]
        rows = [i for i, spans in enumerate(others) if spans and read["author_share"].iloc[i] > 0]
        masked = encode(tokenizer, shown_texts(read.iloc[rows], "author", blind), limit)
        for i, shown in zip(rows, masked, strict=True):
            seen[i].append(_all(shown.ids))
            if not blind:
                seen[i].append(Piece(whole[i].ids, ~tokens_in(whole[i].offsets, others[i])))
    return seen


class MentionExamples:
    """Sentences with all their labelled mentions, from rows of one mention each; with their own names or others."""

    def __init__(self, task: str, table: pd.DataFrame, tokenizer: Any, settings: Mapping[str, Any]) -> None:
        self.task = task
        targets = _stance_targets(task, table["label"].tolist(), float(settings.get("smoothing", 0.0)))
        groups = table.groupby("text", sort=False).indices
        places = list(zip(table["start"].astype(int), table["end"].astype(int), strict=True))
        texts, rows = [str(text) for text in groups], list(groups.values())
        spans = [[places[row] for row in own] for own in rows]
        seen = [list(zip(texts, spans, strict=True))]
        seen += variants_with_spans(texts, spans, int(settings.get("seed", 0)), int(settings.get("swaps", 0)))
        versions: list[list[Example]] = [[] for _ in texts]
        for number, one in enumerate(seen):
            encoded = encode(tokenizer, [text for text, _ in one], settings["max_length"])
            for i, ((text, own), tokens) in enumerate(zip(one, encoded, strict=True)):
                if number and text == texts[i]:
                    continue
                marks = np.array([tokens_in(tokens.offsets, [span]) for span in own])
                kept = marks.any(axis=1)
                if kept.any():  # a mention beyond the longest length cannot be learned from
                    label = targets[rows[i]][kept]
                    versions[i].append(Example(task, (_all(tokens.ids),), label, mentions=marks[kept]))
        self.items = [found for found in versions if found]
        if not self.items:
            raise InputError(
                f"No mention for {task!r} lies within the first {settings['max_length']} tokens of its sentence."
            )

    def __len__(self) -> int:
        return len(self.items)

    def draw(self, index: int, rng: np.random.Generator) -> Example:
        """Return a sentence with its mentions, with its own names or others."""
        versions = self.items[index]
        return versions[int(rng.integers(len(versions)))] if len(versions) > 1 else versions[0]


def _stance_targets(task: str, labels: Sequence[Any], smoothing: float) -> Floats:
    """Return targets (mentions, 3) for numbers of labels, which are smoothed, or probabilities, taken as they are."""
    targets = np.zeros((len(labels), STANCES), dtype=np.float32)
    for row, label in enumerate(labels):
        given = np.asarray(label, dtype=float)
        if given.ndim == 0 and given in range(STANCES):
            targets[row] = np.eye(STANCES)[int(given)] * (1 - 2 * smoothing) + 2 * smoothing / STANCES
        elif given.shape == (STANCES,) and (given >= 0).all() and abs(given.sum() - 1) < 1e-3:
            targets[row] = given
        else:
            raise InputError(
                f"Labels for {task!r} have to be 0, 1 or 2 (negative, neutral, positive) or the three's probabilities, "
                f"not {label!r}."
            )
    return targets


class ArticleExamples:
    """Articles with labels of their own, seen as their first sentence and others drawn at random."""

    def __init__(
        self, task: str, table: pd.DataFrame, tokenizer: Any, outputs: int, settings: Mapping[str, Any]
    ) -> None:
        self.task, self.most = task, int(settings["sentences"])
        self.targets = np.array([np.ravel(label) for label in table["label"]], dtype=np.float32)
        if self.targets.shape[1] != outputs:
            raise InputError(f"Labels for {task!r} have to be {outputs} numbers, not {self.targets.shape[1]}.")
        self.articles: list[list[Piece]] = []
        for text in table["text"]:
            sentences = [text[s:e] for line in paragraphs(text) for s, e in split_line(text, *line)]
            shown = as_seen(sentences or [text], bool(settings.get("blind")))
            self.articles.append([_all(e.ids) for e in encode(tokenizer, shown, settings["max_length"])])

    def __len__(self) -> int:
        return len(self.articles)

    def draw(self, index: int, rng: np.random.Generator) -> Example:
        """Return some sentences of an article."""
        sentences = self.articles[index]
        chosen = list(range(len(sentences)))
        if len(sentences) > self.most:
            chosen = [0, *(1 + np.sort(rng.choice(len(sentences) - 1, self.most - 1, replace=False))).tolist()]
        return Example(self.task, tuple(sentences[i] for i in chosen), self.targets[index])


class WindowExamples:
    """Windows of neighbouring sentences with the roles of their tokens; where a window begins is drawn."""

    def __init__(self, task: str, table: pd.DataFrame, tokenizer: Any, window: int) -> None:
        self.task, self.window = task, window
        self.articles: list[tuple[EncodedArticle, list[dict[str, Any]]]] = []
        self.items: list[tuple[int, int]] = []
        for row in table.to_dict("records"):
            spans = [
                (s, e, n) for n, line in enumerate(paragraphs(row["text"])) for s, e in split_line(row["text"], *line)
            ]
            article = encode_article(tokenizer, row["text"], spans)
            self.items += [(len(self.articles), first) for first, _ in article.windows(window, overlap=0)]
            self.articles.append((article, [a for a in row["attributions"] if len(a["content"])]))

    def __len__(self) -> int:
        return len(self.items)

    def draw(self, index: int, rng: np.random.Generator) -> Example:
        """Return a window that begins at one of the sentences around."""
        number, first = self.items[index]
        article, attributions = self.articles[number]
        first = max(0, first - int(rng.integers(4)))
        ids, offsets = article.window(first, article.fit(first, self.window))
        roles = np.zeros((len(ids), 3), dtype=np.float32)
        links = []
        for attribution in attributions:
            marks = np.array([tokens_in(offsets, attribution[role]) for role in ("source", "cue", "content")])
            roles += marks.T
            if (cue := np.flatnonzero(marks[1])).size:
                links.append(Link((int(cue[0]), int(cue[-1]) + 1), marks[[0, 2]]))
        return Example(self.task, (_all(ids),), np.minimum(roles, 1.0), links=tuple(links))


def _all(ids: Ids) -> Piece:
    return Piece(ids, np.ones(len(ids), dtype=bool))
