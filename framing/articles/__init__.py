"""Articles in, sentences out: reading, splitting, and whose words each sentence holds."""

from __future__ import annotations

from framing.articles.read import iter_articles, read_articles
from framing.articles.tabulate import attributions, read_both, read_voices, to_sentences
from framing.articles.write import read_table, write_table

__all__ = [
    "attributions",
    "iter_articles",
    "read_articles",
    "read_both",
    "read_table",
    "read_voices",
    "to_sentences",
    "write_table",
]
