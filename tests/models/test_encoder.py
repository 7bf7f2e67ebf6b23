from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import torch
from encoder_fixtures import make_encoder

from framing.articles import read_voices
from framing.articles.write import write_table
from framing.errors import InputError, UnknownNameError
from framing.models.calibration import Calibration
from framing.models.encoder import EncoderModel
from framing.models.encoder_average import average
from framing.models.encoder_delta import changed

SENTENCES = [
    "The plan is an awful disaster.",
    "The council voted on Tuesday.",
    "The mayor said “the plan is an awful disaster” on Tuesday.",
    "She said now.",
]


def test_shapes_and_labels(tiny_model):
    for task, columns in (("editorializing", 2), ("loaded_language", 2), ("frames", 14)):
        p = tiny_model.predict_proba(SENTENCES, task=task)
        assert p.shape == (4, columns) and p.dtype == np.float64
        assert len(tiny_model.classes_(task)) == columns
        assert ((p >= 0) & (p <= 1)).all()
        if columns == 2:
            assert np.allclose(p.sum(axis=1), 1)
    stance = tiny_model.predict_proba(SENTENCES[:1], task="stance", mentions=[(4, 8)])
    assert stance.shape == (1, 3) and np.allclose(stance.sum(), 1)
    assert tiny_model.predict_proba([], task="frames").shape == (0, 14)


def test_predict_agrees_with_predict_proba(tiny_model):
    for task in ("editorializing", "loaded_language"):
        p, labels = tiny_model.predict_proba(SENTENCES, task), tiny_model.predict(SENTENCES, task)
        assert labels.tolist() == [tiny_model.classes_(task)[int(q >= 0.5)] for q in p[:, 1]]
    frames = tiny_model.predict_proba(SENTENCES, "frames")
    assert (tiny_model.predict(SENTENCES, "frames") == (frames >= 0.5)).all()
    spans = [(4, 8), (4, 11), (4, 9), (0, 3)]
    p = tiny_model.predict_proba(SENTENCES, "stance", mentions=spans)
    assert tiny_model.predict(SENTENCES, "stance", mentions=spans).tolist() == [
        ("negative", "neutral", "positive")[k] for k in p.argmax(axis=1)
    ]


def test_rows_keep_their_order_whatever_their_length_and_company(tiny_model):
    rng = np.random.default_rng(0)
    rows = [" ".join(["the plan is awful"] * int(n)) for n in rng.integers(1, 40, 60)] + SENTENCES
    together = tiny_model.predict_proba(rows, "loaded_language")[:, 1]
    alone = [tiny_model.predict_proba([row], "loaded_language")[0, 1] for row in rows]
    assert np.allclose(together, alone, atol=1e-5)


def test_one_pass_for_several_tasks_gives_what_single_passes_give(tiny_model):
    many = tiny_model.predict_many(SENTENCES, ("editorializing", "loaded_language", "frames"))
    for task, p in many.items():
        assert np.allclose(p, tiny_model.predict_proba(SENTENCES, task), atol=1e-6)


def test_equal_sentences_go_through_the_encoder_once(tiny_model, monkeypatch):
    seen = []
    states = tiny_model.runner.states
    monkeypatch.setattr(tiny_model.runner, "states", lambda texts, workers: seen.append(len(texts)) or states(texts))
    p = tiny_model.predict_many(SENTENCES[:2] * 50, ("editorializing", "loaded_language", "frames"))
    assert sum(seen) == 2
    assert np.allclose(p["frames"][0], p["frames"][98])


