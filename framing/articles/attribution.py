"""Who says what, by rule: the source, cue and content of quotations and of plain indirect speech.

The rules read one sentence at a time, a quotation being one token, in this order:

1. a cue after the quotation:   “…,” the embassy said      “…,” said Tom Arden, a union organiser
2. a cue before it:             She argued that “…”        According to the mayor, “…”        Trump tweeted: “…”
3. the words run on:            “…,” he said. “…”          a paragraph that begins inside a quotation
4. a quotation on its own:      the subject of the sentence before it speaks
5. speech without marks:        :mod:`framing.articles.reported`
6. a line of a transcript:      MS. DUVAL: …   (:mod:`framing.articles.turns`)

Source, cue and content are spans in place, as in PolNeAR (Newell et al. 2018). What stands in quotation marks
without a cue and is no sentence is a scare quote, a name or a title, and nobody's speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from framing.articles import clauses, mentions, reported
from framing.articles.cues import JUDGE, NOUNS, SPEECH, TITLED, VERBS, may_report
from framing.articles.mentions import Range
from framing.articles.quotations import Quotation
from framing.articles.spans import reaching
from framing.articles.tokens import QUOTATION, Tokens, lowered
from framing.articles.turns import Turn, turns_of
from framing.tables import Span

_FREE_STANDING = 5  # words; a longer quotation without a cue is somebody's words, not a name
_FAR = 25  # tokens between a cue and its quotation
_LONGEST = 1500  # characters of a sentence that the rules read in one go
_ANY_VERB = re.compile(r"[a-z]+(?:ed|s|ing)")
_MARKS = "“”\"‘’'«»„ "


@dataclass
class Attribution:
    """One attribution; spans are in characters of the article, in order."""

    source: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)
    speaker: str | None = None
    direct: bool = False


class Reading(NamedTuple):
    """What the rules found: the attributions in order, and the quotations that nobody speaks."""

    attributions: list[Attribution]
    unspoken: list[Span]


def attribute(text: str, sentences: Sequence[tuple[int, int, int]], quotations: Sequence[Quotation]) -> Reading:
    """Return who says what in an article.

    ``sentences`` are ``(start, end, line)`` in order, ``line`` counting the lines of the article; only these are
    read (leave boilerplate out). ``quotations`` are those of :func:`framing.articles.quotations.find_quotations`.
    """
    reader = _Reader(text, quotations)
    pieces = list(_in_pieces(text, sentences))
    turns = turns_of(text, sentences)
    for (start, end, line), (first, last) in zip(pieces, reaching(quotations, pieces), strict=True):
        if line in turns:
            reader.turn(turns[line])
        elif first < last or may_report(reader.lowered[start:end]):
            reader.read(start, end, line, first, last)
        reader.before = (start, end, line)
    return Reading([a for a in reader.found if a.content], reader.unspoken)


def _in_pieces(text: str, sentences: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield the sentences, those that are longer than any real one cut, so that time grows linearly."""
    for start, end, line in sentences:
        while end - start > _LONGEST:
            cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST) + 1 or start + _LONGEST
            yield start, cut, line
            start = cut
        yield start, end, line


