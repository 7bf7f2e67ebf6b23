"""What the encoder says of the sentences on which a cascade is chosen and judged.

    python experiments/fast_model/answers.py runs/fast choose judge

Writes ``runs/fast/choose_answers.parquet`` and so on: a row a sentence, P(editorializing) and P(loaded language).
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from framing.models import load_model

TASKS = ("editorializing", "loaded_language")


def main() -> None:
    """Write the answers that are missing."""
    runs, model = Path(sys.argv[1]), load_model("default")
    for pool in sys.argv[2:]:
        table, path = pd.read_parquet(runs / f"{pool}.parquet"), runs / f"{pool}_answers.parquet"
        if path.exists():
            continue
        parts = [model.predict_many(table.iloc[at : at + 4096], TASKS) for at in range(0, len(table), 4096)]
        found = {task: [p for part in parts for p in part[task][:, 1].tolist()] for task in TASKS}
        pd.DataFrame({"sentence_id": table["sentence_id"], **found}).to_parquet(path)


if __name__ == "__main__":
    main()
