"""Teaches fast models: ``python experiments/fast_model/train.py "runs/fold{}/framed" runs/fast``.

Six that read the same texts: one for each fold, taught by the encoder that did not see it, and the one that ships,
taught by ``default``; on a GPU, where there is one, all at once. They learn their teachers' probabilities of
``texts.parquet``, which ``teach.py`` wrote to ``runs/fast/teacher0`` to ``teacher4`` and ``runs/fast/default``, and the
labels of BABE and CheckThat! without those of the fold. Names are put to one in all texts but those from which frames
are learned, as they are when the finished model is asked. Writes ``fold0`` to ``fold4`` and ``student``: the weights,
and for a fold the logits of the rows that neither the student nor its teacher saw.

With ``--after`` they start from the students of an earlier run instead of the encoder's vectors; with ``--near`` each
learns, beside the texts of all, those that ``near.py`` made of its labels, and what its teacher said of them.
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
from network import PARTS, WAYS, Corpus, Networks, kept_pieces, start_vectors, weigh
from torch.nn import functional

from framing.corpora.frames import FRAMES
from framing.evaluation.splits import FOLDS
from framing.models.encoder import EncoderModel
from framing.models.encoder_base import load_encoder
from framing.models.name_blinding import as_seen
from framing.models.tasks import TASKS

COLUMNS = {"editorializing": [0], "loaded_language": [1], "frames": list(range(2, 2 + len(FRAMES)))}
"""Which outputs of the network are whose."""
BLIND = ("editorializing", "loaded_language")
"""Tasks of which names say nothing."""
OUTPUTS = sum(map(len, COLUMNS.values()))
ENCODER = "all-minilm-l6-v2"
"""Vectors start from the encoder as it was before any label, the same for all folds."""
WEIGHTS = {"editorializing": 1.0, "loaded_language": 1.0, "frames": 0.5}
TEMPERATURE = 2.0
"""What teachers' logits are divided by, and the student's beside them (Hinton, Vinyals and Dean 2015)."""
STUDENTS = {**{f"fold{k}": f"teacher{k}" for k in range(FOLDS)}, "student": "default"}
"""The folders of the students, and of what their teachers said."""
NUMBERS = {name: number for number, name in enumerate(STUDENTS)}
"""The fold that each student does not see; a number that is no fold's for the one that ships."""


def read_logits(folder: Path, limit: int | None) -> np.ndarray:
    """Return what a teacher said of the first texts: probabilities (texts, outputs) at the :data:`TEMPERATURE`.

    NaN stands for what it was not asked.
    """
    pieces = [np.load(path) for path in sorted(folder.glob("[0-9]*[0-9].npz"))]
    count = sum(len(piece["editorializing"]) for piece in pieces)
    found = np.zeros((count, OUTPUTS), dtype=np.float32)
    for task, columns in COLUMNS.items():
        found[:, columns] = np.concatenate([piece[task].reshape(-1, len(columns)) for piece in pieces])
    return 1 / (1 + np.exp(-found[:limit] / TEMPERATURE))


