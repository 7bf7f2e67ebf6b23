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
from framing.articles.tokens import Tokens, lowered
from framing.tables import Span

# One capitalised part of a name; (?>…) never gives letters back, since no name could follow inside a word.
_PART = r"[A-Z](?>(?:\.[A-Z])+\.?|[\w’'-]*[\w-]|\.)"
_NAME = re.compile(rf"{_PART}\.?(?:[ \u00a0](?:(?:de|van|von|der|den|bin|al|el|la|di|da|du)[ \u00a0])*{_PART})*")
_FULL_NAME = re.compile(rf"{_PART}\.?(?:[ \u00a0](?:(?:de|van|von|der|den|bin|al|el|la|di|da|du)[ \u00a0])*{_PART})+")
_TITLE_WORDS = frozenset(
    """mr mrs ms miss dr sen senator rep representative congressman congresswoman gov governor gen general lt lieutenant
    col colonel sgt sergeant capt captain prof professor rev reverend president vice minister prime chancellor
    premier secretary mayor judge justice king queen prince princess pope sir lord lady dame attorney chief officer
    detective sheriff deputy director chairman chairwoman chair speaker ambassador commissioner councillor councilman
    councilwoman spokesman spokeswoman spokesperson candidate nominee leader manager republican democrat democratic
    former st hon admiral major inspector superintendent ceo mp mep editor author coach constable corporal private
    warden principal whip adviser advisor counsel counselor strategist analyst economist columnist correspondent host
    anchor historian lawyer commentator reporter undersecretary treasurer comptroller solicitor marshal""".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_OFFICE = re.compile(r"\b(?:Secretary|Speaker|Director|Minister|Leader|Undersecretary|Department) of (?:the )?$")
_OFFICE_WORDS = frozenset(
    """state house national intelligence defense homeland security education labor energy health interior agriculture
    commerce treasury""".split()
)
_NOBODY = frozenset(
    """there only those despite considering having rather maybe perhaps just regarding related advertisement watch
    trending story more such neither nor""".split()
)
_STANDS_ALONE = frozenset("some many most several all both one two those these".split())
_MALE, _FEMALE = frozenset("mr sir lord king prince".split()), frozenset("mrs ms miss lady dame queen princess".split())
_NO_NAME = frozenset(
    """the a an in on at of to for from by with and but or as if when while after before since because though although
    this that these those it he she they we i you his her their its our my there here what why how who where yet
    still so then now later meanwhile however one two some many most several all both no not according monday tuesday
    wednesday thursday friday saturday sunday january february march april june july august september october
    november december last even just also during earlier""".split()
)
_BEFORE_NAME = _TITLE_WORDS | _NO_NAME
_SAME = {"leader": ("president", "premier", "chancellor", "minister", "chairman", "chairwoman", "chair")}
_GENDERED = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_LOOK_BACK = 4  # sentences searched for the name that a pronoun stands for
_APPOSITION = re.compile(r", (?:an?|the|former|one of) ([^,.;:\n]{3,90})[,.;]")
_OF = re.compile(rf"({_PART}\.?(?: {_PART}\.?)+) (?:of|for|from|at) ")
_NAMED_AFTER = re.compile(rf"\s*, ({_FULL_NAME.pattern})(?=,|$)")
_GROUP = re.compile(r"(\w+) (?:at|from|of|for|in|on|with|to|within|close to) ")
_PEOPLE = frozenset(
    """aides advisers advisors activists advocates allies analysts authorities backers campaigners colleagues critics
    defenders diplomats doctors economists employees executives experts friends fans historians insiders investigators
    journalists lawmakers lawyers leaders legislators members neighbors neighbours observers officers officials
    opponents organizers organisers parents people politicians pollsters prosecutors protesters relatives reporters
    representatives researchers residents scholars scientists someone somebody sources specialists spokespeople staff
    staffers strategists students supporters teachers users veterans voters witnesses workers""".split()
)
_TITLED_OFFICE = re.compile(
    r"^(?:the )?(?:(?:Under)?[Ss]ecretary of (?:State|Defense|Education|Homeland Security|Energy|Labor|Health|"
    r"Commerce)|Speaker of the House) (?=[A-Z])"
)
_TAIL = re.compile(  # Trump's lawyer, FBI investigators: not Trump, not the FBI
    r"[\w.][’']?s?[ \u00a0](?!(?:of|for|from|at|in|on|with|who|and|the|to|about|by|also|is|was|has|had|most)\b)"
    r"[a-z][a-z-]+$"
)
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
                self._meet(self._without_office(name, match.start()), before_comma, end)

    def _without_office(self, name: str, start: int) -> str:
        """Drop what belongs to an office: Secretary of State John Kerry, Speaker of the House Nancy Pelosi."""
        parts = name.replace("\u00a0", " ").split(" ")
        if _OFFICE.search(self.text, max(0, start - 30), start):
            while len(parts) > 2 and parts[0].lower() in _OFFICE_WORDS:
                del parts[0]
        return " ".join(parts)

    def _meet(self, mention: str, before_comma: bool, end: int) -> None:
        parts = mention.replace("\u00a0", " ").split(" ")
        while parts and parts[0].lower() in _NO_NAME:
            del parts[0]
        cut = _past_titles(parts)
        titles, name = parts[:cut], parts[cut:]
        if not name or not name[0][:1].isupper():
            return
        surname = name[-1] = _bare(name[-1])
        apposition = _APPOSITION.match(self.text, end) if before_comma else None
        for title in titles:
            if title.rstrip(".").lower() in _MALE:
                self.gender.setdefault(surname, "m")
            elif title.rstrip(".").lower() in _FEMALE:
                self.gender.setdefault(surname, "f")
        if len(name) > 1 and surname.lower() not in _NO_NAME and surname.rstrip(".").lower() not in _SUFFIXES:
            whole = " ".join(name)
            self.full.setdefault(surname, whole)
            if titles or apposition:
                self.full.setdefault(name[0], whole)  # family name first: Xi Jinping
        known = self.full.get(surname, surname)
        if titles:
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
        if not lower or lower.split()[0] in _NOBODY or (lower in _NO_NAME and lower not in _STANDS_ALONE):
            return None
        head = _HEAD_END.split(mention, maxsplit=1)[0].strip(' "“”«»•*')
        if sum(map(str.isalpha, head)) < 2:
            return None
        if (group := _GROUP.match(head)) and group.group(1).lower() in _PEOPLE:
            return head  # Economists at Fenner College: not the college
        described = head[0].islower() or head.split()[0].lower() in mentions.DETERMINERS
        if not described and (person := _OF.match(head)):  # Hattie Bell of Tidewatch, but not the Bank of England
            head = person.group(1)
        if described and not _all_capital(head):
            if named := _NAMED_AFTER.match(mention, len(head)):  # his lawyer, Susan Pike,
                name = self._canonical(named.group(1))
                self.described.append((_content_words(head), name))
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
        while len(parts) > 1 and parts[0].rstrip(".").lower() in _BEFORE_NAME:
            del parts[0]
        last = 2 if len(parts) > 1 and parts[-1].rstrip(".").lower() in _SUFFIXES else 1
        parts = parts[_past_titles(parts[:-last]) :]
        parts[-1] = _bare(parts[-1])
        if parts[-1].isupper() and (known := self.full.get(parts[-1].title())):  # MS. DUVAL, in a transcript
            return known
        return self.full.get(parts[0], parts[0]) if len(parts) == 1 else " ".join(parts)

    def _described(self, head: str) -> str:
        """Resolve "the Taliban official" to whoever was described so; else the description stands for itself."""
        bare = _LEADING_ARTICLE.sub("", head)
        words = _content_words(bare)
        definite = not head.lower().startswith(("a ", "an ", "one ", "another ", "some "))
        if definite and words:
            for known, name in reversed(self.described):
                if all(w in known or any(s in known for s in _SAME.get(w, ())) for w in words):
                    return name
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
            if name and self._fits(pronoun, name) and (name[0].isupper() or span[0] == start):
                return name
        return self.last[1] if self.last is not None and self._fits(pronoun, self.last[1]) else None

    def _quoted(self, start: int, end: int) -> bool:
        """Tell whether a sentence begins inside a quotation, so that its subject is not the author's."""
        i = bisect_left(self.quotations, (start + 1,)) - 1
        return (i >= 0 and self.quotations[i][1] > start) or end <= start

    def _fits(self, pronoun: str, name: str) -> bool:
        gender = self.gender.get(name.split()[-1])
        if pronoun in _GENDERED:
            return gender in (None, _GENDERED[pronoun]) and name.split()[0].lower() not in (
                "officials",
                "critics",
                "sources",
            )
        return gender is None


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word) if word[-1] in "s’'" else word


def _past_titles(parts: Sequence[str]) -> int:
    """Return the position behind the last title among the parts of a name."""
    at = len(parts)
    while at and parts[at - 1].rstrip(".").lower() not in _TITLE_WORDS:
        at -= 1
    return at


def _all_capital(head: str) -> bool:
    words = head.split()[1:]
    return bool(words) and all(w[0].isupper() or w in ("of", "and", "for", "the") for w in words)


def _content_words(phrase: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORD.findall(phrase)) - _NO_NAME
