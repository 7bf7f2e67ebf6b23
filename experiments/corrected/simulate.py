"""Articles of sources whose detector errs differently, and whether intervals cover the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from scipy import stats

from framing.annotation.strata import Drawn, draw_stratified
from framing.comparison.corrected_design import METHODS, Mean, Sentences, difference, estimate

THRESHOLD = 0.5


class Source(BaseModel):
    """A source: the share of its sentences that editorialize, and of those that do not, how many the detector flags.

    What the detector misses follows from its accuracy, which all sources share.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    share: float = Field(gt=0, lt=1)
    false_alarms: float = Field(ge=0, lt=1)

    def misses(self, accuracy: float) -> float:
        """Return the share of editorializing sentences that the detector misses."""
        missed = (1 - accuracy - (1 - self.share) * self.false_alarms) / self.share
        if not 0 <= missed <= 1:
            raise ValueError(f"{self.name}: no share of misses gives an accuracy of {accuracy}; got {missed:.3f}.")
        return missed


class Study(BaseModel):
    """What is simulated: sources, sizes, the intra-class correlation of sentences, labels a source, draws."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    seed: int
    draws: int = Field(2000, ge=2)
    articles: tuple[int, ...] = (20, 60, 200)
    sentences: tuple[int, int] = (10, 30)
    icc: float = Field(0.2, gt=0, lt=1)
    accuracy: float = Field(0.85, gt=0.5, lt=1)
    labels: int = Field(150, ge=8)
    sources: tuple[Source, Source]
    level: float = 0.95


@dataclass(frozen=True)
class World:
    """Sentences of both sources: their article, truth and score."""

    source: np.ndarray
    article: np.ndarray
    truth: np.ndarray
    score: np.ndarray


def make_world(study: Study, articles: int, rng: np.random.Generator) -> World:
    """Return two sources of ``articles`` articles; each article has a rate of its own (beta distributed)."""
    parts = []
    for number, source in enumerate(study.sources):
        sizes = rng.integers(study.sentences[0], study.sentences[1] + 1, size=articles)
        spread = (1 - study.icc) / study.icc
        rates = rng.beta(source.share * spread, (1 - source.share) * spread, size=articles)
        article = np.repeat(np.arange(articles), sizes)
        truth = rng.random(len(article)) < rates[article]
        wrong = rng.random(len(article)) < np.where(truth, source.misses(study.accuracy), source.false_alarms)
        flagged = truth ^ wrong
        # A right answer is surer than a wrong one, as real detectors' are.
        sure = rng.beta(np.where(wrong, 1.0, 2.0), 1.0)
        score = np.where(flagged, THRESHOLD + sure / 2, THRESHOLD - sure / 2 - 1e-9)
        parts.append((np.full(len(article), number), article, truth, np.clip(score, 0, 1)))
    return World(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def estimates(world: World, drawn: Drawn, shares: bool) -> list[dict[str, Mean]]:
    """Return each source's mean by every method, from flags (``shares``) or from probabilities."""
    score = (world.score >= THRESHOLD).astype(float) if shares else world.score
    label = np.where(drawn.chosen, world.truth.astype(float), np.nan)
    found = []
    for number in range(2):
        here = world.source == number
        columns = (world.article, score, label, drawn.probability, drawn.stratum)
        sentences = Sentences(*(column[here] for column in columns))
        found.append({method: estimate(sentences, method) for method in METHODS})
    return found


def simulate(study: Study) -> pd.DataFrame:
    """Return how often intervals cover, one row for each size, measure, method and quantity (sources, difference).

    Columns: ``articles, measure, method, quantity, coverage, low, high`` (Wilson's interval of the coverage), ``bias,
    width`` (means), ``draws``.
    """
    truth = {source.name: source.share for source in study.sources}
    names = list(truth)
    truth["difference"] = truth[names[0]] - truth[names[1]]
    rows = []
    for articles in study.articles:
        rng = np.random.default_rng([study.seed, articles])
        found: dict[tuple[str, str, str], list[tuple[float, float, float]]] = {}
        for _ in range(study.draws):
            world = make_world(study, articles, rng)
            drawn = draw_stratified(world.score, world.source, THRESHOLD, 2 * study.labels, int(rng.integers(2**31)))
            for measure, shares in (("share", True), ("mean", False)):
                both = estimates(world, drawn, shares)
                for method in METHODS:
                    a, b = both[0][method], both[1][method]
                    for name, mean in ((names[0], a), (names[1], b), ("difference", difference(a, b))):
                        ends = mean.interval if name == "difference" else mean.share_interval
                        found.setdefault((measure, method, name), []).append((mean.value, *ends(study.level)))
        for (measure, method, name), values in found.items():
            table = np.array(values)
            hit = (table[:, 1] <= truth[name]) & (truth[name] <= table[:, 2])
            low, high = stats.binomtest(int(hit.sum()), len(hit)).proportion_ci(method="wilson")
            rows.append(
                {
                    "articles": articles, "measure": measure, "method": method, "quantity": name,
                    "coverage": hit.mean(), "low": low, "high": high, "bias": table[:, 0].mean() - truth[name],
                    "width": np.nanmean(table[:, 2] - table[:, 1]), "draws": len(hit),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)
