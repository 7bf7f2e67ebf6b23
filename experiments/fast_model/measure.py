"""How the fast model does beside its teachers, as a table: ``python experiments/fast_model/measure.py runs/fast``.

Writes ``metrics.csv``, and ``cascade.csv`` where a cascade is there, beside this file. On folds, ``fast`` is five
models that did not see the fold, each taught by an encoder that had not seen it (``fold teachers``); probabilities and
thresholds of both are fitted on the other folds. ``default`` are the results of `experiments/default_model`, by other
fold models. ``difference`` is that of macro-F1, fast minus the other, with its paired interval. CheckThat!'s
``dev_test_en`` nobody learned from or was fitted to.
With ``--again`` it judges the folds alone, of another run of teachers and students, and writes ``again.csv``.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pack import calibrating, read_folds

from framing.corpora import get_corpus
from framing.evaluation.metrics import classification_metrics
from framing.evaluation.paired import compare_predictions
from framing.evaluation.predictions import predict_rows
from framing.models import MODELS, load_model

HERE = Path(__file__).parent
DEFAULT = HERE.parent / "default_model" / "metrics.csv"
COLUMNS = ("task", "corpus", "split", "model", "metric", "value", "low", "high", "n", "clusters")


def on_folds(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the metrics of students and teachers on rows that neither saw, and their differences."""
    both = {"fast": rows, "fold teachers": rows.assign(logits=rows["teacher"])}
    fitted = {name: calibrating(table).rows for name, table in both.items()}
    tables = []
    groups = list(fitted["fast"].groupby(["task", "corpus", "part"], sort=False))
    whole = fitted["fast"][fitted["fast"]["corpus"] == "checkthat"]
    groups.append((("editorializing", "checkthat", "train_en + dev_en"), whole[whole["part"] != "dev_test_en"]))
    for key, group in groups:
        said = []
        for name, table in fitted.items():
            here = table.loc[group.index]
            p = here["probability"].to_numpy(dtype=float)
            positive = here["positive"].to_numpy(dtype=float) > 0.5
            # The thresholds of the folds differ: a probability counts from the one of its own fold on.
            said.append(
                here.assign(model=name, probability=p, threshold=np.where(positive, 0.0, 1.1))[
                    ["model", "row_id", "article", "label", "probability", "threshold"]
                ]
            )
        split = f"{key[2]}, 5 folds"
        tables += judged(pd.concat(said), {"task": key[0], "corpus": key[1], "split": split})
    return tables


def held_out(corpus: str, part: str, task: str, names: tuple[str, ...]) -> list[pd.DataFrame]:
    """Return the metrics of the models that ship on a part, and their differences from the first."""
    rows = get_corpus(corpus).table(part)
    said = pd.concat([predict_rows(load_model(name), task, rows) for name in names], ignore_index=True)
    return judged(
        said.assign(article=said["article"].fillna(said["row_id"])), {"task": task, "corpus": corpus, "split": part}
    )


def judged(said: pd.DataFrame, where: dict[str, Any]) -> list[pd.DataFrame]:
    """Return the metrics of each model, and the paired differences of the first model's macro-F1 from the others'."""
    tables = []
    for name, rows in said.groupby("model", sort=False):
        table = classification_metrics(
            rows["label"].to_numpy(float), rows["probability"].to_numpy(float), rows["article"].to_numpy(),
            threshold=rows["threshold"].to_numpy(float),
        )  # fmt: skip
        tables.append(table.assign(model=name, **where))
    first = str(said["model"].iloc[0])
    paired = compare_predictions(said, metrics=("macro_f1", "auc"))
    paired = paired[paired["model_a"] == first]
    paired = paired.assign(
        model=first + " − " + paired["model_b"], value=paired["difference"],
        metric=paired["metric"].map({"macro_f1": "difference", "auc": "auc_difference"}), **where,
    )  # fmt: skip
    return [*tables, paired]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--again", action="store_true", help="the folds alone, of another run of them")
    options = parser.parse_args()
    tables = on_folds(read_folds(options.runs))
    if options.again:
        pd.concat(tables, ignore_index=True)[list(COLUMNS)].to_csv(HERE / "again.csv", index=False)
        return
    tables += held_out("checkthat", "dev_test_en", "editorializing", ("fast", "default", "linear"))
    tables += held_out("anno_lexical", "dev", "loaded_language", ("fast", "linear"))
    table = pd.concat(tables, ignore_index=True)[list(COLUMNS)]
    known = pd.read_csv(DEFAULT)
    known = known[(known["model"] == "default") & known["split"].isin(table["split"].unique())]
    table = pd.concat([table, known[known["task"].isin(table["task"].unique())]], ignore_index=True)
    table = table[list(COLUMNS)].drop_duplicates(["task", "corpus", "split", "model", "metric"])
    table.to_csv(HERE / "metrics.csv", index=False)
    if (MODELS["cascade"] / "model.json").exists():
        rows = held_out("checkthat", "dev_test_en", "editorializing", ("cascade", "default", "fast"))
        rows += held_out("anno_lexical", "dev", "loaded_language", ("cascade", "fast"))
        cascade = pd.concat(rows, ignore_index=True)[list(COLUMNS)]
        cascade[cascade["model"].str.startswith("cascade")].to_csv(HERE / "cascade.csv", index=False)
    shown = table[table["metric"].isin(("macro_f1", "auc", "difference", "calibration_error"))]
    print(shown.to_string(float_format=lambda value: f"{value:.3f}"))


if __name__ == "__main__":
    main()
