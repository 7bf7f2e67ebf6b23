"""Who is given the word, how, and how the word is shared out over the article."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from framing.articles.words import WORD
from framing.features.base import Family, Feature
from framing.features.lexicon import word_lists
from framing.features.parts import Parts, parts, places
from framing.features.reading import Reading
from framing.tables import Span

_JUDGED = {"neutral": "report_neutral", "charged": "report_charged", "doubting": "report_doubting",
           "conceding": "report_conceding"}  # fmt: skip
PARTIAL = 3
"""Words up to which a quotation is a snippet that stands inside the author's sentence."""

_SAID = '"We won the vote," said Ana Ruiz.'
_ARTICLE = "over the article: "


class Speech(Family):
    """Quotations in detail: their number and length, how the cue judges, who speaks, and how words are shared out.

    The verb that introduces speech judges it (Hu et al. 2022: "said" against "claimed" or "ranted"); the balance of
    voices in an article is a measure of its diversity (Masini et al. 2018). Cues are looked for among the author's
    words of a sentence in which somebody else speaks. What is told over the article is 0 for loose sentences.
    """

    family = "speech"
    voiced = True
    contextual = True
    source: ClassVar[str] = "Hu, J. et al. (2022), on nonobjective quotatives; Masini, A. et al. (2018), Journalism 19"
    definitions: ClassVar[dict[str, Feature]] = {
        "quoted_words": Feature("words inside quotation marks that somebody says, as log(1 + x)", 0, np.inf, _SAID),
        "mean_quotation": Feature("mean words of a quotation, as log(1 + x)", 0, np.inf, _SAID),
        "partial_quotations": Feature(
            "quotations of at most three words, at most 4", 0, 4, 'The mayor called it "a disgrace" on Monday.'
        ),
        "opens_quoted": Feature("1 where it opens with a quotation", 0, 1, _SAID),
        "paraphrased_words": Feature(
            "words that paraphrase somebody, as log(1 + x)", 0, np.inf, "The mayor said that the bridge is safe."
        ),
        "indirect": Feature("1 where somebody is only paraphrased", 0, 1, "The mayor said that the bridge is safe."),
        "cue_neutral": Feature("1 where a neutral verb introduces what is said (said)", 0, 1, _SAID),
        "cue_charged": Feature(
            "1 where a verb paints the speaker (ranted)", 0, 1, '"We won the vote," ranted Ana Ruiz.'
        ),
        "cue_doubting": Feature("1 where a verb doubts the speaker (claimed)", 0, 1, '"We won it," claimed Ana Ruiz.'),
        "cue_conceding": Feature(
            "1 where a verb makes it a concession (admitted)", 0, 1, '"We lost," admitted Ana Ruiz.'
        ),
        "cueless": Feature(
            "1 where somebody speaks and no verb of the lists introduces it", 0, 1, '"We won the vote."'
        ),
        "named": Feature("1 where who speaks has a name, or a title with one", 0, 1, _SAID),
        "unnamed": Feature("1 where somebody without a name speaks", 0, 1, '"We won the vote," an official said.'),
        "source_first": Feature(
            "1 where the author's words come before those of others", 0, 1, 'He said: "We won it."'
        ),
        "scare_words": Feature(
            "words in quotation marks that nobody says, as log(1 + x)", 0, np.inf, 'The "reform" passed on Monday.'
        ),
        "speaker_share": Feature(_ARTICLE + "part of all that known speakers say that this one says", 0, 1),
        "speaker_arrives": Feature(_ARTICLE + "place of this speaker's first words, 0 to 1", 0, 1),
        "speakers": Feature(_ARTICLE + "number of known speakers, as log(1 + x)", 0, np.inf),
        "balance": Feature(
            _ARTICLE + "entropy of the speakers' shares, 0 where one says all, 1 where all say the same", 0, 1
        ),
        "top_speaker": Feature(_ARTICLE + "share of the speaker who says most", 0, 1),
        "others_share": Feature(_ARTICLE + "share of the words that are not the author's", 0, 1),
    }

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, 21)."""
        table, context = reading.table, reading.context
        own = np.zeros((len(reading), 15))
        quoted, said, scare = (table[f"{name}_spans"].tolist() for name in ("quoted", "attributed", "scare"))
        starts, ends = places(reading)
        speakers = table["speaker"].tolist() if "speaker" in table else [None] * len(reading)
        cut = None
        for row, text in enumerate(reading.texts):
            if not (len(quoted[row]) or len(said[row]) or len(scare[row])) or ends[row] - starts[row] != len(text):
                continue
            cut = cut or parts(reading)
            spans = [[(s - starts[row], e - starts[row]) for s, e in found[row]] for found in (quoted, said, scare)]
            own[row] = _sentence(text, spans[0], spans[1], spans[2], cut[row], speakers[row])
        alone = context.known > 0
        known = np.column_stack(
            [
                context.share, context.arrives, np.log1p(context.speakers), context.entropy, context.top,
                np.minimum(context.others, 1),
            ]
        )  # fmt: skip
        return np.hstack([own, known * alone[:, None]])


def _sentence(
    text: str, quoted: list[Span], said: list[Span], scare: list[Span], cut: Parts, speaker: Any
) -> list[float]:
    lengths = [_count(text, span) for span in quoted]
    spoken = bool(quoted or said)
    kinds = _cues(cut.author) if spoken else frozenset()
    named = spoken and isinstance(speaker, str) and _is_name(speaker, text)
    paraphrased = sum(_count(text, span) for span in said)
    first = min((start for start, _ in cut.spans), default=0)
    return [
        np.log1p(sum(lengths)),
        np.log1p(sum(lengths) / len(lengths)) if lengths else 0.0,
        min(sum(0 < length <= PARTIAL for length in lengths), 4),
        bool(quoted) and _count(text, (0, min(start for start, _ in quoted))) == 0,
        np.log1p(paraphrased),
        bool(said) and not quoted,
        *(kind in kinds for kind in _JUDGED),
        spoken and not kinds,
        named,
        spoken and not named,
        spoken and _count(text, (0, first)) > 0,
        np.log1p(sum(_count(text, span) for span in scare)),
    ]


def _is_name(speaker: str, text: str) -> bool:
    """Tell whether who speaks bears a name; a common noun may have a capital at the beginning of the sentence."""
    if not any(word[:1].isupper() for word in speaker.split()):
        return False
    begins = " " not in speaker and text.lstrip(" \"'“‘").startswith(speaker)
    return not (begins and speaker.lower() in _common_sources())


@lru_cache(maxsize=1)
def _common_sources() -> frozenset[str]:
    lists = (word_lists()["sourcing"], word_lists()["office"], word_lists("vagueness")["vague_sources"])
    return frozenset(entry for words in lists for entry in words.entries)


def _count(text: str, span: Span) -> int:
    return len(WORD.findall(text[max(span[0], 0) : max(span[1], 0)]))


def _cues(author: str) -> frozenset[str]:
    """Return how the report verbs among the author's words judge."""
    entries = _entries()
    forms = [word.lower().replace("’", "'") for word in WORD.findall(author)]
    found = {entries[form] for form in forms if form in entries}
    found |= {entries[pair] for pair in map(" ".join, pairwise(forms)) if pair in entries}
    return frozenset(found)


@lru_cache(maxsize=1)
def _entries() -> dict[str, str]:
    """Return each report verb and how it judges; a verb of several lists goes with the most judging one."""
    known: dict[str, str] = {}
    for kind in ("neutral", "conceding", "doubting", "charged"):
        known.update(dict.fromkeys(word_lists()[_JUDGED[kind]].entries, kind))
    return known
