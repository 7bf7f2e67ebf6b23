"""The words that say that somebody speaks: reporting verbs and their forms, and "according to".

The verbs are those that English grammars list as reporting verbs (Quirk et al. 1985, §14.28–35; Biber et al. 1999,
§9.2) and that news uses to attribute speech.
"""

from __future__ import annotations

import re

# Verbs that take what is said as a plain clause ("she said it rained").
_PLAIN = """say think believe argue claim suggest insist maintain contend hope fear admit acknowledge concede swear
reckon hint quip joke guess predict promise allege imply tweet"""

# Verbs that take it as a clause with "that" (or if, whether, how …), or as a quotation.
_THAT = """add note report announce declare explain recall respond conclude state warn reply reveal stress remark
emphasize emphasise highlight observe comment reiterate assert lament complain confirm deny caution vow
pledge boast mention opine testify recount answer retort counter agree indicate estimate find learn show
propose recommend demand request decide decree rule write tell ask inform assure remind advise convince
notify charge affirm attest aver avow bemoan bet brag clarify confess confide disclose divulge exclaim
foresee forecast grumble guarantee intimate muse point posit postulate proclaim profess protest rejoin
repeat signal speculate surmise theorize theorise underline underscore urge venture wonder worry tease
object inquire enquire interject post text email begin continue finish read put
fume thunder shout yell scream whisper mutter chant gush rant snap bark roar sneer scoff sigh growl crow
whine gloat huff jeer moan gripe carp bellow blurt wail"""

# Verbs that come with a quotation, or with the thing that is judged, but with no clause.
_JUDGE = """call describe dub label brand deem characterize characterise criticize criticise accuse
praise denounce condemn blast slam mock deride dismiss reject decry ridicule defend hail laud quote cite
scold rebuke chide berate bash attack refer compare portray rail cry murmur chuckle laugh declaim preach
implore plead beg exhort blame thank congratulate apologize apologise express voice cheer sing speak talk
sum"""

_IRREGULAR = {
    "say": "says said saying", "think": "thinks thought thinking", "tell": "tells told telling",
    "write": "writes wrote written writing", "swear": "swears swore sworn swearing", "find": "finds found finding",
    "show": "shows showed shown showing", "foresee": "foresees foresaw foreseen foreseeing",
    "forecast": "forecasts forecast forecasting", "bet": "bets bet betting", "begin": "begins began begun beginning",
    "read": "reads read reading", "put": "puts put putting", "sing": "sings sang singing",
    "speak": "speaks spoke speaking", "learn": "learns learned learnt learning", "quip": "quips quipped quipping",
    "brag": "brags bragged bragging", "beg": "begs begged begging", "dub": "dubs dubbed dubbing",
    "admit": "admits admitted admitting", "slam": "slams slammed slamming", "refer": "refers referred referring",
    "chat": "chats chatted", "snap": "snaps snapped snapping", "sum": "sums summed summing",
    "aver": "avers averred averring", "label": "labels labeled labelled labeling",
    "signal": "signals signaled signalled signaling signalling", "tweet": "tweets tweeted tweeting retweeted",
    "chant": "chants chanted chanting",
}  # fmt: skip


def _forms(lemma: str) -> list[str]:
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma].split()]
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return [lemma, third, lemma + "ed", lemma + "ing"]


PLAIN, THAT, JUDGE = "plain", "that", "judge"
VERBS: dict[str, str] = {
    form: pattern
    for lemmas, pattern in ((_JUDGE, JUDGE), (_THAT, THAT), (_PLAIN, PLAIN))
    for lemma in lemmas.split()
    for form in _forms(lemma)
}
"""Every form of a reporting verb → how it takes what is said."""

LEMMAS: dict[str, str] = {
    form: lemma for lemmas in (_JUDGE, _THAT, _PLAIN) for lemma in lemmas.split() for form in _forms(lemma)
}
"""Every form of a reporting verb → its base form."""

SPEECH = frozenset(
    form
    for lemma in ("say", "tell", "write", "add", "tweet", "ask", "reply", "argue", "claim", "state")
    for form in _forms(lemma)
)
"""Verbs that report speech whatever stands around them; the others need a quotation or a clause with "that"."""

