"""Chooses the bands of the cascade and measures its agreement: ``python experiments/fast_model/cascade.py runs/fast``.

Bands are chosen on the sentences of ``choose.parquet`` for ``--loss``, and judged on those of ``judge.parquet``;
neither was learned from. Then the cascade itself scores the second set, its encoder included.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from answers import TASKS

from framing.models import MODELS, load_model
from framing.models.cascade import choose_band
from framing.models.cascade_store import save_cascade

HERE = Path(__file__).parent
MADE_OF = """\
For each of the two labels, the narrowest band that leaves at most {loss:.2%} of {n:,} sentences of AllSides with
another label than the encoder's, chosen with the fast model's probabilities and the encoder's labels
(`experiments/fast_model/cascade.py`). Agreement below is on other sentences, which neither the fast model learned from
nor the bands were chosen on."""


def labels(runs: Path, pool: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a pool's sentences and the encoder's probabilities of them."""
    return pd.read_parquet(runs / f"{pool}.parquet"), pd.read_parquet(runs / f"{pool}_answers.parquet")


def agreement(runs: Path, model: Any) -> dict[str, Any]:
    """Return how often labels are the encoder's on the sentences kept for that, and how much of it was needed."""
    table, said = labels(runs, "judge")
    alone = load_model("fast").predict_many(table, TASKS)
    parts = [model.predict_and_tell(table.iloc[at : at + 4096], TASKS) for at in range(0, len(table), 4096)]
    sent = {task: np.concatenate([flags[task] for _, flags in parts]) for task in TASKS}
    rows, same, same_alone = [], np.ones(len(table), bool), np.ones(len(table), bool)
    for task in TASKS:
        cut = model.encoder.thresholds[task]
        wanted = said[task].to_numpy() >= cut
        found = np.concatenate([given[task][:, 1] for given, _ in parts]) >= cut
        by_fast = alone[task][:, 1] >= cut
        # A sentence without a word of the author has no editorializing.
        own = table["author_share"].to_numpy() > 0 if task == "editorializing" else np.ones(len(table), bool)
        rows.append({**line(task, (found == wanted)[own], (by_fast == wanted)[own]), "sent": float(sent[task].mean())})
        same &= (found == wanted) | ~own
        same_alone &= (by_fast == wanted) | ~own
    either = np.logical_or(*sent.values())
    rows.append({**line("both", same, same_alone), "sent": float(either.mean())})
    two = (table["quoted_share"] + table["attributed_share"]).to_numpy() > 0
    passes = float(either.mean() + (np.logical_and(*sent.values()) & two).mean())
    return {"agreement": rows, "passes": passes, "passes_alone": float(1 + two.mean())}


def line(name: str, same: np.ndarray, alone: np.ndarray) -> dict[str, Any]:
    """Return a row of the card."""
    return {"task": name, "n": len(same), "agree": float(same.mean()), "alone": float(alone.mean())}


def main() -> None:
    """Choose, write, measure, write again with the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--loss", type=float, default=0.0045, help="labels that may differ, for each task")
    parser.add_argument("--out", type=Path, default=MODELS["cascade"])
    options = parser.parse_args()
    fast, default = load_model("fast"), load_model("default")
    table, said = labels(options.runs, "choose")
    p = fast.predict_many(table, TASKS)
    bands = {}
    for task in TASKS:
        own = table["author_share"].to_numpy() > 0 if task == "editorializing" else np.ones(len(table), bool)
        cut = default.thresholds[task]
        low, high = choose_band(p[task][own, 1], said[task].to_numpy()[own] >= cut, cut, options.loss)
        bands[task] = (round(low - 5e-7, 6), round(high + 5e-7, 6))
    card = {
        "name": "cascade",
        "trained_on": list(fast.card["trained_on"]),
        "made_of": MADE_OF.format(loss=options.loss, n=len(table)),
    }
    folders = {"fast": MODELS["fast"], "encoder": MODELS["default"]}
    save_cascade(options.out, folders, bands, card)
    load_model.__globals__["_shipped"].cache_clear()
    found = agreement(options.runs, load_model(options.out))
    metrics = []
    if (HERE / "cascade.csv").exists():
        shown = pd.read_csv(HERE / "cascade.csv")
        shown = shown[shown["metric"].isin(("macro_f1", "auc", "difference"))].round(6)
        metrics = shown[["task", "corpus", "split", "model", "metric", "value", "low", "high", "n"]].to_dict("records")
    save_cascade(options.out, folders, bands, {**card, **found, "metrics": metrics})
    print(bands, {name: round(value, 3) for name, value in found.items() if name != "agreement"})
    print(pd.DataFrame(found["agreement"]).to_string())


if __name__ == "__main__":
    main()
