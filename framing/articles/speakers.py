"""From the mention of who speaks to a name: surnames to full names, descriptions and pronouns to who was named last.

"Mr Jalaly", "the Taliban official" and "he" all become "Zakir Jalaly" where the article says "Zakir Jalaly, a Taliban
foreign ministry official". A mention that leads to no name stands for itself; a pronoun that leads to none is missing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from framing.articles import mentions
from framing.articles.attribution import Attribution
from framing.articles.cues import VERBS
from framing.articles.name_words import DEMONYMS, PARTICLES
from framing.articles.person_words import (
    FEMALE,
    MALE,
    NO_NAME,
    NOBODY,
    OFFICE_WORDS,
    ORGANISATIONS,
    PARTISANS,
    PEOPLE,
    PERSONS,
    SAME,
    STANDS_ALONE,
    SUFFIXES,
    TITLE_WORDS,
)
from framing.articles.tokens import Tokens, lowered
from framing.tables import Span

# One capitalised part of a name; (?>…) never gives letters back, since no name could follow inside a word.
_PART = r"[A-Z](?>(?:\.[A-Z])+\.?|[\w’'-]*[\w-]|\.)"
# Of words in front, only a title is abbreviated: Sen. Bell, but "… met Trump. Yesterday Bell …" are two sentences.
_DOT = (
    r"(?:(?:(?<=\bMr|\bMs|\bDr|\bSt|\bLt)|(?<=\bMrs|\bSen|\bRep|\bGov|\bGen|\bCol|\bSgt|\bRev|\bMaj)|"
    r"(?<=\bCapt|\bProf))\.)?"
)
_NAME = re.compile(rf"{_PART}{_DOT}(?:[ \u00a0](?:(?:de|van|von|der|den|bin|al|el|la|di|da|du)[ \u00a0])*{_PART})*")
_FULL_NAME = re.compile(
    rf"{_PART}{_DOT}(?:[ \u00a0](?:(?:de|van|von|der|den|bin|al|el|la|di|da|du)[ \u00a0])*{_PART})+"
)
_OFFICE = re.compile(r"\b(?:Secretary|Speaker|Director|Minister|Leader|Undersecretary|Department) of (?:the )?$")
_BEFORE_NAME = TITLE_WORDS | NO_NAME
_NO_PRESIDENT = frozenset(("vice", "former", "late"))  # these are not called "the president"
_OPENERS = frozenset(
    "is was were are does did do can could should has have how why question behind says said adds asks asked".split()
)
_ENDS_OWNER = ("'s", "’s")
_GENDERED = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_LOOK_BACK = 4  # sentences searched for the name that a pronoun stands for
_APPOSITION = re.compile(r", (?:an?|the|former|one of) ([^,.;:\n]{3,90})[,.;]")
_OF = re.compile(rf"({_PART}\.?(?: {_PART}\.?)+) (?:of|for|from|at) ")
_NAMED_AFTER = re.compile(rf"\s*, ({_FULL_NAME.pattern})(?=,|$)")
_GROUP = re.compile(r"(\w+) (?:at|from|of|for|in|on|with|to|within|close to) ")
_TITLED_OFFICE = re.compile(
    r"^(?:the )?(?:(?:Under)?[Ss]ecretary of (?:State|Defense|Education|Homeland Security|Energy|Labor|Health|"
    r"Commerce)|Speaker of the House) (?=[A-Z])"
)
_TAIL = re.compile(  # Trump's lawyer, FBI investigators: not Trump, not the FBI
    r"[\w.][’']?s?[ \u00a0](?!(?:of|for|from|at|in|on|with|who|and|the|to|about|by|also|is|was|has|had|most)\b)"
    r"[a-z][a-z-]+$"
)
_CONTRACTION = re.compile(r"(?:he|she|it|they|we|i|you|that|there|here|what|who|let)['’]|\w+n['’]t$")
_LEADING_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s?$")
_HEAD_END = re.compile(r"[,(–—]")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def resolve_speakers(
    text: str, sentences: Sequence[Span], quotations: Sequence[Span], attributions: Sequence[Attribution]
) -> None:
    """Set ``speaker`` of each attribution of an article, in place.

    ``sentences`` and ``quotations`` are the article's, in order.
    """
    if attributions:
        people = _People(text, sentences, quotations)
        for attribution in sorted(attributions, key=_position):
            attribution.speaker = people.speaker(attribution)


def _position(attribution: Attribution) -> int:
    return (attribution.source or attribution.cue or attribution.content)[0][0]


class _People:
    """Everybody named in an article, and who spoke last."""

    def __init__(self, text: str, sentences: Sequence[Span], quotations: Sequence[Span]) -> None:
        self.text, self.sentences, self.quotations = text, sentences, quotations
        self.lowered = lowered(text)
        self.starts = [start for start, _ in sentences]
        self.full: dict[str, str] = {}
        self.gender: dict[str, str] = {}
        self.described: list[tuple[frozenset[str], str]] = []
        self.last: tuple[int, str] | None = None
        seen = set()
        for match in _FULL_NAME.finditer(text):
            name, end = match.group(), match.end()
            before_comma = text.startswith(", ", end)
            if before_comma or name not in seen:
                seen.add(name)
                self._meet(self._without_office(name, match.start()), before_comma, match)

    def _without_office(self, name: str, start: int) -> str:
        """Drop what belongs to an office: Secretary of State John Kerry, Speaker of the House Nancy Pelosi."""
        parts = name.replace("\u00a0", " ").split(" ")
        if _OFFICE.search(self.text, max(0, start - 30), start):
            while len(parts) > 2 and parts[0].lower() in OFFICE_WORDS:
                del parts[0]
        return " ".join(parts)

    def _meet(self, mention: str, before_comma: bool, found: re.Match[str]) -> None:
        parts = mention.replace("\u00a0", " ").split(" ")
        while parts and parts[0].lower() in NO_NAME | _OPENERS:
            del parts[0]
        if len(parts) > 1 and len(parts[0]) > 3 and parts[0].isupper() and not parts[-1].isupper():
            del parts[0]  # CLOSE Mitch McConnell, POLITICO Obama: what stood before the line
        parts = parts[_past_owner(parts) :]
        cut = _past_titles(parts)
        titles, name = parts[:cut], parts[cut:]
        if not name or not name[0][:1].isupper():
            return
        surname = name[-1] = _bare(name[-1])
        if surname.lower() in NO_NAME:
            return
        apposition = _APPOSITION.match(self.text, found.end()) if before_comma else None
        for title in titles:
            if title.rstrip(".").lower() in MALE:
                self.gender.setdefault(surname, "m")
            elif title.rstrip(".").lower() in FEMALE:
                self.gender.setdefault(surname, "f")
        whole = " ".join(name)
        if len(name) > 2 and surname.rstrip(".").lower() in SUFFIXES:  # T.S. Ellis III
            surname = _bare(name[-2].rstrip(","))
        if len(name) > 1 and surname.rstrip(".").lower() not in SUFFIXES | PARTISANS:
            self.full.setdefault(surname, whole)
            if titles or apposition:
                self.full.setdefault(name[0], whole)  # family name first: Xi Jinping
        known = self.full.get(surname, surname)
        if titles:
            titles += [word for word in _NO_PRESIDENT if self.lowered.endswith(f"{word} ", 0, found.start())]
            self.described.append((_content_words(" ".join(titles)), known))
        if apposition:
            self.described.append((_content_words(apposition.group(1)), known))

    def speaker(self, attribution: Attribution) -> str | None:
        """Return the name of who speaks, and remember it as the last one named."""
        if not attribution.source:
            return None
        start, end = attribution.source[0]
        name = self._named(start, end)
        if name is not None:
            self.last = (start, name)
        return name

    def _named(self, start: int, end: int) -> str | None:
        mention = " ".join(self.text[start:end].split())
        lower = mention.lower()
        if lower in mentions.PRONOUNS:
            return self._pronoun(lower, start)
        if not lower or lower.split()[0] in NOBODY or _CONTRACTION.match(lower):
            return None
        if lower in NO_NAME and lower not in STANDS_ALONE:
            return None
        head = _HEAD_END.split(mention, maxsplit=1)[0].strip(' "“”«»•*')
        if sum(map(str.isalpha, head)) < 2:
            return None
        if (group := _GROUP.match(head)) and group.group(1).lower() in PEOPLE:
            return head  # Economists at Fenner College: not the college
        described = head[0].islower() or head.split()[0].lower() in mentions.DETERMINERS
        if not described and (person := _OF.match(head)):  # Hattie Bell of Tidewatch, but not the Bank of England
            head = person.group(1)
        if described and not _all_capital(head):
            named, role = _NAMED_AFTER.match(mention, len(head)), head  # his lawyer, Susan Pike,
            who = named.group(1) if named else ""
            if not who and (at := _named_behind_role(head)):
                who, role = head[at:], head[:at]
            if who:
                name = self._canonical(who)
                self.described.append((_content_words(role), name))
                return name
            return self._described(head)
        head = _TITLED_OFFICE.sub("", head)
        names = _NAME.findall(head)
        if names and not described and _TAIL.search(head):
            return _LEADING_ARTICLE.sub("", head)
        if not names or (described and " of " in head):
            return _LEADING_ARTICLE.sub("", head)
        name = self._canonical(names[-1] if head.endswith(names[-1]) else names[0])
        if mention == names[-1]:
            return name
        rest = mention[len(head) :] + " " + head.replace(names[-1], "")
        if words := _content_words(rest):
            self.described.append((words, name))
        return name

    def _canonical(self, name: str) -> str:
        parts = [p for p in name.split(" ") if p]
        organisation = _bare(parts[-1]).lower() in ORGANISATIONS  # the Justice Department is no department called so
        while len(parts) > 1 and parts[0].rstrip(".").lower() in (NO_NAME if organisation else _BEFORE_NAME):
            del parts[0]
        if organisation and len(parts) > 1:
            return " ".join([*parts[:-1], _bare(parts[-1])])
        parts = parts[_past_owner(parts) :]
        last = 2 if len(parts) > 1 and parts[-1].rstrip(".").lower() in SUFFIXES else 1
        parts = parts[_past_titles(parts[:-last]) :]
        parts[-1] = _bare(parts[-1])
        if parts[-1].isupper() and (known := self.full.get(parts[-1].title())):  # MS. DUVAL, in a transcript
            return known
        if len(parts) == 1:
            return self.full.get(parts[0], parts[0])
        name = " ".join(parts)
        known = self.full.get(parts[-1], "") if parts[0].lower() in ("le", "la", *PARTICLES) else ""
        return known if known.endswith(f" {name}") else name  # Mr Le Maire

    def _described(self, head: str) -> str:
        """Resolve "the Taliban official" to whoever was described so; else the description stands for itself."""
        bare = _LEADING_ARTICLE.sub("", head)
        words = _content_words(bare)
        definite = not head.lower().startswith(("a ", "an ", "one ", "another ", "some "))
        if definite and words:
            who = [
                (known, name) for known, name in reversed(self.described)
                if all(w in known or any(s in known for s in SAME.get(w, ())) for w in words)
            ]  # fmt: skip
            if words == {"president"}:  # the one of whom most is said, a foreign one last
                who = [one for one in who if _NO_PRESIDENT.isdisjoint(one[0])]
                who.sort(key=lambda one: (not DEMONYMS.isdisjoint(one[0]), -self.text.count(one[1].split()[-1])))
            if who:
                return who[0][1]
        if len(words) > 1:
            self.described.append((words, bare))
        return bare

    def _pronoun(self, pronoun: str, at: int) -> str | None:
        """Return the latest speaker or sentence subject before ``at`` that the pronoun can stand for."""
        if pronoun in ("i", "we", "you"):
            return None
        if pronoun == "who":
            near = _NAME.finditer(self.text, max(0, at - 80), at)
            alone = [m for m in near if self.text[max(0, m.start() - 1)] != "-"]  # R-S.C., who
            names = [m.group() for m in alone if sum(map(str.isalpha, m.group())) > 2]
            return self._canonical(names[-1]) if names else None
        here = bisect_left(self.starts, at + 1) - 1
        for i in range(here, max(-1, here - _LOOK_BACK), -1):
            start, end = self.sentences[i]
            if self.last is not None and start <= self.last[0] < min(end, at) and self._fits(pronoun, self.last[1]):
                return self.last[1]
            if self._quoted(start, min(end, at)) or (i == here and self.text[start:at].rstrip().endswith(",")):
                continue  # in "The plan, he said, …" the plan is what he speaks of
            tokens = Tokens(self.text, self.lowered, start, min(end, at))
            found = mentions.subject(tokens, 0, len(tokens))
            if found is None or tokens.lower[found[0]] in mentions.PRONOUNS:
                continue
            span = tokens.span(*found)
            name = self._named(*span)
            if name and pronoun in _GENDERED and not self._is_person(name):
                break
            if name and self._fits(pronoun, name) and (name[0].isupper() or span[0] == start):
                return name
        return self.last[1] if self.last is not None and self._fits(pronoun, self.last[1]) else None

    def _is_person(self, name: str) -> bool:
        """Tell whether the subject of a sentence may be who "he" or "she" is: this term and one policy are not."""
        first, last = (name.split()[at].rstrip(".").lower() for at in (0, -1))
        if first in NO_NAME and first not in ("one", "our", "my"):
            return False
        if not {first, last}.isdisjoint(TITLE_WORDS | PERSONS) or name in self.full.values():
            return True
        within = re.search(rf"[a-z,”’\"'] {re.escape(name)}\b", self.text) if name[0].isupper() else None
        return within is not None or any(name == known for _, known in self.described if known[0].isupper())

    def _quoted(self, start: int, end: int) -> bool:
        """Tell whether a sentence begins inside a quotation, so that its subject is not the author's."""
        i = bisect_left(self.quotations, (start + 1,)) - 1
        return (i >= 0 and self.quotations[i][1] > start) or end <= start

    def _fits(self, pronoun: str, name: str) -> bool:
        gender = self.gender.get(name.split()[-1])
        if pronoun in _GENDERED:
            return gender in (None, _GENDERED[pronoun]) and self._is_person(name)
        return gender is None


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word) if word[-1] in "s’'" else word


