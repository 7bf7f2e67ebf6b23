"""BASIL's annotated sentences: which ones its experts marked as lexical or informational bias.

The annotations do not come with the corpus; this reads the file of them that a user has, one article a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpora.tabular import read_jsonl
from framing.errors import InputError

COLUMNS = ("triplet-uuid", "source", "body")
KINDS = {"lex": "lexical", "inf": "informational"}
"""How the spans' kinds begin, whatever their spelling, and our columns."""


def read_sentences(path: Path, outlets: dict[str, str]) -> pd.DataFrame:
    """Return one row for each sentence: ``lexical`` and ``informational`` are 1 where a span of the kind lies in it.

    ``path`` has one JSON object a line, an article: ``triplet-uuid``, ``source`` and ``body``, a list of objects with
    ``sentence`` and ``annotations``, each of which has a ``bias``. Raises InputError for another form.
    """
    rows = read_jsonl(path, COLUMNS)
    made = []
    for article in rows.to_dict("records"):
        name = f"{article['triplet-uuid']}_{article['source']}"
        for position, one in enumerate(article["body"]):
            kinds = {_kind(span, path) for span in _get(one, "annotations", path)}
            made.append(
                {
                    "text": _get(one, "sentence", path),
                    "original_id": f"{name}:{position}",
                    "outlet": outlets.get(article["source"], article["source"]),
                    "article": name,
                    "event": article["triplet-uuid"],
                    **{column: int(column in kinds) for column in KINDS.values()},
                }
            )
    return pd.DataFrame(made)


def _get(one: Any, key: str, path: Path) -> Any:
    if not isinstance(one, dict) or key not in one:
        raise InputError(f"{path}: a sentence of 'body' has no {key!r}; it takes 'sentence' and 'annotations'.")
    return one[key]


def _kind(span: Any, path: Path) -> str:
    bias = str(_get(span, "bias", path))
    for begins, column in KINDS.items():
        if bias.lower().startswith(begins):
            return column
    raise InputError(f"{path} has the bias {bias!r}; allowed are {', '.join(KINDS.values())}.")
