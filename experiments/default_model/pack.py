"""From the runs of ``run.sh`` to the model that ships: calibrated, compressed, with its card.

    python experiments/default_model/pack.py runs [--name default] [--bits 8] [--rank 0]

``--name large`` packs the runs of ``experiments/large_model/run.sh``. ``dev_test_en`` of CheckThat! is looked at by the
report of calibration only: what ships is fitted to train and dev.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pandas as pd

from framing.evaluation.crossfit import read_crossfit
from framing.models.encoder import EncoderModel
from framing.models.encoder_calibration import apply_calibrations, fit_calibrations
from framing.models.encoder_store import load_parts, save_parts

MADE_OF = {
    "default": """\
A shared stage over the large corpora (`configs/shared_stage.yaml`, seed 1), then three runs over the tasks of sentences
(`configs/default_model.yaml`, seeds 1, 2, 3; 300 updates each). In them, but not in the shared stage, names were put to
one before editorializing and loaded language were learned. Their weights are averaged, and the shared stage makes up a
quarter of the encoder; the head of frames is fitted after that, to sentences whose names are put to one and, beside
them, to the mean of all word embeddings.
Calibrations and thresholds come from five runs that each left a fifth of BABE (by article), CheckThat! train + dev and
the SemEval articles out, and from Anno-lexical's dev part, which none of them saw. `experiments/default_model/run.sh`
repeats it.""",
    "large": """\
A shared stage over Anno-lexical and NewsMTSC (`configs/large_shared_stage.yaml`, seed 1), then three runs over the
three tasks (`configs/large_model.yaml`, seeds 1, 2, 3). Their weights are averaged, and every matrix's change ships
as the best product of rank 64. The head of frames is fitted after that,
to the SemEval articles and to hints on sentences; the encoder itself was not trained for frames.
Calibrations and thresholds come from five such means, of runs that left out a fifth of BABE (by article), of CheckThat!
train + dev and of the SemEval articles, and from Anno-lexical's dev part, which none of them saw.
`experiments/large_model/run.sh` repeats it.""",
}
"""How each model came to be, for its card."""

EXPERIMENTS = Path(__file__).parent.parent
"""Here each model has a folder with what ``measure.py`` wrote."""
SHOWN = ("macro_f1", "micro_f1", "auc", "content_f1", "source_f1", "cue_f1", "pair_f1")


def card_metrics(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows that the card shows: the model, the mean of its seeds, the baselines; the common metrics."""
    rows = table[table["metric"].isin(SHOWN) & ~table["model"].str.fullmatch(r"seed\d")]
    rows = rows[["task", "corpus", "split", "model", "metric", "value", "low", "high", "n"]]
    return list(rows.round({"value": 6, "low": 6, "high": 6}).to_dict("records"))


def pack(runs: Path, name: str, out: Path, bits: int, rank: int) -> Path:
    """Write the model folder."""
    rows = read_crossfit(runs / "crossfit.parquet")
    fitted = fit_calibrations(rows[rows["part"] != "dev_test_en"])
    mean = load_parts(runs / "mean")
    model = EncoderModel(apply_calibrations(mean, fitted)).compressed(rank, bits)
    measured = EXPERIMENTS / f"{name}_model" / "metrics.csv"
    known = card_metrics(pd.read_csv(measured)) if measured.exists() else []
    card = {**model.parts.card, "name": name, "made_of": MADE_OF[name], "metrics": known}
    return save_parts(replace(model.parts, card=card), out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--name", choices=MADE_OF, default="default")
    parser.add_argument("--out", type=Path, help="framing/models/pretrained/<name> where left out")
    parser.add_argument("--bits", type=int, choices=(8, 16), default=8)
    parser.add_argument("--rank", type=int, default=0)
    options = parser.parse_args()
    folder = options.out or Path("framing/models/pretrained") / options.name
    print(pack(options.runs, options.name, folder, options.bits, options.rank))