def test_stance_reads_the_mention(tiny_model):
    text = "É the mayor said the plan of the council is great 😀 the mayor."
    spans = [(text.index("mayor"), text.index("mayor") + 5), (text.index("plan"), text.index("plan") + 4)]
    p = tiny_model.predict_proba([text, text], "stance", mentions=spans)
    assert not np.allclose(p[0], p[1])
    states = tiny_model.network.encode(
        torch.tensor([tiny_model.tokenizer(text)["input_ids"]]),
        torch.ones(1, len(tiny_model.tokenizer(text)["input_ids"])),
    )[0]
    tokens = tiny_model.tokenizer.tokenize(text)
    place = 1 + tokens.index("mayor")
    vector = torch.cat([states[place], states.mean(0)])
    expected = torch.softmax(tiny_model.network.heads["stance"](vector), 0).detach().numpy()
    assert np.allclose(p[0], expected, atol=1e-5)


def test_a_mention_beyond_the_longest_length_is_missing(tiny_model):
    text = "the plan is awful " * 60 + "mayor"
    p = tiny_model.predict_proba([text], "stance", mentions=[(len(text) - 5, len(text))])
    assert np.isnan(p).all()
    assert tiny_model.predict([text], "stance", mentions=[(len(text) - 5, len(text))]).tolist() == [None]
    assert tiny_model.predict([text], "stance", mentions=[(0, 3)])[0] in ("negative", "neutral", "positive")


def test_the_author_view_does_not_see_quoted_words(tiny_model):
    one, two = "The mayor said “the plan is awful” on Tuesday.", "The mayor said “we must help families” on Tuesday."
    p = tiny_model.predict_proba([one, two], "editorializing")
    assert np.allclose(p[0], p[1], atol=1e-6)
    p = tiny_model.predict_proba([one, two], "editorializing", view="all")
    assert not np.allclose(p[0], p[1], atol=1e-6)
    table = read_voices([one, two])
    assert np.allclose(
        tiny_model.predict_proba(table, "editorializing"), tiny_model.predict_proba([one, two], "editorializing")
    )


def test_a_pooled_author_view_averages_the_authors_tokens(tiny_model):
    from dataclasses import replace

    pooled = EncoderModel(replace(tiny_model.parts, author_view="pooled"), dtype="float32")
    text = "The mayor said “the plan is awful” on Tuesday."
    vector = pooled.vectors([text], view="author")[0]
    assert not np.allclose(vector, pooled.vectors([text])[0])
    plain = "The council voted on Tuesday."
    assert np.allclose(pooled.vectors([plain], view="author"), pooled.vectors([plain]))


def test_save_and_load(tiny_model, tmp_path):
    again = EncoderModel.load(tiny_model.save(tmp_path / "model"), dtype="float32")
    for task in ("editorializing", "frames"):
        assert np.array_equal(tiny_model.predict_proba(SENTENCES, task), again.predict_proba(SENTENCES, task))
    assert again.parts.heads == tiny_model.parts.heads and again.card == tiny_model.card


def test_a_compressed_model_is_smaller_and_saves_as_it_is(tiny_model, tmp_path):
    small = tiny_model.compressed(rank=4)
    again = EncoderModel.load(small.save(tmp_path / "small"), dtype="float32")
    tiny_model.save(tmp_path / "whole")
    sizes = [(tmp_path / name / "model.safetensors").stat().st_size for name in ("small", "whole")]
    assert sizes[0] < 0.6 * sizes[1]
    p = [m.predict_proba(SENTENCES, "loaded_language")[:, 1] for m in (tiny_model, small, again)]
    assert np.array_equal(p[1], p[2]) and np.allclose(p[0], p[1], atol=0.05)
    exact = tiny_model.compressed()
    assert np.allclose(p[0], exact.predict_proba(SENTENCES, "loaded_language")[:, 1], atol=2e-3)


