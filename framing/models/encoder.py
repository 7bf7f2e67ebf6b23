"""The encoder model: one transformer, every question, one forward pass."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from framing.articles.loose import as_table, voiced
from framing.errors import InputError, unknown_name
from framing.models.calibration import Calibration
from framing.models.encoder_apart import Composed
from framing.models.encoder_base import device_and_dtype, fingerprint, load_encoder, load_for_scoring
from framing.models.encoder_delta import apply_delta, delta_between
from framing.models.encoder_evidence import Explained
from framing.models.encoder_network import HeadShape, Network
from framing.models.encoder_parts import Parts, compressed, fill_heads
from framing.models.encoder_pass import Jobs, run_jobs
from framing.models.encoder_some import Selective
from framing.models.encoder_words import head_logits
from framing.models.name_blinding import shown_texts
from framing.models.runners import Runner, check_backend, make_runner
from framing.models.tasks import TASKS, get_task
from framing.models.threads import one_thread
from framing.models.views import VIEWS
from framing.places import expanded
from framing.tables import Span

if TYPE_CHECKING:
    from framing.articles.voice import Attribute
    from framing.models.training_settings import Settings

Floats = npt.NDArray[np.float64]
LORA_SCALE = 2
"""How often the product of an adapter's matrices counts."""