class _Reader:
    """Reads the sentences of one article from top to bottom and remembers who spoke last."""

    def __init__(self, text: str, quotations: Sequence[Quotation]) -> None:
        self.text, self.lowered, self.quotations = text, lowered(text), quotations
        self.found: list[Attribution] = []
        self.unspoken: list[Span] = []
        self.spoken: dict[int, Attribution] = {}
        self.last: Attribution | None = None
        self.last_line = -9
        self.before: tuple[int, int, int] | None = None
        self.used: dict[int, Attribution] = {}

    def read(self, start: int, end: int, line: int, first: int, last: int) -> None:
        """Read one sentence; the quotations ``first`` to ``last`` (exclusive) reach into it."""
        quotations = [(s, e, i) for i, (s, e, _) in enumerate(self.quotations[first:last], first)]
        tokens = Tokens(self.text, self.lowered, start, end, quotations)
        self.used = {}
        for k in tokens.quotation:
            self._quotation(tokens, k, line)
        for cue, source, begin, stop in reported.find(tokens, self._source_of, set(self.used), self._covered):
            self._indirect(tokens, cue, source, begin, stop)
        for attribution in self.used.values():
            self.last, self.last_line = attribution, line

    def turn(self, turn: Turn) -> None:
        """Take a line of a transcript, whose sentences are all of one speaker."""
        if not self.found or self.found[-1].content != [turn.content]:
            self.found.append(Attribution(*([turn.label], []) if turn.named else ([], [turn.label]), [turn.content]))
            self.last = None

    # 1 and 2: a cue in the sentence

    def _quotation(self, tokens: Tokens, k: int, line: int) -> None:
        index, span = tokens.quotation[k], tokens.span(k)
        known = self.spoken.get(index)
        if known is not None:  # its first sentence was read before this one: a cue may still stand behind it
            known.content.append(span)
            if not known.cue and (found := self._cue_after(tokens, k)):
                self._fill(known, tokens, *found)
            self.last, self.last_line = known, line
            return
        cue, source = self._choose(tokens, k)
        judged = cue < k and VERBS.get(tokens.lower[cue]) == JUDGE
        before = tokens.lower[k - 1]
        ends = before in (":", ",") or (self._inner_end(tokens, k) in ".!?" and before not in TITLED)
        if cue < 0 or ((judged or not ends) and k - cue > 3 and self._is_name(tokens, k, cue)):
            self._without_cue(tokens, k, line)
            return
        attribution = self.used.get(cue) or self._new(tokens, cue, source)
        # “…,” said Jane Doe, “…”
        inverted = bool(attribution.source) and attribution.source[0][0] > tokens.span(cue)[0]
        if cue < k and not judged and not inverted:
            self._paraphrase_around(tokens, cue, k, attribution)
        if not self._covered(tokens, k):
            attribution.content.append(span)
        elif self._is_name(tokens, k, cue):
            self.unspoken.append(span)
            return
        self.spoken[index] = attribution

    def _choose(self, tokens: Tokens, k: int) -> tuple[int, Range | None]:
        """Return the cue of the quotation at ``k``, or -1, and its source."""
        runs_on = self._inner_end(tokens, k) in ",?!—-–…" or tokens.lower[k + 1 : k + 2] == [","]
        behind = self._cue_after(tokens, k)
        if behind and runs_on:
            return behind
        return self._cue_before(tokens, k) or behind or (-1, None)

    def _inner_end(self, tokens: Tokens, k: int) -> str:
        """Return the last character inside the marks of a closed quotation, a space otherwise."""
        end = tokens.span(k)[1]
        return self.text[end - 2] if self.quotations[tokens.quotation[k]].closed else " "

    def _cue_after(self, tokens: Tokens, k: int) -> tuple[int, Range | None] | None:
        lower = tokens.lower
        ceiling = next((i for i in tokens.quotation if i > k), len(tokens))
        at = k + 1
        while at < ceiling and lower[at] in (",", "—", "–", "-"):
            at += 1
        ends_open = self.text[tokens.span(k)[1] - 2] in ",?!—-–…"
        attached = ends_open or at > k + 1
        for i in range(at, min(ceiling, at + (18 if attached else 7))):
            word = lower[i]
            if word in (";", ":") or (i > at and word in ("that", "who", "which", "because")):
                break
            if word == "according" and lower[i + 1 : i + 2] == ["to"]:
                return i, mentions.after(tokens, i + 1, ceiling)
            if i > at and word in NOUNS and lower[i - 1] in mentions.DETERMINERS and i + 1 < ceiling:
                continue  # “…,” the email read
            if word in VERBS and (attached or word in SPEECH) and not (i > at and tokens.capital(i)):
                if i == at:
                    source = mentions.after(tokens, i, ceiling)
                    if source is None and word in NOUNS:  # “Our Past,” began in 2021
                        break
                    return i, source
                source = mentions.before(tokens, i, at)
                if source is not None or attached:
                    return i, source or mentions.subject(tokens, at, i)
        if ends_open and (source := mentions.subject(tokens, at, ceiling)):
            verb = source[1]  # “…,” Smith thundered: any verb right behind a name
            if verb < ceiling and _ANY_VERB.fullmatch(lower[verb]) and not tokens.capital(verb):
                return verb, source
        return None

    def _cue_before(self, tokens: Tokens, k: int) -> tuple[int, Range | None] | None:
        lower = tokens.lower
        floor = next((i + 1 for i in reversed(tokens.quotation) if i < k), 0)
        colon = k > floor and lower[k - 1] == ":"
        for i in range(k - 1, max(floor, k - _FAR) - 1, -1):
            word = lower[i]
            if word == ";":
                break
            if word == "according" and lower[i + 1] == "to":
                return i, mentions.after(tokens, i + 1, k)
            noun = word in NOUNS and not ((i == k - 1 or colon) and lower[i - 1] not in mentions.DETERMINERS)
            if word in VERBS and not noun and not (i > 0 and tokens.capital(i)):
                return i, self._source_of(tokens, i, floor, k)
        if colon and k > floor + 1:
            return k - 1, mentions.subject(tokens, floor, k - 1)
        return None

    def _source_of(self, tokens: Tokens, cue: int, floor: int, ceiling: int) -> Range | None:
        source = mentions.before(tokens, cue, floor)
        if source is None or tokens.lower[cue].endswith("ing"):
            # A participle or a second verb ("…, adding that", "and said"): the subject of its sentence speaks.
            if joined := self._joined(tokens, floor or cue):
                return joined
            source = mentions.subject(tokens, floor, cue) or source
        if source is None and cue == floor:
            source = mentions.after(tokens, cue, ceiling)
        return source

    def _joined(self, tokens: Tokens, floor: int) -> Range | None:
        """Return the source of the attribution before ``floor`` in the same sentence."""
        for index, attribution in reversed(self.used.items()):
            if index < floor and attribution.source:
                start, end = attribution.source[0]
                inside = [i for i in range(len(tokens)) if start <= tokens.span(i)[0] and tokens.span(i)[1] <= end]
                if inside:
                    return inside[0], inside[-1] + 1
        return None

    def _new(self, tokens: Tokens, cue: int, source: Range | None) -> Attribution:
        attribution = Attribution()
        self._fill(attribution, tokens, cue, source)
        self.found.append(attribution)
        return attribution

    def _fill(self, attribution: Attribution, tokens: Tokens, cue: int, source: Range | None) -> None:
        attribution.cue = [tokens.span(cue, cue + (2 if tokens.lower[cue] == "according" else 1))]
        if source is not None:
            attribution.source = [tokens.span(*source)]
        self.used[cue] = attribution

    def _paraphrase_around(self, tokens: Tokens, cue: int, k: int, attribution: Attribution) -> None:
        """Add the paraphrase around a quoted part: She said the plan was “a disgrace” to the city."""
        begin = clauses.clause_start(tokens, cue, k)
        if begin is not None and begin < k:
            attribution.content.append(tokens.span(begin, clauses.clause_end(tokens, k + 1)))

    def _covered(self, tokens: Tokens, i: int) -> bool:
        if not self.used:
            return False
        start, end = tokens.span(i)
        return any(s <= start and end <= e for a in self.used.values() for s, e in a.content)

    def _is_name(self, tokens: Tokens, k: int, cue: int) -> bool:
        """Tell whether a quotation inside a paraphrase is a name (the “American Flying Tigers”), not a phrase said."""
        start, end = tokens.span(k)
        words, most = self.text[start + 1 : end - 1].split(), 99 if tokens.lower[k - 1] in TITLED else 5
        return k > cue + 2 and 0 < len(words) <= most and all(w[:1].isupper() for w in words if len(w) > 3)

    @staticmethod
    def _is_title(inner: str) -> bool:
        """Tell whether words without a cue are a name or a title: “Our Contested Past,” has been taught since 2021."""
        long_words = [w for w in inner.split() if len(w) > 3]
        return len(long_words) > 0 and all(w[0].isupper() for w in long_words)

    # 3 and 4: no cue in the sentence

    def _without_cue(self, tokens: Tokens, k: int, line: int) -> None:
        index, span = tokens.quotation[k], tokens.span(k)
        inner = self.text[span[0] : span[1]].strip(_MARKS)
        words = len(inner.split())
        stops = inner[-1:] in ".,?!…—–-"
        opening = inner.lstrip("([$£€ ")[:1]
        begins = opening.isupper() or opening.isdigit() or inner[:1] in "…."
        whole = begins and (stops or words > _FREE_STANDING)
        alone = k == 0 or tokens.lower[k - 1] in (":", ".", ",", "—", "–", QUOTATION)
        running = k == 0 and index > 0 and not self.quotations[index - 1].closed
        if running and index - 1 in self.spoken:
            attribution = self.spoken[index - 1]
        elif whole and alone and words > 1 and not (k > 0 and self._is_title(inner)):
            attribution = self._continue(line, first=k == 0)
        elif not self._is_title(inner) and (words >= _FREE_STANDING or (words > 2 and k > 0 and inner[-1:] in ".,?!")):
            attribution = self._alone(mentions.subject(tokens, 0, k), tokens)
        else:
            self.unspoken.append(span)
            return
        attribution.content.append(span)
        self.spoken[index] = attribution
        self.last, self.last_line = attribution, line

    def _alone(self, source: Range | None, tokens: Tokens) -> Attribution:
        self.found.append(Attribution(source=[tokens.span(*source)] if source else []))
        return self.found[-1]

    def _continue(self, line: int, first: bool) -> Attribution:
        """Return the attribution that a whole quotation without a cue belongs to."""
        if self.last is not None and first and self.last_line == line:
            return self.last
        attribution = Attribution()
        self.found.append(attribution)
        if self.before is not None and line - self.before[2] <= 1:
            self._introduce(attribution, *self.before[:2])
        if not attribution.source and self.last is not None and line - self.last_line <= 1:
            attribution.source = list(self.last.source)
        return attribution

    def _introduce(self, attribution: Attribution, start: int, end: int) -> None:
        """Take source and cue from the sentence before: Mr Trump was brief. “…”      He wrote on Monday: “…”"""
        near = range(*next(reaching(self.quotations, [(start, end)])))
        tokens = Tokens(self.text, self.lowered, start, end, [(*self.quotations[i][:2], i) for i in near])
        if self.last is not None and self.last.source and start <= self.last.source[0][0] < end:
            attribution.source = list(self.last.source)
        elif source := mentions.subject(tokens, 0, len(tokens)):
            attribution.source = [tokens.span(*source)]
        if tokens.lower[-1:] == [":"]:
            cue = next((i for i in range(len(tokens) - 1, -1, -1) if tokens.lower[i] in SPEECH), len(tokens) - 1)
            attribution.cue = [tokens.span(cue)]

    # 5: speech without marks

    def _indirect(self, tokens: Tokens, cue: int, source: Range, begin: int, stop: int) -> None:
        taken = [span for a in self.used.values() for span in a.content]
        free: Sequence[int] = range(begin, stop)
        if taken:
            free = [i for i in free if not any(s <= tokens.span(i)[0] < e for s, e in taken)]
        if len(free) > 1:
            end = next((a for a, b in pairwise(free) if b != a + 1), free[-1])
            attribution = self.used.get(cue) or self._new(tokens, cue, source)
            attribution.content.append(tokens.span(free[0], end + 1))
            if cue < begin and reported.opens(tokens, cue):  # "As … said", "In … view": all but the source
                attribution.cue = [tokens.span(i, j) for i, j in ((0, source[0]), (source[1], begin - 1)) if i < j]
