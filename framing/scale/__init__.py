"""Corpora that do not fit in memory: scored shard by shard into a folder, resumed after any stop, queried on disk."""

from __future__ import annotations

from framing.scale.folder import ScoresFolder, is_scores_folder, open_scores
from framing.scale.progress import Progress
from framing.scale.query import query
from framing.scale.stream import score_corpus

__all__ = ["Progress", "ScoresFolder", "is_scores_folder", "open_scores", "query", "score_corpus"]