def test_a_product_in_8_bits_is_half_as_large_and_says_the_same(tiny_model, tmp_path):
    small, halves = tiny_model.compressed(rank=8, bits=8), tiny_model.compressed(rank=8)
    again = EncoderModel.load(small.save(tmp_path / "small"), dtype="float32")
    sizes = [sum(tensor.nbytes for tensor in one.parts.delta.values()) for one in (small, halves)]
    assert sizes[0] < 0.7 * sizes[1]
    p = [m.predict_proba(SENTENCES, "loaded_language")[:, 1] for m in (halves, small, again)]
    assert np.array_equal(p[1], p[2]) and np.allclose(p[0], p[1], atol=5e-3)
    assert changed(small.parts.delta) == changed(tiny_model.parts.delta)
    mean = EncoderModel(average([small.parts, again.parts]), dtype="float32")
    assert np.allclose(mean.predict_proba(SENTENCES, "loaded_language")[:, 1], p[1], atol=1e-6)


def test_a_model_in_8_bits_is_half_as_large_and_can_be_trained_on(tiny_model, tmp_path):
    small, halves = tiny_model.compressed(bits=8), tiny_model.compressed()
    again = EncoderModel.load(small.save(tmp_path / "small"), dtype="float32")
    sizes = [sum(tensor.nbytes for tensor in one.parts.delta.values()) for one in (small, halves)]
    assert sizes[0] < 0.65 * sizes[1]
    p = [m.predict_proba(SENTENCES, "loaded_language")[:, 1] for m in (tiny_model, small, again)]
    assert np.array_equal(p[1], p[2]) and np.allclose(p[0], p[1], atol=5e-3)
    assert again.compressed(bits=8).parts.delta.keys() == small.parts.delta.keys()
    mean = EncoderModel(average([small.parts, again.parts]), dtype="float32")
    assert np.allclose(mean.predict_proba(SENTENCES, "loaded_language")[:, 1], p[1], atol=1e-6)


def test_calibrations_and_thresholds_are_applied_and_travel(tiny_model, tmp_path):
    from dataclasses import replace

    curves = {
        "loaded_language": {"all": (Calibration("sigmoid", (2.0,), (0.5,)),)},
        "stance": {"all": (Calibration("sigmoid", (0.5,), (0.0,)),)},
    }
    parts = replace(tiny_model.parts, calibrations=curves, thresholds={"loaded_language": 0.99})
    model = EncoderModel.load(EncoderModel(parts, dtype="float32").save(tmp_path), dtype="float32")
    logits = tiny_model.logits(SENTENCES, ("loaded_language",))["loaded_language"][:, 0]
    assert np.allclose(model.predict_proba(SENTENCES, "loaded_language")[:, 1], 1 / (1 + np.exp(-2 * logits - 0.5)))
    assert set(model.predict(SENTENCES, "loaded_language")) == {"neutral"}
    spans = [(0, 3)] * 4
    soft, plain = (m.predict_proba(SENTENCES, "stance", mentions=spans) for m in (model, tiny_model))
    assert (soft.max(axis=1) < plain.max(axis=1)).all()


def test_articles_pool_their_sentences(tiny_model):
    p = tiny_model.article_proba([SENTENCES[:2], [], SENTENCES[:1]])
    assert p.shape == (3, 14) and np.isnan(p[1]).all() and not np.isnan(p[[0, 2]]).any()
    with pytest.raises(InputError, match="not asked of articles"):
        tiny_model.article_proba([SENTENCES], task="editorializing")
    for text in (SENTENCES[0], [SENTENCES[0]]):
        with pytest.raises(InputError, match="lists of sentences"):
            tiny_model.article_proba(text)


