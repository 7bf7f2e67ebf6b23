"""What every result stands beside: predictors that know only the labels, the outlet, the length, or the words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.evaluation.bootstrap import Floats

Predictor = Callable[[pd.DataFrame], Floats]
"""Takes rows (``text``, ``outlet``), returns P(label = 1) for each."""

Baseline = Callable[[pd.DataFrame, str, int], Predictor]
"""Takes training rows, the name of their label column and a seed, returns a predictor."""


def majority(rows: pd.DataFrame, label: str, seed: int = 0) -> Predictor:
    """Give every row the share of positives of the training rows, hence their majority label."""
    share = _share(rows[label])

    def predict(new: pd.DataFrame) -> Floats:
        return np.full(len(new), share, dtype=np.float64)

    return predict


def outlet_majority(rows: pd.DataFrame, label: str, seed: int = 0) -> Predictor:
    """Give every row the share of positives of its outlet, that of all rows where the outlet is new, missing or a tie.

    What it reaches is what a model may reach by recognizing outlets.
    """
    share = _share(rows[label])
    shares = rows[label].astype(float).groupby(rows["outlet"]).mean()
    by_outlet = {outlet: value for outlet, value in shares.items() if value != 0.5}

    def predict(new: pd.DataFrame) -> Floats:
        return np.array([by_outlet.get(outlet, share) for outlet in new["outlet"]], dtype=np.float64)

    return predict


def length(rows: pd.DataFrame, label: str, seed: int = 0) -> Predictor:
    """Fit a logistic regression on the number of words and characters, as logarithms."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return _fit(make_pipeline(StandardScaler(), LogisticRegression(random_state=seed)), _lengths, rows, label)


def tfidf(rows: pd.DataFrame, label: str, seed: int = 0) -> Predictor:
    """Fit a logistic regression (C = 1, classes balanced) on tf-idf of words and of characters.

    Words singly and in pairs, characters within words in runs of two to five, each in two or more training rows.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    regression = LogisticRegression(class_weight="balanced", solver="liblinear", random_state=seed)
    return _fit(make_pipeline(make_union(words, characters), regression), _texts, rows, label)


BASELINES: dict[str, Baseline] = {
    "majority": majority,
    "outlet majority": outlet_majority,
    "length": length,
    "tf-idf": tfidf,
}
"""The baselines by the name they have in results."""


def _fit(pipeline: object, features: Callable[[pd.DataFrame], object], rows: pd.DataFrame, label: str) -> Predictor:
    if rows[label].nunique() < 2:
        return majority(rows, label)
    pipeline.fit(features(rows), rows[label].astype(int))  # type: ignore[attr-defined]

    def predict(new: pd.DataFrame) -> Floats:
        if not len(new):
            return np.zeros(0)
        return np.asarray(pipeline.predict_proba(features(new))[:, 1], dtype=np.float64)  # type: ignore[attr-defined]

    return predict


def _share(labels: pd.Series) -> float:
    return float(labels.astype(float).mean()) if len(labels) else 0.5


def _texts(rows: pd.DataFrame) -> list[str]:
    return rows["text"].astype(str).tolist()


def _lengths(rows: pd.DataFrame) -> npt.NDArray[np.float64]:
    texts = _texts(rows)
    return np.log1p(np.array([[len(text.split()), len(text)] for text in texts], dtype=np.float64))
