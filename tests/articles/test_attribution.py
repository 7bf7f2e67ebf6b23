from __future__ import annotations

import time

import pytest

from framing.articles.attribution import attribute
from framing.articles.quotations import find_quotations, paragraphs
from framing.articles.voice import read_article

# Text, and for each attribution: source, cue, contents, speaker, direct.
Said = tuple[str, str, list[str], str | None, bool]
CASES: list[tuple[str, list[Said]]] = [
    (
        "The bill is dead, said John Smith, a banker.",
        [("John Smith, a banker", "said", ["The bill is dead"], "John Smith", False)],
    ),
    (
        "In 2016, according to the bureau, the mill closed for good.",
        [("the bureau", "according to", ["the mill closed for good"], "bureau", False)],
    ),
    ("His alleged participation is a disgrace.", []),
    ("In a state that voted for Moss, the mill closed.", []),
    ("Many swing states that voted early saw the point that he made.", []),
    ("We'd guess that the plan will fail.", []),
    ("No one should say that the plan has failed.", []),
    (
        "The rules state that the mill must close.",
        [("The rules", "state", ["that the mill must close"], "rules", False)],
    ),
    (
        "Ann Bell, a member of the council, told the Post that she would run.",
        [("Ann Bell, a member of the council", "told", ["that she would run"], "Ann Bell", False)],
    ),
    (
        "Ann Bell, a member of the council, said this week that she would run.",
        [("Ann Bell, a member of the council", "said", ["that she would run"], "Ann Bell", False)],
    ),
    (
        "Moss suggested that the mill of Moss will close.",
        [("Moss", "suggested", ["that the mill of Moss will close"], "Moss", False)],
    ),
    ("The numbers, sadly, tell another story.", []),
    ("The plan, needless to say, is a disgrace.", []),
    ("The plan, it must be said, is popular.", []),
    ("The mayor, sadly, said nothing of it.", []),
    (
        "Ann Bell, who says she loves the town, is a liar.",
        [("who", "says", ["she loves the town"], "Ann Bell", False)],
    ),
    (
        "Ann Bell says she loves the town, yet she sold it.",
        [("Ann Bell", "says", ["she loves the town"], "Ann Bell", False)],
    ),
    ("Bell's claim that taxes fell is a lie.", [("Bell's", "claim", ["that taxes fell"], "Bell", False)]),
    (
        "Bell's claim that taxes would have fallen and that all is well.",
        [("Bell's", "claim", ["that taxes would have fallen and that all is well"], "Bell", False)],
    ),
    ("Rain in spring suggests that the mill will close.", []),
    (
        "The plan, said Tolliver, is idiotic and cruel.",
        [("Tolliver", "said", ["The plan", "is idiotic and cruel"], "Tolliver", False)],
    ),
    (
        "The trouble, Mr Frank writes, began in the seventies, with a clash between the old left and the young.",
        [
            (
                "Mr Frank",
                "writes",
                ["The trouble", "began in the seventies, with a clash between the old left and the young"],
                "Frank",
                False,
            )
        ],
    ),
    (
        "In his state, Bell said, offenders are sent to treatment.",
        [("Bell", "said", ["In his state", "offenders are sent to treatment"], "Bell", False)],
    ),
    (
        "As Ray Tolliver put it, the scheme is rotten.",
        [("Ray Tolliver", "As put it", ["the scheme is rotten"], "Ray Tolliver", False)],
    ),
    (
        "In the words of one voter, the mayor is a liar.",
        [("one voter", "In the words of", ["the mayor is a liar"], "one voter", False)],
    ),
    ("In Duval's view, the critics are fools.", [("Duval's", "In view", ["the critics are fools"], "Duval", False)]),
    (
        "Bell said he had come to the conclusion that it failed.",
        [("Bell", "said", ["he had come to the conclusion that it failed"], "Bell", False)],
    ),
    (
        "Bell said Thursday there were no plans to close the mill.",
        [("Bell", "said", ["there were no plans to close the mill"], "Bell", False)],
    ),
    (
        "Bell told a gathering in town she will rebuild the bridge.",
        [("Bell", "told", ["she will rebuild the bridge"], "Bell", False)],
    ),
    (
        "The Dale Foundation notes the minimum wage is for new workers.",
        [("The Dale Foundation", "notes", ["the minimum wage is for new workers"], "Dale Foundation", False)],
    ),
    ("Aides to Bell say she is tired.", [("Aides to Bell", "say", ["she is tired"], "Aides to Bell", False)]),
    (
        "The governor said the town needs help, but that he would not pay.",
        [("The governor", "said", ["the town needs help, but that he would not pay"], "governor", False)],
    ),
    (
        "Trump Says He’s Unlikely To Have A Good Time",
        [("Trump", "Says", ["He’s Unlikely To Have A Good Time"], "Trump", False)],
    ),
    (
        "His lawyer, Susan Pike, said the charge was a disgrace.",
        [("His lawyer, Susan Pike", "said", ["the charge was a disgrace"], "Susan Pike", False)],
    ),
    (
        "Experts at the University of Hull say the plan is absurd.",
        [
            (
                "Experts at the University of Hull",
                "say",
                ["the plan is absurd"],
                "Experts at the University of Hull",
                False,
            )
        ],
    ),
    ("“We will go,” the embassy said.", [("the embassy", "said", ["“We will go,”"], "embassy", True)]),
    (
        "“We will go,” said Tom Arden, a union organiser.",
        [("Tom Arden, a union organiser", "said", ["“We will go,”"], "Tom Arden", True)],
    ),
    (
        "Tom Arden, a union organiser, said: “We will go.”",
        [("Tom Arden, a union organiser", "said", ["“We will go.”"], "Tom Arden", True)],
    ),
    (
        "“We will go,” Ms. Bell said, “and we will stay.”",
        [("Ms. Bell", "said", ["“We will go,”", "“and we will stay.”"], "Bell", True)],
    ),
    (
        "“We will go,” Ms. Bell said. “Nobody will stop us.”",
        [("Ms. Bell", "said", ["“We will go,”", "“Nobody will stop us.”"], "Bell", True)],
    ),
    (
        "According to the mayor, “the bridge is safe.”",
        [("the mayor", "According to", ["“the bridge is safe.”"], "mayor", True)],
    ),
    (
        "She argued that “remembering is essential for peace.”",
        [("She", "argued", ["“remembering is essential for peace.”"], None, True)],
    ),
    (
        "Officials said that the bridge was safe.",
        [("Officials", "said", ["that the bridge was safe"], "Officials", False)],
    ),
    (
        "The bridge is safe, the mayor said.",
        [("the mayor", "said", ["The bridge is safe"], "mayor", False)],
    ),
    (
        "The bridge is safe, according to the mayor.",
        [("the mayor", "according to", ["The bridge is safe"], "mayor", False)],
    ),
    (
        "Hattie Bell of Tidewatch told reporters that the plan was “a disgrace” to the town.",
        [
            (
                "Hattie Bell of Tidewatch",
                "told",
                ["that the plan was “a disgrace” to the town"],
                "Hattie Bell",
                False,
            )
        ],
    ),
    (
        "“This,” said Jane Doe, “is a travesty.”",
        [("Jane Doe", "said", ["“This,”", "“is a travesty.”"], "Jane Doe", True)],
    ),
    (
        "Mr Hill called the report “nonsense”.",
        [("Mr Hill", "called", ["“nonsense”"], "Hill", True)],
    ),
    (
        "According to a report by the Budget Office, the debt would double.",
        [
            (
                "a report by the Budget Office",
                "According to",
                ["the debt would double"],
                "report by the Budget Office",
                False,
            )
        ],
    ),
    (
        "Critics say the mayor lied, but the record shows he is right.",
        [("Critics", "say", ["the mayor lied"], "Critics", False)],
    ),
    ("The “spy balloon” affair stirred old fears.", []),
    ("The course, “Our Contested Past,” began in 2021.", []),
    ("The report was long and nobody read it.", []),
    ("This approach suggests both sides want peace.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda x: x[:30] if isinstance(x, str) else "")
def test_who_says_what(text: str, expected: list[Said]) -> None:
    _, found = read_article(text, whole=True)

    def words(spans: list[tuple[int, int]]) -> list[str]:
        return [text[s:e] for s, e in spans]

    assert [
        (" ".join(words(a.source)), " ".join(words(a.cue)), words(a.content), a.speaker, a.direct) for a in found
    ] == expected


def test_a_quotation_on_its_own_is_spoken_by_the_subject_before_it() -> None:
    text = "Mr Arden was brief.\n\n“We are not going to pay for it, today or ever.”"
    _, found = read_article(text)
    assert [(text[slice(*a.source[0])], a.cue, a.speaker) for a in found] == [("Mr Arden", [], "Arden")]


def test_a_quotation_over_paragraphs_is_one_attribution() -> None:
    text = "“First we go to the river,” Ms Bell said. “Then we cross it.\n\n“Then we go home.”"
    _, found = read_article(text)
    assert len(found) == 1
    assert [text[s:e] for s, e in found[0].content] == [
        "“First we go to the river,”",
        "“Then we cross it.",
        "“Then we go home.”",
    ]


def test_the_title_of_a_speaker_s_book_is_not_what_is_said() -> None:
    text = "There is little precedent, said Ada Bell, author of “Executive Privilege: Power, Secrecy and the Law.”"
    (found,) = read_article(text)[1]
    assert [text[s:e] for s, e in found.content] == ["There is little precedent"]


def test_words_before_a_colon_of_speech_are_not_what_is_said() -> None:
    text = "For instance, regarding the plan, Ada Bell writes:\n“It does not say that the plan would fail.”"
    (found,) = read_article(text)[1]
    assert [text[s:e] for s, e in found.content] == ["“It does not say that the plan would fail.”"]


def test_many_quotations_on_lines_of_their_own_are_read_in_seconds() -> None:
    text = "“It is not true.”\n" * 20_000
    lines = [(start, end, n) for n, (start, end) in enumerate(paragraphs(text))]
    begun = time.process_time()
    found = attribute(text, lines, find_quotations(text)).attributions
    assert len(found) == 20_000
    assert time.process_time() - begun < 8  # half a minute and more where each is looked for among all


def test_many_sentences_that_suggest_something_are_read_in_seconds() -> None:
    text = "Bell suggests that it is so. " * 8_000
    sentences = [(at, at + 28, 0) for at in range(0, len(text), 29)]
    begun = time.process_time()
    attribute(text, sentences, [])
    assert time.process_time() - begun < 4  # ten seconds and more where each looks through the whole text for the name


@pytest.mark.parametrize("name", ["Bell", "Al-Bell", "Bell’s"])
@pytest.mark.parametrize(("inside", "speaks"), [("They met {}.", True), ("They met {}ow.", False), ("Then.", False)])
def test_who_suggests_something_is_named_inside_a_sentence_too(name: str, inside: str, speaks: bool) -> None:
    first = f"{name} suggests that it is so."
    text = f"{first} {inside.format(name)}"
    found = attribute(text, [(0, len(first), 0), (len(first) + 1, len(text), 0)], []).attributions
    assert bool(found) == speaks
