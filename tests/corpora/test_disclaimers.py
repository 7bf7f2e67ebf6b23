from __future__ import annotations

import time

import pytest

from framing.corpora.disclaimers import has_disclaimer, strip_disclaimers

BODY = [
    "The council met on Monday to talk about the bridge, and it was a long evening for everybody.",
    "Nobody in the hall could say what it would cost to close it, or who would pay.",
    "The mayor left early. “I have heard it all,” she said at the door.",
    "The engineers will report in spring, and the town will wait, as it always does.",
    "There are worse things than a slow town. A town that falls into its river is one.",
]


def article(*, first: tuple[str, ...] = (), last: tuple[str, ...] = ()) -> str:
    return "\n\n".join([*first, *BODY, *last])


@pytest.mark.parametrize(
    "paragraph",
    [
        "ANALYSIS/OPINION:",
        "Opinion contributor",
        "The Editorial Board",
        "The opinions expressed by columnists are their own and do not represent the views of this paper.",
        "Jo Reed is a writer in Ohio. The opinions expressed in this commentary are solely those of the author.",
        "Jo Reed, a former judge, is a professor of law at the University of Ohio. The views expressed are her own.",
        "Editor's note: Jo Reed is a regular contributor to these pages.",
        "Jo Reed is a columnist for the Evening Paper.",
        "Jo Q. Reed and Al O'Neill are senior fellows at the Bridge Institute.",
        "The town should be patient, the author writes. A bridge too far",
        "Story highlights Jo Reed: A slow town is a safe town",
        "Follow @joreed",
        "next Image 1 of 2",
    ],
)
def test_at_the_beginning(paragraph: str) -> None:
    assert strip_disclaimers(article(first=(paragraph,))) == article()


@pytest.mark.parametrize(
    "paragraph",
    [
        "• Jo Reed is editor emeritus of the Evening Paper.",
        "— Jo Reed is the author of “The River and the Town: How We Learned to Live with Water and with Each Other.”",
        "J.Q. Reed (@joreed) is professor of history at Ohio State and a fellow of the Bridge Institute.",
        "Rep. Jo Reed is a Republican from Ohio.",
        "Jo Reed writes about bridges for the Evening Paper.",
        "Jo Reed served as a consultant to the council.",
        "Al O'Neill, a writer and engineer, was chief of the bridge office for 10 years. Follow him on Twitter: @al",
        "Reed spent ten years in the bridge office and is the author of three books.",
        "Jo Reed can be reached at jo@example.org.",
        "The views expressed in this article are the author's own and do not necessarily reflect our editorial stance.",
        "Our editorial opinions are decided by a board of five, of whom none writes news.",
        "Sign up for Daily Opinion Newsletter Manage Newsletters",
        "Send letters to: letters@example.org.",
        "To submit a letter, comment or column, check our guidelines.",
        "Follow CNN Opinion Join us on Twitter and Facebook",
        "CLICK HERE TO READ MORE FROM JO REED",
        "Copyright © 2019 The Evening Paper. Click here for reprint permission.",
        "COPYRIGHT 2014 CREATORS.COM",
        "The Associated Press contributed to this report.",
        "ADVERTISEMENT",
    ],
)
def test_at_the_end(paragraph: str) -> None:
    assert strip_disclaimers(article(last=(paragraph,))) == article()


def test_several_at_both_ends() -> None:
    first = ("Jo Reed", "Opinion contributor")
    last = ("Jo Reed is a columnist for the Evening Paper.", "Sign up for Daily Opinion Newsletter", "Copyright © 2019")
    assert strip_disclaimers(article(first=first, last=last)) == article()


def test_what_stands_before_the_dateline_of_cnn() -> None:
    dated = ["(CNN) " + BODY[0], *BODY[1:]]
    first = [
        "Jo Reed has been in the bridge office for ten years. Watch her at 8 p.m. on Monday.",
        "Image by Al O'Neill",
    ]
    assert strip_disclaimers("\n\n".join([*first, *dated])) == "\n\n".join(dated)


