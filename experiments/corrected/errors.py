"""How differently the detector errs by source: each outlet of BABE, scored by models that saw none of its articles.

python experiments/corrected/errors.py 'runs/fold{}/framed' [--out FILE] [--names names.csv]

With ``--names``, which ``framing evaluate names --folds 'runs/fold{}/framed' -o names.csv`` writes, how far names
move it is stored beside.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.comparison.corrected_band import MEASURED, SHIFTS, name_shift, source_errors
from framing.corpora import get_corpus
from framing.evaluation.splits import FOLDS, folds
from framing.models import load_model
from framing.models.tasks import get_task

TASKS = ("editorializing", "loaded_language")


def held_out(model_of: Any, shipped: Any) -> pd.DataFrame:
    """Return BABE's rows with the probability of each task, ``p_<task>``, by the model of their fold.

    ``model_of`` takes the number of a fold; calibration is the shipped model's.
    """
    rows = get_corpus("babe").table("train")
    fold = folds("babe", "article", rows["row_id"])
    for task in TASKS:
        rows[f"p_{task}"] = np.nan
    for k in range(FOLDS):
        here = fold == k
        logits = model_of(k).logits(rows.loc[here, "text"].tolist(), TASKS)
        for task in TASKS:
            (curve,) = shipped.parts.calibrations[task][get_task(task).view]
            rows.loc[here, f"p_{task}"] = curve(logits[task][:, 0])
    return rows


def measure(rows: pd.DataFrame, thresholds: dict[str, float]) -> pd.DataFrame:
    """Return the errors of every outlet: ``measure, source, error, se, n, articles``."""
    tables = []
    for task in TASKS:
        known = rows[rows[task].notna() & rows["outlet"].notna()]
        p = known[f"p_{task}"].to_numpy(float)
        for kind, scores in (("mean", p), ("share", (p >= thresholds[task]).astype(float))):
            found = source_errors(known[task].to_numpy(float), scores, known["outlet"], known["article"])
            tables.append(found.table.assign(measure=f"{kind}_{task}"))
            print(
                f"{kind}_{task}: {found.sources} outlets, mean error {found.mean:+.3f} (SE {found.se:.3f}), spread "
                f"{found.spread:.3f}; a new outlet ± {found.reach():.3f}, two ± {found.reach_of_difference():.3f}"
            )
    return pd.concat(tables, ignore_index=True)[["measure", "source", "error", "se", "n", "articles"]]


def shifts(names: pd.DataFrame) -> pd.DataFrame:
    """Return how far names move the model, by measure: ``measure, shift, n`` (sentences)."""
    names = names[names["model"] == "default"]
    n = int(names.loc[names["data"].eq("real") & names["metric"].eq("flips"), "n"].max())
    found = {
        f"{kind}_{task}": name_shift(names, task, share=kind == "share") for task in TASKS for kind in ("mean", "share")
    }
    return pd.DataFrame({"measure": list(found), "shift": [round(v, 5) for v in found.values()], "n": n})


def main(arguments: list[str] | None = None) -> None:
    """Score BABE out of fold and write the table that ships."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folds", help="folders of models trained without a fold of BABE, {} for the fold")
    parser.add_argument("--out", type=Path, default=MEASURED)
    parser.add_argument("--names", type=Path, help="what `framing evaluate names` wrote about the same models")
    options = parser.parse_args(arguments)
    if options.names:
        shifts(pd.read_csv(options.names)).to_csv(SHIFTS, index=False, lineterminator="\n")
    shipped: Any = load_model("default")
    table = measure(held_out(lambda k: load_model(options.folds.format(k)), shipped), shipped.thresholds)
    table.round(5).to_csv(options.out, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
