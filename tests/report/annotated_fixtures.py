"""An invented article with its scores, every kind of sentence in it."""

from __future__ import annotations

from typing import Any

import pandas as pd

NAN = float("nan")
TITLE = "Council rams through plan"
QUOTE = "“A <script>alert('x')</script> & a disgrace,” Holt called it, rightly."
PARAPHRASE = "Opponents said that the cost had doubled."
SCARE = "The “green harbour” is mostly a car park."
SPEAKER = 'Jens "<b>Buck</b>" O\'Holt'


def article(article_id: str = "a1", **columns: Any) -> pd.DataFrame:
    """An invented article of every kind of sentence, as the scores table holds it."""
    spec: list[tuple[str, str, str, dict[str, Any]]] = [
        ("Close", "\n", "boilerplate", {}),
        (TITLE, "\n", "title", {"editorializing": 0.58, "loaded_language": 0.4}),
        ("The vote came late", "\n\n", "heading", {}),
        ("The council voted on Tuesday.", " ", "body", {"editorializing": 0.04, "loaded_language": 0.1}),
        (QUOTE, "\n\n", "body", {"editorializing": 0.8, "other_editorializing": 0.9, "speaker": SPEAKER}),
        ("A question of money", "\n", "heading", {}),
        (PARAPHRASE, " ", "body", {"editorializing": 0.2, "other_editorializing": 0.3, "speaker": "Opponents"}),
        (SCARE, " ", "body", {"editorializing": 0.5, "loaded_language": 0.7}),
        ("Not scored.", "", "body", {}),
    ]
    rows, at, paragraph = [], 0, 0
    for position, (text, gap, kind, scores) in enumerate(spec):
        row: dict[str, Any] = {
            "article_id": article_id,
            "sentence_id": f"{article_id}:{position}",
            "position": position,
            "paragraph": paragraph,
            "kind": kind,
            "start": at,
            "end": at + len(text),
            "text": text,
            "voice": "author",
            "author_share": 1.0,
            "quoted_share": 0.0,
            "attributed_share": 0.0,
            "speaker": None,
            "quoted_spans": [],
            "attributed_spans": [],
            "scare_spans": [],
            "source": "The Meridian Post",
            "published": "2024-05-07",
            "event": "harbour vote",
            "topic": None,
            "editorializing": NAN,
            "other_editorializing": NAN,
            "loaded_language": NAN,
            "evidence": [],
        }
        at += len(text) + len(gap)
        paragraph += "\n" in gap
        rows.append(row | scores)

    def span(position: int, words: str) -> tuple[int, int]:
        start = rows[position]["start"] + rows[position]["text"].index(words)
        return start, start + len(words)

    def evidence(position: int, words: str, weight: float, task: str = "editorializing") -> dict[str, Any]:
        start, end = span(position, words)
        return {"task": task, "start": start, "end": end, "weight": weight}

    rows[1]["evidence"] = [evidence(1, "rams through", 0.9)]
    rows[4] |= {"quoted_spans": [span(4, QUOTE[: QUOTE.index("”") + 1])], "voice": "mixed"}
    rows[4] |= {"author_share": 0.4, "quoted_share": 0.6, "evidence": [evidence(4, "rightly", 0.3)]}
    rows[6] |= {"attributed_spans": [span(6, "that the cost had doubled")], "voice": "mixed"}
    rows[6] |= {"author_share": 0.4, "attributed_share": 0.6}
    rows[7] |= {"scare_spans": [span(7, "“green harbour”")]}
    rows[7] |= {"evidence": [evidence(7, "mostly", 0.5), evidence(7, "mostly", 0.2, "loaded_language")]}
    return pd.DataFrame([row | columns for row in rows])
