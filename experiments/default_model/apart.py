"""Gives the model ``default`` an encoder of its own for stance or attribution, in place of the head that it has for it.

    python experiments/default_model/apart.py stance runs/stance/packed experiments/stance_model/metrics.csv

The folder is that of a finished model; its rows of metrics replace the task's on the card. The cascade, which holds
``default`` by the hash of its weights, is written anew with the bands that it has: the other tasks answer as before.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pack import card_metrics

from framing.models import MODELS
from framing.models.cascade_store import save_cascade
from framing.models.encoder_apart import with_apart
from framing.models.encoder_store import load_parts, save_parts


def keep_bands(folder: Path) -> Path:
    """Write the cascade with the bands that it has and the hashes of the weights that are there."""
    plain = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    bands = {task: (float(low), float(high)) for task, (low, high) in plain["bands"].items()}
    folders = {part: MODELS[plain[part]["name"]] for part in ("fast", "encoder")}
    return save_cascade(folder, folders, bands, {**plain["card"], "name": plain["name"]})


def main() -> None:
    """Write both models."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("stance", "attribution"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("metrics", type=Path)
    options = parser.parse_args()
    whole = with_apart(load_parts(MODELS["default"]), options.task, load_parts(options.folder))
    rows = [row for row in whole.card["metrics"] if row["task"] != options.task]
    card = {**whole.card, "metrics": [*rows, *card_metrics(pd.read_csv(options.metrics))]}
    print(save_parts(replace(whole, card=card), MODELS["default"]), keep_bands(MODELS["cascade"]))


if __name__ == "__main__":
    main()
