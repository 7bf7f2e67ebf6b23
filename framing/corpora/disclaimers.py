"""Paragraphs taken out that say from which page of a newspaper an article is, so that a model cannot learn from them.

Opinion pages label their articles ("ANALYSIS/OPINION:"), disclaim them ("The opinions expressed in this commentary …"),
introduce their authors ("… is a columnist for …") and invite letters. A model that is trained to tell opinion pages
from news pages would find these and nothing else. They stand at the beginning and at the end of an article, where news
pages have notes and invitations of their own; those go as well, so that their absence tells nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

OPENING, CLOSING = 4, 8
"""How many paragraphs from either end are looked at; an author's note is looked for in the last three."""

LONGEST = 900
"""Characters; a longer paragraph is never taken out."""

SHORT, BYLINE = 400, 80
"""Characters; a longer paragraph is no invitation or caption, and no line of names above a label."""

_DISCLAIMER = re.compile(
    r"\b(?:opinions?|views?)\b(?: and \w+)?[^.\"“”]{0,40}\b(?:expressed|stated|contained|presented)\b[^\"“”]{0,200}"
    r"\b(?:solely|own|not necessarily|(?:do|does) not|those of|(?:is|are) (?:his|hers|theirs)|of the authors?)\b"
    r"|\b(?:opinions?|views?) (?:here |herein )?(?:are|is) (?:solely )?(?:his|her|their|my) own\b"
    r"|\bdo(?:es)? not necessarily (?:reflect|represent)\b[^.]{0,60}\b(?:views?|opinions?|polic|stance)"
    r"|\beditorial opinions are decided by\b|\bpublishes (?:a variety of|diverse) opinions\b",
    re.IGNORECASE,
)

_LABEL = re.compile(
    r"\W*(?:(?:analysis|opinion|commentary|column|editorial|op-?ed)(?:\W+(?:analysis|opinion|commentary))?"
    r"|(?:\w+ )?(?:opinion|guest|contributing|editorial) (?:contributor|columnist|writer|editor|essayist)s?"
    r"|(?:the )?(?:\w+ ){0,3}editorial board)\W*",
    re.IGNORECASE,
)

_LABELLED = re.compile(r"\A\W*(?:analysis\W{1,3}opinion|commentary|opinion)\s*:\s*", re.IGNORECASE)

_CAPTION = re.compile(r"\bPhoto Opinion\b|(?:, t|^T)he authors? (?:writes?|says?|argues?)\b")

_PAGE = re.compile(
    r"\bCNN ?Opinion\b|@?USATOpinion|@?NYTopinion|\bDaily Opinion\b|\bOpinion (?:Pages|front page|newsletter)\b"
    r"|\bBoard of Contributors\b|\b(?:read|view) more opinions?\b|\bletters? to the editor\b|\bsend (?:your )?letters\b"
    r"|\bsubmit an? (?:letter|comment|column|op-?ed)\b|\brespond to this (?:editorial|column)\b|\bcolumns? like this\b"
    r"|\b(?:archive of|more of|read) (?:his|her|[\w’']+s) columns?\b"
    r"|\bcolumn (?:appears|runs|is (?:published|syndicated))\b"
    r"|\bCREATORS\.COM\b|\bTribune (?:Content|Media)\b|\bWriters Group\b|\bFeatures Syndicate\b",
    re.IGNORECASE,
)

_FURNITURE = re.compile(
    r"\W*(?:(?:you can |readers (?:may|can) |please )?(?:(?:follow|join|like|find|friend|connect with)\b.{0,60}"
    r"(?:twitter|facebook|instagram|@)|(?:e-?mail|contact|write to|reach)\b.{0,60}@)"
    r"|sign up\b|subscribe\b|get (?:the|our)\b.{0,60}(?:newsletter|inbox|app\b|stories)"
    r"|click here\b|read more\b(?=\W*$|:| from| by)|read or share\b|want more\b.{0,60}(?:news|coverage)"
    r"|download the\b.{0,40}\bapp\b|copyright\b|©|\(c\) ?\d{4}"
    r"|(?:advertisement|ad|close|related|(?:next|prev) image \d+ of \d+)\W*$|columnists in-depth)",
    re.IGNORECASE,
)

_CREDIT = re.compile(
    r"\bcontributed (?:(?:to|reporting (?:to|for)) this (?:report|story|article)|reporting)\b", re.IGNORECASE
)

