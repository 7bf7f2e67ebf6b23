"""Texts like the annotated ones: ``python experiments/fast_model/near.py runs/fast/near [--each 20]``.

A student sees few texts of the kind that it is judged on, and learns most from its teacher's answers, which cost no
annotator: hence each labelled sentence comes many times more in pieces, with another one's end, with words left out or
put in, under other names (augmentation for distillation: Jiao et al. 2020, TinyBERT). What they mean does not matter,
since the teacher is asked. Writes ``fold0.parquet`` to ``fold4.parquet``, each without the sentences of that fold, and
``student.parquet`` with all. Nothing is kept that is word for word an annotated sentence.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from gold import LEARNED, UNSEEN, gold

from framing.evaluation.splits import FOLDS
from framing.models.name_swaps import NameSwap
from framing.models.training_data import text_key
from framing.models.word_insertions import insert_words

SHORTEST = 5
"""Words of a text."""


def piece(words: list[str], rng: np.random.Generator) -> list[str]:
    """Return a run of the words, a third of them at least."""
    length = int(rng.integers(-(-len(words) // 3), len(words) + 1))
    start = int(rng.integers(len(words) - length + 1))
    return words[start : start + length]


def thinned(words: list[str], rng: np.random.Generator) -> list[str]:
    """Return the words without some, up to a third."""
    keep = rng.random(len(words)) >= rng.uniform(0, 1 / 3)
    return [word for word, kept in zip(words, keep, strict=True) if kept]


def joined(words: list[str], others: list[str], rng: np.random.Generator) -> list[str]:
    """Return the beginning of one text and the end of another."""
    return words[: int(rng.integers(1, len(words)))] + others[int(rng.integers(1, len(others))) :]


def near_texts(texts: list[str], each: int, rng: np.random.Generator) -> list[str]:
    """Return about ``each`` texts for each of the texts, made of it."""
    found: list[str] = []
    split = [words for words in (text.split() for text in texts) if len(words) >= SHORTEST]
    swap = NameSwap(rng)
    for words in split:
        for _ in range(each // 2):
            found.append(" ".join(joined(words, split[int(rng.integers(len(split)))], rng)))
        for _ in range(each // 10):
            found += [" ".join(piece(words, rng)), " ".join(thinned(words, rng)), swap(" ".join(words))]
    for _ in range(each // 5):
        found += [one.text for one in insert_words(texts, rng)]
    return found


def main() -> None:
    """Write the texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    rows = gold(LEARNED)
    judged = {text_key(text) for text in [*rows["text"], *gold(UNSEEN)["text"]]}
    options.out.mkdir(parents=True, exist_ok=True)
    for fold in (*range(FOLDS), None):
        rng = np.random.default_rng(options.seed)
        shown = list(dict.fromkeys(rows[rows["fold"] != fold]["text"]))
        texts = near_texts(shown, options.each, rng)
        texts = [t for t in dict.fromkeys(texts) if len(t.split()) >= SHORTEST and text_key(t) not in judged]
        table = pd.DataFrame({"text": texts}).sample(frac=1.0, random_state=rng)
        name = "student" if fold is None else f"fold{fold}"
        table.reset_index(drop=True).to_parquet(options.out / f"{name}.parquet")
        print(f"{name}: {len(table)} texts made of {len(shown)}")


if __name__ == "__main__":
    main()
