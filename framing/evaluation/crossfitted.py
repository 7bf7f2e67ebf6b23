"""Cross-fitted calibration of a model: fitted from out-of-fold logits, stored with it, and reported honestly.

``python -m framing.evaluation.crossfitted LOGITS.parquet MODEL_FOLDER [--dry]`` does all three: it prints what was
compared and how well the cross-fitted probabilities are calibrated, writes ``calibrations.csv`` and the probabilities
(``crossfitted.parquet``) beside the logits, and, without ``--dry``, the calibrations into the model's folder. In these
files ``logits``, ``label``, ``probability`` and ``positive`` are lists, of one number for tasks of two labels, since a
column of Parquet has one type (:func:`as_lists`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from framing.errors import InputError
from framing.evaluation.calibration import BINS, CALIBRATION_COLUMNS, calibration_metrics
from framing.evaluation.prior_shift import prior_shift
from framing.models.encoder_calibration import fit_calibrations, store_calibrations
from framing.models.tasks import get_task

SEED = 0


def calibration_table(
    rows: pd.DataFrame, bins: int = BINS, resamples: int = 1000, simulations: int = 1000, seed: int = SEED
) -> pd.DataFrame:
    """Return the calibration of cross-fitted probabilities, for each task and view.

    ``rows`` is :attr:`framing.models.encoder_calibration.Fitted.rows` (``task, view, article, label, probability``).
    ``outcome`` says what counts as positive: the label itself for two labels; for stance that the likeliest label is
    right (top-label calibration, Guo et al. 2017); for frames each cell of article and frame, those of one article
    resampled together. Where the rows have a column ``part``, each part is reported too. Columns: ``task, view,
    outcome, part`` ("all" for all) and :data:`framing.evaluation.calibration.CALIBRATION_COLUMNS`.
    """
    needed = ("task", "view", "article", "label", "probability")
    if missing := [name for name in needed if name not in rows]:
        raise InputError(f"The table has no column {missing[0]!r}; it needs {', '.join(needed)}.")
    tables = []
    for key, group in rows.groupby(["task", "view"], sort=False):
        task, view = str(key[0]), str(key[1])
        outcome, flat = _flat(task, group)
        for part, chosen in _parts(flat):
            table = calibration_metrics(
                chosen["label"], chosen["probability"], chosen["article"], bins, resamples, simulations, seed
            )
            tables.append(table.assign(task=task, view=view, outcome=outcome, part=part))
    first = ["task", "view", "outcome", "part"]
    if not tables:
        return pd.DataFrame(columns=[*first, *CALIBRATION_COLUMNS])
    return pd.concat(tables, ignore_index=True)[[*first, *CALIBRATION_COLUMNS]]


def as_lists(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a list in every cell of the columns that hold numbers for some tasks, lists for others."""
    names = [name for name in ("logits", "label", "probability", "positive") if name in rows]
    return rows.assign(**{name: [np.ravel(cell).astype(float).tolist() for cell in rows[name]] for name in names})


def _flat(task: str, group: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return what is positive, and one row for each probability that is judged."""
    kind = get_task(task).kind
    kept = group[["article", *(["part"] if "part" in group else [])]]
    y, p = (np.array([np.ravel(cell) for cell in group[name]], dtype=float) for name in ("label", "probability"))
    if kind == "binary":
        return get_task(task).labels[1], kept.assign(label=y[:, 0], probability=p[:, 0])
    if kind == "mention":
        right = p.argmax(axis=1) == y[:, 0]
        return "likeliest is right", kept.assign(label=right.astype(float), probability=p.max(axis=1))
    repeated = kept.loc[kept.index.repeat(p.shape[1])].reset_index(drop=True)
    return "each frame", repeated.assign(label=y.ravel(), probability=p.ravel()).dropna(subset=["label"])


def _parts(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "all", rows
    names = list(rows["part"].unique()) if "part" in rows else []
    for name in names if len(names) > 1 else ():
        yield str(name), rows[rows["part"] == name]


def main(arguments: list[str]) -> None:
    """Fit, report and store."""
    named = [a for a in arguments if not a.startswith("--")]
    if len(named) != 2 or set(arguments) - {*named, "--dry"}:
        sys.exit("Usage: python -m framing.evaluation.crossfitted LOGITS.parquet MODEL_FOLDER [--dry]")
    source = Path(named[0])
    fitted = fit_calibrations(pd.read_parquet(source), SEED)
    table = calibration_table(fitted.rows)
    _tell(fitted.choices)
    _tell(table)
    for task, share in fitted.shares.items():
        group = fitted.rows[(fitted.rows["task"] == task) & (fitted.rows["view"] == get_task(task).view)]
        own = _flat(task, group)[1]
        if len(list(_parts(own))) > 1:
            print(f"\n{task}: what another share of positives does, and its correction")
            _tell(prior_shift(own["label"], own["probability"], own["part"], own["article"], share))
    as_lists(fitted.rows).to_parquet(source.with_name("crossfitted.parquet"))
    table.to_csv(source.with_name("calibrations.csv"), index=False)
    if "--dry" not in arguments:
        print(f"Stored in {store_calibrations(named[1], fitted)}: {', '.join(fitted.calibrations)}")


def _tell(table: pd.DataFrame) -> None:
    print(table.to_string(index=False, float_format=lambda value: f"{value:.4f}"))


if __name__ == "__main__":
    main(sys.argv[1:])