class EncoderModel(Explained, Selective, Composed):
    """One transformer with a head for each task; answers like every model of :mod:`framing.models`.

    Made by :func:`framing.models.training.train_encoder`, :meth:`load`, or from :class:`Parts`. ``device``, ``dtype``
    are chosen for this machine where left out. ``backend`` computes the hidden states: "torch", "onnx", "openvino".
    Raises InputError where the encoder is not the one it was trained on, or the backend is not installed.
    """

    @one_thread()
    def __init__(
        self, parts: Parts, device: str | None = None, dtype: str | None = None, backend: str = "torch"
    ) -> None:
        self.parts = parts
        self.backend = check_backend(backend)
        self.device, self.dtype = device_and_dtype(*((device, dtype) if backend == "torch" else ("cpu", "float32")))
        # New weights are drawn before the stored ones are put in their place; the user's generator is left as it was.
        with torch.random.fork_rng(devices=[]):
            encoder, self.tokenizer = load_for_scoring(parts.encoder)
            self.network = Network(encoder, parts.heads, parts.width, dropout=0.0)
        found = fingerprint(encoder)
        if parts.fingerprint and found != parts.fingerprint:
            raise InputError(
                f"The model was trained on another version of {parts.encoder!r} (weights {parts.fingerprint}, here "
                f"{found}); install the version that its card names."
            )
        apply_delta(encoder, parts.delta)
        fill_heads(self.network, parts.tensors)
        self.network.encoder.to(self.dtype)
        self.network.to(self.device).eval()
        for parameter in self.network.parameters():
            parameter.requires_grad = False

    @cached_property
    def runner(self) -> Runner:
        """What computes hidden states; made when first asked."""
        with one_thread():
            return make_runner(self.network, self.tokenizer, self.backend)

    def __getstate__(self) -> dict[str, Any]:
        # A copy lays its own weights out anew: they may be changed, and the layout cannot be stored.
        return {name: value for name, value in self.__dict__.items() if name != "runner"}

    @classmethod
    def from_training(
        cls,
        settings: Settings,
        heads: Mapping[str, HeadShape],
        weights: Mapping[str, torch.Tensor],
        start: Mapping[str, torch.Tensor] | None = None,
        card: Mapping[str, Any] | None = None,
    ) -> EncoderModel:
        """Return the model that trained ``weights`` (by their names in the network) make.

        ``start`` is how the encoder differed from the one as it is loaded before training; ``card`` is added to the
        model's.
        """
        base, _ = load_encoder(settings.encoder)
        learned = {k.removeprefix("encoder."): v for k, v in weights.items() if k.startswith("encoder.")}
        parts = Parts(
            encoder=settings.encoder,
            heads=dict(heads),
            labels={name: settings.labels(name) for name in heads},
            delta=delta_between(learned, base, LORA_SCALE, start),
            tensors={k: v.detach().float().cpu().clone() for k, v in weights.items() if not k.startswith("encoder.")},
            fingerprint=fingerprint(base),
            width=settings.width,
            max_length=settings.max_length,
            window=settings.window,
            blind=tuple(name for name in heads if settings.tasks[name].blind),
            card={"name": settings.name, "encoder": settings.encoder, **(card or {})},
        )
        return cls(parts, dtype=settings.dtype)

    @property
    def name(self) -> str:
        """The name that results bear."""
        return str(self.parts.card.get("name", "encoder"))

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of the tasks that the model answers."""
        return self.parts.tasks

    @property
    def card(self) -> dict[str, Any]:
        """What the model card is written from."""
        return self.parts.card

    @property
    def thresholds(self) -> dict[str, Any]:
        """From which probability on a label holds, by task."""
        return self.parts.thresholds

    def classes_(self, task: str) -> tuple[str, ...]:
        """Return the labels of a task in the order of the columns of :meth:`predict_proba`."""
        self._shape(task)
        return self.parts.of(task).labels[task]

    def predict_proba(
        self,
        X: pd.DataFrame | Iterable[str],
        task: str,
        view: str | None = None,
        mentions: Sequence[Span] | None = None,
    ) -> Floats:
        """Return the probability of each label: shape (n, 2); (n, 14) for frames, each on its own; (n, 3) for stance.

        ``X`` is a sentences table or strings, each read as one whole sentence. ``view`` is what the model sees
        ("author", "other", "all"); the task's own where it is None. For stance, ``mentions`` gives one span a row,
        relative to its sentence; a mention that lies beyond the longest length gives NaN. Raises UnknownNameError,
        InputError.
        """
        return self.predict_many(X, (task,), view, mentions)[task]

    def predict_many(
        self,
        X: pd.DataFrame | Iterable[str],
        tasks: Sequence[str],
        view: str | None = None,
        mentions: Sequence[Span] | None = None,
    ) -> dict[str, Floats]:
        """Return :meth:`predict_proba` of several tasks; what they see alike goes through the encoder once."""
        logits = self.logits(X, tasks, view, mentions)
        return {task: self._probabilities(task, self._view(task, view), values) for task, values in logits.items()}

    def predict(
        self,
        X: pd.DataFrame | Iterable[str],
        task: str,
        view: str | None = None,
        mentions: Sequence[Span] | None = None,
    ) -> npt.NDArray[Any]:
        """Return the label of each row; for frames, a row of 0 and 1 for each.

        A label holds from its threshold on (.5 where the model has none); of three stances the likeliest holds, None
        toward a mention beyond the longest length.
        """
        probabilities = self.predict_proba(X, task, view, mentions)
        kind = self._shape(task).kind
        if kind == "several":
            cuts = np.asarray(self.thresholds.get(task, 0.5), dtype=float)
            return np.asarray(probabilities >= cuts, dtype=np.int64)
        if kind == "mention":
            chosen = np.where(np.isnan(probabilities).any(axis=1), -1, np.argmax(probabilities, axis=1))
        else:
            chosen = (probabilities[:, 1] >= float(self.thresholds.get(task, 0.5))).astype(np.int64)
        return np.asarray(np.array([*self.classes_(task), None], dtype=object)[chosen])

    def logits(
        self,
        X: pd.DataFrame | Iterable[str],
        tasks: Sequence[str],
        view: str | None = None,
        mentions: Sequence[Span] | None = None,
    ) -> dict[str, Floats]:
        """Return the uncalibrated logits of several tasks, shape (n, outputs); one output for tasks of two labels."""
        for task in tasks:
            kind = self._shape(task).kind
            if kind == "tokens":
                raise InputError(
                    f"{task!r} is asked of tokens, not sentences; use framing.attributions, or .attributor()."
                )
            if (kind == "mention") != (mentions is not None):
                raise InputError(f"{task!r}: mentions=[(start, end), …], one a row, belong to stance alone.")
        rows = as_table(X)
        if mentions is not None and len(mentions) != len(rows):
            raise InputError(f"Got {len(rows)} sentences and {len(mentions)} mentions; give one mention for each.")
        if any(task in self.parts.apart for task in tasks):
            return {task: self.answering(task).logits(rows, (task,), view, mentions)[task] for task in tasks}
        jobs = Jobs()
        # In the order of the tasks, not of a set, so that every process makes the same batches.
        ways = {task: (self._view(task, view), task in self.parts.blind) for task in tasks}
        wanted = {way: jobs.add(self._seen(rows, *way)) for way in dict.fromkeys(ways.values())}
        vectors, marked = run_jobs(self.runner, self.tokenizer, self.parts.max_length, jobs, mentions, wanted)
        found: dict[str, Floats] = {}
        with torch.inference_mode():
            for task in tasks:
                inputs = marked if mentions is not None else vectors[wanted[ways[task]]]
                found[task] = head_logits(self, task, inputs, rows, ways[task][0])
        return found

    def article_proba(self, articles: Sequence[Sequence[str]], task: str = "frames") -> Floats:
        """Return the probability of each label for whole articles: the calibrated :meth:`article_logits`."""
        return self._probabilities(task, "article", self.article_logits(articles, task))

    def article_logits(self, articles: Sequence[Sequence[str]], task: str = "frames") -> Floats:
        """Return the logits (articles, labels) of whole articles, given as their sentences; NaN without a sentence.

        Those of the sentences are pooled as in training, not calibrated.
        """
        if self._shape(task).kind != "several":
            raise InputError(f"{task!r} is not asked of articles; use framing.summarize for means over sentences.")
        if any(isinstance(sentences, str) for sentences in (articles, *articles)):
            raise InputError("Articles are lists of sentences, and a single string was given; split it first.")
        flat = [sentence for sentences in articles for sentence in sentences]
        logits = torch.from_numpy(self.logits(flat, (task,))[task]).float()
        found = np.full((len(articles), self._shape(task).outputs), np.nan)
        at = 0
        with torch.inference_mode():
            for row, sentences in enumerate(articles):
                if len(sentences):
                    pooled = self.network.pooling[task](logits[at : at + len(sentences)].to(self.device))
                    found[row] = pooled.cpu().numpy()
                at += len(sentences)
        return found

    def vectors(self, X: pd.DataFrame | Iterable[str], view: str = "all") -> npt.NDArray[np.float32]:
        """Return the vector (n, size) of each sentence: the mean of its tokens' hidden states."""
        jobs = Jobs()
        wanted = jobs.add(self._seen(as_table(X), view))
        found, _ = run_jobs(self.runner, self.tokenizer, self.parts.max_length, jobs, None, {view: wanted})
        return np.asarray(found[wanted].cpu().numpy(), dtype=np.float32)

    def attributor(self) -> Attribute:
        """Return the function that settles who says what in an article: give it to ``to_sentences(attribute=…)``."""
        from framing.models.encoder_attribution import Attributor

        self._shape("attribution")
        return Attributor(self.answering("attribution"))

    def compressed(self, rank: int = 0, bits: int = 16) -> EncoderModel:
        """Return the model with smaller changes of its encoders (see :func:`encoder_delta.compress`)."""
        parts = compressed(self.parts, rank, bits)
        return EncoderModel(parts, str(self.device), str(self.dtype).removeprefix("torch."), self.backend)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``model.json`` and ``model.safetensors`` to a folder and return it."""
        from framing.models.encoder_store import save_parts

        return save_parts(self.parts, expanded(folder))

    @classmethod
    def load(
        cls,
        folder: str | os.PathLike[str],
        device: str | None = None,
        dtype: str | None = None,
        backend: str = "torch",
    ) -> EncoderModel:
        """Return the model that :meth:`save` wrote; raises InputError where the folder holds none."""
        from framing.models.encoder_store import load_parts

        return cls(load_parts(expanded(folder)), device, dtype, backend)

    def _shape(self, task: str) -> HeadShape:
        if task not in self.tasks:
            raise unknown_name("task of this model", task, self.tasks)
        return self.parts.of(task).heads[task]

    def _view(self, task: str, view: str | None) -> str:
        if view is not None:
            if view not in VIEWS:
                raise unknown_name("view", view, VIEWS)
            return view
        return get_task(task).view if task in TASKS else "all"

    def _seen(self, rows: pd.DataFrame, view: str, blind: bool = False) -> list[tuple[str, tuple[Span, ...]]]:
        """Return each row's text in a view, its names put to one if ``blind``, with the spans its vector leaves out."""
        if view not in VIEWS:
            raise unknown_name("view", view, VIEWS)
        table = rows if view == "all" else voiced(rows)
        if blind or view != "author" or self.parts.author_view != "pooled":
            return [(text, ()) for text in shown_texts(table, view, blind)]
        columns = (table[name] for name in ("text", "start", "quoted_spans", "attributed_spans"))
        return [
            (text, tuple((s - start, e - start) for s, e in [*quoted, *said]))
            for text, start, quoted, said in zip(*columns, strict=True)
        ]

    def _probabilities(self, task: str, view: str, logits: Floats) -> Floats:
        by_view = self.parts.calibrations.get(task, {})
        # Pooled logits have a scale of their own: the curves of sentences are not for them.
        own = by_view.get(get_task(task).view, ()) if task in TASKS and view != "article" else ()
        curves = by_view.get(view, own) or tuple(Calibration() for _ in range(logits.shape[1]))
        kind = self._shape(task).kind
        if kind == "mention":
            shifted = logits * curves[0].x[0]
            powers = np.exp(shifted - shifted.max(axis=1, keepdims=True))
            return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)
        columns = [curve(logits[:, k]) for k, curve in enumerate(curves)]
        if kind == "binary":
            return np.column_stack([1 - columns[0], columns[0]])
        return np.column_stack(columns)
