"""From what ``train.py`` learned to the model that ships: calibrated, in 8 bits, with its card.

    python experiments/fast_model/pack.py runs/fast [--out framing/models/pretrained/fast]

Calibrations and thresholds come from five models, each of a teacher of its own, that did not see the fold; what ships
is fitted to BABE train, Anno-lexical dev, CheckThat! train and dev. ``dev_test_en`` is only reported.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from network import PARTS
from train import BLIND

from framing.evaluation.splits import FOLDS
from framing.models.encoder_calibration import Fitted, fit_calibrations
from framing.models.fast import FastParts
from framing.models.fast_store import save_fast

HERE = Path(__file__).parent
SHOWN = ("macro_f1", "auc", "difference")
TAUGHT = """\
Taught by `default`: its probabilities of {texts:,} different texts (sentences of AllSides and of Anno-lexical's train
part, each as the author's words, the words of others or as a whole), without the sentences of the corpora that models
are judged on and near-duplicates of them, and of {near:,} made of the labelled sentences below (their words in pieces,
joined, left out or put in, under other names). Beside them, these labels:"""
MADE_OF = """\
`experiments/fast_model/run.sh` repeats it: text, teacher, training, calibration, measurement. The vectors of word
pieces start as model2vec's do (the pieces of the encoder before it learned any label, each alone through it, principal
components, weights that fall with frequency) and are learned on with the rest of the network. What ships, and its folds
did not begin there: they went on from students that encoders which saw names had taught in the same way, on 823,296
texts, three times through the texts told above (`--epochs 3 --seed 3`, see experiments/LOG.md). Calibrations and
thresholds come from five models that were each taught by an encoder that had not seen a fifth of BABE (by article) and
of CheckThat! train + dev, as they had not."""


def read_parts(path: Path) -> tuple[FastParts, dict[str, Any]]:
    """Return the parts of a trained network, its vectors in 8 bits, and the facts of its training."""
    stored = np.load(path)
    facts = json.loads(str(stored["facts"]))
    vectors = stored["embedding"].astype(np.float32)
    scale = np.maximum(np.abs(vectors).max(axis=1), 1e-8) / 127
    tensors = {
        "embedding": np.round(vectors / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        **{name: stored[name].astype(np.float32) for name in PARTS},
    }
    columns = {task: tuple(at) for task, at in facts["tasks"].items()}
    return FastParts(tuple(stored["pieces"].tolist()), tensors, columns, blind=BLIND), facts


def read_folds(runs: Path) -> pd.DataFrame:
    """Return the logits of rows that neither a student nor its teacher saw, of all folds."""
    return pd.concat([pd.read_parquet(runs / f"fold{k}" / "logits.parquet") for k in range(FOLDS)], ignore_index=True)


def calibrating(rows: pd.DataFrame) -> Fitted:
    """Return calibrations and thresholds from the rows that a model may be fitted to."""
    # The share of BABE's annotators who call a sentence opinion is learned from, but is no label of the task.
    used = rows[(rows["part"] != "dev_test_en") & (rows["column"] != "editorializing_soft")]
    return fit_calibrations(used.reset_index(drop=True))


def card_metrics() -> list[dict[str, Any]]:
    """Return the rows that the card shows."""
    if not (HERE / "metrics.csv").exists():
        return []
    table = pd.read_csv(HERE / "metrics.csv")
    table = table[table["metric"].isin(SHOWN)]
    table = table[["task", "corpus", "split", "model", "metric", "value", "low", "high", "n"]]
    return list(table.round({"value": 6, "low": 6, "high": 6}).to_dict("records"))


def training_rows() -> list[dict[str, Any]]:
    """Return what the card says of the labels."""
    from gold import LEARNED, gold

    rows = gold(LEARNED)
    return [
        {
            "task": str(task),
            "corpus": str(corpus),
            "parts": sorted(set(group["part"])),
            "label": str(column),
            "rows": len(group),
        }
        for (task, corpus, column), group in rows.groupby(["task", "corpus", "column"], sort=False)
    ]


def card(facts: Mapping[str, Any], fitted: Fitted) -> dict[str, Any]:
    """Return the model's card."""
    own = [
        {"task": "all", "corpus": c, "parts": [], "label": "the teacher's", "rows": "–"}
        for c in ("allsides", "anno_lexical")
    ]
    return {
        "name": "fast",
        "teacher": "default",
        "trained_on": ["allsides:all", "anno_lexical:train", "babe:train", "checkthat:dev_en", "checkthat:train_en"],
        "taught_by": TAUGHT.format(texts=facts["texts"], near=facts["near"]),
        "training": [*training_rows(), *own],
        "calibration": {task: {"share": share} for task, share in fitted.shares.items()},
        "made_of": MADE_OF,
        "metrics": card_metrics(),
    }


def main() -> None:
    """Write the model folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--out", type=Path, default=Path("framing/models/pretrained/fast"))
    options = parser.parse_args()
    parts, facts = read_parts(options.runs / "student" / "parts.npz")
    fitted = calibrating(read_folds(options.runs))
    told = card(facts, fitted)
    made = replace(parts, calibrations=fitted.calibrations, thresholds=fitted.thresholds, card=told)
    print(save_fast(made, options.out), fitted.thresholds)


if __name__ == "__main__":
    main()
