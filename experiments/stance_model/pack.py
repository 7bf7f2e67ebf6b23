"""From the runs of ``run.sh`` to the encoder that answers stance in ``default``: averaged, compressed, calibrated.

    python experiments/stance_model/pack.py runs/stance [--rank 128] [--bits 8]

Its temperature is fitted to NewsMTSC's ``mt_dev``; ``rw_dev`` is only reported. Writes ``runs/stance/packed``, and
``metrics.csv`` beside this file: the three seeds as trained, and ``default``, what is packed.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.corpora import get_corpus
from framing.evaluation.seeds import evaluate_seeds
from framing.models.encoder import EncoderModel
from framing.models.encoder_average import average
from framing.models.encoder_calibration import Fitted, apply_calibrations, fit_calibrations
from framing.models.encoder_parts import Parts
from framing.models.encoder_store import load_parts, save_parts

TASK = "stance"
PARTS = ("rw_dev", "mt_dev")
FOLDS = 5
HERE = Path(__file__).parent
MADE_OF = """\
Three runs (`configs/stance_model.yaml`, seeds 1, 2, 3), each from the encoder of `default` on, over the labels of
NewsMTSC and what `large` says of {sentences:,} other sentences with {mentions:,} mentions (AllSides; no article that
holds a sentence of NewsMTSC's dev parts, no near-duplicate of what models are judged on). Their weights are averaged,
and every matrix's change ships as the best product of rank {rank}, in {bits} bits. The temperature is fitted to
`mt_dev`. `experiments/stance_model/run.sh` repeats it."""
SHOWN = ("macro_f1", "accuracy")
CARD = ["task", "corpus", "split", "model", "metric", "value", "low", "high", "n"]


def temperature(model: EncoderModel) -> Fitted:
    """Return the calibration of stance, fitted to NewsMTSC's ``mt_dev``, articles in folds."""
    rows = get_corpus("newsmtsc").table("mt_dev")
    spans = list(zip(rows["start"].tolist(), rows["end"].tolist(), strict=True))
    logits = model.logits(rows["text"].tolist(), (TASK,), mentions=spans)[TASK]
    articles = pd.factorize(rows["article"])[0]
    table = rows.assign(task=TASK, view="all", corpus="newsmtsc", fold=articles % FOLDS, label=rows["stance"])
    read = np.isfinite(logits).all(axis=1)  # a mention beyond the longest length has no logits
    return fit_calibrations(table.assign(logits=list(logits))[read])


def taught(runs: Path) -> dict[str, int]:
    """Return how many sentences and mentions the teacher answered."""
    pairs = pd.concat([pd.read_parquet(path) for path in sorted(runs.rglob("pairs.parquet"))])
    return {"sentences": int(pairs["text"].nunique()), "mentions": len(pairs)}


def small(runs: Path, rank: int, bits: int) -> Parts:
    """Return the parts of the mean of the seeds, compressed, with its card."""
    mean = average([load_parts(path / "model") for path in sorted(runs.glob("seed?"))])
    parts = EncoderModel(mean).compressed(rank, bits).parts
    told = {**parts.card, "name": TASK, "made_of": MADE_OF.format(rank=rank, bits=bits, **taught(runs))}
    return replace(parts, card=told)


def measured(models: list[EncoderModel], packed: EncoderModel, resamples: int) -> pd.DataFrame:
    """Return the metrics of the seeds, their mean and the model that ships on both dev parts."""
    names = [f"seed{number + 1}" for number in range(len(models))]
    tables = []
    for part in PARTS:
        tables.append(evaluate_seeds(models, "newsmtsc", part, TASK, names=names, resamples=resamples))
        tables.append(
            evaluate_seeds([packed], "newsmtsc", part, TASK, names=["default"], baselines=(), resamples=resamples)
        )
    return pd.concat(tables, ignore_index=True).drop(columns="draws", errors="ignore")


def card_metrics(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows that a card shows."""
    rows = table[table["metric"].isin(SHOWN) & ~table["model"].str.fullmatch(r"seed\d")]
    return list(rows[CARD].round({"value": 6, "low": 6, "high": 6}).to_dict("records"))


def main() -> None:
    """Write the folder of the encoder, and the table of what it gives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--rank", type=int, default=128)
    parser.add_argument("--bits", type=int, choices=(8, 16), default=8)
    parser.add_argument("--resamples", type=int, default=1000)
    options = parser.parse_args()
    own = small(options.runs, options.rank, options.bits)
    own = apply_calibrations(own, temperature(EncoderModel(own)))
    seeds = [EncoderModel.load(path / "model") for path in sorted(options.runs.glob("seed?"))]
    table = measured(seeds, EncoderModel(own), options.resamples)
    table.to_csv(HERE / "metrics.csv", index=False)
    print(table[table["metric"].isin(SHOWN)].to_string())
    own = replace(own, card={**own.card, "metrics": card_metrics(table)})
    print(save_parts(own, options.runs / "packed"))


if __name__ == "__main__":
    main()
