"""The mean of a text's word embeddings: what a head reads beside the vector of a sentence whose names are put to one.

So one pass of the encoder answers both what names must not move and what they tell: a sentence on the Supreme Court is
about the law.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch.nn import functional

from framing.articles.loose import voiced
from framing.models.batching import Encoded, encode
from framing.models.views import view_texts

if TYPE_CHECKING:
    from framing.models.encoder import EncoderModel

WINDOW = 1024
"""Texts whose tokens are made and looked up together."""


def head_logits(
    model: EncoderModel, task: str, vectors: torch.Tensor, rows: pd.DataFrame, view: str
) -> npt.NDArray[np.float64]:
    """Return the logits of a task from the vectors of its rows, and from all their words where its head reads these."""
    if model.network.shapes[task].words:
        texts = view_texts(rows if view == "all" else voiced(rows), view)
        means = word_means(model.network.encoder, model.tokenizer, texts, model.parts.max_length)
        vectors = torch.cat([vectors, means], dim=1)
    return np.asarray(model.network.heads[task](vectors).double().cpu().numpy())


def word_means(encoder: Any, tokenizer: Any, texts: Sequence[str], max_length: int) -> torch.Tensor:
    """Return the mean embedding (n, size), in float32, of the tokens of each text, special ones included."""
    table = encoder.get_input_embeddings().weight
    found = torch.zeros(len(texts), table.shape[1], device=table.device)
    for first in range(0, len(texts), WINDOW):
        encoded = encode(tokenizer, texts[first : first + WINDOW], max_length)
        flat = np.concatenate([one.ids for one in encoded]).astype(np.int64)
        starts = np.cumsum([0, *(len(one.ids) for one in encoded[:-1])])
        known, places = np.unique(flat, return_inverse=True)
        rows = table[torch.from_numpy(known).to(table.device)].float()
        given = (torch.from_numpy(part).to(table.device) for part in (places.reshape(-1), starts))
        found[first : first + len(encoded)] = functional.embedding_bag(next(given), rows, next(given), mode="mean")
    return found


def word_shares(encoder: Any, texts: Sequence[Encoded]) -> torch.Tensor:
    """Return what each token adds to the mean of its text: (n, longest, size), zeros behind the last token."""
    table = encoder.get_input_embeddings().weight
    longest = max((len(one.ids) for one in texts), default=0)
    found = torch.zeros(len(texts), longest, table.shape[1], device=table.device)
    for row, one in enumerate(texts):
        ids = torch.from_numpy(one.ids.astype(np.int64)).to(table.device)
        found[row, : len(ids)] = table[ids].float() / max(1, len(ids))
    return found