def test_summaries_go_up_to_the_first_sentence() -> None:
    points = (
        "Story highlights Jo Reed: A slow town is a safe town",
        "She says bridges can wait",
        "Reed: Rivers cannot",
    )
    assert strip_disclaimers(article(first=points)) == article()


def test_label_at_the_head_of_a_sentence() -> None:
    assert strip_disclaimers("OPINION: " + article()) == article()


def test_authors_who_are_known() -> None:
    note = "Jo Reed, who grew up by the river, has seen the bridge close twice."
    assert strip_disclaimers(article(last=(note,))) == article(last=(note,))
    assert strip_disclaimers(article(last=(note,)), authors=["Jo Reed"]) == article()
    quoted = "Jo Reed was at the bridge, and said that it had been closed twice."
    assert strip_disclaimers(article(last=(quoted,)), authors=["Jo Reed"]) == article(last=(quoted,))


@pytest.mark.parametrize(
    "paragraph",
    [
        "The mayor is a former engineer and the author of the plan.",
        "President Jo Reed is a former host of a show, and the bridge is what she talks about.",
        "The views expressed by the mayor on Monday surprised the council.",
        "“The opinions expressed in this hall are not necessarily mine,” the mayor said.",
        "Jo Reed is the engineer who found the crack.",
        "Jo Reed served ten years for what she did to the bridge.",
        "Jo Reed writes that the bridge can wait.",
        "Jo Reed, an analyst at the Bridge Institute, said the town could wait.",
        "Get the bridge closed, the farmers shouted, and follow the river home.",
        "Its column of smoke could be seen for miles.",
        "Close the bridge, or do not.",
        "Twitter could not say who had posted the picture.",
    ],
)
def test_news_is_kept(paragraph: str) -> None:
    assert strip_disclaimers(article(first=(paragraph,))) == article(first=(paragraph,))
    assert strip_disclaimers(article(last=(paragraph,))) == article(last=(paragraph,))


def test_the_middle_is_kept_but_for_disclaimers() -> None:
    note = "Jo Reed is a columnist for the Evening Paper."
    text = "\n\n".join([*BODY, note, *BODY, *BODY])
    assert strip_disclaimers(text) == text
    disclaimer = "The opinions expressed in this commentary are solely those of the author."
    assert strip_disclaimers("\n\n".join([*BODY, disclaimer, *BODY, *BODY])) == "\n\n".join([*BODY, *BODY, *BODY])


def test_breaks_between_paragraphs_stay() -> None:
    text = "\n".join(BODY[:2]) + "\n\n\n" + "\n \n".join(BODY[2:])
    assert strip_disclaimers(text) == text
    assert strip_disclaimers(text + "\nADVERTISEMENT") == text


@pytest.mark.parametrize("text", ["", "  ", "One line only.", "Opinion contributor", "Jo Reed is a columnist for us."])
def test_nothing_is_left_empty(text: str) -> None:
    assert strip_disclaimers(text) == text.strip()


def test_stripping_twice_changes_nothing() -> None:
    once = strip_disclaimers(article(first=("OPINION:",), last=("Jo Reed is a columnist for us.", "ADVERTISEMENT")))
    assert strip_disclaimers(once) == once == article()


@pytest.mark.parametrize(
    "text",
    [
        article(first=("ANALYSIS/OPINION:",)),
        article(first=("Al O'Neill", "Opinion contributor")),
        article(first=("The town should be patient, the author writes. A bridge too far",)),
        article(last=("The views expressed here are the author's own.", "Sign up for Daily Newsletters")),
    ],
)
def test_disclaimers_are_noticed(text: str) -> None:
    assert has_disclaimer(text)


def test_articles_without_disclaimer() -> None:
    assert not has_disclaimer(article())
    assert not has_disclaimer(article(last=("Jo Reed is a reporter for the Evening Paper.",)))
    assert not has_disclaimer("")


def test_long_runs_of_capitals_take_no_time() -> None:
    began = time.perf_counter()
    strip_disclaimers("\n".join(["A" * 800 + " " + "B.C" * 30, "Ab " * 290, "Ab, " * 220, "“" * 800] * 4))
    assert time.perf_counter() - began < 2
