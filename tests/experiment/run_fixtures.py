"""Small articles, sentences and configs of our own, and a run that is killed at a chosen moment."""

from __future__ import annotations

import importlib
import os
import signal
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

PLAIN = (
    "The council met on Tuesday to discuss the budget.",
    "Officials said the board will publish the report in March.",
    "The agency approved 40 permits last year, according to records.",
    "The mayor opened the new library on Friday.",
)
HEATED = (
    "What a shameful, cowardly stunt by the council!",
    "We must stop this madness before it ruins everything.",
    "The disgraceful board has once again betrayed us all, of course.",
    "Nobody with a shred of sense could believe this nonsense.",
)
FILE = "checkthat_subjectivity/own.tsv"


def write_test(folder: Path, heated: tuple[str, ...] = HEATED, years: int = 5) -> Path:
    """Write a test in the format of CheckThat! below a data folder, with a row for each sentence and year."""
    lines = ["sentence_id\tsentence\tlabel"]
    for year in range(2000, 2000 + years):
        for label, texts in (("OBJ", PLAIN), ("SUBJ", heated)):
            lines += [f"{label}{year}{n}\t{text[:-1]} in {year}.\t{label}" for n, text in enumerate(texts)]
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_articles(folder: Path) -> Path:
    """Write four short articles of two sources."""
    texts = [f"{plain} {heated}" for plain, heated in zip(PLAIN, HEATED, strict=True)]
    table = pd.DataFrame({"text": texts, "source": ["A", "B"] * 2, "article_id": list("wxyz")})
    table.to_csv(folder / "articles.csv", index=False)
    return folder / "articles.csv"


def evaluation(**changes: object) -> dict[str, Any]:
    """Return an evaluation on the test of :func:`write_test`."""
    plain = {"corpus": "checkthat", "split": "own", "task": "editorializing", "file": FILE, "resamples": 50}
    return {**plain, "baselines": ["majority"], **changes}


def linear(**changes: object) -> dict[str, Any]:
    """Return how a small linear model is trained on the sample corpus."""
    head = {"calibrate_on": "sample", "rows": [{"corpus": "sample", "parts": ["all"]}]}
    plain = {"min_words": 1, "min_characters": 5, "folds": 2, "families": ["style"], "tasks": {"editorializing": head}}
    return {"linear": {**plain, **changes}}


def scorer(**changes: object) -> dict[str, Any]:
    """Return how a small linear model is trained for the two tasks that scores need."""
    head = {"calibrate_on": "sample", "rows": [{"corpus": "sample", "parts": ["all"]}]}
    return linear(tasks={"editorializing": head, "loaded_language": head}, **changes)


def encoder(folder: Path, **changes: object) -> dict[str, Any]:
    """Return how the tiny encoder in ``folder`` is trained on the sample corpus, in 12 updates."""
    data = [{"corpus": "sample", "column": "editorializing"}]
    plain = {"encoder": str(folder), "tasks": {t: {"data": data} for t in ("editorializing", "loaded_language")}}
    small = {
        "steps": 12,
        "checkpoint_every": 4,
        "batch_tokens": 150,
        "chunk_tokens": 120,
        "width": 8,
        "dtype": "float32",
    }
    return {"encoder": {**plain, **small, "average": 0.5, "encoder_dropout": 0.1, **changes}}


def write_config(folder: Path, name: str = "x", **content: object) -> Path:
    """Write a config and return its path."""
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump({"name": name, "seed": 3, **content}, sort_keys=False), encoding="utf-8")
    return path


def run_and_die(config: str, folder: str, where: str, call: int) -> None:
    """Run a config in this process, which is killed (signal 9) when the function ``where`` is called the nth time."""
    from framing.experiment import run_experiment

    module, _, name = where.partition(":")
    *way, last = name.split(".")
    place: Any = importlib.import_module(module)
    for part in way:
        place = getattr(place, part)
    whole, calls = getattr(place, last), 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*args, **kwargs)

    setattr(place, last, deadly)
    run_experiment(config, folder, jobs=1)
