"""Where a sentence stands: in the article, in its paragraph, in the title, in a section."""

from __future__ import annotations

import re
from typing import ClassVar

import numpy as np

from framing.features.base import Family, Feature
from framing.features.reading import Reading

OPINION = re.compile(
    r"opinion|editorial|op-?ed|comment|column|viewpoint|perspective|(?<!news)letters|blog|analysis", re.IGNORECASE
)
LEAD = 3
"""Paragraphs of the body that are its lead, in the inverted pyramid (Pöttker 2003)."""


class Position(Family):
    """The place of a sentence in its article; all 0 but ``body`` where the table does not name articles.

    The inverted pyramid puts facts first (Pöttker 2003); opinion gathers in titles and endings. ``section`` is a
    column that articles may carry.
    """

    family = "position"
    contextual = True
    source: ClassVar[str] = "Pöttker, H. (2003). News and its communicative quality. Journalism Studies 4"
    definitions: ClassVar[dict[str, Feature]] = {
        "known": Feature("1 where the article has more than one body sentence", 0, 1),
        "place": Feature("place among the body sentences, from 0 for the first to 1 for the last", 0, 1),
        "first": Feature("1 for the first body sentence of an article", 0, 1),
        "last": Feature("1 for the last body sentence of an article", 0, 1),
        "lead": Feature("1 in the first three paragraphs of the body", 0, 1),
        "opens_paragraph": Feature("1 where it opens a paragraph", 0, 1),
        "article_sentences": Feature("body sentences of the article, as log(1 + x)", 0, np.inf),
        "title": Feature("1 in the title", 0, 1),
        "heading": Feature("1 in a heading or dek", 0, 1),
        "body": Feature("1 in the body", 0, 1, "They left."),
        "opinion_section": Feature("1 where the article's section is called opinion, editorial, comment …", 0, 1),
    }

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, 11)."""
        table, context, n = reading.table, reading.context, len(reading)
        kind = table["kind"].astype(str).to_numpy() if "kind" in table else np.full(n, "body")
        body = (kind == "body").astype(float)
        known = context.known
        sections = table["section"].astype(str).tolist() if "section" in table else []
        opinion = [OPINION.search(name) is not None for name in sections] if len(sections) else np.zeros(n)
        return np.column_stack(
            [
                known,
                context.place * body,
                known * body * (context.place == 0),
                known * body * (context.place == 1),
                known * body * (context.paragraph < LEAD),
                known * body * context.opens,
                np.log1p(context.sentences * known),
                kind == "title",
                kind == "heading",
                body,
                np.asarray(opinion, dtype=float),
            ]
        )