def _past_owner(parts: Sequence[str]) -> int:
    """Return the position behind whom a name belongs to: NPR's Frank Langfitt, but Trump's Justice Department."""
    at = next((k + 1 for k in range(len(parts) - 3, -1, -1) if parts[k].endswith(_ENDS_OWNER)), 0)
    return 0 if at == 0 or _bare(parts[-1]).lower() in ORGANISATIONS else at


def _named_behind_role(head: str) -> int | None:
    """Return where the name begins that a role in lower case stands before: the deputy mayor Ada Bell."""
    found = _FULL_NAME.search(head)
    if found is None or found.end() != len(head) or not found.start():
        return None
    role = [word.lower() for word in head[: found.start()].split()]
    plain = [word for word in role if word not in mentions.DETERMINERS]
    wrong = mentions.PREPOSITIONS | mentions.FINITE | mentions.PRONOUNS | NO_NAME - mentions.DETERMINERS
    if not plain or len(role) > 5 or not head[: found.start()].split()[-1].islower() or not wrong.isdisjoint(plain):
        return None
    return None if any(word.endswith("ly") or word in VERBS for word in plain) else found.start()


def _past_titles(parts: Sequence[str]) -> int:
    """Return the position behind the last title among the parts of a name."""
    at = len(parts)
    while at and parts[at - 1].rstrip(".").lower() not in TITLE_WORDS:
        at -= 1
    return at


def _all_capital(head: str) -> bool:
    words = head.split()[1:]
    return bool(words) and all(w[0].isupper() or w in ("of", "and", "for", "the") for w in words)


def _content_words(phrase: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORD.findall(phrase)) - NO_NAME
