"""The capitalised names of a corpus, counted and merged, without a model: whom one could ask a stance toward."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from framing.articles.name_words import AGENCIES, COMMON, HEADS, NO_ACTORS, NOT_ALONE, PARTICLES, SPLIT_OFF, WEEKDAYS
from framing.articles.targets import TITLES, searchable

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['-][^\W_]+)*")
_GAP = re.compile(r"\.?[ \u00a0]")
_OPENS = re.compile(r"[:?!…]|\.[\"”')\]]*\s|[\"“'(\[«»]$")
_DATELINE = re.compile(
    r"^[A-Z][\w.,' ]{1,40}(?:\([^()]{2,20}\)\s*)?\s?(?:--|—|–)\s|^[\w.,' ]{1,40}\([^()]{2,20}\)\s*[-–—]+\s"
)
_SURNAME_ALONE = 0.2  # least share of the articles with a surname alone that also give the full name
_ACRONYM_ALONE = 0.1  # the same for an acronym and what it stands for
_DOMINANT = 0.8  # least share of the mentions in full, for a surname of several people to be one's alias


class _Run(NamedTuple):
    """Capitalised words that follow each other; ``first`` tells that they begin a sentence or a quotation."""

    words: tuple[str, ...]
    first: bool
    the: bool


@dataclass
class _Name:
    """How often a name was found, in which articles, how often after "the", and what else it goes by."""

    mentions: int = 0
    the: int = 0
    articles: set[int] = field(default_factory=set)
    aliases: Counter[str] = field(default_factory=Counter)

    @property
    def takes_the(self) -> bool:
        """Whether "the" comes before it too often for a person."""
        return 5 * self.the > self.mentions

    def add(self, other: _Name) -> None:
        self.mentions += other.mentions
        self.the += other.the
        self.articles |= other.articles
        self.aliases += other.aliases


def common_names(articles: Iterable[Iterable[str]], n: int, without: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the ``n`` names that most articles mention, each with its aliases, the name itself first.

    ``articles`` gives the sentences of each article. Ties go to the name with more mentions. A name is a run of
    capitalised words, without titles and possessive endings; the first word of a sentence counts where the corpus
    writes it with a capital elsewhere too. A surname alone is taken for the one person of that surname whose full name
    stands in at least a fifth of its articles (of several, the one with four fifths of the mentions in full; else it
    is left out); an acronym is taken for the name that has its initials ("EU"), a singular for its plural
    ("Republican"). Months, weekdays, adjectives of nationality, news agencies and what is in ``without`` (sources,
    authors) are no names.
    """
    capital: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    found: dict[_Run, list[int]] = {}
    for number, sentences in enumerate(articles):
        for sentence in sentences:
            for run in _runs(sentence, capital, lower):
                found.setdefault(run, []).append(number)
    names: dict[str, _Name] = {}
    for run, places in found.items():
        for part in _parts(run, capital, lower):
            name = " ".join(part)
            entry = _Name(len(places), run.the * len(places), set(places), Counter({name: len(places)}))
            names.setdefault(name, _Name()).add(entry)
    unwanted = AGENCIES | {_key(name) for name in without}
    names = {name: entry for name, entry in names.items() if _key(name) not in unwanted}
    _drop_adjectives(names)
    _merge_initials(names)
    _merge_surnames(names, {word for word in capital if 10 * lower[word] > capital[word]})
    _merge_acronyms(names)
    _merge_plurals(names)
    best = sorted(names, key=lambda name: (-len(names[name].articles), -names[name].mentions, name))[:n]
    return {name: [name, *(a for a, _ in names[name].aliases.most_common() if a != name)] for name in best}


