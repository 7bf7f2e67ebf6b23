"""Mentions of targets, found in a sentence by their aliases, without a model; and the file that lists targets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from framing.articles.tokens import lowered
from framing.errors import InputError
from framing.places import expanded

Targets = dict[str, list[str]]
"""The aliases of each target, by the target's name."""

TITLES = frozenset(
    """mr mrs ms miss mx messrs dr sir lord lady dame sen sens senator senators rep reps representative representatives
    congressman congresswoman gov govs governor
    president president-elect vice-president vice prime minister chancellor premier first secretary secretary-general
    attorney general chief justice judge mayor king queen prince princess crown emperor pope cardinal archbishop bishop
    rev reverend imam ayatollah rabbi sheikh gen lt lieutenant col colonel sgt sergeant capt captain maj major admiral
    officer detective sheriff inspector superintendent constable commissioner ambassador director chairman chairwoman
    chair speaker majority minority leader councillor councilman councilwoman spokesman spokeswoman spokesperson prof
    professor hon""".split()
)
"""Words that stand before a person's name, in lower case and without their full stop."""

_EXAMPLE = "China: [China, Beijing]"
_PLAIN = str.maketrans({**dict.fromkeys("’‘ʼ＇`´", "'"), **dict.fromkeys("‐‑", "-")})
_BEFORE = r"(?<![\w@])(?<!\w-)(?<!\w')"
_AFTER = r"(?!\w)(?!-\w)(?!'(?!(?i:s|d|ll|ve|re)\b)\w)(?!\.[a-z])"
_TITLE = "|".join(sorted((re.escape(t[0].upper() + t[1:]) for t in TITLES), key=len, reverse=True))
_TITLED = re.compile(rf"(?<![\w'-])(?:(?:Secretary\s+of\s+State|{_TITLE})\.?\s+)+\Z")
_LONGEST_TITLES = 80  # characters before a mention that are searched for titles


class Mention(NamedTuple):
    """One mention of a target: the half-open range of its characters in the text that was searched."""

    target: str
    start: int
    end: int