LISTENER = frozenset(
    form
    for lemma in "tell ask inform assure remind advise warn convince notify promise urge".split()
    for form in _forms(lemma)
)
"""Verbs that name the listener before what is said ("told reporters that …")."""

NOTED = frozenset(
    """notes noted adds added explains explained announces announced warns warned states stated concludes concluded
    acknowledges acknowledged confirmed stressed emphasized emphasised declared declares revealed""".split()
)
"""Verbs that take a clause without "that" often enough; what follows must have a subject and a verb of its own."""

# As nouns or in other senses these are too common to be cues without a quotation beside them.
INFERENCE = frozenset(
    form
    for lemma in "suggest indicate show signal imply find prove reveal confirm mean hint underscore underline".split()
    for form in _forms(lemma)
)
"""Verbs whose subject may be a thing that the author reads; they report speech only of people and documents."""

NOUNS = frozenset(
    """note notes report reports state states claim claims show shows comment comments request requests demand demands
    charge charges post posts text texts email object objects order orders rule rules ruling estimate estimates hope
    hopes fear fears point points question attack attacks call calls cry praise blame laugh quote answer reply
    promise promises pledge warning finding findings use uses offer offers issue issues talk talks sum reads read put
    begin began continue continued finding brand label ruled found showed shown learned used using offered issued
    putting showing charged counter signal rally protest protests bet forecast boast insult speaking shout shouts scream
    screams whisper whispers chant chants rant rants snap snaps bark barks roar roars sneer sneers sigh sighs growl
    growls huff jeer jeers moan moans gripe gripes wail wails carp yell yells scoff""".split()
)

ACCUSED = frozenset("accuse accuses accused accusing blame blames blamed blaming".split())
"""Verbs that come with whom and with what, without a clause."""

DESCRIBED = frozenset("describe describes described describing detail details detailed detailing".split())
"""Verbs that come with "how"."""

TITLED = frozenset("of titled entitled called".split())
"""What stands before the title of a work: the author of “Our Contested Past”."""

_REPORTS = sorted(
    (form for form, pattern in VERBS.items() if pattern != JUDGE and form.endswith(("ed", "d", "s", "e", "t"))), key=len
)
REPORTING_CLAUSE = re.compile(
    r"(?:[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,3}|(?:[Tt]he|[Aa]n?|[Oo]ne|[Hh]is|[Hh]er)(?:\s+[\w’'-]+){1,3})"
    rf"(?:,\s[^,.!?\"“”]{{1,80}},)?\s+(?:{'|'.join(reversed(_REPORTS))})\b"
)
"""A clause that reports the quotation just before it ("Mr Smith asked", "the embassy said")."""

_CLAUSE_WORDS = frozenset("that if whether how why what where when who which".split())
_PUNCTUATED = ("", ",", ".", ":", ";", "?", "—", ",”", ',"')
_PLAIN_FORMS = frozenset(f for f, v in VERBS.items() if v == PLAIN)
_ALWAYS = frozenset(f + p for f in (SPEECH | NOTED | (_PLAIN_FORMS - NOUNS) | {"according"}) for p in _PUNCTUATED)
_WITH_CLAUSE = frozenset(
    f + p for f, v in VERBS.items() if (v == THAT and f not in NOUNS) or f in LISTENER for p in _PUNCTUATED
)
_NOUN_CLAUSE = frozenset(f for f in NOUNS if f in VERBS)


def may_report(sentence: str) -> bool:
    """Tell quickly, erring towards yes, whether a sentence in lower case may hold speech without quotation marks."""
    words = sentence.split()
    if words[:1] in (["in"], ["as"]) and "," in sentence:
        return True
    if not _ALWAYS.isdisjoint(words) or not ACCUSED.isdisjoint(words):
        return True
    if _CLAUSE_WORDS.isdisjoint(words):
        return False
    return not all(cues.isdisjoint(words) for cues in (_WITH_CLAUSE, _NOUN_CLAUSE, DESCRIBED))
