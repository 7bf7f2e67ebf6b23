from __future__ import annotations

import json
import random

import numpy as np
import pandas as pd
import pytest
import torch
from encoder_fixtures import plain_settings, tables
from safetensors.torch import load_file

from framing.errors import ConfigError, InputError
from framing.models.training import train_encoder
from framing.models.training_run import describe_training, origin_of
from framing.models.training_settings import make_settings, read_settings


def weights(folder):
    return load_file(folder / "checkpoint" / "weights.safetensors")


@pytest.mark.parametrize("method", ["full", "lora"])
def test_a_stopped_run_ends_with_the_same_weights(tiny_encoder, tmp_path, method):
    settings = make_settings(plain_settings(tiny_encoder, tuning={"method": method, "rank": 2}))
    whole = train_encoder(settings, tables(), out=tmp_path / "whole")
    train_encoder(settings, tables(), out=tmp_path / "parts", stop_after=3)
    assert not (tmp_path / "parts" / "model").exists()
    resumed = train_encoder(settings, tables(), out=tmp_path / "parts")
    one, two = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert all(torch.equal(whole.parts.delta[name], resumed.parts.delta[name]) for name in whole.parts.delta)
    events = [json.loads(line)["event"] for line in (tmp_path / "parts" / "log.jsonl").read_text().splitlines()]
    assert "resumed" in events and events[-1] == "finished"


def test_another_seed_gives_other_weights_and_the_same_seed_the_same(tiny_encoder):
    settings = make_settings(plain_settings(tiny_encoder))
    first, again, other = (train_encoder(settings, tables(), seed=seed) for seed in (1, 1, 2))
    name = "heads.loaded_language.out.weight"
    assert torch.equal(first.parts.tensors[name], again.parts.tensors[name])
    assert not torch.equal(first.parts.tensors[name], other.parts.tensors[name])


def test_global_random_states_are_left_alone(tiny_encoder, tmp_path):
    torch.manual_seed(5)
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    before = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    train_encoder(make_settings(plain_settings(tiny_encoder)), tables(), out=tmp_path)
    assert torch.equal(before[0], torch.get_rng_state())
    assert before[1:] == (random.getstate(), np.random.get_state()[1].tolist())  # noqa: NPY002