def _runs(sentence: str, capital: Counter[str], lower: Counter[str]) -> Iterable[_Run]:
    """Yield the runs of a sentence, and count in which case it writes its words, the first one apart."""
    text = _DATELINE.sub("", searchable(sentence))
    words = list(_WORD.finditer(text))
    if _all_capitalised(text, words):
        return
    run: list[str] = []
    first, the, before = False, False, ""
    for at, match in enumerate(words):
        word = match.group()
        gap = text[words[at - 1].end() : match.start()] if at else ""
        opens = at == 0 or (_GAP.fullmatch(gap) is None and _OPENS.search(gap) is not None)
        named = all(part[:1].isupper() for part in word.split("-"))
        if not opens:
            (capital if word[0].isupper() else lower)[_bare(word).lower()] += 1
        glued = bool(run) and not opens and _glues(gap, run[-1])
        if run and not (glued and (named or _leads_on(run, word, text, words, at))):
            yield _Run(tuple(run), first, the)
            run = []
        if named or run:
            if not run:
                first, the = opens, before == "the"
            elif gap.startswith("."):
                run[-1] += "."
            run.append(_bare(word))
            if run[-1] != word:  # a possessive ends a name
                yield _Run(tuple(run), first, the)
                run = []
        before = word.lower()
    if run:
        yield _Run(tuple(run), first, the)


def _glues(gap: str, left: str) -> bool:
    """Tell whether two capitalised words with this between them are one name: white space, or an abbreviation's dot."""
    if not _GAP.fullmatch(gap):
        return False
    return not gap.startswith(".") or len(left) == 1 or _is_title(left) or left in ("St", "Jr", "Sr")


def _leads_on(run: list[str], word: str, text: str, words: list[re.Match[str]], at: int) -> bool:
    """Tell whether a small word stays inside a name: "van" in "Ada van Holt", "of" in "Bank of England"."""
    if re.fullmatch(r"(?:al|el|as|ash|bin)-[A-Z].*", word):
        return True
    if at + 1 >= len(words) or text[words[at].end() : words[at + 1].start()] != " ":
        return False
    following = words[at + 1].group()
    if word == "of" and run[-1].lower() in HEADS:
        return following[0].isupper() or following == "the"
    if word == "the" and run[-1] == "of":
        return following[0].isupper()
    return word in PARTICLES and following[0].isupper()


def _all_capitalised(text: str, words: list[re.Match[str]]) -> bool:
    """Tell whether a line is written like a headline: its capitals tell nothing."""
    long = [word.group() for word in words if len(word.group()) > 3]
    ends = text.rstrip().endswith((".", "!", '."', ".”", "?", "?”", "!”"))
    share = sum(word[0].isupper() for word in long) / len(long) if long else 0.0
    return len(long) > 2 and share > 0.7 and (not ends or text == text.upper())


def _is_title(word: str) -> bool:
    return word.lower().rstrip(".") in TITLES


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "'S")) else word


def _parts(run: _Run, capital: Counter[str], lower: Counter[str]) -> Iterable[tuple[str, ...]]:
    """Yield the names in a run: without times, titles, an opening common word, and apart from leading acronyms."""
    words = list(run.words)
    if run.first and not _is_name(words[0], capital, lower, alone=len(words) == 1):
        words = words[1:]
    piece: list[str] = []
    for word in [*words, "sunday"]:
        apart = word in SPLIT_OFF
        if word.lower() not in WEEKDAYS and not apart:
            piece.append(word)
            continue
        if name := _without_titles(piece, capital, lower):
            yield name
        piece = []
        if apart:
            yield (word,)


def _without_titles(piece: list[str], capital: Counter[str], lower: Counter[str]) -> tuple[str, ...]:
    words = list(piece)
    titles = [k for k, word in enumerate(words) if _is_title(word)]
    rest = words[titles[-1] + 1 :] if titles else []  # "Justice Bell", but not "Justice Department"
    if rest and rest[-1].lower() not in NOT_ALONE and _is_name(rest[-1], capital, lower, alone=False):
        words = rest
    while words and (words[0].lower() in COMMON or words[0] in PARTICLES):
        del words[0]
    while words and (words[-1].lower() in COMMON or words[-1].islower()):
        del words[-1]
    if not words or all(map(_is_title, words)) or words[-1].lower() in NO_ACTORS:
        return ()
    if len(words) == 1:
        word = words[0]
        if len(word) < 2 or word.lower().rstrip(".") in NOT_ALONE or capital[word.lower()] <= lower[word.lower()]:
            return ()
    return tuple(words)


def _is_name(word: str, capital: Counter[str], lower: Counter[str], alone: bool) -> bool:
    """Tell whether the corpus writes a word as a name; one that it never has inside a sentence may be, in company."""
    low = word.lower()
    if low in COMMON:
        return False
    if capital[low] or lower[low] or alone:
        return capital[low] > lower[low]
    return not low.endswith("ly")


