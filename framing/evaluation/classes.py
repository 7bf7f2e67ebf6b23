"""Labels that no model answers (the genre of articles, a kind of bias), learned from what models say of the texts.

A multinomial logistic regression is cross-fitted over folds that no article crosses, on the model's probabilities of a
text's sentences: what they tell of the label. Beside it stand tf-idf and the commonest class.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.counts import counted
from framing.errors import ConfigError, unknown_name
from framing.evaluation.multi import article_sentences
from framing.evaluation.splits import FOLDS, make_folds

TASKS = ("editorializing", "loaded_language", "frames")


def class_rows(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows that have a class, with ``label`` (its number in the order of ``classes``) and ``fold``.

    Folds are those of the table where it has more than one, else drawn so that no article crosses them. Raises
    UnknownNameError for a column that is not there, ConfigError where fewer than two classes are.
    """
    if column not in rows:
        raise unknown_name("column of labels", column, map(str, rows.columns))
    rows = rows[rows[column].notna()].reset_index(drop=True)
    names = sorted(rows[column].astype(str).unique())
    if len(names) < 2:
        raise ConfigError(
            f"{column!r} has {counted(len(names), 'class', 'classes')} among {counted(len(rows), 'row')}; two are "
            "needed to learn it."
        )
    numbers = {name: number for number, name in enumerate(names)}
    rows = rows.assign(label=rows[column].astype(str).map(numbers))
    if rows["fold"].nunique() < 2:
        rows = rows.assign(fold=make_folds(rows["label"], rows["article"].astype(str), FOLDS))
    rows.attrs["classes"] = names
    return rows


def score_features(model: Any, texts: pd.Series) -> npt.NDArray[np.float64]:
    """Return what a model says of the sentences of each text: mean and largest probability, (texts, features)."""
    tasks = [task for task in TASKS if task in model.tasks]
    sentences = [article_sentences(text) or [text] for text in texts]
    lengths = [len(each) for each in sentences]
    found = model.predict_many([sentence for each in sentences for sentence in each], tasks)
    table = np.column_stack([found[task][:, 1:] if task != "frames" else found[task] for task in tasks])
    parts = np.split(np.nan_to_num(table), np.cumsum(lengths)[:-1])
    made = [np.concatenate([part.mean(axis=0), part.max(axis=0), [np.log1p(len(part))]]) for part in parts]
    return np.asarray(made, dtype=np.float64)


def cross_fit_classes(rows: pd.DataFrame, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the probability of each class for rows of :func:`class_rows`, by models that did not see their fold."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    labels, fold = rows["label"].to_numpy(), rows["fold"].to_numpy()
    found = np.zeros((len(rows), len(rows.attrs["classes"])))
    for k in np.unique(fold):
        rest = fold != k
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced", max_iter=2000))
        model.fit(features[rest], labels[rest])
        found[np.ix_(fold == k, model.classes_)] = model.predict_proba(features[fold == k])
    return found


def baseline_classes(rows: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """Return the probability of each class by ``majority`` or ``tf-idf`` (words and pairs of words), cross-fitted."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    labels, fold = rows["label"].to_numpy(), rows["fold"].to_numpy()
    found = np.zeros((len(rows), len(rows.attrs["classes"])))
    for k in np.unique(fold):
        rest, here = fold != k, fold == k
        if name == "majority":
            found[here] = np.bincount(labels[rest], minlength=found.shape[1]) / rest.sum()
            continue
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        model = make_pipeline(words, LogisticRegression(C=10.0, class_weight="balanced", max_iter=2000))
        model.fit(rows["text"][rest], labels[rest])
        found[np.ix_(here, model.classes_)] = model.predict_proba(rows["text"][here])
    return found


def as_class_predictions(rows: pd.DataFrame, probabilities: npt.NDArray[np.float64], model: str) -> pd.DataFrame:
    """Return probabilities of :func:`cross_fit_classes` as rows of a table of predictions, of the kind "classes"."""
    made = rows[["row_id", "article", "outlet", "fold"]].assign(kind="classes", model=model, view="all")
    made = made.assign(label=rows["label"].astype(float), predicted=probabilities.argmax(axis=1).astype(float))
    return made.assign(probabilities=probabilities.tolist())
