from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import framing
from framing.articles.write import write_table
from framing.errors import InputError, UnknownNameError
from framing.models import fast, load_model
from framing.models.calibration import Calibration
from framing.models.fast import CHUNK, LONGEST, FastModel, FastParts
from framing.models.fast_words import WORD, Pieces
from framing.models.protocol import WordModel

TEXTS = [
    "The port handled 1.2 million tonnes of grain in August, the ministry said.",
    "The shameless bosses have once again made a disgraceful mockery of us all.",
    "He left.",
    "",
    "…",
]


@pytest.fixture(scope="module")
def shipped() -> FastModel:
    model = load_model("fast")
    assert isinstance(model, FastModel)
    return model


@pytest.fixture
def small() -> FastModel:
    """A model of random numbers: what it computes can be followed."""
    rng = np.random.default_rng(3)
    pieces = ("[UNK]", "he", "she", "left", "stay", "##ed", ".", "…")
    size, channels, hidden = 5, 6, 7
    tensors = {
        "embedding": rng.integers(-127, 128, (len(pieces), size)).astype(np.int8),
        "scale": rng.uniform(0.005, 0.02, len(pieces)).astype(np.float32),
        "ways": rng.normal(size=(3, size, channels)).astype(np.float32),
        "shift": rng.normal(size=channels).astype(np.float32),
        "first": rng.normal(size=(2 * channels, hidden)).astype(np.float32),
        "first_shift": rng.normal(size=hidden).astype(np.float32),
        "last": rng.normal(size=(hidden, 2)).astype(np.float32),
        "last_shift": np.zeros(2, dtype=np.float32),
    }
    columns = {"editorializing": (0,), "loaded_language": (1,)}
    calibrations = {"editorializing": {"author": (Calibration("sigmoid", (0.5,), (0.2,)),)}}
    return FastModel(FastParts(pieces, tensors, columns, calibrations, {"editorializing": 0.4}))


def by_hand(parts: FastParts, text: str) -> np.ndarray:
    """Return the outputs of one text, word by word."""
    t = parts.tensors
    vectors = t["embedding"] * t["scale"][:, None]
    words = [vectors[ids].sum(0) for ids in Pieces(parts.pieces).split(WORD.findall(text.lower()))]
    channels = len(t["shift"])
    values = []
    for i in range(len(words)):
        near = [words[j] if 0 <= j < len(words) else np.zeros(vectors.shape[1]) for j in (i - 1, i, i + 1)]
        values.append(np.maximum(sum(x @ way for x, way in zip(near, t["ways"], strict=True)) + t["shift"], 0))
    found = np.array(values) if values else np.zeros((1, channels))
    pooled = np.concatenate([found.max(0), found.sum(0) / np.sqrt(max(1, len(words)))])
    return np.maximum(pooled @ t["first"] + t["first_shift"], 0) @ t["last"] + t["last_shift"]


def test_the_network_word_by_word(small: FastModel) -> None:
    texts = ["He left.", "", "She stayed … he left stayed.", "left", "unknown She"]
    wanted = np.array([by_hand(small.parts, text) for text in texts])
    np.testing.assert_allclose(small.outputs(texts), wanted, rtol=1e-4, atol=1e-5)


