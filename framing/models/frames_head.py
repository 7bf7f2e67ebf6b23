"""The head of frames, fitted to a trained encoder whose weights stay: ``python -m framing.models.frames_head``.

Articles are few (SemEval-2023 has 333) and their labels say nothing of single sentences. So the head learns from two
things at once: the labels of articles, through the pooling of its sentences (multiple-instance learning), and hints on
sentences (:mod:`framing.models.frame_hints`), which tell what a frame is about where no annotator has. Since the
encoder stays, sentences go through it once, and the head sees them many times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from framing.corpora.frames import FRAMES
from framing.errors import InputError
from framing.models.encoder import EncoderModel
from framing.models.encoder_network import ArticlePooling, HeadShape, SentenceHead
from framing.models.encoder_parts import Parts
from framing.models.encoder_words import word_means
from framing.models.name_blinding import as_seen
from framing.models.training_run import trained_on

Floats = npt.NDArray[np.float32]
TASK = "frames"


@dataclass(frozen=True)
class HeadSettings:
    """How the head is fitted: ``epochs`` over the articles, ``articles`` of them and ``sentences`` with hints a step.

    ``hint_weight`` is what the loss of the hints counts beside that of the articles.
    """

    epochs: int = 60
    articles: int = 16
    sentences: int = 512
    lr: float = 1e-3
    weight_decay: float = 0.05
    dropout: float = 0.3
    hint_weight: float = 3.0


def fit_frames_head(
    model: EncoderModel,
    articles: Sequence[Sequence[str]],
    labels: npt.ArrayLike,
    sentences: Sequence[str],
    hints: npt.ArrayLike,
    settings: HeadSettings | None = None,
    seed: int = 0,
    blind: bool = False,
) -> Parts:
    """Return the parts of the model with a new head and pooling for frames, whether or not it had them.

    The new head is not calibrated: what the model had for frames was for another. A ``blind`` one reads sentences with
    their names put to one, as heads do that must not see them, and so in the same pass; what names tell it reads from
    the mean of all word embeddings, which stands beside the vector.
    ``articles`` are given as their sentences, ``labels`` (articles, frames) are 0 or 1; ``hints`` (sentences, frames)
    lie between 0 and 1. Global random states are left as they were. Raises InputError where shapes do not fit.
    """
    chosen = settings or HeadSettings()
    wanted, soft = np.asarray(labels, dtype=np.float32), np.asarray(hints, dtype=np.float32)
    outputs = len(FRAMES)
    if wanted.shape != (len(articles), outputs) or soft.shape != (len(sentences), outputs):
        raise InputError(
            f"Got {len(articles)} articles with labels of shape {wanted.shape} and {len(sentences)} sentences with "
            f"hints of shape {soft.shape}; each needs {outputs} columns and a row for each."
        )
    kept = [i for i, one in enumerate(articles) if len(one)]
    flat = [sentence for i in kept for sentence in articles[i]]
    texts = [*flat, *sentences]
    vectors, scale = torch.from_numpy(model.vectors(as_seen(texts, blind))), 1.0
    if blind:
        means = word_means(model.network.encoder, model.tokenizer, texts, model.parts.max_length).cpu()
        scale = float(vectors.std() / means.std())  # both halves of the input are of like size while it learns
        vectors = torch.cat([vectors, scale * means], dim=1)
    edges = np.cumsum([0, *(len(articles[i]) for i in kept)])
    bags = [vectors[a:b] for a, b in pairwise(edges)]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        head = SentenceHead(vectors.shape[1], outputs, model.parts.width, chosen.dropout)
        pooling = ArticlePooling(outputs)
        _fit(head, pooling, bags, torch.from_numpy(wanted[kept]), vectors[len(flat) :], torch.from_numpy(soft), chosen)
    if blind:
        with torch.no_grad():
            head.hidden.weight[:, vectors.shape[1] // 2 :] *= scale
    named = {f"heads.{TASK}.{name}": p.detach().clone() for name, p in head.named_parameters()}
    named |= {f"pooling.{TASK}.{name}": p.detach().clone() for name, p in pooling.named_parameters()}
    return replace(
        without_calibration(model.parts),
        heads={**model.parts.heads, TASK: HeadShape("several", outputs, words=blind)},
        blind=(*(task for task in model.parts.blind if task != TASK), *([TASK] if blind else [])),
        labels={**model.parts.labels, TASK: tuple(FRAMES)},
        tensors={**model.parts.tensors, **named},
    )


def without_calibration(parts: Parts) -> Parts:
    """Return the parts of a model without its calibrations and thresholds for frames."""
    thresholds = {name: cuts for name, cuts in parts.thresholds.items() if name not in (TASK, f"{TASK}_article")}
    calibrations = {task: by_view for task, by_view in parts.calibrations.items() if task != TASK}
    card = parts.card
    if TASK in card.get("calibration", {}):
        card = {**card, "calibration": {task: about for task, about in card["calibration"].items() if task != TASK}}
    return replace(parts, calibrations=calibrations, thresholds=thresholds, card=card)


def _fit(
    head: SentenceHead,
    pooling: ArticlePooling,
    bags: list[torch.Tensor],
    labels: torch.Tensor,
    vectors: torch.Tensor,
    hints: torch.Tensor,
    settings: HeadSettings,
) -> None:
    parameters = [*head.parameters(), *pooling.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=settings.lr, weight_decay=settings.weight_decay)
    steps = settings.epochs * -(-len(bags) // settings.articles)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.lr, total_steps=steps)
    head.train()
    for _ in range(settings.epochs):
        order = torch.randperm(len(bags)).tolist()
        for first in range(0, len(order), settings.articles):
            rows = order[first : first + settings.articles]
            logits = head(torch.cat([bags[i] for i in rows])).split([len(bags[i]) for i in rows])
            loss = bce(torch.stack([pooling(one) for one in logits]), labels[rows])
            if settings.hint_weight and len(vectors):
                drawn = torch.randint(len(vectors), (settings.sentences,))
                loss = loss + settings.hint_weight * bce(head(vectors[drawn]), hints[drawn])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    head.eval()


def _told(parts: Parts, rows: int, seed: int) -> Parts:
    """Return the parts with a card that names what the head learned from, where the model had not learned frames."""
    training = list(parts.card.get("training", []))
    if any(row["task"] == TASK for row in training):
        return parts
    added = {"stage": "head of frames", "seed": seed, "task": TASK, "corpus": "semeval_frames", "parts": ["train"]}
    training.append({**added, "column": TASK, "rows": rows, "repeat": 1})
    return replace(parts, card={**parts.card, "training": training, "trained_on": trained_on(training)})


def main(arguments: list[str] | None = None) -> None:
    """Fit the head of a stored model; called by ``python -m framing.models.frames_head``."""
    import argparse

    from framing.articles.quotations import paragraphs
    from framing.articles.sentences import split_line
    from framing.corpora import get_corpus
    from framing.models.encoder_store import save_parts
    from framing.models.frame_hints import hinted_sentences

    parser = argparse.ArgumentParser(prog="python -m framing.models.frames_head", description=__doc__)
    parser.add_argument("model", help="a model folder; with {} for the fold where --fold names several")
    parser.add_argument("--out", required=True, help="where the model with its new head goes, {} as in model")
    parser.add_argument("--without", type=Path, help="a CSV with row_id and article_fold: leave --fold of it out")
    parser.add_argument("--fold", type=int, nargs="+", help="one or more folds: a model for each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--blind", action="store_true", help="names reach the head as word embeddings alone")
    options = parser.parse_args(arguments)
    if (options.fold is None) != (options.without is None):
        parser.error("--without and --fold go together.")
    if len(options.fold or ()) > 1 and not all("{}" in path for path in (options.model, options.out)):
        parser.error("Several folds are several models: put {} where the fold's number goes, in model and --out.")
    hinted: dict[str, Any] = {}
    for fold in options.fold or [None]:
        rows: Any = get_corpus("semeval_frames").table("train")
        if fold is not None:
            import pandas as pd

            folds = pd.read_csv(options.without, dtype={"row_id": str}).set_index("row_id")["article_fold"]
            rows = rows[rows["row_id"].map(folds) != fold]
        articles = [[t[s:e] for line in paragraphs(t) for s, e in split_line(t, *line)] for t in rows["text"]]
        labels = [[float(frame in set(frames)) for frame in FRAMES] for frames in rows["frames"]]
        model = EncoderModel.load(Path(options.model.replace("{}", str(fold))))
        base = model.parts.encoder
        if base not in hinted:
            hinted[base] = hinted_sentences(options.seed, encoder=base)
        sentences, hints = hinted[base]
        parts = fit_frames_head(model, articles, labels, sentences, hints, seed=options.seed, blind=options.blind)
        told = _told(parts, len(articles), options.seed)
        print(save_parts(told, Path(options.out.replace("{}", str(fold)))), flush=True)


if __name__ == "__main__":
    main()
