"""framing: does the author report or editorialize, in whose voice, and how sure may one be?

The public names are loaded when they are first used, so that ``import framing`` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from framing import annotation, articles, comparison, corpora, evaluation, features, figures, models, report
    from framing.annotation import annotate_sample, read_labels, train_on_labels
    from framing.articles import read_articles
    from framing.articles.titles import with_titles
    from framing.comparison import compare_sources
    from framing.errors import FramingError
    from framing.evaluation import evaluate
    from framing.evaluation.audit import audit
    from framing.experiment import run_experiment
    from framing.explanation import explain
    from framing.models import load_model
    from framing.report import show
    from framing.scoring import attributions, score, to_sentences
    from framing.stance import propose_targets, score_stance, summarize_stance
    from framing.summary import summarize

__version__ = "0.1.0"

_HOMES = {
    "FramingError": "framing.errors",
    "annotate_sample": "framing.annotation",
    "attributions": "framing.scoring",
    "audit": "framing.evaluation",
    "compare_sources": "framing.comparison",
    "evaluate": "framing.evaluation",
    "explain": "framing.explanation",
    "load_model": "framing.models",
    "propose_targets": "framing.stance",
    "read_articles": "framing.articles",
    "read_labels": "framing.annotation",
    "run_experiment": "framing.experiment",
    "score": "framing.scoring",
    "score_stance": "framing.stance",
    "show": "framing.report",
    "summarize": "framing.summary",
    "summarize_stance": "framing.stance",
    "to_sentences": "framing.scoring",
    "train_on_labels": "framing.annotation",
    "with_titles": "framing.articles.titles",
}
_ROOMS = ("annotation", "articles", "comparison", "corpora", "evaluation", "features", "figures", "models", "report")

__all__ = [
    "FramingError",
    "annotate_sample",
    "annotation",
    "articles",
    "attributions",
    "audit",
    "compare_sources",
    "comparison",
    "corpora",
    "evaluate",
    "evaluation",
    "explain",
    "features",
    "figures",
    "load_model",
    "models",
    "propose_targets",
    "read_articles",
    "read_labels",
    "report",
    "run_experiment",
    "score",
    "score_stance",
    "show",
    "summarize",
    "summarize_stance",
    "to_sentences",
    "train_on_labels",
    "with_titles",
]


def __getattr__(name: str) -> Any:
    import_module("framing.generators").import_rich()
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    elif name in _ROOMS:
        value = import_module(f"framing.{name}")
    else:
        raise AttributeError(f"module 'framing' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
