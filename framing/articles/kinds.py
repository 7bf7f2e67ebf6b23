"""What a line of an article is: its title, a heading (a dek too), boilerplate of the page, or body text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.tables import Span

TITLE, HEADING, BODY, BOILERPLATE = "title", "heading", "body", "boilerplate"
KINDS = (TITLE, HEADING, BODY, BOILERPLATE)

_LONGEST_BOILERPLATE = 260  # characters; a longer line is text, whatever it begins with
_LONGEST_CONTROL = 100  # characters
_LONGEST_TITLE = 30  # words
_LONGEST_HEADING = 14  # words
_LONGEST_DEK = 45  # words

# Lines that are nothing but a control or a label of the page.
_CONTROL = re.compile(
    r"""\W*(?:close|menu|search|home|share|print|e-?mail|save|listen|play|pause|next|previous|back|top|loading|
    sign\ (?:in|up|out)|log\ (?:in|out)|register|subscribe(?:\ now)?|advertisements?|ad|sponsored(?:\ content)?|
    (?:read|see|show|view|load)\ (?:more|less|all)(?:\ (?:comments|stories|articles|news))?|
    continue\ reading|keep\ reading|
    (?:\d+\ )?comments?(?:\ \(?\d+\)?)?|(?:leave|post|add|write)\ (?:a|your)\ (?:comment|reply)|
    (?:scroll|back|return|go)\ to\ (?:the\ )?top|skip\ to\ (?:the\ )?(?:main\ )?content|skip\ (?:ad|advertisement)|
    toggle\ \w+|copy\ link|
    (?:facebook|twitter|x|whatsapp|telegram|reddit|linkedin|instagram|pinterest|youtube|tiktok|flipboard|
    e-?mail|print|share|link|messenger|[\s,|/•·])+|
    related(?:\ (?:articles?|stories|topics|news|content|links))?|most\ (?:read|popular|viewed)|
    trending(?:\ now)?|recommended(?:\ for\ you)?|you\ (?:may|might)\ also\ like|more\ from\ .{1,40}|
    (?:accept|manage|reject)\ (?:all\ )?cookies|cookie\ (?:policy|settings|preferences)|
    privacy\ (?:policy|notice)|terms\ (?:of\ (?:use|service)|and\ conditions)|
    story\ continue[sd]\ below(?:\ .{1,30})?|(?:related|watch|see\ also|also\ read|read\ more|trending):\ .{3,90}|
    \(?photo:?\ .{2,60}\)|.{0,60}/(?:getty\ images|afp|reuters|ap)|play\ facebook|embed\ autoplay.{0,80}|
    read\ or\ share\ this\ story:.{0,120}|article\ continues\ (?:below|after).{0,40}|image\ source.{0,60}|getty\ images|
    (?:last\ )?updated:?\ .{1,50}|published:?\ .{1,50}|\d+\ min(?:ute)?s?\ read|
    by\ (?:the\ )?[A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+){0,3})\W*""",
    re.IGNORECASE | re.VERBOSE,
)

# Sentences that speak to the reader as a user of the page.
_INVITATION = re.compile(
    r"""\W*(?:(?:please\ )?(?:sign\ up|subscribe|register)\ (?:to|for|here|now|today)\b|
    (?:get|receive)\ (?:our|the|more|all|breaking|daily|free)\b.{0,80}
    \b(?:newsletter|inbox|alerts?|updates|emails?|app)\b|
    (?:join|follow|like|find|visit)\ (?:us|our|the\ conversation)\b.{0,120}
    \b(?:on|channels?|newsletter|facebook|twitter|telegram|whatsapp|instagram|youtube|page|community)\b|
    follow\ @?[\w ]{1,40}\ on\ (?:twitter|x|facebook|instagram|telegram)|
    share\ (?:this|on|via|your)\b(?!.{0,40}\bwith\ (?:him|her|them)\b)|tweet\ this|
    click\ (?:here|on|the\ link|to)\b|(?:read|see|watch|listen|read\ more)(?:\ also|\ next|\ more)?\ ?[:|»→]|
    read\ the\ (?:rest|full\ (?:story|article|report))\b|
    download\ (?:our|the)\b.{0,40}\bapp\b|support\ (?:our|independent)\ (?:journalism|work)\b|
    (?:become|be)\ a\ (?:member|subscriber|supporter)\b|
    (?:we|this\ (?:web)?site|our\ (?:web)?site)\ uses?\ cookies\b|
    by\ (?:continuing|using|signing|clicking)\b.{0,80}\b(?:agree|cookies|terms|privacy)\b|
    ©|\(c\)\ (?:19|20)\d\d|copyright\ (?:©|\(c\)|(?:19|20)\d\d)|
    (?:photo|image|picture|video|illustration)(?:\ (?:by|credit|courtesy|source))?\ ?[:/]|photograph(?:y)?(?:\ by)?:|
    this\ (?:article|story|post|piece)\ (?:was\ )?(?:originally|first)\ (?:appeared|published|ran|posted)\b|
    (?:have|do\ you\ have|got)\ a\ (?:story|tip|comment|question)\b.{0,60}\?|
    (?:send|email)\ (?:us|your)\b.{0,60}\b(?:tips?|at|to)\b|
    (?:to\ )?(?:contact|reach)\ (?:the\ (?:author|reporter|editor|writer)s?|us)\b|enter\ your\ e-?mail\b|
    (?:don['’]t|never)\ miss\ (?:a|an|our|out)\b.{0,60}\b(?:story|update|newsletter|news|stories)\b|
    want\ more\b.{0,60}\?\ (?:sign|subscribe)|
    enlarge\ this\ image\b|(?:toggle|hide)\ caption\b|(?:image|media)\ (?:copyright|caption)\b|
    media\ playback\ is\ unsupported\b|file\ photo:|\(\ ?(?:also\ on\ politico|photos|video):|
    click\ for\ more\ from\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# The credit with which a caption ends, and what a player leaves before its caption.
_CREDIT = re.compile(
    r"""(?:\((?:AP\ Photo|Photo\ by|Photo:)[^()]{0,80}\)|\bREUTERS/[A-Z][\w.’'-]+(?:\ [A-Z][\w.’'-]+){0,3}|
    /(?:Getty\ Images|AFP|EPA|Shutterstock))\W*$""",
    re.VERBOSE,
)
_PLAYER = re.compile(r"CLOSE [A-Z]")
_RIGHTS = re.compile(r"\W*.{0,60}\ball rights reserved\b", re.IGNORECASE)

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ENDS_LIKE_BODY = re.compile(r"(?:[.!…:;,][\"'”’»)\]]*|[,.!?…][\"”’»])$")
_QUESTION_DEK = re.compile(r"(?:why|how|what|when|where|who|whether|here['’]s)\b[^?]*$", re.IGNORECASE)
_OPENING_MARKS = "\"“„«‘'"


def is_boilerplate(line: str) -> bool:
    """Tell whether a line (no white space around it) belongs to the page, not to the article."""
    if len(line) > _LONGEST_BOILERPLATE:
        return False
    if len(line) <= _LONGEST_CONTROL and (_CONTROL.fullmatch(line) or not any(map(str.isalnum, line))):
        return True
    if _PLAYER.match(line) or (("/" in line or line.endswith(")")) and _CREDIT.search(line)):
        return True
    return bool(_INVITATION.match(line) or ("reserved" in line.casefold() and _RIGHTS.match(line)))


def line_kinds(text: str, lines: Sequence[Span], title: str | None = None) -> list[str]:
    """Return the kind of each line of an article.

    ``lines`` are the spans of the non-blank lines in order. ``title`` is the headline where it is known apart from
    the text: the line that repeats it is the title; otherwise the first line that looks like one is.
    """
    texts = [text[start:end] for start, end in lines]
    kinds = [BOILERPLATE if is_boilerplate(line) else BODY for line in texts]
    content = [i for i, kind in enumerate(kinds) if kind == BODY]
    if not content:
        return kinds
    first = content[0]
    known = " ".join(title.split()).casefold() if title else None
    if known is not None:
        headline = next((i for i in content[:3] if " ".join(texts[i].split()).casefold() == known), None)
    else:
        headline = first if len(content) > 1 and _looks_like_title(texts[first], texts[content[1]]) else None
    for n, i in enumerate(content):
        if i == headline:
            kinds[i] = TITLE
        elif n + 1 < len(content) and (
            _looks_like_heading(texts[i]) or (n and content[n - 1] == headline and _looks_like_dek(texts[i]))
        ):
            kinds[i] = HEADING
    return kinds


def _looks_like_title(line: str, following: str) -> bool:
    words = len(line.split())
    if not 1 < words <= _LONGEST_TITLE or line[0].islower() or line[-1] in ",;":
        return False
    if not _SENTENCE_END.search(line):
        return True
    # A headline may end in a question mark, or in a full stop where its words are capitalised as in a title.
    return words <= 20 and (line.endswith("?") or (len(following) > len(line) and _is_title_case(line)))


def _looks_like_dek(line: str) -> bool:
    words = len(line.split())
    if words > _LONGEST_DEK:
        return False
    return not _SENTENCE_END.search(line) or (bool(_QUESTION_DEK.match(line)) and line.count(". ") == 0)


def _looks_like_heading(line: str) -> bool:
    words = line.split(maxsplit=_LONGEST_HEADING)
    if not 0 < len(words) <= _LONGEST_HEADING or _ENDS_LIKE_BODY.search(line):
        return False
    if line.endswith("?"):
        return len(words) <= 10 and line[0] not in _OPENING_MARKS
    return (line[0].isupper() or line[0].isdigit() or line[0] in _OPENING_MARKS) and any(c.isalpha() for c in line)


def _is_title_case(line: str) -> bool:
    long_words = [w for w in re.findall(r"[^\W\d_][\w'’-]*", line) if len(w) > 3]
    return len(long_words) > 2 and sum(w[0].isupper() for w in long_words) >= 0.8 * len(long_words)
