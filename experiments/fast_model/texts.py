"""The text of the distillation: sentences of AllSides and of Anno-lexical, apart from all that models are judged on.

    python experiments/fast_model/texts.py runs/fast [--sentences 200000] [--per-outlet 130] [--after FILE COUNT]

Articles of AllSides fall by their name into three pools: text to learn from, sentences on which the cascade's bands are
chosen, and sentences on which its agreement is measured. Writes ``texts.parquet`` (each different text that a view of a
sentence shows, in random order) and ``choose.parquet``, ``judge.parquet`` (sentences tables). Sentences of the corpora
that models are judged on, and near-duplicates of them, are left out of what is learned from. With ``--after`` the first
so many texts of another such file come first, and those that it lacks follow: what teachers said of them still holds.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from framing.articles import read_both
from framing.corpora import get_corpus
from framing.corpora.overlap import near_duplicates
from framing.models.training_data import text_key
from framing.models.views import view_texts

POOLS = (("learn", 0.8), ("choose", 0.88), ("judge", 1.0))
JUDGED = ("babe", "checkthat", "semeval_frames", "gvfc", "newsmtsc", "polnear")
SPAN_COLUMNS = ("quoted_spans", "attributed_spans")


def pool_of(article: str) -> str:
    """Return the pool of an article, by its name."""
    share = int.from_bytes(hashlib.blake2b(article.encode(), digest_size=4).digest(), "big") / 2**32
    return next(name for name, end in POOLS if share < end)


def scored(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences of articles that models score."""
    sentences, _ = read_both(articles)
    return sentences[sentences["kind"].isin(("title", "body"))].reset_index(drop=True)


def shown(sentences: pd.DataFrame) -> list[str]:
    """Return each different text that the three views show of sentences."""
    texts = [text for view in ("all", "author", "other") for text in view_texts(sentences, view)]
    return list(dict.fromkeys(text for text in texts if any(c.isalnum() for c in text)))


def judged_texts() -> list[str]:
    """Return the texts of all that models are judged on."""
    tables = [get_corpus(name).table() for name in JUDGED] + [get_corpus("anno_lexical").table("dev")]
    return [text for table in tables for text in table["text"]]


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--sentences", type=int, default=200_000, help="of AllSides, to learn from")
    parser.add_argument("--per-outlet", type=int, default=130, help="articles that an outlet gives at most to them")
    parser.add_argument("--after", nargs=2, metavar=("FILE", "COUNT"))
    parser.add_argument("--judged", type=int, default=20_000, help="of AllSides, to choose bands and to judge")
    options = parser.parse_args()
    options.runs.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    articles = get_corpus("allsides").table().sample(frac=1.0, random_state=rng)
    pools = articles["article_id"].map(pool_of)
    kept = articles[pools == "learn"].groupby("outlet", sort=False, dropna=False).head(options.per_outlet)
    learn = scored(kept)
    learn = learn.sample(min(options.sentences, len(learn)), random_state=rng)
    before = pd.read_parquet(options.after[0]).head(int(options.after[1])) if options.after else None
    keys = {text_key(text) for table in (learn, before) if table is not None for text in table["text"]}
    for pool in ("choose", "judge"):
        # Articles come whole, as a user's do; a sentence that was learned from (wire copy) is left out.
        found = scored(articles[pools == pool].head(1200))
        found = found[[text_key(text) not in keys for text in found["text"]]].head(options.judged)
        keys |= {text_key(text) for text in found["text"]}
        for name in SPAN_COLUMNS:
            found[name] = [[list(span) for span in spans] for spans in found[name]]
        found.reset_index(drop=True).to_parquet(options.runs / f"{pool}.parquet")
        print(pool, len(found))
    texts = pd.DataFrame({"text": shown(learn), "corpus": "allsides"})
    anno = get_corpus("anno_lexical").table("train")["text"]
    voices = pd.DataFrame({"text": list(dict.fromkeys(anno)), "corpus": "anno_lexical"})
    texts = pd.concat([texts, voices], ignore_index=True).drop_duplicates("text")
    judged = judged_texts()
    known = {text_key(text) for text in judged}
    texts = texts[[text_key(text) not in known for text in texts["text"]]].reset_index(drop=True)
    pairs = near_duplicates(judged, texts["text"], threshold=0.6, measure="containment")
    texts = texts.drop(index=pairs["b"].unique())
    texts = texts.sample(frac=1.0, random_state=rng).reset_index(drop=True)
    if before is not None:
        texts = pd.concat([before, texts], ignore_index=True).drop_duplicates("text", ignore_index=True)
    texts.to_parquet(options.runs / "texts.parquet")
    print(texts["corpus"].value_counts().to_string(), f"\nlike what is judged on, left out: {pairs['b'].nunique()}")


if __name__ == "__main__":
    main()
