from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError, UnknownNameError
from framing.models.calibration import Calibration
from framing.models.encoder import EncoderModel
from framing.models.encoder_calibration import Fitted, apply_calibrations, fit_calibrations, store_calibrations

SENTENCES = ["The plan is an awful disaster.", "The council voted on Tuesday.", "She said now."]


def table(task: str, view: str, logits: np.ndarray, labels: np.ndarray, folds: int = 5) -> pd.DataFrame:
    n = len(logits)
    return pd.DataFrame(
        {
            "task": task,
            "view": view,
            "fold": (np.arange(n) // 2) % folds,
            "row_id": [f"{task}{i}" for i in range(n)],
            "article": [f"a{i // 2}" for i in range(n)],
            "logits": logits.tolist(),
            "label": labels.tolist(),
        }
    )


def binary(n: int = 1500, seed: int = 0, slope: float = 0.5, shift: float = -0.6, dents: bool = False) -> pd.DataFrame:
    """Logits whose truth is ``slope * logit + shift``; with dents, one that no logistic curve follows."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 3, n)
    p = np.where(z > 0, 0.75, 0.1) if dents else 1 / (1 + np.exp(-slope * z - shift))
    return table("editorializing", "author", z, (rng.random(n) < p).astype(int))


def stance(n: int = 1200, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 1.5, (n, 3))
    labels = (z + rng.gumbel(size=(n, 3))).argmax(axis=1)
    return table("stance", "all", z * 2.5, labels)


def frames(n: int = 300, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    true = np.linspace(0, -3, 14) + rng.normal(0, 2, (n, 14))
    labels = (rng.random((n, 14)) < 1 / (1 + np.exp(-true))).astype(float)
    return table("frames", "article", true * 2, labels)


def curve(fitted: Fitted, task: str = "editorializing", view: str = "author") -> Calibration:
    return fitted.calibrations[task][view][0]


def test_a_logistic_curve_is_found_and_kept_where_it_is_enough() -> None:
    rows = binary()
    fitted = fit_calibrations(rows)
    assert curve(fitted).method == "sigmoid"
    assert curve(fitted).x[0] == pytest.approx(0.5, abs=0.06) and curve(fitted).y[0] == pytest.approx(-0.6, abs=0.15)
    assert 0.3 < fitted.thresholds["editorializing"] < 0.65
    assert fitted.shares["editorializing"] == pytest.approx(rows["label"].mean())
    chosen = fitted.choices.query("measure == 'log_loss'").set_index("candidate")
    assert chosen["chosen"].to_dict() == {"sigmoid": True, "isotonic": False}
    assert (fitted.choices["n"] == 1500).all() and (fitted.choices["clusters"] == 750).all()


def test_an_isotonic_curve_is_chosen_where_it_is_clearly_better() -> None:
    fitted = fit_calibrations(binary(2500, dents=True))
    assert curve(fitted).method == "isotonic"
    gain = fitted.choices.query("candidate == 'isotonic'").iloc[0]
    assert gain["chosen"] and gain["gain"] > 2 * gain["error"] > 0
    assert curve(fitted)(np.array([-2.0, 2.0])) == pytest.approx([0.1, 0.75], abs=0.06)
    assert curve(fitted)(np.array([-1e9]))[0] > 0 and curve(fitted)(np.array([1e9]))[0] < 1


def test_cross_fitted_probabilities_do_not_know_their_fold() -> None:
    rows = binary(600)
    before = fit_calibrations(rows).rows
    changed = rows.assign(label=[1 - y if f == 2 else y for y, f in zip(rows["label"], rows["fold"], strict=True)])
    after = fit_calibrations(changed).rows
    own = (rows["fold"] == 2).to_numpy()
    assert before.loc[own, "probability"].tolist() == after.loc[own, "probability"].tolist()
    assert before.loc[own, "positive"].tolist() == after.loc[own, "positive"].tolist()
    assert before.loc[~own, "probability"].tolist() != after.loc[~own, "probability"].tolist()
    assert before.index.equals(rows.index)


def test_rows_keep_their_place_whatever_their_index() -> None:
    rows = pd.concat([binary(90), table("loaded_language", "all", *_logits_and_labels(60))], ignore_index=True)
    rows = rows.sample(frac=1, random_state=1)
    wanted = fit_calibrations(rows).rows
    assert wanted.index.equals(rows.index)
    twice = fit_calibrations(rows.set_axis(np.arange(len(rows)) // 2)).rows
    pd.testing.assert_frame_equal(twice.reset_index(drop=True), wanted.reset_index(drop=True))
    assert twice.index.tolist() == (np.arange(len(rows)) // 2).tolist()


def _logits_and_labels(n: int) -> tuple[np.ndarray, np.ndarray]:
    z = np.random.default_rng(5).normal(0, 2, n)
    return z, (z + np.random.default_rng(6).normal(0, 1, n) > 0).astype(int)


def test_weights_count() -> None:
    rows = binary(900)
    heavy = fit_calibrations(rows.assign(weight=np.where(rows["label"] == 1, 4.0, 1.0)))
    assert curve(heavy).y[0] > curve(fit_calibrations(rows)).y[0] + 0.8


def test_stance_has_a_temperature() -> None:
    fitted = fit_calibrations(stance(4000))
    assert curve(fitted, "stance", "all").x[0] == pytest.approx(1 / 2.5, rel=0.12)
    assert "stance" not in fitted.thresholds
    p = np.array(fitted.rows["probability"].tolist())
    assert p.shape == (4000, 3) and np.allclose(p.sum(axis=1), 1)
    assert fitted.choices.set_index("measure").loc["log_loss", "gain"].max() > 0


def test_frames_of_articles_have_curves_and_thresholds() -> None:
    fitted = fit_calibrations(frames())
    curves = fitted.calibrations["frames"]["article"]
    assert len(curves) == len(fitted.thresholds["frames_article"]) == 14 and "frames" not in fitted.thresholds
    assert np.mean([one.x[0] for one in curves]) == pytest.approx(0.5, abs=0.08)
    assert np.array(fitted.rows["positive"].tolist()).shape == (300, 14)


def test_the_model_holds_what_was_fitted(tiny_model: EncoderModel, tmp_path: Path) -> None:
    rows = pd.concat([binary(), stance(), frames()], ignore_index=True)
    fitted = fit_calibrations(rows)
    folder = tiny_model.save(tmp_path / "model")
    weights = (folder / "model.safetensors").read_bytes()
    model = EncoderModel.load(store_calibrations(folder, fitted), dtype="float32")
    assert (folder / "model.safetensors").read_bytes() == weights
    assert model.parts.calibrations == fitted.calibrations and model.thresholds == fitted.thresholds
    logits = tiny_model.logits(SENTENCES, ("editorializing",))["editorializing"][:, 0]
    assert np.allclose(model.predict_proba(SENTENCES, "editorializing")[:, 1], curve(fitted)(logits))
    pooled = tiny_model.article_logits([SENTENCES])
    expected = [one(pooled[:, k])[0] for k, one in enumerate(fitted.calibrations["frames"]["article"])]
    assert np.allclose(model.article_proba([SENTENCES])[0], expected)
    assert np.allclose(tiny_model.article_proba([SENTENCES]), 1 / (1 + np.exp(-pooled)))
    # Those of sentences stay as they were: an article's curves are not for them.
    assert np.allclose(model.predict_proba(SENTENCES, "frames"), tiny_model.predict_proba(SENTENCES, "frames"))
    card = model.card["calibration"]["editorializing"]
    assert card["author"]["log_loss"]["candidate"] == "sigmoid" and card["author"]["log_loss"]["n"] == 1500
    assert 0 < card["share"] < 1
    again = apply_calibrations(model.parts, fit_calibrations(binary(slope=1.0)))
    assert again.calibrations["stance"] == fitted.calibrations["stance"]
    assert again.calibrations["editorializing"] != fitted.calibrations["editorializing"]


def test_what_cannot_be_used_is_refused(tiny_model: EncoderModel) -> None:
    rows = binary(300)
    with pytest.raises(InputError, match="no column 'article'"):
        fit_calibrations(rows.drop(columns="article"))
    with pytest.raises(UnknownNameError, match="Did you mean 'editorializing'"):
        fit_calibrations(rows.assign(task="editorialising"))
    with pytest.raises(UnknownNameError, match="view of editorializing"):
        fit_calibrations(rows.assign(view="article"))
    with pytest.raises(InputError, match="article 'a0' has rows in several folds"):
        fit_calibrations(rows.assign(fold=np.arange(300) % 5))
    with pytest.raises(InputError, match="three or more"):
        fit_calibrations(rows.assign(fold=np.arange(300) // 2 % 2))
    with pytest.raises(InputError, match="logits are missing"):
        fit_calibrations(rows.assign(logits=np.nan))
    with pytest.raises(InputError, match="tokens"):
        fit_calibrations(rows.assign(task="attribution", view="all"))
    few = Fitted(calibrations={"frames": {"all": (Calibration(),)}})
    with pytest.raises(InputError, match="1 curves, the model's head 14 outputs"):
        apply_calibrations(tiny_model.parts, few)


def test_what_some_tasks_have_can_be_taken_alone() -> None:
    fitted = fit_calibrations(pd.concat([binary(300), frames(150)], ignore_index=True))
    assert set(fitted.thresholds) == {"editorializing", "frames_article"}
    own, rest = fitted.of(["editorializing", "stance"]), fitted.of(["frames"])
    assert set(own.calibrations) == set(own.thresholds) == set(own.shares) == {"editorializing"}
    assert set(own.rows["task"]) == set(own.choices["task"]) == {"editorializing"}
    assert set(rest.thresholds) == {"frames_article"} and not rest.shares
