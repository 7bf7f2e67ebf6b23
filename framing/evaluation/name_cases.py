"""Names found in a sentence and replaced by others of their kind, every occurrence alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from framing.evaluation.name_pools import Name, Template, pools

LAST, FIRST = 0, 1
"""The forms of a person's name."""

_TITLES = (
    "Mr Mrs Ms Miss Dr Sen Rep Gov Gen Sgt Lt Sir Lord Dame Judge Justice Senator Representative Congressman "
    "Congresswoman Governor President President-elect Chancellor Secretary Minister Mayor General Attorney Director "
    "Chairman Chairwoman Speaker Leader Ambassador Professor Sergeant Officer Staff Democrat Republican Pope King Queen"
).split()
_BODIES = frozenset(
    "County House Party Committee Court Department Senate Congress News Times Post Church University Street State "
    "States Union Nations Army Administration Campaign Foundation Group Council Office Bureau Agency Club Hebdo "
    "Jazeera City Kremlin Pentagon Facebook Twitter Google Fox Hamas Taliban Hezbollah Islamic Antifa Pinterest "
    "Treasury Parliament He She They Him Her His It I We You Who".split()
)
"""Words that make what they stand in something else than a person."""
_TOKEN = r"[A-Z][\w'’-]*[a-z][\w'’-]*"
_PERSON = re.compile(
    rf"^[\s\"“”•']*(?:.*\b(?:{'|'.join(_TITLES)}|[a-z]{{3,}})\.?\s+)?"
    rf"(?:(?P<first>{_TOKEN}(?: (?!(?:al|el)-){_TOKEN})?)(?: [A-Z]\.)* )?"
    rf"(?P<last>(?:(?:de|van|von|bin|le|la) )?(?:(?:al|el)-)?{_TOKEN})(?: Jr\.?| Sr\.?)?(?:['’]s?)?$"
)
_FUNCTION = (
    "A|An|In|From|To|For|With|By|At|On|And|But|Or|As|If|When|While|Since|Although|Though|After|Before|Because|Many|Most|Some|"
    "The|Both|Like|Across|Over|Under|Between|Among|Why|How|Where|That|This|Is|Are|Will|No|All|Few|Even|Outside|Inside"
)
_NO_NOUN = "is|are|was|were|has|have|had|and|or|to|in|of|on|at|for|who|that|will|would|can|as|by|with|but|do|did|from"


@dataclass(frozen=True)
class Case:
    """A sentence and one name in it: where it stands (start, end, form), and what is known of it."""

    text: str
    name: Name
    spans: tuple[tuple[int, int, int], ...]

    @property
    def kind(self) -> str:
        """The kind of the name."""
        return self.name.kind


def swap(case: Case, new: Name) -> str:
    """Return the sentence with ``new`` in place of the case's name; "a" and "an" follow, and so do capitals.

    Raises ValueError where the new name lacks a form that the sentence needs.
    """
    pieces, done = [], 0
    for start, end, form in case.spans:
        word = new.forms[form]
        if word is None:
            raise ValueError(f"{new.label!r} has no form {pools()[case.kind].forms[form]!r}.")
        before = case.text[done:start]
        if article := re.search(r"\b([Aa])n?(?=(\s)$)", before):
            before = f"{before[: article.start()]}{article[1]}{'n' if _sounds_as_vowel(word) else ''}{article[2]}"
        if case.text[start].isupper() and word[0].islower():
            word = word[0].upper() + word[1:]
        if re.match(r"['’](?!\w)", case.text[end:]) and case.text[end - 1] == "s" and not word.endswith("s"):
            word += case.text[end] + "s"  # the Times’ → the Star’s
            end += 1
        pieces += [before, word]
        done = end
    return "".join([*pieces, case.text[done:]])


