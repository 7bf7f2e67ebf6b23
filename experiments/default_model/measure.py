"""What the runs of ``run.sh`` give, as one table with intervals: ``python experiments/default_model/measure.py runs``.

Writes ``metrics.csv`` and ``calibration.csv`` beside this file; ``default`` is the packed model. ``--name large`` does
the same for ``experiments/large_model``, without the baselines, which are in the table of the default. All seeds are
judged with the thresholds of the out-of-fold rows. ``leave-outlet-out`` is the shared stage itself, which saw no
sentence of BABE, and of Anno-lexical none of these outlets: no threshold was fitted to it either. What an encoder of
its own answers in the packed model (stance and attribution in ``default``) is measured where that is trained.
With ``--again`` it judges the folds alone, of another run of them, and writes ``again.csv``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from framing.corpora import get_corpus
from framing.evaluation.baselines import BASELINES
from framing.evaluation.crossfit import read_crossfit
from framing.evaluation.crossfitted import calibration_table
from framing.evaluation.labels import several_metrics
from framing.evaluation.metrics import classification_metrics
from framing.evaluation.seeds import evaluate_seeds
from framing.models import MODELS, load_model
from framing.models.encoder import EncoderModel
from framing.models.encoder_calibration import fit_calibrations, store_calibrations
from framing.models.encoder_store import load_parts

HERE = Path(__file__).parent
OUTLETS = ("Breitbart", "Alternet", "Reuters", "Federalist", "MSNBC", "Fox News", "USA Today", "Daily Beast")
HELD_OUT = (
    ("checkthat", "dev_test_en", "editorializing"),
    ("newsmtsc", "rw_dev", "stance"),
    ("newsmtsc", "mt_dev", "stance"),
    ("polnear", "dev", "attribution"),
    ("gvfc", "all", "frames"),
)


def folds(rows: pd.DataFrame, name: str) -> list[pd.DataFrame]:
    """Return the metrics of cross-fitted probabilities, for each task and corpus."""
    tables = []
    for (task, corpus, part), group in rows.groupby(["task", "corpus", "part"], sort=False):
        articles = group["article"].to_numpy()
        if task == "frames":
            wanted, found = (np.array(group[n].tolist()) > 0.5 for n in ("label", "positive"))
            table = several_metrics(wanted, found, articles)
        else:
            label, p, said = (
                np.array(group[n].tolist(), dtype=float).ravel() for n in ("label", "probability", "positive")
            )
            # The thresholds of the folds differ: a probability counts from the one of its own fold on.
            cuts = np.where(said > 0.5, 0.0, 1.1)
            table = classification_metrics(label, p, articles, threshold=cuts)
        tables.append(table.assign(corpus=corpus, split=f"{part}, 5 folds", task=task, model=name))
    return tables


def outlets(runs: Path, stage: str, baselines: tuple[str, ...]) -> pd.DataFrame:
    """Return the metrics of the shared stage on BABE's largest outlets, none of which it has seen, and of baselines.

    A baseline learns from all of BABE but the outlet that it is asked about.
    """
    every = get_corpus("babe").table("train")
    every = every[every["loaded_language"].notna()]
    rows = every[every["outlet"].isin(OUTLETS)]
    texts = rows["text"].tolist()
    said = {stage: load_model(runs / "shared" / "model").predict_proba(texts, task="loaded_language")[:, 1]}
    for name in baselines:
        baseline = BASELINES[name]
        found = pd.Series(np.nan, index=rows.index)
        for outlet, own in rows.groupby("outlet"):
            found[own.index] = baseline(every[every["outlet"] != outlet], "loaded_language", 0)(own)
        said[name] = found.to_numpy()
    labels, articles = rows["loaded_language"].to_numpy(float), rows["article"].to_numpy()
    tables = [classification_metrics(labels, p, articles, threshold=0.5).assign(model=name) for name, p in said.items()]
    return pd.concat(tables).assign(corpus="babe", split="leave-outlet-out", task="loaded_language")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--name", choices=("default", "large"), default="default")
    parser.add_argument("--again", action="store_true", help="the folds alone, of another run of them")
    options = parser.parse_args()
    runs, name, here = options.runs, options.name, HERE.parent / f"{options.name}_model"
    rows = read_crossfit(runs / "crossfit.parquet")
    fitted = fit_calibrations(rows[rows["part"] != "dev_test_en"])
    if options.again:
        pd.concat(folds(fitted.rows, name), ignore_index=True).to_csv(here / "again.csv", index=False)
        return
    baselines, stage = (tuple(BASELINES), "shared stage") if name == "default" else ((), f"{name} shared stage")
    tables = [*folds(fitted.rows, name), outlets(runs, stage, baselines)]
    # Of default's seeds the shared stage makes up a quarter, in a folder of their own; large's are as trained.
    runs_of_seeds = sorted(runs.glob("seed?"))
    seeds = [one / "mean" if (one / "mean").exists() else one / "model" for one in runs_of_seeds]
    for folder in seeds:
        store_calibrations(folder, fitted.of(load_parts(folder).heads))
    models, packed = [load_model(folder) for folder in seeds], EncoderModel.load(MODELS[name])
    names = [folder.parent.name for folder in seeds]
    for corpus, part, task in HELD_OUT:
        if task not in packed.parts.heads:  # default's stance and attribution are measured where they are trained
            continue
        if task != "frames":  # the head of frames is fitted to the mean alone
            tables.append(evaluate_seeds(models, corpus, part, task, names=names, baselines=baselines))
        tables.append(evaluate_seeds([packed], corpus, part, task, names=[name], baselines=()))
    table = pd.concat(tables, ignore_index=True).drop(columns="draws", errors="ignore")
    table.to_csv(here / "metrics.csv", index=False)
    print(table.to_string())
    calibration = calibration_table(fit_calibrations(rows).rows)
    calibration.to_csv(here / "calibration.csv", index=False)
    print(calibration.to_string())


if __name__ == "__main__":
    main()