_EDITORS_NOTE = re.compile(r"\W{0,3}(?:editor|author|publisher)(?:s|['’]s|s['’])?\W{1,2}note\b", re.IGNORECASE)

# Possessive, since a name in capitals could otherwise be read in thousands of ways.
_WORD = r"[A-Z](?:[\w'’-]++|\.(?:[A-Z]\.)*+)"
_NAME = rf"{_WORD}(?:,? (?:(?:de|la|van|von|der|bin|al) )?{_WORD}){{1,4}}+"
_TITLE = r"(?:(?:Rep|Sen|Gov|Gen|Col|Lt|Adm|Prof|Dr|Rev|Judge|Former|Senator|Ambassador)s?\.? )*"
_NO_NAME = (
    r"(?!(?:The|This|That|There|These|It|In|On|At|As|But|And|If|When|President|White|House|Senate|Congress|Democrats?"
    r"|Republicans?)\b)"
)

# "<Name>, <apposition>, is a <role>": a person introduced at full length.
_NOTE = re.compile(
    rf"[^\w\"“]{{0,4}}{_NO_NAME}{_TITLE}{_NAME}(?: \([^)]{{0,60}}\))?(?:,? (?:and|&) {_NAME})?"
    r"(?:,[^.;\"“]{3,150},)? (?:(?:is|was|are|were|has been|serves|served)\b(?P<being>[^.;\"“]{0,130})"
    r"|(?:writes (?:about|for|on|a|the|frequently|regularly)|(?:co-)?hosts (?:a|the)|teaches|contributes)\b)"
)

_ROLE = re.compile(
    r"\b(?:columnists?|contributors?|contributing|commentators?|syndicated|op-?ed|(?:co-?)?authors?|writers?|editors?"
    r"|fellows?|professors?|scholars?|lecturers?|historians?|(?:co-?)?hosts?|analysts?|pundits?|strategists?"
    r"|correspondents?|reporters?|journalists?|bloggers?|radio|podcast)\b"
)

_OFFICE = re.compile(
    r"\b(?:directors?|presidents? (?:of|and)|vice presidents?|chair(?:man|woman)? (?:of|and)|(?:co-?)?founders?|CEO"
    r"|executive|attorneys?|lawyers?|research|consultants?|advis[eo]rs? (?:to|for|at)|former|student"
    r"|an? (?:Republican|Democrat))\b"
)

_REACH = re.compile(
    r"\b(?:[Ff]ollow (?:him|her|them|[A-Z]\w+) (?:on|at|@)|(?:can|may) be reached"
    r"|[Rr]each (?:him|her|them) (?:at|on|via)|(?:[Hh]er|[Hh]is) e-?mail (?:address )?is"
    r"|(?:[Hh]is|[Hh]er) (?:latest|new|most recent|forthcoming) book"
    r"|(?:[Hh]e|[Ss]he|and) is (?:also )?(?:the |an? )?(?:co-?)?(?:author|host|editor|columnist)\b)"
)

_SAYING = re.compile(r"\b(?:said|says|told|tweeted|added|argued|asked|announced|according to)\b|[\"“][^\"”]{120,}[\"”]")

_DATELINE = re.compile(r"(?:[A-Z][\w.’' ]{2,40},?(?: [A-Z][\w.]+)? ?)?\(CNN(?: Business| Politics)?\)")

_ENDED = re.compile(r"[.!?:;…\"”’)]\s*$")

_INTRODUCING = re.compile(r",?(?:[^.,]{0,80},)?\s+(?:is|was|has|writes|hosts|teaches|serves|served|covers)\b")

# A paragraph without any of these matches neither pattern; looking for them first is 20 times as fast.
_DISCLAIMING = ("opinion", "view", "necessarily")
_PAGING = (
    "opinion",
    "letter",
    "column",
    "comment",
    "contributors",
    "op-ed",
    "oped",
    "creators",
    "tribune",
    "group",
    "syndicate",
)


def strip_disclaimers(text: str, authors: Iterable[str] = ()) -> str:
    """Return ``text`` without the paragraphs that give away whether it is from an opinion page; see the module.

    Paragraphs are separated by line breaks. Looked at are the first four and the last eight: labels of a page,
    disclaimers, editors' and authors' notes, invitations, copyright lines, summaries ("Story highlights"), and on CNN's
    pages what stands before the dateline. Disclaimers and invitations to an opinion page are taken out anywhere.
    ``authors`` are names: a paragraph at either end that introduces one of them goes too. A text that would be left
    with nothing is returned as it is.
    """
    pieces = re.split(r"(\n\s*)", text.strip())
    paragraphs, breaks = pieces[::2], [*pieces[1::2], ""]
    kept = _kept(paragraphs, tuple(name for name in authors if len(name.split()) > 1))
    if not any(kept):
        return text.strip()
    # A label may also stand at the head of the first sentence.
    shown = [_LABELLED.sub("", p) if i < OPENING else p for i, p in enumerate(paragraphs)]
    return "".join(p + b for p, b, keep in zip(shown, breaks, kept, strict=True) if keep).strip()


