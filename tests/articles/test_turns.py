from __future__ import annotations

import time

import framing
from framing.articles.quotations import paragraphs
from framing.articles.turns import find_turns

TRANSCRIPT = """Mayor faces council

Ana Duval met the council on Monday. The transcript follows.

MS. DUVAL: That is a despicable lie. He “never” asked.

TOLLIVER: The mayor is a disgrace to this city.

MS. DUVAL (laughing): You would know.

TOLLIVER: I do. According to the board, it failed.

The session ended at noon."""

INTERVIEW = "We met on Monday.\n\nQ: Why now?\n\nA: They are fools.\n\nQ: And the mayor?\n\nA: A coward. It is sad."


def test_the_lines_of_a_transcript_are_their_speakers() -> None:
    body = framing.to_sentences(TRANSCRIPT).query("kind == 'body'")
    assert body["voice"].tolist() == ["author", "author", *["other"] * 6, "author"]
    assert body["speaker"].dropna().tolist() == ["Ana Duval"] * 2 + ["TOLLIVER"] + ["Ana Duval"] + ["TOLLIVER"] * 2
    found = framing.attributions(TRANSCRIPT)
    assert [TRANSCRIPT[slice(*spans[0])] for spans in found["source"]][:3] == [
        "MS. DUVAL",
        "TOLLIVER",
        "MS. DUVAL (laughing)",
    ]
    assert TRANSCRIPT[slice(*found["content"].iloc[3][0])] == "I do. According to the board, it failed."


def test_questions_are_the_author_s_and_answers_somebody_s() -> None:
    voices = framing.to_sentences(INTERVIEW).set_index("text")["voice"]
    assert (voices[[t for t in voices.index if not t.startswith(("Q", "We"))]] == "other").all()
    assert (voices[[t for t in voices.index if t.startswith(("Q", "We"))]] == "author").all()


def test_labels_make_no_transcript() -> None:
    for text in (
        "UPDATE: The vote is over.\n\nUPDATE: It failed.\n\nCORRECTION: It was Monday.\n\nCORRECTION: In May.",
        "Winner: Bell\n\nLoser: Dean\n\nWinner: Ames\n\nLoser: Tate",
        "BELL: It failed.\n\nDEAN: It did not.",
        "The Facts: one\n\nTHE FACTS: two\n\nTHE FACTS: three\n\nThe Facts: four",
        "",
    ):
        assert find_turns(text, paragraphs(text)) == {}


def test_a_post_is_of_who_posted_it() -> None:
    text = (
        "The mayor answered at once.\n\nWe did it! So proud of this city. pic.twitter.com/abc — Ana Duval (@anaduval) "
        "March 3, 2025\n\nThe council — Ray Tolliver leads it — met.\n\nJo Hill is a reporter. Write to her (@johill)."
    )
    found = framing.to_sentences(text)
    ours = ~found["text"].str.contains("We did|So proud|pic.twitter")
    assert (found["voice"] == "author").tolist() == ours.tolist() and (~ours).sum() == 3
    assert found["speaker"].dropna().unique().tolist() == ["Ana Duval"]
    content = framing.attributions(text)["content"].iloc[0]
    assert text[slice(*content[0])] == "We did it! So proud of this city. pic.twitter.com/abc"


def test_a_long_stretch_of_white_space_is_walked_through_once() -> None:
    text = "The mayor answered" + " " * 100_000 + "at once (@anaduval"
    begun = time.process_time()
    assert find_turns(text, paragraphs(text)) == {}
    assert time.process_time() - begun < 5  # half a minute and more where every blank looks for the end of the stretch