def test_texts_and_tables_of_any_kind_are_read_alike(tiny_model, tmp_path):
    texts = ["The mayor said “the plan is awful” on Tuesday.", "Critics call it a disaster, he said."]
    wanted = tiny_model.predict_proba(texts, "editorializing")
    for given in (pd.DataFrame({"text": texts}, index=[4, 4]), pd.Series(texts), np.array(texts), iter(texts)):
        assert np.array_equal(tiny_model.predict_proba(given, "editorializing"), wanted)
    read = read_voices(texts)
    written = pd.read_csv(write_table(read, tmp_path / "read.csv"))  # spans are text there
    assert np.array_equal(tiny_model.predict_proba(written, "editorializing"), wanted)
    partly = read[["text", "start", "quoted_spans", "attributed_spans"]].assign(quoted_spans=[[], []])
    assert not np.allclose(tiny_model.predict_proba(partly, "editorializing")[0], wanted[0])
    with pytest.raises(InputError, match="single string"):
        tiny_model.predict_proba("The plan is awful.", "editorializing")
    with pytest.raises(InputError, match="single string"):
        tiny_model.vectors("The plan is awful.")
    with pytest.raises(InputError, match="1 of 2 values of 'text' are not strings"):
        tiny_model.predict_proba(["The plan is awful.", None], "loaded_language")
    with pytest.raises(InputError, match="no column 'text'"):
        tiny_model.predict_proba(pd.DataFrame({"sentence": texts}), "loaded_language")


def test_wrong_questions(tiny_model):
    with pytest.raises(UnknownNameError, match="Did you mean 'editorializing'"):
        tiny_model.predict_proba(SENTENCES, "editorialising")
    with pytest.raises(UnknownNameError, match="Unknown view 'autor'"):
        tiny_model.predict_proba(SENTENCES, "editorializing", view="autor")
    with pytest.raises(InputError, match="asked of tokens"):
        tiny_model.predict_proba(SENTENCES, "attribution")
    with pytest.raises(InputError, match="stance alone"):
        tiny_model.predict_proba(SENTENCES, "stance")
    with pytest.raises(InputError, match="stance alone"):
        tiny_model.predict_proba(SENTENCES, "frames", mentions=[(0, 1)] * 4)
    with pytest.raises(InputError, match="4 sentences and 1 mentions"):
        tiny_model.predict_proba(SENTENCES, "stance", mentions=[(0, 1)])


def test_foreign_and_broken_folders(tiny_model, tmp_path):
    with pytest.raises(InputError, match="holds no model"):
        EncoderModel.load(tmp_path)
    (tmp_path / "model.json").write_text('{"format": "other"}')
    with pytest.raises(InputError, match="not a model of format"):
        EncoderModel.load(tmp_path)
    folder = tiny_model.save(tmp_path / "cut")
    (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:100])
    with pytest.raises(InputError, match="is broken"):
        EncoderModel.load(folder)
    plain = json.loads((tiny_model.save(tmp_path / "lacking") / "model.json").read_text())
    del plain["heads"]["frames"]["labels"]
    (tmp_path / "lacking" / "model.json").write_text(json.dumps(plain))
    with pytest.raises(InputError, match="is broken"):
        EncoderModel.load(tmp_path / "lacking")


def test_an_encoder_of_another_size_or_version_is_refused(tiny_model, tmp_path):
    from dataclasses import replace

    other = make_encoder(tmp_path / "other", size=32)
    with pytest.raises(InputError, match="another version"):
        EncoderModel(replace(tiny_model.parts, encoder=str(other)))
    with pytest.raises(InputError, match="belongs to another encoder"):
        EncoderModel(replace(tiny_model.parts, encoder=str(other), fingerprint=""))
    with pytest.raises(InputError, match="encoder of another size"):
        EncoderModel(replace(tiny_model.parts, encoder=str(other), fingerprint="", delta={}))


def test_frames_of_a_sentences_table(tiny_model):
    table = read_voices(SENTENCES)
    assert isinstance(table, pd.DataFrame)
    assert tiny_model.predict_proba(table, "frames").shape == (4, 14)


def test_views_are_encoded_in_the_order_of_the_tasks_in_every_process(tiny_model, monkeypatch):
    read = []
    real = EncoderModel._seen
    monkeypatch.setattr(
        EncoderModel, "_seen", lambda self, rows, view, blind: read.append(view) or real(self, rows, view)
    )
    tiny_model.logits(["It rained."], ("editorializing", "loaded_language"))
    tiny_model.logits(["It rained."], ("loaded_language", "editorializing"))
    assert read == ["author", "all", "all", "author"]  # the order of a set changes with every process
