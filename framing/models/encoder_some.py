"""Several tasks, each of some sentences only, in one go through the encoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from framing.errors import InputError
from framing.models.encoder_pass import Jobs, run_jobs
from framing.models.encoder_words import head_logits

if TYPE_CHECKING:
    from framing.models.encoder import EncoderModel


class Selective:
    """The method of :class:`framing.models.encoder.EncoderModel` that answers each task for rows of its own."""

    def predict_some(
        self, table: pd.DataFrame, asked: Mapping[str, npt.NDArray[np.bool_]]
    ) -> dict[str, npt.NDArray[np.float64]]:
        """Return the probabilities of each task, in its own view, for the rows that it is asked of.

        ``asked`` gives for each task a flag for every row of a sentences table; the result has a row for each that is
        set, in order, as ``predict_proba`` of these rows has. A text that several ask about is read once, and all texts
        share the batches. Raises InputError for tasks that are not asked of sentences.
        """
        model, jobs, numbers = cast("EncoderModel", self), Jobs(), {}
        for task, flags in asked.items():
            if model._shape(task).kind in ("tokens", "mention"):
                raise InputError(f"{task!r} is not asked of whole sentences.")
            numbers[task] = jobs.add(model._seen(table[flags], model._view(task, None), task in model.parts.blind))
        vectors, _ = run_jobs(model.runner, model.tokenizer, model.parts.max_length, jobs, None, numbers)
        found = {}
        with torch.inference_mode():
            for task, chosen in numbers.items():
                view = model._view(task, None)
                logits = head_logits(model, task, vectors[chosen], table[asked[task]], view)
                found[task] = model._probabilities(task, view, logits)
        return found
