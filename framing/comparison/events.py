"""Articles of several sources on one event, found by their vectors and dates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from framing.articles.dates import publication_days
from framing.errors import InputError

DAYS = 3
"""Articles further apart do not report the same event, unless told otherwise."""

SIMILARITY = 0.15
"""Mean cosine of whitened vectors from which on articles are one event; chosen on BASIL, see experiments/basil."""

_FORBIDDEN = (
    1e9  # far enough that one pair of articles too far apart in time keeps the mean of two clusters above any cut
)
_BLOCK = 1000

Vectors = npt.NDArray[np.float32]


def find_events(
    articles: pd.DataFrame, vectors: pd.DataFrame, days: int = DAYS, similarity: float = SIMILARITY
) -> pd.Series:
    """Return the event of each article (index ``article_id``), missing where no other source reports it.

    ``articles`` has ``article_id, source, published``; ``vectors`` is what
    :func:`framing.comparison.vectors.article_vectors` gives. They are centred and whitened, shrunk halfway (Su et al.
    2021, Whitening Sentence Representations), so that what much of the news has in common, the tone that the encoder is
    trained to see among it, does not count for more than what sets an event apart. Articles are clustered by average
    linkage on the cosine; two that are more than ``days`` apart, or have no known date, are never one event. Clusters
    within one source are no events. Names are ``found-1``, … in the order of the table.

    Raises InputError where an article has no vector and where no article has a date.
    """
    ids = articles["article_id"]
    missing = ~ids.isin(vectors.index)
    if missing.any():
        raise InputError(f"Articles without a vector: {int(missing.sum())}, the first {ids[missing].iloc[0]!r}.")
    published = publication_days(articles["published"])
    if not published.notna().any():
        raise InputError(
            "No article has a date in 'published'; match=\"found\" needs dates. Match by a column instead."
        )
    known = np.flatnonzero(published.notna().to_numpy())
    day = (published - pd.Timestamp(0)).dt.days.to_numpy()[known].astype(np.int64)
    order = np.argsort(day, kind="stable")
    at, day = known[order], day[order]
    unit = _unit(vectors.loc[ids].to_numpy(dtype=np.float64))[at]
    group = _components(unit, day, days, similarity)
    cluster = _clusters(unit, day, group, days, similarity)
    found = pd.DataFrame({"at": at, "cluster": cluster, "source": articles["source"].to_numpy()[at]}).sort_values("at")
    several = found[found.groupby("cluster")["source"].transform("nunique") > 1]
    names = {cluster: f"found-{number}" for number, cluster in enumerate(dict.fromkeys(several["cluster"]), 1)}
    event = np.full(len(articles), None, dtype=object)
    event[several["at"].to_numpy()] = several["cluster"].map(names).to_numpy()
    return pd.Series(event, index=pd.Index(ids, name="article_id"), name="event", dtype="str")


def matching_quality(found: pd.Series, true: pd.Series) -> pd.DataFrame:
    """Return precision, recall and F1 of the pairs of articles that are put into one event (``metric, value, n``).

    Both are events by article, missing where there is none; ``n`` counts pairs: those found, those true, and both.
    """
    of_found, of_true = _pairs(found), _pairs(true)
    both = len(of_found & of_true)
    precision = both / len(of_found) if of_found else float("nan")
    recall = both / len(of_true) if of_true else float("nan")
    f1 = 2 * both / (len(of_found) + len(of_true)) if of_found or of_true else float("nan")
    rows = [("precision", precision, len(of_found)), ("recall", recall, len(of_true)), ("f1", f1, both)]
    return pd.DataFrame(rows, columns=["metric", "value", "n"])


def _pairs(events: pd.Series) -> set[tuple[str, str]]:
    known = events.dropna()
    groups = known.groupby(known, sort=False).groups.values()
    return {(a, b) for group in groups for a in map(str, group) for b in map(str, group) if a < b}


def _unit(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return centred, whitened vectors of length 1; directions are shrunk by the mean variance."""
    centred = values - values.mean(axis=0)
    variances, directions = np.linalg.eigh(
        np.atleast_2d(np.cov(centred, rowvar=False)) if len(values) > 1 else np.eye(values.shape[1])
    )
    variances = np.maximum(variances, 0.0)
    whitened = (centred @ directions) / np.sqrt(variances + max(float(variances.mean()), 1e-12))
    length = np.linalg.norm(whitened, axis=1, keepdims=True)
    return np.asarray(whitened / np.where(length > 0, length, 1.0), dtype=np.float64)


def _components(
    unit: npt.NDArray[np.float64], day: npt.NDArray[np.int64], days: int, similarity: float
) -> npt.NDArray[np.int64]:
    """Return a number for each article: those that no chain of similar pairs joins are never one event."""
    edges = []
    for start in range(0, len(day), _BLOCK):
        stop = min(start + _BLOCK, len(day))
        last = int(np.searchsorted(day, day[stop - 1] + days, side="right"))
        near = unit[start:stop] @ unit[start:last].T >= similarity
        near &= day[start:last][None, :] - day[start:stop][:, None] <= days
        rows, columns = np.nonzero(np.triu(near, 1))
        edges.append(np.stack([rows, columns]) + start)
    a, b = np.hstack(edges)
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(len(day), len(day)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _clusters(
    unit: npt.NDArray[np.float64],
    day: npt.NDArray[np.int64],
    group: npt.NDArray[np.int64],
    days: int,
    similarity: float,
) -> npt.NDArray[np.int64]:
    """Return the cluster of each article by average linkage within its component."""
    cluster = np.zeros(len(group), dtype=np.int64)
    number = 0
    for members in np.split(np.argsort(group, kind="stable"), np.flatnonzero(np.diff(np.sort(group))) + 1):
        if len(members) < 2:
            labels = np.ones(len(members), dtype=np.int64)
        else:
            distance = 1 - unit[members] @ unit[members].T
            distance[np.abs(day[members][:, None] - day[members][None, :]) > days] = _FORBIDDEN
            np.fill_diagonal(distance, 0)
            tree = linkage(squareform(distance, checks=False), method="average")
            labels = fcluster(tree, 1 - similarity, criterion="distance").astype(np.int64)
        cluster[members] = labels + number
        number += int(labels.max(initial=0))
    return cluster
