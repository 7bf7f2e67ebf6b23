from __future__ import annotations

import pytest

from framing.articles.kinds import is_boilerplate, line_kinds
from framing.articles.quotations import paragraphs

ARTICLE = """Menu

Council votes to close the north bridge

Why the crossing matters to forty thousand commuters

The council voted on Tuesday to close the bridge, which carries most of the town's traffic.

What happens next

Buses will be diverted, the council said.

Sign up for our daily newsletter

A bitter fight

Two members left the room before the vote.

Leave a comment"""


def kinds(text: str, title: str | None = None) -> list[str]:
    return line_kinds(text, paragraphs(text), title)


def test_an_article_is_told_apart() -> None:
    assert kinds(ARTICLE) == [
        *("boilerplate", "title", "heading", "body", "heading", "body", "boilerplate", "heading", "body", "boilerplate")
    ]


def test_a_known_title_is_found_and_no_other_line_is_taken_for_it() -> None:
    text = "Bridge  to close\n\nA short line\n\nThe council voted on Tuesday to close the bridge."
    assert kinds(text, "Bridge to close") == ["title", "heading", "body"]
    assert kinds("The council voted.\n\nNobody objected to it.", "Bridge to close") == ["body", "body"]


def test_one_line_alone_is_body() -> None:
    assert kinds("Council votes to close the north bridge") == ["body"]


def test_sentences_of_the_text_are_no_headings() -> None:
    text = "He left.\n\n“We stay,” she said.\n\nThe bridge closed:\n\nNobody knew why it had to happen then."
    assert kinds(text) == ["body"] * 4


@pytest.mark.parametrize(
    "line",
    [
        "Close",
        "Leave a comment",
        "scroll to top",
        "Join our channels on Telegram and WhatsApp to receive updates, videos and more.",
        "Follow us on Twitter",
        "Share this article",
        "We use cookies to improve your experience.",
        "© 2024 The Example. All rights reserved.",
        "Advertisement",
        "Read more: what the vote means",
        "* * *",
        "3 comments",
        "By Jane Doe",
        "Enlarge this image toggle caption Jane Doe/AFP via Getty Images Jane Doe/AFP via Getty Images",
        "Media playback is unsupported on your device Media caption The mayor opens the bridge",
        "Image copyright Reuters Image caption The mayor: I will not go",
        "FILE PHOTO: The mayor of Arden leaves the hall. REUTERS/Jane Doe",
        "The mayor leaves the hall. (AP Photo/Jane Doe)",
        "The mayor leaves the hall in Arden. John Doe/Getty Images",
        "( Also on POLITICO: Mayor loses vote)",
        "CLOSE The mayor of Arden loses a vote.",
    ],
)
def test_lines_of_the_page_are_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Close allies of the minister denied it.",
        "Share prices fell by a third.",
        "He shared this with her on Monday.",
        "Comments by the minister angered farmers.",
        "Join the army, they told him, and see the world.",
        "Menu prices rose.",
        "CLOSER ties are wanted by both (or so they say)",
        "The either/or of politics (and of war)",
        "Images of the flood moved Arden.",
    ],
)
def test_lines_of_the_text_are_not(line: str) -> None:
    assert not is_boilerplate(line)
