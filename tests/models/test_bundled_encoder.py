from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.models.batching import encode
from framing.models.bundled_encoder import Bert, BertTokenizer, read_bert
from framing.models.encoder_base import fingerprint, load_encoder, load_for_scoring
from framing.models.encoder_packages import find_encoder
from framing.models.runners import PackedRunner

FOLDER = Path(find_encoder("all-minilm-l6-v2"))


@pytest.fixture(scope="module")
def both():
    return load_for_scoring("all-minilm-l6-v2"), load_encoder("all-minilm-l6-v2")


def test_the_bundled_encoder_answers_as_that_of_transformers(both):
    (ours, _), (theirs, _) = both
    assert isinstance(ours, Bert) and fingerprint(ours) == fingerprint(theirs)
    ids = torch.from_numpy(np.random.default_rng(0).integers(1000, 30000, (3, 17)))
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    with torch.no_grad():
        found, wanted = (e(input_ids=ids, attention_mask=mask, output_hidden_states=True) for e in (ours, theirs))
        whole = ours(input_ids=ids).last_hidden_state
    assert len(found.hidden_states) == len(wanted.hidden_states)
    for a, b in zip(found.hidden_states, wanted.hidden_states, strict=True):
        torch.testing.assert_close(a[mask.bool()], b[mask.bool()], atol=2e-5, rtol=1e-4)
    torch.testing.assert_close(whole[0], found.last_hidden_state[0], atol=2e-5, rtol=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.integers(4, 40), st.booleans())
def test_any_text_has_the_same_tokens(both, texts, longest, special):
    (_, ours), (_, theirs) = both
    for a, b in zip(encode(ours, texts, longest, special), encode(theirs, texts, longest, special), strict=True):
        assert np.array_equal(a.ids, b.ids) and np.array_equal(a.offsets, b.offsets)


def test_the_tokenizer_names_its_marks_and_can_be_pickled(both):
    (_, ours), (_, theirs) = both
    for name in ("pad", "cls", "sep", "mask"):
        assert getattr(ours, f"{name}_token_id") == getattr(theirs, f"{name}_token_id")
    assert pickle.loads(pickle.dumps(ours))(["A plan."])["input_ids"] == BertTokenizer(FOLDER)(["A plan."])["input_ids"]


def test_a_folder_of_another_encoder_is_left_to_transformers(tmp_path):
    (tmp_path / "config.json").write_text((FOLDER / "config.json").read_text().replace('"gelu"', '"relu"'))
    assert read_bert(tmp_path) is None


def test_the_default_model_runs_packed_and_its_evidence_is_that_of_transformers():
    model = copy.deepcopy(framing.load_model("default"))
    assert isinstance(model.runner, PackedRunner)
    texts = ["The reckless plan was a disgrace, and nobody dared to say so.", "The council met on Monday."]
    found = model.evidence(texts, "loaded_language")
    theirs, _ = load_encoder("all-minilm-l6-v2")
    theirs.load_state_dict(model.network.encoder.state_dict(), strict=False)
    model.network.encoder = theirs.to(model.dtype).eval()
    for parameter in theirs.parameters():
        parameter.requires_grad = False
    wanted = model.evidence(texts, "loaded_language")
    for ours, other in zip(found, wanted, strict=True):
        assert [one[:2] for one in ours] == [one[:2] for one in other]
        assert np.allclose([one[2] for one in ours], [one[2] for one in other], atol=0.05)


def test_scoring_an_article_imports_neither_transformers_nor_scikit_learn(tmp_path):
    article = tmp_path / "article.txt"
    article.write_text("The reckless plan was a disgrace.\n\nThe council met on Monday, the mayor said.\n")
    code = (
        "import sys, framing\nfrom pathlib import Path\n"
        f"scores = framing.score(Path({str(article)!r}))\n"
        "assert len(scores) > 1\n"
        "print(sorted({'transformers', 'sklearn', 'scipy', 'matplotlib'} & set(sys.modules)))\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