def draw(case: Case, count: int, rng: np.random.Generator) -> list[Name]:
    """Return ``count`` different names to put in: of the case's kind and gender, none of which the sentence holds."""
    fitting = [
        name
        for name in pools()[case.kind].names
        if (case.name.gender is None or name.gender == case.name.gender)
        and not any(form and re.search(rf"\b{re.escape(form)}\b", case.text, re.IGNORECASE) for form in name.forms)
    ]
    if len(fitting) < count:
        return []
    return [fitting[i] for i in rng.choice(len(fitting), count, replace=False)]


def find_names(text: str) -> list[Case]:
    """Return a case for each known name in a sentence; of names that overlap the longest counts."""
    taken: list[tuple[int, int]] = []
    found = []
    for name, spans in [*_persons(text), *_others(text)]:
        free = [span for span in spans if not any(s < span[1] and span[0] < e for s, e in taken)]
        if free:
            taken += [(s, e) for s, e, _ in free]
            found.append(Case(text, name, tuple(sorted(free))))
    return found


def mention_case(text: str, mention: str) -> Case | None:
    """Return the case of an annotated mention: a known name of any kind, or what looks like a person's name.

    A person is one capitalised word or several, behind titles and offices, none of which is a word for an institution;
    pronouns, descriptions, names in capitals, and several persons at once give None.
    """
    bare = re.sub(r"^[\s\"“”•']+|(?:['’]s?)?[\s\"“”]*$", "", mention)
    for case in find_names(text):
        forms = {text[start:end] for start, end, _ in case.spans}
        if bare in forms or (case.kind == "persons" and bare.rsplit(" ", 1)[-1] in forms):
            return case
    match = _PERSON.match(bare)
    if match is None or _BODIES & set(bare.split()) or bare.lower().startswith("the "):
        return None
    if re.search(rf"\b[Tt]he {re.escape(match['last'])}\b", text) or match["last"] in _TITLES or "," in bare:
        return None
    name = Name("persons", (match["last"], match["first"]), (False, False), _gender(text))
    spans = _person_spans(text, name, ())
    return Case(text, name, tuple(spans)) if spans else None


def fill(template: Template, rng: np.random.Generator) -> list[Case]:
    """Return the cases of a template filled with known names: one for each slot, or for slots of one number."""
    chosen: dict[tuple[str, str], Name] = {}
    spans: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    pieces, done, length = [], 0, 0
    for start, end, kind, number, form in template.slots:
        pool = pools()[kind]
        wanted = [FIRST, LAST] if kind == "persons" and form is None else [pool.forms.index(form) if form else 0]
        taken = [name.label for (other, _), name in chosen.items() if other == kind]
        fitting = [
            name
            for name in pool.known
            if all(name.forms[w] for w in wanted)
            and not any(name.guarded[w] and kind == "persons" for w in wanted)
            and name.label not in taken
        ]
        key = (kind, number)
        if key not in chosen:
            chosen[key] = fitting[int(rng.integers(len(fitting)))]
        pieces.append(template.text[done:start])
        length += len(pieces[-1])
        for place, w in enumerate(wanted):
            word = str(chosen[key].forms[w]).removeprefix("the ")
            pieces.append(" " + word if place else word)
            spans.setdefault(key, []).append((length + (place > 0), length + len(pieces[-1]), w))
            length += len(pieces[-1])
        done = end
    text = "".join([*pieces, template.text[done:]])
    text = text[0].upper() + text[1:]
    return [Case(text, name, tuple(spans[key])) for key, name in chosen.items()]


def _persons(text: str) -> Iterator[tuple[Name, list[tuple[int, int, int]]]]:
    by_last: dict[str, list[Name]] = {}
    for name in pools()["persons"].known:
        if str(name.forms[LAST]) in text:
            by_last.setdefault(str(name.forms[LAST]), []).append(name)
    for names in by_last.values():
        whole = [name for name in names if re.search(rf"\b{_full(name)}", text)]
        alone = [] if names[0].guarded[LAST] or whole else names[:1]
        for name in whole or alone:
            others = [str(other.forms[FIRST]) for other in names if other != name]
            if spans := _person_spans(text, name, others):
                yield name, spans


