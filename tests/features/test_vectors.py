from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece

from framing.errors import InputError
from framing.features.frame_vocabulary import FrameVocabulary
from framing.features.microframes import AXES, Microframes
from framing.features.vectors import WordVectors, shipped_vectors

TEXTS = ["The court ruled the law illegal.", "The army attacked the border.", ""]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An encoder of four words whose vectors are known."""
    words = {"[UNK]": 0, "cat": 1, "dog": 2, "##s": 3, "sun": 4}
    Tokenizer(WordPiece(words, unk_token="[UNK]")).save(str(tmp_path / "tokenizer.json"))
    table = np.array([[0, 0], [2, 0], [0, 2], [4, 4], [1, 1]], dtype=np.float32)
    save_file({"embeddings.word_embeddings.weight": table}, str(tmp_path / "model.safetensors"))
    return tmp_path


def test_words_are_means_of_sub_tokens_centred_and_of_unit_length(folder: Path) -> None:
    vectors = WordVectors(folder)
    assert vectors.whole == ["cat", "dog", "sun"] and vectors.size == 2
    found = vectors(["cat", "cats", "sun"])
    np.testing.assert_allclose(found[0], np.array([1, -1]) / np.sqrt(2), atol=1e-6)
    np.testing.assert_allclose(found[1], np.array([2, 1]) / np.sqrt(5), atol=1e-6)
    np.testing.assert_allclose(found[2], 0, atol=1e-6)


@pytest.mark.parametrize("missing", ["model.safetensors", "tokenizer.json"])
def test_a_folder_without_an_encoder_is_refused(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(InputError, match=missing):
        WordVectors(folder)


def test_a_broken_file_and_another_network_are_refused(folder: Path) -> None:
    save_file({"weights": np.zeros((2, 2), dtype=np.float32)}, str(folder / "model.safetensors"))
    with pytest.raises(InputError, match="no tensor"):
        WordVectors(folder)
    (folder / "model.safetensors").write_bytes(json.dumps({}).encode())
    with pytest.raises(InputError, match="cannot be read"):
        WordVectors(folder)


def test_words_of_a_kind_lie_close() -> None:
    cat, dog, tax = shipped_vectors()(["senator", "congressman", "cake"])
    assert cat @ dog > cat @ tax


def test_frames_are_told_by_seeds_and_by_near_words() -> None:
    out = FrameVocabulary().set_output(transform="pandas").transform(TEXTS)
    seeds = out.filter(like="_seeds").set_axis([name[17:-6] for name in out.filter(like="_seeds")], axis=1)
    assert seeds.loc[0].idxmax() == "legality" and seeds.loc[1].idxmax() == "security_and_defense"
    near = FrameVocabulary().set_output(transform="pandas").transform(["Weaponry and insurgency."])
    assert near["frame_vocabulary_security_and_defense_seeds"].iloc[0] == 0
    assert near["frame_vocabulary_security_and_defense_near"].iloc[0] > 0
    assert "physician" in dict(FrameVocabulary().expansion("health_and_safety"))


def test_frames_are_learned_from_labels() -> None:
    labels = np.zeros((40, 14))
    labels[:20, 0] = 1
    texts = ["pigeons rule the roof"] * 20 + ["kettles sing at dawn"] * 20
    family = FrameVocabulary(learn=True)
    with pytest.raises(InputError, match="call fit"):
        family.transform(texts)
    with pytest.raises(InputError, match="of shape"):
        family.fit(texts, labels[:, :3])
    out = family.fit(texts, labels).set_output(transform="pandas").transform(["many pigeons", "many kettles"])
    learned = out["frame_vocabulary_economic_learned"]
    assert learned[0] > 0 > learned[1]


def test_microframes_lean_to_the_ends_of_their_axes() -> None:
    out = Microframes().set_output(transform="pandas").transform(["A lawful court.", "An unlawful act.", ""])
    bias = out["microframes_legal_illegal_bias"]
    assert bias[0] > 0 > bias[1] and bias[2] == 0
    assert (out.filter(like="_intensity").loc[2] == 0).all()


def test_the_baseline_of_a_corpus_is_taken_away() -> None:
    with pytest.raises(InputError, match="call fit"):
        Microframes(center=True).transform(TEXTS)
    one = ["A lawful court."]
    fitted = Microframes(center=True).fit(one)
    plain, centred = Microframes().transform(one), fitted.transform(one)
    np.testing.assert_array_equal(plain[:, : len(AXES)], centred[:, : len(AXES)])
    assert (centred[:, len(AXES) :] <= plain[:, len(AXES) :] + 1e-12).all()


def test_an_encoder_that_is_given_makes_the_vectors() -> None:
    asked: list[str] = []

    def embed(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return np.array([[len(text), 1.0, "legal" in text] for text in texts])

    out = Microframes(embed=embed).transform(["legal", "other"])
    assert out.shape == (2, 2 * len(AXES)) and {"legal", "other", "unlawful"} <= set(asked)
    assert copy.deepcopy(Microframes(embed=embed)).embed is embed
