"""A shard of articles becomes tables on the disk: what every engine does, in this process or in another."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from framing.articles.titles import with_titles
from framing.errors import InputError
from framing.models import MODELS, Model, ModelLike, as_model
from framing.models.voice_readers import OWN, RULES, Reader, voice_reader
from framing.places import expanded
from framing.scale.folder import ScoresFolder
from framing.scale.shards import Shard, Source
from framing.scoring import read, score_sentences
from framing.stance import UNMENTIONED, score_stance
from framing.summary import summarize


class Done(NamedTuple):
    """A finished shard: its rows, the ``share`` of the input read with it, and whether it was scored just now.

    ``last`` says that no shard follows; where shards are not read in order here, it is not known.
    """

    number: int
    articles: int
    sentences: int
    share: float
    fresh: bool
    last: bool = False


class Part(NamedTuple):
    """The shards of one process among several that share the work: every ``of``-th, from ``number`` (1 … ``of``)."""

    number: int = 1
    of: int = 1

    def has(self, shard: int) -> bool:
        """Return whether a shard is this process's."""
        return shard % self.of == self.number - 1


def score_here(made: ScoresFolder, source: Source, model: Model, part: Part) -> Iterator[Done]:
    """Score the shards of a source in this process, one after the other; those of other parts are not waited for."""
    shards = source.shards()
    shard = next(shards, None)
    while shard is not None:
        done = finished(made, shard)
        if done is None:
            mine = part.has(shard.number)
            done = score_shard(made, shard, model) if mine else Done(shard.number, 0, 0, shard.share, False)
        try:
            shard = next(shards, None)
        except InputError:
            yield done
            raise
        yield done if shard is not None else done._replace(share=1.0, last=True)


def finished(made: ScoresFolder, shard: Shard) -> Done | None:
    """Return what is known of a shard that is there already, None where it is not."""
    record = made.record(shard.number)
    if record is None:
        return None
    return Done(shard.number, record["rows"]["articles"], record["rows"]["sentences"], shard.share, False)


def score_shard(made: ScoresFolder, shard: Shard, model: Model) -> Done:
    """Score a shard and write it. Batches are formed within it, so that its bytes do not depend on who does it when."""
    articles = with_titles(shard.articles) if made.manifest.get("titles") else shard.articles
    rejects = list(articles.attrs.get("rejects", []))
    sentences, attributions = read(articles, _reader(made, model))
    scores = score_sentences(sentences, model, evidence=False)
    tables = {"articles": _summary(articles, scores), "sentences": scores, "attributions": attributions}
    if targets := made.manifest.get("targets"):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", UNMENTIONED)  # another shard may mention them
            tables["stance"] = score_stance(sentences, targets, model)
    made.write(shard.number, tables, rejects, len(articles))
    return Done(shard.number, len(articles), len(scores), shard.share, True)


def _reader(made: ScoresFolder, model: Model) -> Reader | None:
    """Return the model that settles voices in a folder, None where the rules do."""
    voice = made.manifest.get("voice", RULES)
    return voice_reader(voice if voice in (RULES, OWN) else _loaded(voice), model)


@lru_cache(maxsize=1)
def _loaded(voice: str) -> Model:
    return as_model(voice)


def weights_of(model: Model, given: ModelLike) -> str:
    """Return a digest of a model's weights: of its files where it was loaded by name, else of its card and backend."""
    if isinstance(given, os.PathLike):
        given = str(given)
    folder = MODELS.get(given, expanded(given)) if isinstance(given, str) else None
    digest = hashlib.blake2b(digest_size=16)
    if folder is not None and folder.is_dir():
        for file in sorted(f for f in folder.rglob("*") if f.suffix in (".safetensors", ".skops", ".json")):
            digest.update(file.read_bytes())
    else:
        # Backends round differently: a folder is not gone on with by another one.
        computed = getattr(getattr(model, "encoder", model), "backend", "torch")
        digest.update(f"{model.name} {model.card} {computed}".encode())
    return digest.hexdigest()


def _summary(articles: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return one row an article: what is known of it but the text, and what the scores say of it."""
    known = articles.drop(columns=["text"])
    measured = summarize(scores)
    added = [name for name in measured if name not in known]
    return known.merge(measured[["article_id", *added]], on="article_id", how="left")
