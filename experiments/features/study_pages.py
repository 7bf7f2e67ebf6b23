"""Opinion against news pages of the same outlet, by the mean features of what an article's author says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from study_settings import Pages, Study, columns_of, subsets

from framing.articles import to_sentences
from framing.corpora import get_corpus
from framing.corpora.allsides import plain_pages
from framing.evaluation.bootstrap import interval, with_whole
from framing.evaluation.ranking import weighted_auc
from framing.features import extract
from framing.models.scaling import BoundedScaler

LEAST = 10  # pages of either kind that an outlet must have
COLUMNS = [
    *("corpus", "task", "split", "judged", "features", "metric", "value", "low", "high"),
    *("low_outlets", "high_outlets", "n", "outlets"),
]


def sampled_pages(table: pd.DataFrame, count: int, seed: int) -> pd.DataFrame:
    """Return as many opinion as news articles of each outlet that has :data:`LEAST` of both, about ``count`` in all.

    Outlets with few pages give all they have, the others share the rest equally.
    """
    known = table[table["page"].isin(["opinion", "news"])]
    sizes = pd.crosstab(known["outlet"], known["page"])
    most = sizes[(sizes >= LEAST).all(axis=1)].min(axis=1)
    each = 1
    while each < most.max() and 2 * most.clip(upper=each + 1).sum() <= count:
        each += 1
    picked = [
        group.sample(min(each, int(most[outlet])), random_state=seed)
        for (outlet, _), group in known[known["outlet"].isin(most.index)].groupby(["outlet", "page"])
    ]
    return pd.concat(picked, ignore_index=True)


def author_means(articles: pd.DataFrame, families: tuple[str, ...]) -> pd.DataFrame:
    """Return the mean features of each article's body sentences in the author's own voice, indexed by article."""
    sentences = to_sentences(articles[["article_id", "text"]])
    own = (sentences["kind"] == "body") & (sentences["voice"] == "author")
    # From whole articles: where a sentence stands and who else speaks cannot be told from a part of them.
    return extract(sentences, families)[own].groupby(sentences.loc[own, "article_id"]).mean()


def held_out_scores(X: np.ndarray, y: np.ndarray, outlet: np.ndarray, C: float) -> np.ndarray:
    """Return the logit of each article from a logistic regression that saw no article of its outlet."""
    score = np.zeros(len(y))
    for train, test in GroupKFold(n_splits=min(5, len(np.unique(outlet)))).split(X, y, outlet):
        scaler = BoundedScaler(3.0, 1.0).fit(X[train])
        model = LogisticRegression(C=C, max_iter=1000).fit(scaler.transform(X[train]), y[train])
        score[test] = model.decision_function(scaler.transform(X[test]))
    return score


def study_pages(study: Study, ask: Pages, say: Callable[[str], None] = print) -> pd.DataFrame:
    """Return the AUC within outlets of every subset of families, over all outlets and over those without magazines.

    Pairs of an opinion and a news page of one outlet are compared. ``low, high`` are from a bootstrap over articles,
    ``low_outlets, high_outlets`` from one over outlets.
    """
    articles = sampled_pages(plain_pages(get_corpus(ask.corpus).table(), ask.magazines), ask.articles, study.seed)
    means = author_means(articles, study.families)
    articles = articles[articles["article_id"].isin(means.index)].reset_index(drop=True)
    means = means.loc[articles["article_id"]]
    y = (articles["page"] == "opinion").to_numpy(int)
    judged = {"all outlets": np.ones(len(y), dtype=bool)}
    if ask.magazines:
        judged["without magazines"] = ~articles["outlet"].isin(ask.magazines).to_numpy()
    rows = []
    for name, families in subsets(study.families):
        score = held_out_scores(means[columns_of(families)].to_numpy(float), y, articles["outlet"].to_numpy(), ask.C)
        for which, kept in judged.items():
            rows.append((which, name, "auc", *within(y[kept], score[kept], articles["outlet"][kept], study)))
        say(f"pages: {name}: AUC within outlets {', '.join(f'{row[3]:.3f}' for row in rows[-len(judged) :])}")
        if name == "all":
            for outlet in sorted(set(articles["outlet"])):
                kept = (articles["outlet"] == outlet).to_numpy()
                rows.append((outlet, name, "auc", *within(y[kept], score[kept], articles["outlet"][kept], study)))
    table = pd.DataFrame(rows, columns=COLUMNS[3:])
    return table.assign(corpus=ask.corpus, task="opinion page", split="outlet")[COLUMNS]


def within(y: np.ndarray, score: np.ndarray, outlets: pd.Series, study: Study) -> tuple[float, ...]:
    """Return AUC over pairs of the same outlet, its intervals over articles and over outlets, articles and outlets."""
    code, names = pd.factorize(outlets)
    own = np.arange(len(y))
    spread = []
    for cluster, count in ((own, len(y)), (code, len(names))):
        weights = with_whole(count, study.resamples, study.seed)
        drawn = weighted_auc(y.astype(float), score, cluster, weights, code)
        spread += [*interval(float(drawn[0]), drawn[1:], count, bounds=(0.0, 1.0))]
    return float(drawn[0]), *spread, len(y), len(names)