def _key(name: str) -> str:
    low = searchable(name).lower().removeprefix("the ")
    return re.sub(r"\W|\.(?:com|org|net|co\.uk)$", "", low)


def _join(names: dict[str, _Name], name: str, into: str) -> None:
    names[into].add(names.pop(name))


def _merge_initials(names: dict[str, _Name]) -> None:
    """Merge "Ada J. Bell", "Ada J Bell" and "Ada Bell"; with several initials about, the last goes to the commonest."""
    people: dict[tuple[str, str], dict[str, list[str]]] = {}
    for name in names:
        first, *middle, last = name.split() if " " in name else ("", "", "")
        initials = "".join(middle).replace(".", "")
        if first and len(initials) == len(middle):
            people.setdefault((first, last), {}).setdefault(initials, []).append(name)
    for variants in people.values():
        rest = [name for initials, spellings in variants.items() if initials for name in spellings]
        if rest and "" in variants:
            common = max(rest, key=lambda name: (names[name].mentions, name))
            variants["".join(common.split()[1:-1]).replace(".", "")] += variants.pop("")
        for spellings in variants.values():
            best = max(spellings, key=lambda name: (names[name].mentions, -len(name)))
            for name in spellings:
                if name != best:
                    _join(names, name, best)


def _merge_surnames(names: dict[str, _Name], common: Set[str]) -> None:
    """Merge a surname alone (or a family name that comes first, "Xi") into the full name; ``common`` are words."""
    holders: dict[str, list[str]] = {}
    for name in names:
        words = name.split()
        if 2 <= len(words) <= 4 and not names[name].takes_the and common.isdisjoint(name.lower().split()):
            known = [word for word in (words[-1], words[0]) if word in names and not names[word].takes_the]
            if known:
                holders.setdefault(max(known, key=lambda word: names[word].mentions), []).append(name)
    for surname, full in holders.items():
        alone = names[surname]
        people = [f for f in full if len(alone.articles & names[f].articles) >= _SURNAME_ALONE * len(alone.articles)]
        if not people:
            continue
        best = max(people, key=lambda name: (names[name].mentions, name))
        if names[best].mentions >= _DOMINANT * sum(names[name].mentions for name in people):
            _join(names, surname, best)
        else:
            del names[surname]


def _merge_acronyms(names: dict[str, _Name]) -> None:
    """Merge "EU" into "European Union" and "US" into "U.S.", whichever is there."""
    spelled: dict[str, list[str]] = {}
    for name in names:
        initials = "".join(word[0] for word in name.split() if word[0].isupper())
        if len(initials) > 2 or (" " in name and len(initials) == 2 and names[name].takes_the):
            spelled.setdefault(initials, []).append(name)
    acronyms: dict[str, list[str]] = {}
    for name in names:
        letters = name.replace(".", "")
        if " " not in name and len(letters) > 1 and letters.isupper():
            acronyms.setdefault(letters, []).append(name)
    for letters, group in acronyms.items():
        best = max(group, key=lambda name: (names[name].mentions, name))
        for name in group:
            if name != best:
                _join(names, name, best)
        places = names[best].articles
        near = [name for name in spelled.get(letters, ()) if name in names]
        if near:
            whole = max(near, key=lambda name: (len(places & names[name].articles), names[name].mentions, name))
            if len(places & names[whole].articles) >= _ACRONYM_ALONE * len(places):
                _join(names, best, whole)


def _drop_adjectives(names: dict[str, _Name]) -> None:
    """Drop "Veranian" beside "Verania", and "US-China" beside "China"."""
    for name in list(names):
        stems = [name.removesuffix(ending) for ending in ("n", "an", "ian", "ese", "ish", "i") if name.endswith(ending)]
        parts = name.split("-")
        if " " not in name and (any(stem in names for stem in stems) or (parts[1:] and any(p in names for p in parts))):
            del names[name]


def _merge_plurals(names: dict[str, _Name]) -> None:
    """Merge "Republican" into "Republicans"."""
    for name in [name for name in names if " " not in name and f"{name}s" in names]:
        if names[f"{name}s"].mentions > 0.2 * names[name].mentions:  # "America" is not one of "the Americas"
            _join(names, name, f"{name}s")
