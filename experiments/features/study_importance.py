"""What each family is worth to a model that ships, on a part that it has not seen."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from study_settings import Importance, Study

from framing.corpora import get_corpus
from framing.evaluation import family_importance
from framing.models import load_model


def study_importance(study: Study, ask: Importance, say: Callable[[str], None] = print) -> pd.DataFrame:
    """Return the AUC lost when the columns of a family are shuffled together; a row that names no article is its own.

    Model and task are columns of the table, so that the figure is drawn from the file.
    """
    model = load_model(ask.model)
    seen = f"{ask.corpus}:{ask.part}" in model.card["trained_on"]
    if seen:
        raise ValueError(
            f"{ask.model} was trained on {ask.corpus}:{ask.part}; importance needs rows that it has not seen."
        )
    rows = get_corpus(ask.corpus).table(ask.part)
    rows = rows[rows[ask.task].notna()]
    rows = rows.assign(label=rows[ask.task].astype("int64"), article=rows["article"].fillna(rows["row_id"]))
    table = family_importance(model, rows, ask.task, resamples=study.resamples, seed=study.seed)
    say(table.round(4).to_string())
    return table.assign(model=ask.model, task=ask.task, corpus=ask.corpus, part=ask.part)