def test_many_and_long_texts_in_chunks(small: FastModel) -> None:
    texts = ["he left"] * (CHUNK // 2 + 3) + ["he " * (LONGEST + 50), "she stayed"] + [""] * 3
    found = small.outputs(texts)
    np.testing.assert_allclose(found[0], by_hand(small.parts, "he left"), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[-4], by_hand(small.parts, "she stayed"), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[-5], small.outputs(["he " * LONGEST])[0], rtol=1e-4, atol=1e-5)
    assert small.outputs([]).shape == (0, 2)


def test_probabilities_are_calibrated_by_task_and_view(small: FastModel) -> None:
    logit = small.outputs(["He left."])[0, 0]
    p = small.predict_proba(["He left."], "editorializing")
    assert p[0, 1] == pytest.approx(1 / (1 + np.exp(-(0.5 * logit + 0.2))), rel=1e-5)
    assert p.sum() == pytest.approx(1)
    assert small.predict(["He left."], "editorializing")[0] == ("editorializing" if p[0, 1] >= 0.4 else "reporting")


def test_words_add_up_to_the_logit_but_for_constants(small: FastModel) -> None:
    # Twice the words' vectors, and the weights double, as long as the same pieces of the network are active.
    (words,) = small.word_weights(["He stayed left."], "loaded_language")
    assert [w[:2] for w in words] == [(0, 2), (3, 9), (10, 14)]
    logit = small.outputs(["he stayed left."])[0, 1]
    bump = 1e-3
    tensors = {**small.parts.tensors, "scale": small.parts.tensors["scale"].copy()}
    tensors["scale"][1] *= 1 + bump  # the vector of "he"
    moved = FastModel(FastParts(small.parts.pieces, tensors, small.parts.columns)).outputs(["he stayed left."])[0, 1]
    assert (moved - logit) / bump == pytest.approx(words[0][2], abs=0.02)


def test_words_weigh_the_same_beside_other_sentences(shipped: FastModel) -> None:
    texts = [*TEXTS, "", "Shame!", "…", "They lied " * (LONGEST // 2 + 30) + "shamelessly", *TEXTS[:2]] * 20
    for task in shipped.tasks:
        together = shipped.word_weights(texts, task)
        for text, words in zip(texts[:8], together, strict=False):
            (alone,) = shipped.word_weights([text], task)
            assert [w[:2] for w in words] == [w[:2] for w in alone]
            assert [w[2] for w in words] == pytest.approx([w[2] for w in alone], abs=1e-5)
        long = together[texts.index(next(t for t in texts if len(t) > 1000))]
        assert long[-1][2] == 0.0  # it stands behind what is read
        assert [w[2] for w in together[-2]] == pytest.approx([w[2] for w in together[0]], abs=1e-5)


def test_it_answers_like_every_model(shipped: FastModel) -> None:
    assert isinstance(shipped, WordModel)
    assert shipped.tasks == ("editorializing", "loaded_language", "frames")
    many = shipped.predict_many(TEXTS, shipped.tasks)
    for task in shipped.tasks:
        labels = shipped.classes_(task)
        assert many[task].shape == (len(TEXTS), len(labels)) and np.isfinite(many[task]).all()
        np.testing.assert_allclose(shipped.predict_proba(TEXTS, task), many[task], atol=1e-6)
    with pytest.raises(UnknownNameError, match="task of this model"):
        shipped.predict_proba(TEXTS, "stance")
    with pytest.raises(UnknownNameError, match="view"):
        shipped.predict_proba(TEXTS, "editorializing", view="authors")
    with pytest.raises(InputError, match="single string"):
        shipped.predict_proba("He left.", "editorializing")


def test_the_author_is_not_read_for_what_others_say(shipped: FastModel) -> None:
    table = framing.to_sentences("“It is a vile, shameless betrayal,” said Ada Bell. He left.")
    first = table.iloc[:1]
    author, other, whole = (
        shipped.predict_proba(first, "editorializing", view=v)[0, 1] for v in ("author", "other", "all")
    )
    assert author < other and author < whole
    masked = shipped.predict_proba(["“…” said Ada Bell."], "editorializing", view="all")[0, 1]
    assert author == pytest.approx(masked, abs=0.1)


def test_evidence_is_made_of_content_words_in_place(shipped: FastModel) -> None:
    text = TEXTS[1]
    (found,) = shipped.evidence([text], "editorializing")
    assert found and all(weight >= 0.25 for _, _, weight in found)
    assert {text[s:e] for s, e, _ in found} & {"shameless", "disgraceful", "mockery"}
    assert shipped.evidence(["", "…"], "editorializing") == [[], []]


def test_evidence_stands_in_its_place_where_lower_case_is_longer(shipped: FastModel) -> None:
    plain = "In Istanbul and Izmir, the shameless bosses made a disgraceful mockery of us."
    turkish = plain.replace("Istanbul", "İstanbul").replace("Izmir", "İzmir")
    (found,), (wanted,) = (shipped.evidence([text], "loaded_language") for text in (turkish, plain))
    assert [turkish[s:e] for s, e, _ in found] == [plain[s:e] for s, e, _ in wanted]
    (weights,) = shipped.word_weights([turkish], "frames")  # which see names
    assert {turkish[s:e] for s, e, _ in weights} >= {"İ", "stanbul", "shameless", "us"}
    (weights,) = shipped.word_weights([turkish], "loaded_language")
    assert {turkish[s:e] for s, e, _ in weights} >= {"shameless", "us"}
    total = sum(weight for _, _, weight in weights)
    assert total == pytest.approx(sum(w for *_, w in shipped.word_weights([plain], "loaded_language")[0]), abs=1.0)


def test_a_copy_answers_like_the_model(shipped: FastModel) -> None:
    wanted = shipped.predict_proba(TEXTS, "editorializing")
    for copied in (copy.deepcopy(shipped), pickle.loads(pickle.dumps(shipped))):
        assert np.array_equal(copied.predict_proba(TEXTS, "editorializing"), wanted)
    assert shipped.predict_many(TEXTS, ()) == {}


def test_a_table_and_its_rows_score_alike(shipped: FastModel, tmp_path: Path) -> None:
    table = framing.to_sentences([{"text": " ".join(TEXTS[:3])}, {"text": "“Shame on them,” she said."}])
    whole = shipped.predict_many(table, shipped.tasks)
    rows = [shipped.predict_many(table.iloc[i : i + 1], shipped.tasks) for i in range(len(table))]
    for task in shipped.tasks:
        np.testing.assert_allclose(whole[task], np.concatenate([row[task] for row in rows]), atol=1e-6)
    spans = table.assign(quoted_spans=[np.array(s) for s in table["quoted_spans"]])  # as Parquet gives them
    np.testing.assert_allclose(shipped.predict_proba(spans, "editorializing"), whole["editorializing"], atol=1e-6)
    written = pd.read_csv(write_table(table, tmp_path / "table.csv"))  # spans are text there
    np.testing.assert_allclose(shipped.predict_proba(written, "editorializing"), whole["editorializing"], atol=1e-6)
    bad = pd.DataFrame({"text": ["a", None]})
    with pytest.raises(InputError, match="not strings"):
        shipped.predict_proba(bad, "editorializing")


def test_it_needs_no_torch() -> None:
    code = (
        "import framing, sys; framing.score('He left. “Shame!” she said.', model='fast');"
        "print([n for n in ('torch', 'transformers', 'model2vec') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_views_are_read_in_the_order_of_the_tasks_in_every_process(
    shipped: FastModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = fast.shown_texts
    monkeypatch.setattr(fast, "shown_texts", lambda table, view, blind: read.append(view) or real(table, view, blind))
    shipped.logits(TEXTS, ("editorializing", "loaded_language"))
    shipped.logits(TEXTS, ("loaded_language", "editorializing"))
    assert read == ["author", "all", "all", "author"]  # the order of a set changes with every process
