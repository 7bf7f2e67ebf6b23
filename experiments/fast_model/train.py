"""Teaches a fast model: ``python experiments/fast_model/train.py TEACHER TEXTS.parquet LOGITS OUT [--fold 0]``.

``LOGITS`` holds what ``teach.py`` wrote for this teacher. The fast model learns the teacher's probabilities of these
texts, and the labels of BABE and CheckThat! without those of the fold. Writes ``OUT/parts.npz`` and, for a fold,
``OUT/logits.parquet``: its logits of the rows that neither it nor its teacher saw, beside the teacher's.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from gold import LEARNED, UNSEEN, gold
from network import WAYS, Corpus, Network, kept, start_vectors, weigh
from torch.nn import functional as F

from framing.corpora.frames import FRAMES
from framing.models.encoder import EncoderModel
from framing.models.tasks import TASKS

COLUMNS = {"editorializing": [0], "loaded_language": [1], "frames": list(range(2, 2 + len(FRAMES)))}
"""Which outputs of the network are whose."""
WEIGHTS = {"editorializing": 1.0, "loaded_language": 1.0, "frames": 0.5}


def read_logits(folder: Path) -> dict[str, np.ndarray]:
    """Return what a teacher said, by task, of the first texts."""
    pieces = [np.load(path) for path in sorted(folder.glob("[0-9]*[0-9].npz"))]
    return {task: np.concatenate([piece[task] for piece in pieces]) for task in pieces[0].files}


def targets(said: dict[str, np.ndarray], labels: pd.DataFrame, outputs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities to learn (n, outputs) and how much each counts; those of texts first, then of labels."""
    n = len(next(iter(said.values())))
    wanted = np.full((n + len(labels), outputs), np.nan, dtype=np.float32)
    weight = np.zeros_like(wanted)
    for task, logits in said.items():
        wanted[:n, COLUMNS[task]] = 1 / (1 + np.exp(-logits.reshape(n, -1)))
        weight[:n, COLUMNS[task]] = WEIGHTS[task] / len(COLUMNS[task])
    at = labels["task"].map(lambda task: COLUMNS[task][0]).to_numpy(dtype=int)
    rows = np.arange(n, n + len(labels))
    wanted[rows, at] = 0.03 + 0.94 * labels["label"].to_numpy(dtype=np.float32)
    weight[rows, at] = 1.0
    return wanted, weight


def fit(corpus: Corpus, wanted: np.ndarray, weight: np.ndarray, rows: np.ndarray, network: Network, options) -> None:
    """Train a network in place."""
    rng = np.random.default_rng(options.seed)
    steps = options.epochs * sum(1 for _ in corpus.batches(rows, options.words))
    slow = [p for name, p in network.named_parameters() if name.startswith("embedding")]
    rest = [p for name, p in network.named_parameters() if not name.startswith("embedding")]
    groups = [{"params": slow, "lr": options.lr, "weight_decay": 0.0}, {"params": rest, "lr": options.lr}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [options.lr, options.lr], steps + 2, pct_start=0.1)
    network.train()
    for epoch in range(options.epochs):
        started, total, count = time.time(), 0.0, 0
        for batch in corpus.batches(rows, options.words, rng):
            words, pieces, starts = corpus.batch(batch.tolist())
            words = words * torch.from_numpy(rng.random(words.shape) >= options.drop_words)
            logits = network(words, pieces, starts)
            y, w = torch.from_numpy(wanted[batch]), torch.from_numpy(weight[batch])
            loss = (F.binary_cross_entropy_with_logits(logits, y.nan_to_num(), reduction="none") * w).sum()
            optimizer.zero_grad()
            (loss / len(batch)).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + loss.item(), count + len(batch)
        print(f"epoch {epoch}: loss {total / count:.4f}, {count / (time.time() - started):.0f} texts/s", flush=True)
    network.eval()


def predict(network: Network, corpus: Corpus, rows: np.ndarray) -> np.ndarray:
    """Return the logits of rows of a corpus."""
    found = np.zeros((len(corpus.rows), network.last.out_features), dtype=np.float32)
    with torch.inference_mode():
        for batch in corpus.batches(rows, 16_000):
            found[batch] = network(*corpus.batch(batch.tolist())).numpy()
    return found[rows]


