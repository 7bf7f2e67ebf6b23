"""Articles in, sentences out: reading, splitting, and whose words each sentence holds."""

from __future__ import annotations

from framing.articles.tabulate import attributions, read_voices, to_sentences

__all__ = ["attributions", "read_voices", "to_sentences"]
