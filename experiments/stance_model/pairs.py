"""Sentences that name somebody, for a head of stance to learn from, and what a larger model says of them.

    python experiments/stance_model/pairs.py runs/stance [--mentions 100000] [--teacher large]

Writes ``runs/stance/pairs.parquet`` (``text``, ``start``, ``end``, in random order) and ``answers/00000.npz`` and so
on, the logits of stance for each 4,096 of them; a file that is there is not made again. Mentions are those of the names
that most articles of AllSides share, a name at most 400 times. Articles that hold a sentence of NewsMTSC's dev parts
are left out whole, and so are near-duplicates of any sentence that models are judged on.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
import pandas as pd

from framing.articles import read_both
from framing.articles.targets import TargetFinder
from framing.corpora import get_corpus
from framing.corpora.overlap import near_duplicates
from framing.models import load_model
from framing.models.training_data import text_key
from framing.stance import propose_targets

JUDGED = ("babe", "checkthat", "semeval_frames", "gvfc", "newsmtsc", "polnear")
DEV = ("rw_dev", "mt_dev")
PIECE = 4096
WORDS = (6, 60)
"""Fewest and most words of a sentence."""


def mentions_of(
    sentences: pd.DataFrame, names: int, each: int, several: bool, rng: np.random.Generator
) -> pd.DataFrame:
    """Return one mention for each sentence that has some, no target more than ``each`` times.

    With ``several``, all mentions of sentences that name two or more; only the rarest name is then counted.
    """
    finder = TargetFinder(propose_targets(sentences, names))
    body = sentences[(sentences["kind"] == "body") & sentences["text"].str.split().str.len().between(*WORDS)]
    body = body.drop_duplicates("text").sample(frac=1.0, random_state=rng)
    times: dict[str, int] = {}
    rows = []
    for article, text in zip(body["article_id"], body["text"], strict=True):
        found = [one for one in finder.find(text) if times.get(one.target, 0) < each]
        if found and (not several or len({one.target for one in found}) > 1):
            chosen = min(found, key=lambda one: times.get(one.target, 0))  # the rarest, so that names vary
            times[chosen.target] = times.get(chosen.target, 0) + 1
            kept = finder.find(text) if several else [chosen]
            rows += [(article, text, one.target, one.start, one.end) for one in kept]
    return pd.DataFrame(rows, columns=["article_id", "text", "target", "start", "end"])


def unjudged(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs without sentences like those that models are judged on."""
    dev = pd.concat([get_corpus("newsmtsc").table(part) for part in DEV])
    keys = {text_key(text) for text in dev["text"]}
    shared = set(pairs.loc[[text_key(text) in keys for text in pairs["text"]], "article_id"])
    pairs = pairs[~pairs["article_id"].isin(shared)].reset_index(drop=True)
    judged = [text for name in JUDGED for text in get_corpus(name).table()["text"]]
    close = near_duplicates(judged, pairs["text"], threshold=0.6, measure="containment")
    kept = pairs.drop(index=close["b"].unique())
    known = {text_key(text) for text in judged}
    return kept[[text_key(text) not in known for text in kept["text"]]].reset_index(drop=True)


def ask(teacher: str, pairs: pd.DataFrame, folder: Path) -> None:
    """Write what a model says of pairs, the pieces that are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    model = load_model(teacher)
    for number, start in enumerate(range(0, len(pairs), PIECE)):
        path = folder / f"{number:05d}.npz"
        if path.exists():
            continue
        rows = pairs.iloc[start : start + PIECE]
        spans = list(zip(rows["start"].tolist(), rows["end"].tolist(), strict=True))
        said = model.logits(rows["text"].tolist(), ("stance",), mentions=spans)["stance"]
        part = path.with_suffix(".part.npz")
        np.savez(part, stance=said.astype(np.float32))
        os.replace(part, path)


def main() -> None:
    """Write what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--teacher", default="large")
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--articles", type=int, default=8_000, help="of AllSides, drawn at random")
    parser.add_argument("--names", type=int, default=1_000)
    parser.add_argument("--several", action="store_true", help="all mentions of sentences that name two or more")
    parser.add_argument("--each", type=int, default=400, help="mentions of a name at most")
    parser.add_argument("--seed", type=int, default=17)
    options = parser.parse_args()
    path = options.runs / "pairs.parquet"
    if not path.exists():
        options.runs.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(options.seed)
        drawn = get_corpus("allsides").table().sample(options.articles, random_state=rng)
        pairs = unjudged(mentions_of(read_both(drawn)[0], options.names, options.each, options.several, rng))
        pairs = pairs.head(options.mentions).reset_index(drop=True)
        pairs.to_parquet(path)
        print(f"{len(pairs)} mentions of {pairs['target'].nunique()} names in {pairs['article_id'].nunique()} articles")
    ask(options.teacher, pd.read_parquet(path), options.runs / "answers")


if __name__ == "__main__":
    main()