def has_disclaimer(text: str) -> bool:
    """Return whether the first four or the last eight paragraphs call the text an opinion or disclaim it."""
    paragraphs = re.split(r"\n\s*", text.strip())
    first, last = paragraphs[:OPENING], paragraphs[OPENING:][-CLOSING:]
    called = any(_LABEL.fullmatch(p) or _LABELLED.match(p) or _is_caption(p) for p in first)
    return called or any(_disclaims(p) for p in first + last)


def _kept(paragraphs: list[str], authors: tuple[str, ...]) -> list[bool]:
    kept = [not _disclaims(p) for p in paragraphs]
    _drop_opening(paragraphs, kept, authors)
    for index in range(max(1, len(paragraphs) - CLOSING), len(paragraphs)):
        kept[index] = kept[index] and not _is_furniture(paragraphs[index])
    # A note hides behind what was taken out already, hence the last three of those that are left.
    for index in [i for i, keep in enumerate(kept) if keep and i > 0][-3:]:
        kept[index] = not _is_note(paragraphs[index], authors, closing=True)
    return kept


def _drop_opening(paragraphs: list[str], kept: list[bool], authors: tuple[str, ...]) -> None:
    summary = False
    for index, paragraph in enumerate(paragraphs[: min(OPENING, len(paragraphs) - 1)]):
        if re.search(r"\bStory [Hh]ighlights\b", paragraph):
            summary = True
        elif summary and _ENDED.search(paragraph):
            summary = False
        byline = _LABEL.fullmatch(paragraph) is not None
        introduced = _DATELINE.match(paragraphs[index + 1]) is not None
        if byline or introduced:
            for before in range(index):
                kept[before] = kept[before] and len(paragraphs[before]) > (BYLINE if byline else LONGEST)
        if len(paragraph) <= LONGEST and (
            summary
            or introduced
            or _is_furniture(paragraph)
            or _is_caption(paragraph)
            or _is_note(paragraph, authors, closing=False)
        ):
            kept[index] = False


def _disclaims(paragraph: str) -> bool:
    if len(paragraph) > LONGEST or not _has_one(paragraph, _DISCLAIMING):
        return False
    if _DISCLAIMER.search(paragraph):
        return not paragraph.startswith(('"', "“")) and re.search(r"\b(?:said|told)\b", paragraph) is None
    return len(paragraph) <= SHORT and _FURNITURE.match(paragraph) is not None and _PAGE.search(paragraph) is not None


def _is_caption(paragraph: str) -> bool:
    return len(paragraph) <= SHORT and _CAPTION.search(paragraph) is not None


def _is_furniture(paragraph: str) -> bool:
    if _LABEL.fullmatch(paragraph) or _EDITORS_NOTE.match(paragraph):
        return len(paragraph) <= LONGEST
    if len(paragraph) > SHORT:
        return False
    if _FURNITURE.match(paragraph) or _CREDIT.search(paragraph):
        return True
    return _has_one(paragraph, _PAGING) and _PAGE.search(paragraph) is not None


def _is_note(paragraph: str, authors: tuple[str, ...], *, closing: bool) -> bool:
    if len(paragraph) > LONGEST:
        return False
    introduced = any(_introduces(paragraph, name) for name in authors)
    if not introduced and (found := _NOTE.match(paragraph)):
        being = found["being"]
        introduced = being is None or bool(_ROLE.search(being) or (closing and _OFFICE.search(being)))
    if not introduced and closing:
        introduced = _REACH.search(paragraph) is not None
    return introduced and _SAYING.search(paragraph) is None


def _introduces(paragraph: str, name: str) -> bool:
    at = paragraph.find(name, 0, len(name) + 20)
    return at >= 0 and _INTRODUCING.match(paragraph, at + len(name)) is not None


def _has_one(paragraph: str, words: tuple[str, ...]) -> bool:
    low = paragraph.lower()
    return any(word in low for word in words)
