from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from shipped import SHIPPED
from typer.testing import CliRunner

import framing.models as models
from framing.cli import app
from framing.errors import InputError, UnknownNameError
from framing.models import MODELS, TASKS, LinearModel, LinearSettings, describe, load_model, recipe_of, save_model

CONFIG = Path(__file__).parents[2] / "configs" / "linear_model.yaml"


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("task", ["editorializing", "loaded_language"])
def test_the_shipped_models_rank_heat_above_plain_report(name: str, task: str) -> None:
    plain = "The port of Varna handled 1.2 million tonnes of grain in August, the ministry said on Monday."
    heated = "The port's shameless, incompetent bosses have once again made a disgraceful mockery of us all."
    low, high = load_model(name).predict_proba([plain, heated], task)[:, 1]
    assert low < load_model(name).thresholds[task] < high


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_models_do_not_blame_the_author_for_a_quotation(name: str) -> None:
    quoted = "“It is a shameless, disgraceful mockery of us all,” said Petra Lind, a dock worker."
    model = load_model(name)
    author, other = (model.predict_proba([quoted], "editorializing", view=v)[0, 1] for v in ("author", "other"))
    assert author < model.thresholds["editorializing"]
    assert other > 2 * author


def test_the_shipped_models_are_small() -> None:
    sizes = {name: sum(file.stat().st_size for file in folder.iterdir()) for name, folder in MODELS.items()}
    # Low-rank changes of the encoder cost a point of attribution, so the whole change ships, in 8 bits.
    assert sizes["linear"] < 3_000_000 and sizes["default"] < 13_000_000
    assert sizes["fast"] < 8_000_000 and sizes["cascade"] < 100_000
    assert sizes["large"] < 25_000_000 and sizes["attribution"] < 25_000_000


def test_a_shipped_model_is_loaded_once() -> None:
    assert load_model() is load_model("default") is not load_model("linear")


def test_the_default_model_answers_every_task_and_says_what_it_learned_from() -> None:
    model = load_model()
    assert set(model.tasks) == set(TASKS)
    assert "babe:train" in model.card["trained_on"] and "checkthat:dev_test_en" not in model.card["trained_on"]
    card = (MODELS["default"] / "README.md").read_text("utf-8")
    assert "no commercial use" in card and "Not recorded" not in card


def test_the_shipped_model_is_the_one_of_the_config() -> None:
    plain = yaml.safe_load(CONFIG.read_text("utf-8"))
    assert recipe_of("linear").settings == LinearSettings.model_validate(plain["train"]["linear"])
    assert load_model("linear").card["seed"] == plain["seed"]


def test_a_folder_can_be_given(small_model: LinearModel, tmp_path: Path) -> None:
    folder = save_model(small_model, tmp_path / "mine", name="mine")
    for given in (folder, str(folder)):
        loaded = load_model(given)
        assert loaded.name == "mine"
        np.testing.assert_array_equal(
            loaded.predict_proba(["A vile plot!"], "editorializing"),
            small_model.predict_proba(["A vile plot!"], "editorializing"),
        )


def test_an_unknown_name_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'linear'"):
        load_model("lineal")
    with pytest.raises(InputError, match="is not a folder"):
        load_model(tmp_path / "nothing")
    with pytest.raises(InputError, match="is not a folder"):
        load_model(str(tmp_path / "nothing"))


def test_describe_has_a_row_for_each_model() -> None:
    table = describe()
    assert list(table["name"]) == list(MODELS)
    assert all(len(row) == 12 for row in table["sha256"])
    sizes = [sum(len(file.read_bytes()) for file in MODELS[name].rglob("*") if file.is_file()) for name in MODELS]
    assert table["megabytes"].tolist() == [round(size / 1e6, 1) for size in sizes]
    assert table["purpose"].str.len().between(40, 120).all() and table["purpose"].is_unique


def test_the_list_of_models_and_an_unknown_one_say_where_each_is_for_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = CliRunner().invoke(app, ["models"]).output
    assert max(map(len, said.splitlines())) <= 80
    assert all(f"{name}: {purpose}" in " ".join(said.split()) for name, purpose in models.PURPOSES.items())
    with pytest.raises(UnknownNameError, match=r"Did you mean 'large'.*What each is for: framing models"):
        load_model("larg")


def test_importing_models_loads_no_heavy_library() -> None:
    heavy = ("torch", "transformers", "sklearn", "skops", "datasets")
    code = f"import framing.models, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_attribute_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        models.nothing  # noqa: B018
