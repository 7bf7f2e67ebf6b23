"""From the run of ``run.sh`` to the model that ships: compressed, judged on PolNeAR's dev part, with its card.

    python experiments/attribution_model/pack.py runs/attribution [--name attribution] [--rank 128] [--bits 8] [--out …]

Writes ``metrics.csv`` beside this file: the model as trained ("whole"), as it ships, and the rules. ``--name default``
is the encoder that settles who says what in ``default``, and its table ``default.csv``.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pandas as pd

from framing.evaluation.results import evaluate
from framing.models.encoder import EncoderModel
from framing.models.encoder_store import save_parts

TASK = "attribution"
MADE_OF = {
    "attribution": """\
One run over PolNeAR's train part (`configs/attribution_model.yaml`, seed 1): three times through its articles, in
windows of 256 tokens; then the head alone, one and a half times (`configs/attribution_heads.yaml`). Every matrix's
change ships as the best product of rank {rank}, in {bits} bits.
`experiments/attribution_model/run.sh` repeats it.""",
    "default": """\
One run from the encoder of `default` on over PolNeAR's train part (`configs/default_attribution.yaml`, seed 1): three
times through its articles, in windows of 256 tokens; then the head alone, one and a half times
(`configs/default_attribution_heads.yaml`). Every matrix's change ships as the best product of rank {rank}, in {bits}
bits. `experiments/attribution_model/default.sh` repeats it.""",
}
"""How each model came to be, for its card."""
TABLES = {"attribution": "metrics.csv", "default": "default.csv"}
SHOWN = ("content_f1", "source_f1", "cue_f1", "pair_f1", "pair_precision", "pair_recall")
"""The metrics on the card."""


def judged(model: EncoderModel, name: str, resamples: int) -> pd.DataFrame:
    """Return the metrics of a model on PolNeAR's dev part, under a name, and those of the rules."""
    table = evaluate(model, "polnear", "dev", TASK, resamples=resamples)
    return table.assign(model=table["model"].replace(model.name, name))


def pack(run: Path, name: str, out: Path, rank: int, bits: int, resamples: int) -> Path:
    """Write the folder of the model, and the table of what it gives."""
    whole = EncoderModel.load(run / "heads" / "model")
    small = whole.compressed(rank, bits)
    table = pd.concat([judged(small, name, resamples), judged(whole, "whole", resamples)])
    table = table.drop_duplicates(["model", "metric"]).reset_index(drop=True)
    table.to_csv(Path(__file__).parent / TABLES[name], index=False)
    print(table.to_string())
    own = table[table["model"].isin([name, "rules"]) & table["metric"].isin(SHOWN)]
    rows = own[["task", "corpus", "split", "model", "metric", "value", "low", "high", "n"]]
    known = rows.round({"value": 6, "low": 6, "high": 6}).to_dict("records")
    card = {**small.parts.card, "name": TASK, "made_of": MADE_OF[name].format(rank=rank, bits=bits), "metrics": known}
    return save_parts(replace(small.parts, card=card), out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--name", choices=MADE_OF, default=TASK)
    parser.add_argument("--out", type=Path, default=Path("framing/models/pretrained") / TASK)
    parser.add_argument("--rank", type=int, default=128)
    parser.add_argument("--bits", type=int, choices=(8, 16), default=8)
    parser.add_argument("--resamples", type=int, default=1000)
    options = parser.parse_args()
    print(pack(options.run, options.name, options.out, options.rank, options.bits, options.resamples))