class TargetFinder:
    """Finds the mentions of targets in texts.

    - An alias counts as a whole word: "Iran" is not in "Tirana", "@Iran" or "iran.com". A possessive or contracted
      ending ("Iran's", "Iran’s", "the unions’", "Trump'll") may follow and is not part of the mention.
    - A hyphen makes another word: "Iran-backed", "anti-Iran" and "US-Iran" say something of something else and are no
      mention of Iran; who wants them lists them as aliases. Dashes and slashes divide words.
    - A title right before a name belongs to the mention ("Mr Smith", "President Xi", "Prime Minister Ada Bell"), as
      for most titles in NewsMTSC, from which stance is learned; possessive endings do not, as there.
    - An alias with a capital letter is found as it is written, but its first letter may be a capital where a sentence
      begins ("the US president"); an alias without one ("immigrants") is found in any case.
    - Typographic and plain apostrophes and hyphens, composed and decomposed letters, and all white space are alike.
    - Longer aliases go first and mentions never overlap: with "New York Times" a target, it is no mention of New York.

    ``targets`` is checked by :func:`check_targets`.
    """

    def __init__(self, targets: Mapping[str, str | Iterable[str]]) -> None:
        self.targets = check_targets(targets)
        self._aliases = []
        for target, aliases in self.targets.items():
            for alias in aliases:
                plain = searchable(alias).strip()
                cased = plain != plain.lower()
                words = [re.escape(word) for word in (plain if cased else lowered(plain)).split()]
                if cased and plain[0] != plain[0].upper() and len(plain[0].upper()) == 1:
                    words[0] = f"[{plain[0]}{plain[0].upper()}]" + re.escape(plain.split()[0][1:])
                pattern = re.compile(_BEFORE + r"\s+".join(words) + _AFTER)
                self._aliases.append((target, cased, lowered(plain).split()[0], pattern))

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in a text, in its order; offsets count its characters."""
        plain, places = _searched(text)
        low = lowered(plain)
        found = [
            (match.start(), match.end(), target)
            for target, cased, first, pattern in self._aliases
            if first in low
            for match in pattern.finditer(plain if cased else low)
            if not _goes_on(plain, match.end())
        ]
        kept: list[tuple[int, int, str]] = []
        for start, end, target in sorted(found, key=lambda hit: (hit[0] - hit[1], hit[0])):
            if all(end <= other[0] or other[1] <= start for other in kept):
                kept.append((start, end, target))
        mentions, floor = [], 0
        for start, end, target in sorted(kept):
            titles = _TITLED.search(plain, max(floor, start - _LONGEST_TITLES), start)
            first = titles.start() if titles else start
            mentions.append(Mention(target, places[first], places[end]) if places else Mention(target, first, end))
            floor = end
        return mentions


def check_targets(targets: object, where: str = "targets") -> Targets:
    """Return targets as lists of aliases, each once and without white space around it.

    A single string stands for one alias. ``where`` is named in errors. Raises InputError for what is no mapping or is
    empty, for names and aliases that are no text or have no letter or digit, and for an alias of two targets.
    """
    if not isinstance(targets, Mapping):
        raise InputError(f"{where}: must map each target to its aliases, not be {_a(targets)}; e.g. {_EXAMPLE}.")
    if not targets:
        raise InputError(f"{where}: no target is given; write at least one, e.g. {_EXAMPLE}.")
    checked: Targets = {}
    owner: dict[str, str] = {}
    for name, aliases in targets.items():
        _check_text(name, f"{where}: the target {name!r}")
        listed = [aliases] if isinstance(aliases, str) else aliases
        if isinstance(listed, Mapping) or not isinstance(listed, Iterable):
            raise InputError(f"{where}: the aliases of {name!r} must be a list of texts, not {_a(aliases)}.")
        checked[name] = []
        for alias in listed:
            _check_text(alias, f"{where}: the alias {alias!r} of {name!r}")
            known = owner.setdefault(" ".join(searchable(alias).split()), name)
            if known != name:
                raise InputError(f"{where}: {alias!r} is an alias of both {known!r} and {name!r}; leave one out.")
            if alias.strip() not in checked[name]:
                checked[name].append(alias.strip())
        if not checked[name]:
            raise InputError(f"{where}: {name!r} has no alias; list at least one, e.g. {_EXAMPLE}.")
    return checked


def read_targets(path: str | Path) -> Targets:
    """Return the targets of a YAML file that maps each to one alias or a list of aliases.

    Raises InputError in one line for a file that cannot be read, a target that stands twice, and as
    :func:`check_targets` does.
    """
    try:
        text = expanded(path).read_text(encoding="utf-8-sig")
        node, raw = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; write one line a target, e.g. {_EXAMPLE}.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as YAML ({' '.join(str(error).split())[:160]}).") from None
    if isinstance(node, yaml.MappingNode):
        keys = [str(key.value) for key, _ in node.value]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise InputError(f"{path}: the target {twice[0]!r} stands twice; put its aliases into one list.")
    return check_targets(raw, str(path))


def searchable(text: str) -> str:
    """Return a text with letters composed (NFC) and typographic apostrophes and hyphens made plain."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def _check_text(value: object, what: str) -> None:
    if not isinstance(value, str):  # YAML reads No and 2024 as a truth value and a number
        raise InputError(f"{what} is {_a(value)}, not text; put it in quotation marks.")
    if not any(map(str.isalnum, value)):
        raise InputError(f"{what} has no letter or digit; give a name that texts can mention.")


def _a(value: Any) -> str:
    return "nothing" if value is None else f"of type {type(value).__name__}"


def _searched(text: str) -> tuple[str, list[int] | None]:
    """Return the text in which aliases are searched and, where its offsets differ, those in ``text`` and its end."""
    if unicodedata.is_normalized("NFC", text):
        return text.translate(_PLAIN), None
    plain: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _joins(text[end]):
            piece = unicodedata.normalize("NFC", text[start:end]).translate(_PLAIN)
            plain.append(piece)
            places += [start] * len(piece)
            start = end
    return "".join(plain), [*places, len(text)]


def _joins(char: str) -> bool:
    """Tell whether a character may melt with the one before it: marks, and vowels and finals of Korean syllables."""
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"


def _goes_on(text: str, at: int) -> bool:
    return at < len(text) and unicodedata.category(text[at])[0] == "M"
