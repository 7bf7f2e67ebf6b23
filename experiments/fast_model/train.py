"""Teaches a fast model: ``python experiments/fast_model/train.py TEACHER TEXTS.parquet LOGITS OUT [--folds 0 1]``.

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
from network import WAYS, Corpus, Network, kept_pieces, start_vectors, weigh
from torch.nn import functional

from framing.corpora.frames import FRAMES
from framing.models.encoder import EncoderModel
from framing.models.encoder_base import load_encoder
from framing.models.tasks import TASKS

COLUMNS = {"editorializing": [0], "loaded_language": [1], "frames": list(range(2, 2 + len(FRAMES)))}
"""Which outputs of the network are whose."""
ENCODER = "all-minilm-l6-v2"
"""Vectors start from the encoder as it was before any label, the same for all folds."""
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
    table = list(network.embedding.parameters())
    rest = [p for name, p in network.named_parameters() if not name.startswith("embedding")]
    # Vectors and moments of words that a batch lacks stay as they are, which saves most of a small batch's time.
    optimizers = [torch.optim.SparseAdam(table, options.lr), torch.optim.AdamW(rest, options.lr, weight_decay=0.01)]
    schedules = [
        torch.optim.lr_scheduler.OneCycleLR(one, options.lr, steps + 2, pct_start=0.1, cycle_momentum=False)
        for one in optimizers
    ]
    network.train()
    for epoch in range(options.epochs):
        started, total, count = time.time(), 0.0, 0
        for batch in corpus.batches(rows, options.words, rng):
            words, pieces, starts = corpus.batch(batch.tolist())
            words = words * torch.from_numpy(rng.random(words.shape) >= options.drop_words)
            logits = network(words, pieces, starts)
            y, w = torch.from_numpy(wanted[batch]), torch.from_numpy(weight[batch])
            loss = (functional.binary_cross_entropy_with_logits(logits, y.nan_to_num(), reduction="none") * w).sum()
            network.zero_grad()
            (loss / len(batch)).backward()
            torch.nn.utils.clip_grad_norm_(rest, 1.0)
            for one in (*optimizers, *schedules):
                one.step()
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
    """Train one model, or one for each fold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", help="a model's folder; {} stands for the fold, here and below")
    parser.add_argument("texts", type=Path)
    parser.add_argument("logits")
    parser.add_argument("out")
    parser.add_argument("--folds", type=int, nargs="*", default=[None])
    parser.add_argument("--limit", type=int, help="so many texts at most")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--channels", type=int, default=320)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--repeat", type=int, default=2, help="times that a label is seen in an epoch")
    parser.add_argument("--words", type=int, default=2_000, help="of a batch")
    parser.add_argument("--lr", type=float, default=3.5e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--drop-words", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    texts = pd.read_parquet(options.texts, columns=["text"])["text"].tolist()
    labels, unseen = gold(LEARNED), gold(UNSEEN)
    for fold in options.folds:
        teacher, logits, out = (Path(given.format(fold)) for given in (options.teacher, options.logits, options.out))
        out.mkdir(parents=True, exist_ok=True)
        said = {task: values[: options.limit] for task, values in read_logits(logits).items()}
        kept = labels if fold is None else labels[labels["fold"] != fold].reset_index(drop=True)
        shown = texts[: len(next(iter(said.values())))]
        network, pieces = teach(shown, said, kept, start(out.parent, options.size), options)
        tasks = {task: columns for task, columns in COLUMNS.items() if task in said}
        facts = {"tasks": tasks, "texts": len(shown), "labels": len(kept), "ways": WAYS, "fold": fold}
        weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
        np.savez(out / "parts.npz", pieces=np.array(pieces), facts=json.dumps(facts), **weights)
        if fold is not None:
            held = pd.concat([labels, unseen], ignore_index=True)
            found = judged(network, pieces, held[held["fold"] == fold].reset_index(drop=True), teacher, logits)
            found.to_parquet(out / "logits.parquet")
            report(found)


def start(folder: Path, size: int) -> tuple[list[str], np.ndarray]:
    """Return the pieces and vectors to start from, computed once in a folder."""
    path = folder / f"start_{size}.npz"
    if not path.exists():
        pieces, vectors = start_vectors(*load_encoder(ENCODER), size)
        np.savez(path, pieces=np.array(pieces), vectors=vectors)
    stored = np.load(path)
    return stored["pieces"].tolist(), stored["vectors"]


def teach(
    texts: list[str],
    said: dict[str, np.ndarray],
    labels: pd.DataFrame,
    begin: tuple[list[str], np.ndarray],
    options: argparse.Namespace,
) -> tuple[Network, list[str]]:
    """Return a network that learned what the teacher said of texts, and labels; and the pieces that it knows."""
    torch.manual_seed(options.seed)
    n, every = len(texts), [*texts, *labels["text"]]
    pieces, vectors = begin
    counted = Corpus(every, pieces)
    times = np.bincount(np.concatenate(counted.rows), minlength=len(counted.counts))
    counts = np.bincount(counted.pieces, np.repeat(times, counted.counts), minlength=len(pieces))
    chosen = kept_pieces(pieces, counts)
    pieces = [pieces[i] for i in chosen]
    corpus = Corpus(every, pieces)
    vectors = weigh(vectors[chosen], counts[chosen]).astype(np.float32)
    outputs = sum(map(len, COLUMNS.values()))
    network = Network(torch.from_numpy(vectors), options.channels, options.hidden, outputs, options.dropout)
    wanted, weight = targets(said, labels, outputs)
    rows = np.concatenate([np.arange(n), np.repeat(np.arange(n, n + len(labels)), options.repeat)])
    print(f"{n} texts, {len(labels)} labels, {len(pieces)} pieces, {len(corpus.counts) - 1} words", flush=True)
    fit(corpus, wanted, weight, rows, network, options)
    return network, pieces


def judged(network: Network, pieces: list[str], held: pd.DataFrame, teacher: Path, logits: Path) -> pd.DataFrame:
    """Return rows that neither saw with the logits of the student and of its teacher."""
    corpus = Corpus(held["text"].tolist(), pieces)
    own = predict(network, corpus, np.arange(len(held)))
    at = held["task"].map(lambda task: COLUMNS[task][0]).to_numpy(dtype=int)
    path = logits / "held.parquet"
    if not path.exists():
        shown = EncoderModel.load(teacher).logits(
            held["text"].tolist(), ("editorializing", "loaded_language"), view="all"
        )
        by_task = [shown[task][i, 0] for i, task in enumerate(held["task"])]
        held.assign(logits=by_task).to_parquet(path)
    return held.assign(logits=own[np.arange(len(held)), at], teacher=pd.read_parquet(path)["logits"])


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
