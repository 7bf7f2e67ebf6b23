"""Whether the title or the sentences before a sentence help the encoder to judge it.

    python experiments/context/run.py [--pages 20]

The encoder reads the context in front of the sentence and pools the sentence's own tokens alone, so the label stays one
of the sentence. No corpus with labelled sentences at hand gives the sentences around them, so nothing could be
trained this way; what is measured is the shipped model. Judged on the sample corpus (gold labels of the author's
sentences) and, where the corpora are at hand, on opinion against news pages of the outlets whose pages the encoder has
not seen (mean over an article's sentences; AUC pooled over outlets after each outlet's mean is taken off). Writes
``results.csv`` beside this file: AUC with 95 % intervals over articles, the paired difference from the sentence alone,
and how far and how often the score changes.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
import yaml
from sklearn.metrics import roc_auc_score

import framing
from framing.corpora import get_corpus
from framing.models.encoder import EncoderModel
from framing.models.encoder_pass import Jobs, run_jobs
from framing.models.views import view_texts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESAMPLES = 2000
CONTEXTS = ("alone", "title", "before", "two_before", "title_and_before")


def context_of(sentences: pd.DataFrame, kind: str) -> list[str]:
    """Return what stands in front of each sentence: the title, sentences before it, both, or nothing."""
    found = []
    for _, rows in sentences.groupby("article_id", sort=False):
        titles = rows.loc[rows["kind"] == "title", "text"]
        title = titles.iloc[0] if len(titles) else ""
        body: list[str] = []
        for kind_of, text in zip(rows["kind"], rows["text"], strict=True):
            parts = {
                "alone": [],
                "title": [title],
                "before": body[-1:],
                "two_before": body[-2:],
                "title_and_before": [title, *body[-1:]],
            }[kind]
            found.append(" ".join(p for p in parts if p) if kind_of == "body" else "")
            if kind_of == "body":
                body.append(text)
    return found


def probabilities(model: EncoderModel, sentences: pd.DataFrame, context: list[str]) -> np.ndarray:
    """Return the author's editorializing (n,) with a context in front of what is seen of each sentence."""
    seen = []
    for before, text in zip(context, view_texts(sentences, "author"), strict=True):
        lead = f"{before} " if before else ""
        seen.append((lead + text, ((0, len(lead)),) if lead else ()))
    jobs = Jobs()
    wanted = jobs.add(seen)
    vectors, _ = run_jobs(model.runner, model.tokenizer, 256, jobs, None, {"author": wanted})
    with torch.inference_mode():
        logits = model.network.heads["editorializing"](vectors[wanted]).double().cpu().numpy()
    return np.asarray(model._probabilities("editorializing", "author", logits)[:, 1])


def intervals(
    label: np.ndarray, scores: dict[str, np.ndarray], groups: np.ndarray, auc: Callable[..., float]
) -> list[dict[str, Any]]:
    """Return AUC of each context, and its difference from the sentence alone, drawn over groups."""
    places = [np.flatnonzero(groups == one) for one in np.unique(groups)]
    rng = np.random.default_rng(0)
    drawn: dict[str, list[float]] = {name: [] for name in scores}
    for _ in range(RESAMPLES):
        at = np.concatenate([places[k] for k in rng.integers(0, len(places), len(places))])
        if len(set(label[at])) > 1:
            for name, values in scores.items():
                drawn[name].append(auc(label[at], values[at]))
    alone = np.array(drawn["alone"])
    rows = []
    for name, values in scores.items():
        low, high = np.quantile(drawn[name], [0.025, 0.975])
        less, more = np.quantile(np.array(drawn[name]) - alone, [0.025, 0.975])
        value = auc(label, values)
        rows.append(
            {"context": name, "auc": value, "low": low, "high": high,
             "difference": value - auc(label, scores["alone"]), "difference_low": less, "difference_high": more}
        )  # fmt: skip
    return rows


def sample_corpus(model: EncoderModel) -> pd.DataFrame:
    """Return the table for the author's sentences of the sample corpus."""
    from framing.corpora.embedded import articles

    sentences = framing.to_sentences(articles())
    gold = get_corpus("sample").table(None)
    gold = gold[gold["editorializing"].notna()][["article_id", "start", "editorializing"]]
    rows = sentences.merge(gold, on=["article_id", "start"], how="left")
    judged = (rows["editorializing"].notna() & (rows["kind"] == "body") & (rows["author_share"] > 0)).to_numpy()
    scores = {kind: probabilities(model, sentences, context_of(sentences, kind))[judged] for kind in CONTEXTS}
    label = rows.loc[judged, "editorializing"].to_numpy(dtype=int)
    table = intervals(label, scores, rows.loc[judged, "article_id"].to_numpy(), roc_auc_score)
    cut = float(model.thresholds["editorializing"])
    for row in table:
        p = scores[row["context"]]
        row |= {
            "change": float(np.abs(p - scores["alone"]).mean()),
            "flips": float(((p >= cut) != (scores["alone"] >= cut)).mean()),
            "n": len(label),
            "articles": int(rows.loc[judged, "article_id"].nunique()),
        }
    return pd.DataFrame(table).assign(data="sample corpus, author's sentences")


def pages(model: EncoderModel, most: int, seed: int) -> pd.DataFrame:
    """Return the table for opinion against news pages, at most ``most`` of each kind an outlet."""
    config = yaml.safe_load((ROOT / "configs" / "shared_stage.yaml").read_text("utf-8"))
    outlets = config["train"]["encoder"]["tasks"]["opinion_page"]["data"][0]["without_outlets"]
    every = get_corpus("allsides").table(None)
    every = every[every["source"].isin(outlets) & every["page"].notna()].sample(frac=1, random_state=seed)
    drawn = every[every.groupby(["source", "page"], sort=False).cumcount() < most]
    articles = framing.read_articles(drawn[["article_id", "text", "title", "source", "published", "page"]])
    sentences = framing.to_sentences(articles)
    judged = ((sentences["kind"] == "body") & (sentences["author_share"] > 0)).to_numpy()
    means = {}
    moved: dict[str, dict[str, float]] = {}
    alone: np.ndarray | None = None
    cut = float(model.thresholds["editorializing"])
    for kind in CONTEXTS:
        p = probabilities(model, sentences, context_of(sentences, kind))[judged]
        alone = p if alone is None else alone
        moved[kind] = {"change": float(np.abs(p - alone).mean()), "flips": float(((p >= cut) != (alone >= cut)).mean())}
        means[kind] = pd.Series(p).groupby(sentences.loc[judged, "article_id"].to_numpy()).mean()
    of = articles.set_index("article_id").loc[means["alone"].index]
    label, source = (of["page"] == "opinion").to_numpy(dtype=int), of["source"].to_numpy()

    def within(values: pd.Series) -> np.ndarray:
        return (values - values.groupby(source).transform("mean")).to_numpy()

    scores = {kind: within(values) for kind, values in means.items()}
    table = intervals(label, scores, of.index.to_numpy(), roc_auc_score)
    for row in table:
        row |= {**moved[row["context"]], "n": int(judged.sum()), "articles": len(label)}
    return pd.DataFrame(table).assign(data=f"opinion and news pages of {len(set(source))} outlets")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20, help="opinion and news pages an outlet, at most")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    model = framing.load_model("default")
    assert isinstance(model, EncoderModel)
    tables = [sample_corpus(model)]
    if os.environ.get("FRAMING_DATA"):
        tables.append(pages(model, given.pages, given.seed))
    table = pd.concat(tables, ignore_index=True).round(4)
    table.to_csv(HERE / "results.csv", index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