def targets(
    said: list[np.ndarray], framed: np.ndarray, labels: pd.DataFrame, unseen: list[int]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return probabilities to learn (rows, students, outputs), and weights (2 + labels, students, outputs).

    Rows are all texts with their names put to one, then those of ``framed`` as they are, then labels. The first weights
    are those of every text without names, the second of one with them, the others each label's: 0 for the student that
    must not see its fold.
    """
    n, students = len(said[0]), len(said)
    first = n + len(framed)
    wanted = np.full((first + len(labels), students, OUTPUTS), 0.5, dtype=np.float32)
    weight = np.zeros((2 + len(labels), students, OUTPUTS), dtype=np.float32)
    every = np.stack(said, axis=1)
    for task, columns in COLUMNS.items():
        kind, rows, chosen = (1, slice(n, first), framed) if task not in BLIND else (0, slice(n), np.arange(n))
        wanted[rows, :, columns[0] : columns[-1] + 1] = every[chosen, :, columns[0] : columns[-1] + 1]
        weight[kind, :, columns] = TEMPERATURE**2 * WEIGHTS[task] / len(columns)  # gradients of the same size
    at = labels["task"].map(lambda task: COLUMNS[task][0]).to_numpy(dtype=int)
    numbers = np.arange(len(labels))
    wanted[first + numbers, :, at] = (0.03 + 0.94 * labels["label"].to_numpy(dtype=np.float32))[:, None]
    weight[2 + numbers, :, at] = labels["fold"].to_numpy()[:, None] != np.array(unseen)
    return torch.from_numpy(wanted), torch.from_numpy(weight)


def fit(
    network: Networks,
    corpus: Corpus,
    said: list[np.ndarray],
    framed: np.ndarray,
    labels: pd.DataFrame,
    unseen: list[int],
    options: argparse.Namespace,
) -> None:
    """Train the networks in place; the corpus has the rows of :func:`targets`."""
    place = network.shift.device
    rng = np.random.default_rng(options.seed)
    blind, n = len(said[0]), len(said[0]) + len(framed)
    wanted, weight = (part.to(place) for part in targets(said, framed, labels, unseen))
    rows = np.concatenate([np.arange(n), np.repeat(np.arange(n, n + len(labels)), options.repeat)])
    steps = options.epochs * sum(1 for _ in corpus.batches(rows, options.words))
    table = list(network.embedding.parameters())
    rest = [p for name, p in network.named_parameters() if not name.startswith("embedding")]
    # Vectors and moments of words that a batch lacks stay as they are, which saves most of a small batch's time.
    optimizers = [torch.optim.SparseAdam(table, options.lr), torch.optim.AdamW(rest, options.lr, weight_decay=0.01)]
    schedules = [
        torch.optim.lr_scheduler.OneCycleLR(
            one, options.lr, steps + 8 * options.epochs, pct_start=0.1, cycle_momentum=False
        )
        for one in optimizers
    ]
    network.train()
    for epoch in range(options.epochs):
        started, total, count = time.time(), torch.zeros((), device=place), 0
        for batch in corpus.batches(rows, options.words, rng):
            words, pieces, starts = corpus.batch(batch.tolist())
            words = words * torch.from_numpy(rng.random(words.shape) >= options.drop_words)
            at = torch.from_numpy(batch).to(place)
            logits = network(words.to(place), pieces.to(place), starts.to(place))
            logits = torch.where((at < n)[:, None], logits / TEMPERATURE, logits)
            kind = torch.where(at < blind, 0, torch.where(at < n, 1, at - n + 2))
            y, w = wanted[at].transpose(0, 1), weight[kind].transpose(0, 1)
            loss = (functional.binary_cross_entropy_with_logits(logits, y, reduction="none") * w).sum()
            network.zero_grad()
            (loss / len(batch)).backward()
            network.clip(1.0)
            for one in (*optimizers, *schedules):
                one.step()
            total, count = total + loss.detach(), count + len(batch)
        loss_each = float(total) / count / network.students
        rate = count / (time.time() - started)
        print(f"epoch {epoch}: loss {loss_each:.4f}, {rate:.0f} texts/s for all {network.students}", flush=True)
    network.eval()


def predict(network: Networks, corpus: Corpus) -> np.ndarray:
    """Return the logits (students, rows, outputs) of a corpus."""
    found = np.zeros((network.students, len(corpus.rows), OUTPUTS), dtype=np.float32)
    with torch.inference_mode():
        for batch in corpus.batches(np.arange(len(corpus.rows)), 16_000):
            given = (part.to(network.shift.device) for part in corpus.batch(batch.tolist()))
            found[:, batch] = network(*given).cpu().numpy()
    return found


def start(folder: Path, size: int, texts: list[str]) -> tuple[list[str], torch.Tensor]:
    """Return the pieces that texts have and the vectors to start from; the encoder's are computed once in a folder."""
    path = folder / f"start_{size}.npz"
    if not path.exists():
        pieces, vectors = start_vectors(*load_encoder(ENCODER), size)
        np.savez(path, pieces=np.array(pieces), vectors=vectors)
    stored = np.load(path)
    pieces, corpus = stored["pieces"].tolist(), Corpus(texts, stored["pieces"].tolist())
    times = np.bincount(np.concatenate(corpus.rows), minlength=len(corpus.counts))
    counts = np.bincount(corpus.pieces, np.repeat(times, corpus.counts), minlength=len(pieces))
    chosen = kept_pieces(pieces, counts)
    weighed = weigh(stored["vectors"][chosen], counts[chosen])
    return [pieces[i] for i in chosen], torch.from_numpy(weighed.astype(np.float32))


def learn_on(network: Networks, number: int, pieces: list[str], path: Path) -> None:
    """Give a student the weights of an earlier one, which has the same pieces."""
    stored = np.load(path)
    if stored["pieces"].tolist() != pieces:
        raise SystemExit(f"{path} has other pieces than the other students of its run.")
    width = network.ways.shape[2]
    with torch.no_grad():
        network.embedding.weight.view(len(pieces), -1, width)[:, number] = torch.from_numpy(stored["embedding"])
        for name in PARTS:
            getattr(network, name)[number] = torch.from_numpy(stored[name])


def read_near(folder: Path | None, name: str) -> tuple[list[str], np.ndarray]:
    """Return the texts made of a student's labels, and what its teacher said of them."""
    if folder is None:
        return [], np.zeros((0, OUTPUTS), dtype=np.float32)
    return pd.read_parquet(folder / f"{name}.parquet")["text"].tolist(), read_logits(folder / STUDENTS[name], None)


def judged(own: np.ndarray, held: pd.DataFrame, teacher: Path, told: Path) -> pd.DataFrame:
    """Return rows that neither a student nor its teacher saw, with the logits of both; ``own`` is (rows, outputs)."""
    at = held["task"].map(lambda task: COLUMNS[task][0]).to_numpy(dtype=int)
    path = told / "held.parquet"
    if not path.exists():
        shown = EncoderModel.load(teacher).logits(
            held["text"].tolist(), ("editorializing", "loaded_language"), view="all"
        )
        by_task = [shown[task][i, 0] for i, task in enumerate(held["task"])]
        held.assign(logits=by_task).to_parquet(path)
    return held.assign(logits=own[np.arange(len(held)), at], teacher=pd.read_parquet(path)["logits"])


def report(found: pd.DataFrame) -> None:
    """Print how students and teachers do on rows that neither saw."""
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


def main() -> None:
    """Train the models and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", help="the folder of a fold's encoder; {} stands for the fold")
    parser.add_argument("runs", type=Path)
    parser.add_argument("--limit", type=int, help="so many texts at most")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--channels", type=int, default=448)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=2, help="times that a label is seen in an epoch")
    parser.add_argument("--words", type=int, default=2_000, help="of a batch")
    parser.add_argument("--lr", type=float, default=3.5e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--drop-words", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where the students go; runs where it is not given")
    parser.add_argument("--after", type=Path, help="the folder of an earlier run")
    parser.add_argument("--near", type=Path, help="the folder of near.py's texts and of the answers to them")
    parser.add_argument("--students", nargs="*", choices=[*STUDENTS], default=[*STUDENTS])
    parser.add_argument("--together", type=int, default=len(STUDENTS) if torch.cuda.is_available() else 1)
    options = parser.parse_args()
    if options.near and options.together > 1:
        parser.error("Each student has its own near texts: leave --near out, or say --together 1.")
    runs, labels = options.runs, gold(LEARNED)
    held = pd.concat([labels, gold(UNSEEN)], ignore_index=True)
    count = len(read_logits(runs / STUDENTS[options.students[0]], options.limit))
    texts = pd.read_parquet(runs / "texts.parquet", columns=["text"])["text"].tolist()[:count]
    if options.after:
        pieces = np.load(options.after / options.students[0] / "parts.npz")["pieces"].tolist()
        vectors = torch.zeros(len(pieces), options.size)
    else:
        pieces, vectors = start(runs, options.size, texts)
    print(f"{count} texts, {len(labels)} labels, {len(pieces)} pieces", flush=True)
    for first in range(0, len(options.students), options.together):
        names = options.students[first : first + options.together]
        near, answers = read_near(options.near, names[0])
        said = [np.concatenate([read_logits(runs / STUDENTS[name], count), answers]) for name in names]
        framed = np.flatnonzero(~np.isnan(said[0][:, -1]))
        every, annotated = [*texts, *near], as_seen(labels["text"].tolist(), True)
        corpus = Corpus([*as_seen(every, True), *(every[i] for i in framed), *annotated], pieces)
        torch.manual_seed(options.seed)
        network = Networks(vectors, len(names), options.channels, options.hidden, OUTPUTS, options.dropout)
        for number, name in enumerate(names if options.after else ()):
            learn_on(network, number, pieces, options.after / name / "parts.npz")
        network.to("cuda" if torch.cuda.is_available() else "cpu")
        fit(network, corpus, said, framed, labels, [NUMBERS[name] for name in names], options)
        for number, name in enumerate(names):
            out, fold = (options.out or runs) / name, NUMBERS[name]
            out.mkdir(parents=True, exist_ok=True)
            learned = {"texts": count, "near": len(near), "labels": int((labels["fold"] != fold).sum())}
            facts = json.dumps({"tasks": COLUMNS, **learned, "ways": WAYS})
            np.savez(out / "parts.npz", pieces=np.array(pieces), facts=facts, **network.student(number))
            kept = held[held["fold"] == fold].reset_index(drop=True)
            if len(kept):
                own = predict(network, Corpus(as_seen(kept["text"].tolist(), True), pieces))[number]
                found = judged(own, kept, Path(options.teacher.format(fold)), runs / STUDENTS[name])
                found.to_parquet(out / "logits.parquet")
                report(found)


if __name__ == "__main__":
    main()