def test_the_judge_does_not_change_what_is_learned(tiny_encoder, tmp_path):
    settings = make_settings(plain_settings(tiny_encoder, evaluate_every=2))

    def judge(model):
        torch.rand(7)
        return {"p": float(model.predict_proba(["The plan is awful."], "loaded_language")[0, 1])}

    train_encoder(settings, tables(), out=tmp_path / "quiet")
    train_encoder(settings, tables(), out=tmp_path / "judged", judge=judge)
    one, two = weights(tmp_path / "quiet"), weights(tmp_path / "judged")
    assert all(torch.equal(one[name], two[name]) for name in one)
    log = [json.loads(line) for line in (tmp_path / "judged" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log if line["event"] == "dev"] == [2, 4, 6]


def test_training_lowers_the_loss(tiny_encoder, tmp_path):
    settings = make_settings(plain_settings(tiny_encoder, steps=60, encoder_dropout=0.0, dropout=0.0, average=0.0))
    model = train_encoder(settings, tables(), out=tmp_path)
    p = model.predict_proba(["The plan is an awful disaster.", "The council voted on Tuesday."], "loaded_language")
    assert p[0, 1] > 0.8 and p[1, 1] < 0.2
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    losses = [line["loss"]["attribution"] for line in log if line["event"] == "update"]
    assert losses[-1] < losses[0]


def test_training_that_diverges_stops_and_leaves_no_model(tiny_encoder, tmp_path):
    settings = make_settings(plain_settings(tiny_encoder, steps=30, lr=1e30, head_lr=1e30, warmup=0.0, clip=1e30))
    with pytest.raises(ConfigError, match=r"loss of .* is no finite number at update \d+.*Lower lr \(now 1e\+30\)"):
        train_encoder(settings, tables(), out=tmp_path)
    assert not (tmp_path / "model").exists()


def test_frozen_parts_stay(tiny_encoder):
    settings = make_settings(plain_settings(tiny_encoder, tuning={"method": "full", "from_layer": 1}))
    changed = train_encoder(settings, tables()).parts.delta
    assert changed and not any("embeddings" in name or "layer.0." in name for name in changed)


def test_a_run_goes_on_from_a_model(tiny_encoder, tmp_path):
    first = make_settings(plain_settings(tiny_encoder))
    model = train_encoder(first, tables(), out=tmp_path / "first")
    for tuning in ({"method": "lora", "rank": 2}, {"method": "heads"}, {"method": "full"}):
        second = make_settings(
            plain_settings(tiny_encoder, start=str(tmp_path / "first" / "model"), lr=1e-9, tuning=tuning)
        )
        again = train_encoder(second, tables(), seed=9)
        sentences = ["The plan is an awful disaster.", "The council voted on Tuesday."]
        assert np.allclose(model.vectors(sentences), again.vectors(sentences), atol=1e-5)
        assert not np.allclose(model.vectors(sentences), 0, atol=1e-3)


def test_lengths_that_the_encoder_has_no_places_for_are_refused(tiny_encoder):
    for name, kind in (("max_length", "loaded_language"), ("window", "attribution")):
        tasks = {kind: {"data": [{"corpus": "babe"}]}}
        settings = make_settings(plain_settings(tiny_encoder, tasks=tasks, **{name: 301}))
        with pytest.raises(ConfigError, match=f"{name} is 301.* 300 tokens at most"):
            train_encoder(settings, tables())


def test_the_card_counts_the_rows_of_each_part(tiny_encoder):
    data = [{"corpus": "checkthat", "part": part} for part in ("train_en", "dev_en")]
    tasks = {"editorializing": {"data": [*data, {"corpus": "babe"}, {"corpus": "allsides"}]}}
    settings = make_settings(plain_settings(tiny_encoder, tasks=tasks))
    corpora = ["checkthat"] * 5 + ["babe"] + ["allsides"]
    parts = ["train_en"] * 3 + ["dev_en"] * 2 + ["train", None]
    rows = pd.DataFrame({"corpus": corpora, "part": parts, "row_id": list("aabcdef")})
    found = describe_training(settings, {"editorializing": rows}, 1)
    assert [(row["parts"][0], row["rows"]) for row in found[:2]] == [("train_en", 2), ("dev_en", 2)]
    assert [row["rows"] for row in found[2:]] == [1, 1]
    whole = origin_of(settings, {"editorializing": rows})
    assert whole == origin_of(settings, {"editorializing": rows.drop(columns="part")})


def test_the_finished_model_is_as_small_as_asked(tiny_encoder):
    tables_of = {"loaded_language": tables()["loaded_language"]}
    tasks = {"loaded_language": {"data": [{"corpus": "babe"}]}}
    made = [train_encoder(make_settings(plain_settings(tiny_encoder, tasks=tasks, delta_rank=rank)), tables_of)
            for rank in (0, 2)]  # fmt: skip
    assert not any(name.endswith(".up") for name in made[0].parts.delta)
    ups = [tensor for name, tensor in made[1].parts.delta.items() if name.endswith(".up")]
    assert ups and all(up.shape[1] == 2 for up in ups)


def test_paths_may_begin_with_the_home_folder(tiny_encoder, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    train_encoder(make_settings(plain_settings(tiny_encoder)), tables(), out="~/first")
    assert (tmp_path / "first" / "model" / "model.json").exists() and not (tmp_path / "~").exists()
    train_encoder(make_settings(plain_settings(tiny_encoder, start="~/first/model")), tables())
    (tmp_path / "config.yaml").write_text(json.dumps(plain_settings(tiny_encoder)), encoding="utf-8")
    assert read_settings("~/config.yaml").name == "tiny"


def test_what_is_missing_is_said_before_training(tiny_encoder, tmp_path):
    settings = make_settings(plain_settings(tiny_encoder))
    given = tables()
    with pytest.raises(InputError, match="No table for stance"):
        train_encoder(settings, {k: v for k, v in given.items() if k != "stance"}, out=tmp_path)
    with pytest.raises(InputError, match="lacks label"):
        train_encoder(settings, {**given, "frames": given["frames"][["text"]]}, out=tmp_path)
    missing = given["editorializing"].assign(label=[None, *[1.0] * 8])
    with pytest.raises(InputError, match="have no label"):
        train_encoder(settings, {**given, "editorializing": missing}, out=tmp_path)
    with pytest.raises(InputError, match="from 0 to 1"):
        train_encoder(settings, {**given, "editorializing": given["editorializing"].assign(label=3.0)}, out=tmp_path)
    with pytest.raises(InputError, match="0, 1 or 2"):
        train_encoder(settings, {**given, "stance": given["stance"].assign(label=-1)}, out=tmp_path)
    assert not (tmp_path / "checkpoint").exists()


def test_a_checkpoint_of_other_settings_is_refused(tiny_encoder, tmp_path):
    train_encoder(make_settings(plain_settings(tiny_encoder)), tables(), out=tmp_path)
    with pytest.raises(InputError, match="other settings"):
        train_encoder(make_settings(plain_settings(tiny_encoder, width=4)), tables(), out=tmp_path)
    with pytest.raises(InputError, match="other settings"):
        train_encoder(make_settings(plain_settings(tiny_encoder, lr=1e-9)), tables(), out=tmp_path)
    fewer = {**tables(), "editorializing": tables()["editorializing"].iloc[1:]}
    with pytest.raises(InputError, match="other rows"):
        train_encoder(make_settings(plain_settings(tiny_encoder)), fewer, out=tmp_path)
    often = make_settings(plain_settings(tiny_encoder, checkpoint_every=1))
    train_encoder(often, tables(), out=tmp_path)  # when it is stored changes no weight
    (tmp_path / "checkpoint" / "weights.safetensors").write_bytes(b"nonsense")
    with pytest.raises(InputError, match="is broken"):
        train_encoder(make_settings(plain_settings(tiny_encoder)), tables(), out=tmp_path)


def test_configs_that_cannot_run(tmp_path, tiny_encoder):
    plain = plain_settings(tiny_encoder)
    with pytest.raises(ConfigError, match="Unknown task 'mood'"):
        make_settings({**plain, "tasks": {"mood": {"data": []}}})
    with pytest.raises(ConfigError, match="needs labels"):
        make_settings({**plain, "tasks": {"mood": {"data": [], "kind": "binary"}}})
    with pytest.raises(ConfigError, match="lerning_rate"):
        make_settings({**plain, "lerning_rate": 1})
    path = tmp_path / "config.yaml"
    path.write_text("tasks: [")
    with pytest.raises(ConfigError, match="is not YAML"):
        read_settings(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_settings(tmp_path / "none.yaml")


def test_the_default_config_is_valid():
    from pathlib import Path

    settings = read_settings(Path(__file__).parents[2] / "configs" / "default_model.yaml")
    assert {"editorializing", "loaded_language", "frames", "stance", "attribution"} <= set(settings.tasks)


def test_an_encoder_that_is_not_there(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    for name in (str(tmp_path), str(tmp_path / "none")):
        with pytest.raises(InputError, match="No encoder could be loaded"):
            train_encoder(make_settings(plain_settings(name)), tables())
