"""Models whose tasks see every name put to one: encoder and fast model, in training, answers, evidence and files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from encoder_fixtures import plain_settings, tables
from test_fast import small

from framing.articles import to_sentences
from framing.errors import ConfigError, InputError
from framing.models.encoder import EncoderModel
from framing.models.encoder_average import average
from framing.models.encoder_base import load_encoder
from framing.models.encoder_store import load_parts
from framing.models.fast import FastModel
from framing.models.fast_store import load_fast, save_fast
from framing.models.training import train_encoder
from framing.models.training_examples import make_examples
from framing.models.training_settings import make_settings

__all__ = ["small"]  # the fixture
ARTICLE = "Ohio's mayor called it “an awful plan by Trump”. The disaster hurt Morris, a council member said on Tuesday."
ONE, OTHER = "The plan of Joe Biden is a disaster.", "The plan of Xi Jinping is a disaster."


@pytest.fixture(scope="module")
def blind(tiny_encoder: Path) -> EncoderModel:
    settings = plain_settings(tiny_encoder)
    for task in ("editorializing", "loaded_language"):
        settings["tasks"][task]["blind"] = True  # type: ignore[index]
    return train_encoder(make_settings(settings), tables(), seed=1)


def test_a_config_says_which_tasks_are_blind(blind: EncoderModel, tiny_encoder: Path) -> None:
    assert set(blind.parts.blind) == {"editorializing", "loaded_language"}
    for task in ("stance", "attribution"):
        settings = plain_settings(tiny_encoder)
        settings["tasks"][task]["blind"] = True  # type: ignore[index]
        with pytest.raises(ConfigError, match=f"blind is of no use to '{task}'"):
            make_settings(settings)


def test_answers_do_not_hang_on_who_is_named(blind: EncoderModel) -> None:
    for task in ("editorializing", "loaded_language"):
        for view in ("all", "author"):
            one, other = blind.predict_proba([ONE, OTHER], task, view)
            assert np.array_equal(one, other)
    one, other = blind.predict_proba([ONE, OTHER], "frames")
    assert not np.allclose(one, other, atol=1e-6)  # frames see names


def test_blind_and_seeing_tasks_together_answer_as_alone(blind: EncoderModel) -> None:
    table = to_sentences(pd.DataFrame([{"article_id": "a", "text": ARTICLE}]))
    tasks = ("editorializing", "loaded_language", "frames")
    together = blind.predict_many(table, tasks)
    some = blind.predict_some(table, {task: np.ones(len(table), dtype=bool) for task in tasks})
    for task in tasks:
        alone = blind.predict_proba(table, task)
        assert np.allclose(together[task], alone, atol=1e-5) and np.allclose(some[task], alone, atol=1e-5)


def test_names_are_never_evidence_and_places_hold(blind: EncoderModel) -> None:
    table = to_sentences(pd.DataFrame([{"article_id": "a", "text": ARTICLE}]))
    for task in ("editorializing", "loaded_language"):
        for words in blind.word_weights(table, task, "all"):
            shown = [ARTICLE[start:end] for start, end, _ in words]
            assert "disaster" in shown or "mayor" in shown
            assert not {"Ohio", "Ohio's", "Trump", "Morris", "Morgan"} & set(shown)
    frames = [ARTICLE[start:end] for words in blind.word_weights(table, "frames") for start, end, _ in words]
    assert {"Trump", "Morris"} <= set(frames)


def test_it_learns_from_what_it_will_see(tiny_encoder: Path) -> None:
    _, tokenizer = load_encoder(str(tiny_encoder))
    rows = pd.DataFrame({"text": ["Trump said “the plan is bad” and Ohio left."], "label": [1.0]})
    seen = set()
    settings = {"max_length": 64, "voices": True, "blind": True}
    examples = make_examples("editorializing", "binary", rows, tokenizer, 1, settings)
    rng = np.random.default_rng(0)
    for _ in range(20):
        drawn = examples.draw(0, rng)
        assert drawn.sequences[0].pool.all()  # what others say is masked, never pooled away
        seen.add(tokenizer.decode(drawn.sequences[0].ids, skip_special_tokens=True))
    assert len(seen) == 2 and not any("o h" in text or "t ##r" in text or "trump" in text for text in seen)
    frames = pd.DataFrame({"text": ["Trump left. He is bad."], "label": pd.Series([[1.0, 0.0]], dtype=object)})
    two = [
        make_examples("frames", "articles", frames, tokenizer, 2, {"max_length": 64, "sentences": 1, "blind": blind})
        for blind in (False, True)
    ]
    ids = [one.draw(0, rng).sequences[0].ids.tolist() for one in two]
    assert ids[0] != ids[1] and ids[1] == tokenizer("Morgan left.")["input_ids"]


def test_it_travels_with_the_model(blind: EncoderModel, tmp_path: Path) -> None:
    again = EncoderModel.load(blind.save(tmp_path / "model"))
    assert again.parts.blind == blind.parts.blind and blind.compressed(bits=8).parts.blind == blind.parts.blind
    assert "Blind to names in `" in (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    plain = json.loads((tmp_path / "model" / "model.json").read_text(encoding="utf-8"))
    for wrong in (["stance"], ["nothing"]):
        (tmp_path / "model" / "model.json").write_text(json.dumps({**plain, "blind": wrong}), encoding="utf-8")
        with pytest.raises(InputError, match=f"blind to names in {wrong[0]}"):
            load_parts(tmp_path / "model")


def test_a_blind_model_and_a_seeing_one_have_no_mean(blind: EncoderModel) -> None:
    assert average([blind.parts, blind.parts]).blind == blind.parts.blind
    with pytest.raises(InputError, match="blind to names: "):
        average([blind.parts, replace(blind.parts, blind=())])


def test_the_fast_model_may_be_blind_in_some_tasks(small: FastModel, tmp_path: Path) -> None:
    seeing = FastModel(replace(small.parts, pieces=("[UNK]", "biden", *small.parts.pieces[2:])))
    blind = FastModel(replace(seeing.parts, blind=("editorializing",)))
    texts = ["Biden left.", "Zoe left.", "He left."]
    tasks = ("editorializing", "loaded_language")
    found, before = blind.logits(texts, tasks), seeing.logits(texts, tasks)
    assert found["editorializing"][0] == found["editorializing"][1] != before["editorializing"][0]
    assert np.array_equal(found["loaded_language"], before["loaded_language"])
    assert np.array_equal(found["editorializing"][2], before["editorializing"][2])
    shown = [texts[0][start:end] for start, end, _ in blind.word_weights(texts[:1], "editorializing")[0]]
    assert shown == ["left"]
    assert load_fast(save_fast(blind.parts, tmp_path / "fast")).parts.blind == ("editorializing",)
    assert "Blind to names in `editorializing`" in (tmp_path / "fast" / "README.md").read_text(encoding="utf-8")
    plain = json.loads((tmp_path / "fast" / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "fast" / "model.json").write_text(json.dumps({**plain, "blind": ["frames"]}), encoding="utf-8")
    with pytest.raises(InputError, match="blind to names in frames"):
        load_fast(tmp_path / "fast")
