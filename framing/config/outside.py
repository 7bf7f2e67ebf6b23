"""What a config names that lies outside of it (models, articles, targets, labels), and whether it is there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from framing.config.sections import Config
from framing.config.targets import targets_of
from framing.corpora import CORPORA
from framing.errors import FramingError, unknown_name
from framing.places import expanded


def not_there(config: Config) -> Iterator[str]:
    """Yield what a config names and what is not there or cannot be used, one line each."""
    yield from _models(config)
    yield from _articles(config)
    yield from _targets(config)
    yield from _labels(config)
    yield from _corpora(config)
    encoder = config.train.encoder if config.train is not None else None
    if encoder is not None:
        for manifest in [one.manifest for one in encoder.hold_out] + [one.manifest for one in encoder.folds]:
            if manifest is not None and not manifest.is_file():
                yield f"train.encoder: no manifest at {manifest}."


def _models(config: Config) -> Iterator[str]:
    from framing.models import MODELS, described
    from framing.models.voice_readers import readers

    voice = _voice(config)
    named = [("model", config.model), *(("beside", other) for other in config.beside)]
    if voice not in ("", config.model) and not _is_there(voice):
        yield f"'score.voice': {unknown_name('way to settle voices', voice, ('rules', 'model', *readers()))}"
    for key, name in named:
        if not _is_there(name):
            near = difflib.get_close_matches(name, MODELS, n=1, cutoff=0.5)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            yield f"'{key}': no model {name!r}.{hint} Known: {', '.join(MODELS)}, a folder, or owner/name."
    if voice in MODELS and "attribution" not in described(voice)[0]:
        yield f"score.voice: {voice!r} has no attribution head; give rules, attribution or default."


def _is_there(model: str) -> bool:
    from framing.models import MODELS

    return model in MODELS or "/" in model or expanded(model).exists()


def _voice(config: Config) -> str:
    """Return the model that settles voices; empty for rules, and where the config itself trains it."""
    if config.score is None or config.score.voice == "rules":
        return ""
    if config.score.voice != "model":
        return config.score.voice
    return config.model if config.train is None else ""


def _articles(config: Config) -> Iterator[str]:
    articles = "sample" if config.score is None else config.score.articles
    if articles != "sample" and not expanded(articles).exists():
        yield f"score.articles: no file or folder at {articles}; 'sample' is the corpus that ships with framing."


def _targets(config: Config) -> Iterator[str]:
    if config.score is None:
        return
    try:
        known = targets_of(config.score.targets) or {}
    except FramingError as error:
        yield f"score.targets: {error}"
        return
    for target in config.compare.targets() if config.compare is not None else ():
        if known and target not in known:
            yield f"compare.measures: {unknown_name('target', target, known)}"


def _labels(config: Config) -> Iterator[str]:
    if config.compare is None or not config.compare.labels:
        return
    from framing.annotation import read_labels

    try:
        read_labels(config.compare.labels, config.compare.key)
    except FramingError as error:
        yield f"compare.labels: {error}"


def _corpora(config: Config) -> Iterator[str]:
    """Yield what no corpus is, or no part of one, among the rows that a linear model or one on features learns from."""
    train = config.train
    if train is None:
        return
    linear = None if train.linear is None else train.linear.model_dump()
    for kind, settings in (("linear", linear), ("features", train.features)):
        for task, head in (settings or {"tasks": {}})["tasks"].items():
            for rows in head["rows"]:
                where, corpus = f"'train.{kind}.tasks.{task}'", rows["corpus"]
                if corpus not in CORPORA:
                    yield f"{where}: {unknown_name('corpus', corpus, CORPORA)}"
                    continue
                known = CORPORA[corpus].parts
                for part in (part for part in rows["parts"] if part not in known):
                    yield f"{where}: {unknown_name(f'part of {corpus}', part, known)}"