def _full(name: Name) -> str:
    last, first = (re.escape(str(form)) for form in name.forms)
    return rf"{first}(?: [A-Z]\.)* {last}(?!\w)"


def _person_spans(text: str, name: Name, relatives: list[str] | tuple[()]) -> list[tuple[int, int, int]]:
    """Return where a person's surname and given name stand; a given name alone counts where the surname is there."""
    last, first = name.forms
    behind = "".join(rf"(?<!{re.escape(other)} )" for other in relatives)
    spans = [(*m.span(), LAST) for m in re.finditer(rf"(?<!\w){behind}{re.escape(str(last))}(?!\w)", text)]
    if first and spans:
        lone = rf"(?: [A-Z]\.)* {re.escape(str(last))}(?!\w)|(?! [A-Z])"
        spans += [(*m.span(), FIRST) for m in re.finditer(rf"(?<!\w){re.escape(first)}(?!\w)(?={lone})", text)]
    return sorted(spans)


def _others(text: str) -> Iterator[tuple[Name, list[tuple[int, int, int]]]]:
    """Yield the known names of the other kinds; of those that begin at one place the longest, which is tried first."""
    found: dict[Name, list[tuple[int, int, int]]] = {}
    pattern, meaning = _search()
    for match in pattern.finditer(text):
        name, form = meaning[match[0]]
        start, end = match.span()
        if _fits(text, start, end, name, form):
            found.setdefault(name, []).append((start, end, form))
    yield from found.items()


@lru_cache(maxsize=1)
def _search() -> tuple[re.Pattern[str], dict[str, tuple[Name, int]]]:
    meaning: dict[str, tuple[Name, int]] = {}
    for kind, pool in pools().items():
        for name in pool.known if kind != "persons" else ():
            for form, word in enumerate(name.forms):
                if word:
                    meaning.setdefault(word.removeprefix("the "), (name, form))
                    if kind == "professions":
                        meaning.setdefault(word[0].upper() + word[1:], (name, form))
    words = "|".join(re.escape(word) for word in sorted(meaning, key=len, reverse=True))
    return re.compile(rf"(?<![\w#@])(?:{words})(?!\w)"), meaning


def _fits(text: str, start: int, end: int, name: Name, form: int) -> bool:
    """Tell whether a name that was found is not part of a longer one, and means what it should."""
    before, after = text[:start], text[end:]
    if re.match(r"[\s-][A-Z]", after):
        return False
    if name.kind == "professions":
        return text[start].islower() or not before.strip(" \"“‘'")
    if str(name.forms[form]).startswith("the ") and not re.search(r"\b[Tt]he\s$", before):
        return False
    if name.kind in ("newspapers", "broadcasters"):
        return True
    if name.guarded[form] and not re.match(rf"\s(?!(?:{_NO_NOUN})\b)[a-z]", after):
        return False
    place = name.kind in ("cities", "regions") or (name.kind == "countries" and form == 0)
    if place and re.search(r"(?:[A-Z]\w+\s(?:of|for)|\b[Tt]he)\s$", before):
        return False
    if name.kind in ("cities", "regions") and re.match(r",\s[A-Z]", after):
        return False
    capital = re.search(r"([A-Z][\w.’'-]*)\s$", before)
    return name.kind == "parties" or capital is None or re.fullmatch(_FUNCTION, capital[1]) is not None


def _gender(text: str) -> str | None:
    """Return the gender that titles and pronouns give; None where there are none, or of both."""
    f = re.search(r"\b(?:Ms|Mrs|[Ss]he|[Hh]er|hers|herself)\b", text)
    m = re.search(r"\b(?:Mr|[Hh]e|[Hh]is|[Hh]im|himself)\b", text)
    return None if bool(f) == bool(m) else "f" if f else "m"


def _sounds_as_vowel(word: str) -> bool:
    if re.match(r"[A-Z]{3,}\b", word):  # spelled: an NDTV crew
        return word[0] in "AEFHILMNORSX"
    return word[0] in "AEIOUaeiou" and not re.match(r"(?i)eu|u(?:ni|ru|k|ga|tr)", word)
