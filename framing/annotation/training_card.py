"""The card of a model trained on users' labels: what it was trained on, what it reaches, and what that is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.models.card import markdown
from framing.models.tasks import TASKS

if TYPE_CHECKING:
    from framing.annotation.train import Training


def training_card(training: Training, task: str, group: str, folds: int, seed: int) -> dict[str, Any]:
    """Return the card of the model of a training, as plain data; ``text`` is the card in Markdown."""
    model = training.model
    n, articles = (int(value) for value in training.metrics.iloc[0][["n", "clusters"]])
    parts = [
        f"# Model card: {model.name}",
        f"Trained on a user's own {n} labels of `{task}` ({TASKS[task].description}) in {articles} articles, on top of "
        f"the model `{model.base.name}` of the Python package `framing`; other tasks are answered by that model.",
        "## What it reaches",
        f"Nested cross-validation, {folds} folds of whole {group}s; 95 % intervals by bootstrap over articles.",
        markdown(("model", "metric", "value [95 % interval]", "labels", "articles"), _rows(training.metrics)),
        markdown(("difference", "metric", "value [95 % interval]", "labels", "articles"), _rows(training.differences)),
        "## What the labels suffice for",
        "\n".join(f"- {hint}" for hint in training.hints),
        "## What was tried",
        markdown(
            ("input, inverse penalty", "log loss, held out", "taken"),
            [
                (row["candidate"], f"{row['log_loss']:.4f}", "yes" if row["chosen"] else "")
                for row in training.choice.to_dict("records")
            ],
        ),
        "The simplest input within one standard error of the best is taken. Words shown as evidence are those behind "
        f"the score of `{model.base.name}`, which is one input of this model.",
    ]
    return {
        "name": model.name,
        "trained_on": list(model.base.card.get("trained_on", [])),
        "task": task,
        "labels": n,
        "articles": articles,
        "group": group,
        "folds": folds,
        "seed": seed,
        "hints": list(training.hints),
        "metrics": [
            {str(key): value for key, value in row.items()}
            for row in training.metrics.astype({"n": int, "clusters": int}).round(6).to_dict("records")
        ],
        "text": "\n\n".join(parts) + "\n",
    }


def _rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return [
        (row["model"], row["metric"], f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]", row["n"],
         row["clusters"])
        for row in table.to_dict("records")
    ]  # fmt: skip
