"""Hints on which policy frames a sentence uses, without an annotator: seeds, word vectors, and the untrained encoder.

Three weak signals of each frame, standardized over the sentences and averaged: the share of the words that are seeds of
the frame and how near the others are to them (:class:`framing.features.frame_vocabulary.FrameVocabulary`), and the
cosine between the sentence and the frame's description in the vectors of the encoder as it came, which was made to
compare sentences (zero-shot classification: Yin, Hay and Roth 2019, EMNLP). No label of any corpus enters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from framing.corpora.frames import FRAMES
from framing.features import extract

Floats = npt.NDArray[np.float64]

SHARE = 0.1
"""The share of news sentences that is taken to use a frame, on average over frames."""

ENCODER = "all-minilm-l6-v2"

_STEEP = 2.5


def frame_hints(sentences: Sequence[str], encoder: str = ENCODER) -> Floats:
    """Return a number between 0 and 1 for each sentence and frame: how much hints at the frame (sentences, 14).

    Numbers are relative to the sentences given: of each frame, about one sentence in ten lies above one half.
    ``encoder`` is the one whose vectors, as it came, are compared.
    """
    if not len(sentences):
        return np.zeros((0, len(FRAMES)))
    words = extract(list(sentences), families=["frame_vocabulary"])
    seeds = words[[name for name in words if str(name).endswith("_seeds")]].to_numpy(float)
    near = words[[name for name in words if str(name).endswith("_near")]].to_numpy(float)
    scores = np.mean(
        [_standard(np.sqrt(seeds)), _standard(np.sqrt(near)), _standard(_similarity(sentences, encoder))], axis=0
    )
    cuts = np.quantile(scores, 1 - SHARE, axis=0)
    return np.asarray(1 / (1 + np.exp(-_STEEP * (scores - cuts))), dtype=float)


def hinted_sentences(
    seed: int = 0, articles: int = 1500, count: int = 8000, encoder: str = ENCODER
) -> tuple[list[str], Floats]:
    """Return ``count`` sentences of news articles (allsides), drawn with the seed, and their :func:`frame_hints`."""
    from framing.articles import to_sentences
    from framing.corpora import get_corpus

    rng = np.random.default_rng(seed)
    rows = get_corpus("allsides").table()
    rows = rows.iloc[np.sort(rng.choice(len(rows), min(articles, len(rows)), replace=False))]
    table = to_sentences(rows[["article_id", "text"]])
    texts = table.loc[table["kind"].eq("body") & table["text"].str.len().between(40, 400), "text"].drop_duplicates()
    chosen = texts.iloc[np.sort(rng.choice(len(texts), min(count, len(texts)), replace=False))].tolist()
    return chosen, frame_hints(chosen, encoder)


def _similarity(sentences: Sequence[str], encoder_name: str) -> Floats:
    """Return the cosines of sentences and descriptions of frames in the untrained encoder, less their row's mean."""
    import torch

    from framing.models.batching import batches, encode, pad
    from framing.models.encoder_base import load_encoder
    from framing.models.encoder_network import pool

    encoder, tokenizer = load_encoder(encoder_name)
    filler = int(tokenizer.pad_token_id or 0)
    texts = [*sentences, *(f"{name.replace('_', ' ')}: {about}" for name, about in FRAMES.items())]
    encoded = encode(tokenizer, texts, 96)
    vectors = np.zeros((len(texts), encoder.config.hidden_size))
    with torch.inference_mode():
        for rows in batches([len(one.ids) for one in encoded], 4096):
            ids = torch.from_numpy(pad([encoded[i].ids for i in rows], filler))
            mask = torch.from_numpy(pad([np.ones(len(encoded[i].ids)) for i in rows], 0))
            hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            vectors[rows] = pool(hidden, mask).numpy()
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-12)
    cosines = vectors[: len(sentences)] @ vectors[len(sentences) :].T
    return np.asarray(cosines - cosines.mean(axis=1, keepdims=True), dtype=float)


def _standard(columns: Floats) -> Floats:
    spread = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0), dtype=float)
