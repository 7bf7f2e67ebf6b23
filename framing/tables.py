"""The tables that carry everything: their columns, in order, and what each one means.

Offsets are half-open and count characters (code points) of the article's ``text``.
A list of spans is a list of ``(start, end)``; in CSV it is written as JSON.
"""

from __future__ import annotations

import pandas as pd

Span = tuple[int, int]

ARTICLES: dict[str, str] = {
    "article_id": "unique name of the article; made from its content where none is given",
    "source": "the outlet",
    "title": "headline, where it is known apart from the text",
    "published": "date of publication",
    "url": "where it was found",
    "event": "what it reports on; articles of one event can be matched across sources",
    "topic": "subject area",
    "text": "the article; the only required column",
}

CARRIED = ("source", "published", "event", "topic")
"""Columns of the articles that every sentence carries along."""

SENTENCES: dict[str, str] = {
    "article_id": "the article that the sentence belongs to",
    "sentence_id": "unique in a corpus: <article_id>:<position>",
    "position": "0 for the first sentence of the article, then counting up",
    "paragraph": "0 for the first line of the article that is not blank, then counting up",
    "kind": "title, heading (a dek too), body or boilerplate",
    "start": "first character of the sentence in the article's text",
    "end": "one past its last character",
    "text": "the sentence; always article_text[start:end]",
    "voice": "author, other or mixed: who speaks",
    "author_share": "share of the word characters that are the author's own, source mention and cue included",
    "quoted_share": "share of the word characters inside quotation marks and said by somebody",
    "attributed_share": "share of the word characters that paraphrase somebody (indirect speech)",
    "speaker": "the name that the mention of who speaks resolves to; missing where nobody else speaks",
    "quoted_spans": "spans of the article inside quotation marks and said by somebody, cut to the sentence",
    "attributed_spans": "spans of the article that paraphrase somebody, cut to the sentence",
    "scare_spans": "spans inside quotation marks that nobody says: scare quotes, names, titles of works",
    "source": "the outlet",
    "published": "date of publication",
    "event": "what the article reports on",
    "topic": "subject area",
}

ATTRIBUTIONS: dict[str, str] = {
    "article_id": "the article",
    "attribution_id": "unique in a corpus: <article_id>:a<number>",
    "source": "spans of the mention of who speaks, in place",
    "cue": "spans of the words that say that somebody speaks (said, according to)",
    "content": "spans of what is said; several where it is interrupted",
    "speaker": "the name that the mention resolves to; missing where none is found",
    "direct": "True where the content is mostly inside quotation marks",
}

ATTRIBUTION_TEXTS: dict[str, str] = {
    "source_text": "the mention of who speaks, to read: one line, … between spans that stand apart; missing if none",
    "cue_text": "the words that say that somebody speaks, likewise",
    "content_text": "what is said, likewise",
}
"""Columns that :func:`framing.attributions` adds; those that are stored beside scores have offsets only."""

SCORES: dict[str, str] = {
    "editorializing": "probability that the author, in the author's own voice, expresses a view instead of reporting",
    "other_editorializing": "the same question asked of the words of others, quoted or paraphrased, calibrated alike",
    "loaded_language": "probability that the wording itself is biased, whoever speaks",
    "evidence": "the words that carried a score: a list of {task, start, end, weight}",
}
"""Columns that scoring adds to the sentences, whatever the model; ``frame_<name>`` too where it answers frames."""

STANCE: dict[str, str] = {
    "article_id": "the article",
    "sentence_id": "the sentence that mentions the target",
    "target": "the person, group or country that is asked about",
    "start": "first character of the mention in the article's text; a title before a name belongs to it",
    "end": "one past its last character",
    "stance_negative": "probability that the sentence is negative toward the target",
    "stance_neutral": "probability that it is neutral",
    "stance_positive": "probability that it is positive",
    "stance": "stance_positive minus stance_negative, from -1 to 1",
}
"""One row a mention; ``source`` follows where the articles have one."""

SPAN_COLUMNS = ("quoted_spans", "attributed_spans", "scare_spans", "evidence")
"""Columns of sentences and scores that hold lists; JSON where a file format has no lists."""


def empty(columns: dict[str, str]) -> pd.DataFrame:
    """Return a table of no rows with the given columns."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
