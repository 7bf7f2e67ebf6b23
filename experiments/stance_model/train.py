"""Trains the encoder that answers stance: ``python experiments/stance_model/train.py runs/stance --seed 1``.

It learns the labels of NewsMTSC and, beside them, what the model ``large`` says of the mentions of ``pairs.py``
(knowledge distillation: Hinton, Vinyals and Dean 2015). Writes ``runs/stance/seed1``.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from framing.models import MODELS
from framing.models.cores import physical_cores
from framing.models.encoder import EncoderModel
from framing.models.training import train_encoder
from framing.models.training_data import make_judge, read_tables
from framing.models.training_run import trained_on
from framing.models.training_settings import read_settings

CONFIG = "configs/stance_model.yaml"


def answered(folder: Path) -> pd.DataFrame:
    """Return the mentions that the teacher has answered, with its probabilities as labels."""
    pieces = sorted((folder / "answers").glob("[0-9]*[0-9].npz"))
    logits = np.concatenate([np.load(path)["stance"] for path in pieces]).astype(float)
    odds = np.exp(logits - logits.max(1, keepdims=True))
    pairs = pd.read_parquet(folder / "pairs.parquet").head(len(logits))
    pairs = pairs.assign(label=list(odds / odds.sum(1, keepdims=True)), corpus="allsides")
    return pairs[np.isfinite(logits).all(1)]


def told(model: EncoderModel, seed: int, mentions: int) -> EncoderModel:
    """Return the model with a card that names what the teacher's answers were given to."""
    row = {"stage": "stance", "seed": seed, "task": "stance", "corpus": "allsides", "parts": ["all"]}
    training = [{**row, "column": "what large says", "rows": mentions, "repeat": 1}, *model.card["training"]]
    return EncoderModel(
        replace(model.parts, card={**model.card, "training": training, "trained_on": trained_on(training)})
    )


def main() -> None:
    """Train a seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--config", default=CONFIG)
    parser.add_argument("--start", type=Path, default=MODELS["default"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 0)) or physical_cores())
    settings = read_settings(options.config, seed=options.seed, steps=options.steps, start=options.start)
    tables, held_out = read_tables(settings)
    pairs = pd.concat([answered(options.runs), answered(options.runs / "several")], ignore_index=True)
    pairs = pairs.drop_duplicates(["text", "start", "end"])
    tables["stance"] = pd.concat([tables["stance"], pairs], ignore_index=True)
    out = options.out or options.runs / f"seed{options.seed}"
    model = train_encoder(settings, tables, out=out, judge=make_judge(settings, held_out), progress=True)
    told(model, options.seed, len(pairs)).save(out / "model")


if __name__ == "__main__":
    main()