def main() -> None:
    """Train one model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("logits", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--limit", type=int, help="so many texts at most")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--channels", type=int, default=128)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--repeat", type=int, default=2, help="times that a label is seen in an epoch")
    parser.add_argument("--words", type=int, default=6000)
    parser.add_argument("--lr", type=float, default=4e-3)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--drop-words", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)

    said = {task: logits[: options.limit] for task, logits in read_logits(options.logits).items()}
    n = len(next(iter(said.values())))
    texts = pd.read_parquet(options.texts, columns=["text"])["text"].tolist()[:n]
    labels = gold(LEARNED)
    if options.fold is not None:
        labels = labels[labels["fold"] != options.fold].reset_index(drop=True)

    start = options.teacher / f"start_{options.size}.npz" if options.fold is not None else options.out / "start.npz"
    if start.exists():
        stored = np.load(start)
        pieces, vectors = stored["pieces"].tolist(), stored["vectors"]
    else:
        pieces, vectors = start_vectors(EncoderModel.load(options.teacher, dtype="float32"), options.size)
        np.savez(start, pieces=np.array(pieces), vectors=vectors)
    counted = Corpus([*texts, *labels["text"]], pieces)
    times = np.bincount(np.concatenate(counted.rows), minlength=len(counted.counts))
    counts = np.bincount(counted.pieces, np.repeat(times, counted.counts), minlength=len(pieces))
    chosen = kept(pieces, counts)
    pieces = [pieces[i] for i in chosen]
    corpus = Corpus([*texts, *labels["text"]], pieces)
    vectors = weigh(vectors[chosen], counts[chosen]).astype(np.float32)
    outputs = sum(map(len, COLUMNS.values()))
    network = Network(torch.from_numpy(vectors), options.channels, options.hidden, outputs, options.dropout)
    wanted, weight = targets(said, labels, outputs)
    rows = np.concatenate([np.arange(n), np.repeat(np.arange(n, n + len(labels)), options.repeat)])
    print(f"{n} texts, {len(labels)} labels, {len(pieces)} pieces, {len(corpus.counts) - 1} words", flush=True)
    fit(corpus, wanted, weight, rows, network, options)

    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    tasks = {task: columns for task, columns in COLUMNS.items() if task in said}
    facts = {"tasks": tasks, "texts": n, "labels": len(labels), "ways": WAYS, "fold": options.fold}
    np.savez(options.out / "parts.npz", pieces=np.array(pieces), facts=json.dumps(facts), **weights)
    if options.fold is not None:
        held = gold((*LEARNED, *UNSEEN))
        held = held[held["fold"] == options.fold].reset_index(drop=True)
        own = predict(network, there := Corpus(held["text"].tolist(), pieces), np.arange(len(there.rows)))
        at = held["task"].map(lambda task: COLUMNS[task][0]).to_numpy(dtype=int)
        path = options.logits / "held.parquet"
        if not path.exists():
            teacher = EncoderModel.load(options.teacher)
            shown = teacher.logits(held["text"].tolist(), ("editorializing", "loaded_language"), view="all")
            by_task = [shown[task][i, 0] for i, task in enumerate(held["task"])]
            held.assign(logits=by_task).to_parquet(path)
        found = held.assign(logits=own[np.arange(len(held)), at], teacher=pd.read_parquet(path)["logits"])
        found.to_parquet(options.out / "logits.parquet")
        report(found)


def report(found: pd.DataFrame) -> None:
    """Print how the student and its teacher do on rows that neither saw."""
    from sklearn.metrics import roc_auc_score

    from framing.models.calibration import macro_f1

    for key, group in found[found["column"].isin(TASKS)].groupby(["task", "corpus", "part"]):
        y = group["label"].to_numpy() > 0.5
        line = f"{' '.join(key):50s} n {len(y):5d}"
        for name in ("logits", "teacher"):
            z = group[name].to_numpy()
            best = max(macro_f1(y, z >= cut) for cut in np.quantile(z, np.linspace(0.05, 0.95, 37)))
            line += f"  {name}: auc {roc_auc_score(y, z):.3f} best macro-F1 {best:.3f} at 0 {macro_f1(y, z >= 0):.3f}"
        print(line)


if __name__ == "__main__":
    main()
