"""What each family of features is worth to a model: the loss when its values are shuffled, with intervals."""

from __future__ import annotations

import os
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from framing.errors import InputError
from framing.evaluation.bootstrap import cluster_codes, cluster_weights, percentile_interval
from framing.evaluation.ranking import weighted_auc
from framing.models import as_model


@runtime_checkable
class Blockwise(Protocol):
    """A model whose input comes apart by family: the linear model and those on features."""

    @property
    def name(self) -> str:
        """The name that results bear."""

    def blocks(self, X: Any, task: str, view: str | None = None) -> dict[str, Any]:
        """Return the input of sentences by family."""

    def score_blocks(self, blocks: dict[str, Any], task: str) -> np.ndarray:
        """Return the logits of such input."""


def family_importance(
    model: Blockwise | str | os.PathLike[str],
    rows: pd.DataFrame,
    task: str,
    view: str | None = None,
    repeats: int = 10,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return for each family how much AUC is lost when its columns are shuffled together over the rows.

    ``rows`` are sentences with ``label`` (0 or 1) and ``article`` that the model has not seen. Columns within a family
    move together, because correlated features stand in for each other and would each look unimportant (Breiman 2001;
    Strobl et al. 2008). The loss is the mean over ``repeats`` shuffles; its 95 % interval is by bootstrap over
    articles, paired: the same articles are drawn for the whole and the shuffled scores. Columns: ``family,
    importance, low, high, auc, n, clusters``, the greatest loss first. ``model`` may be a name or a folder too. Raises
    InputError for rows without labels of both kinds and for a model that does not come apart.
    """
    known: Any = as_model(model) if isinstance(model, str | os.PathLike) else model
    if isinstance(known, type) or not isinstance(known, Blockwise):
        raise InputError(
            f"{type(known).__name__} does not come apart by family; give a linear model or one on features."
        )
    missing = [name for name in ("text", "label", "article") if name not in rows]
    if missing:
        raise InputError(f"The rows lack {', '.join(missing)}; they need text, label and article.")
    y = rows["label"].to_numpy(float)
    if set(y.tolist()) != {0.0, 1.0}:
        raise InputError("Importance needs labels 0 and 1, both.")
    group, articles = cluster_codes(rows["article"])
    weights = np.vstack([np.ones((1, articles)), cluster_weights(articles, resamples, seed)])
    blocks = known.blocks(rows, task, view)
    strata = np.zeros(len(y))
    whole = weighted_auc(y, known.score_blocks(blocks, task), group, weights, strata)
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(y)) for _ in range(repeats)]
    found = []
    for family, block in blocks.items():
        lost = np.zeros(len(weights))
        for order in orders:
            shuffled = known.score_blocks({**blocks, family: block[order]}, task)
            lost += (whole - weighted_auc(y, shuffled, group, weights, strata)) / repeats
        low, high = percentile_interval(lost[1:])
        found.append((family, float(lost[0]), low, high, float(whole[0]), len(y), articles))
    table = pd.DataFrame(found, columns=["family", "importance", "low", "high", "auc", "n", "clusters"])
    table = table.sort_values("importance", ascending=False, ignore_index=True)
    table.attrs = {"model": known.name, "task": task}
    return table
