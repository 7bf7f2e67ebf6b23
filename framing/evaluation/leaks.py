"""What an evaluation leaks: a model or a recipe, and the rows it is judged on; told with every result."""

from __future__ import annotations

import pandas as pd

from framing.corpora import get_corpus
from framing.evaluation.leakage import Tally, Twins
from framing.evaluation.recipes import Recipe, read_part, training_tables
from framing.evaluation.results import model_or_recipe, rounds
from framing.models import ModelLike


def leakage_of(model: ModelLike | Recipe, corpus: str, split: str) -> pd.DataFrame:
    """Return what the rows of a split share with what a model was, or a recipe will be, trained on.

    One row for each ``corpus:part`` of the model's card, or of the recipe without what :func:`training_tables` leaves
    out, added up over folds. Of corpora that are not on this machine, nothing is known and nothing is fetched. Columns:
    :data:`framing.evaluation.leakage.LEAKAGE_COLUMNS`. Empty where the card names nothing. Raises as
    :func:`framing.evaluate` and the corpora do; nothing is trained.
    """
    model = model_or_recipe(model)
    tally, twins = Tally(), None
    for one in rounds(model, corpus, split):
        if isinstance(model, Recipe):
            twins = twins or Twins(one.all_rows)
            learned = training_tables(model, one.not_learned.assign(corpus=corpus), split, twins)
            rows = pd.concat(learned.values(), ignore_index=True).drop_duplicates(["corpus", "row_id"])
            for name, table in rows.groupby(rows["corpus"] + ":" + rows["part"], sort=False):
                left = twins.left(str(name), table["row_id"], one.test["row_id"])
                tally.add(str(name), table, one.test, left)
        else:
            for name in model.card.get("trained_on", ()):
                if get_corpus(name.partition(":")[0]).is_present():
                    tally.add(name, read_part(name), one.test)
                else:
                    tally.add_missing(name, one.test)
    return tally.table()
