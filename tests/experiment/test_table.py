from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from framing.errors import ConfigError, InputError
from framing.experiment.table import BEGIN, END, read_table_spec, results_markdown, write_between

ROOT = Path(__file__).parent.parent.parent
ROW = {"label": "task one", "corpus": "c", "split": "s", "task": "t", "metric": "macro_f1", "published": ".8, BERT"}


def spec(folder: Path, rows: list[dict] | None = None, **changes: object) -> Path:
    plain = {"metrics": ["*.json"], "columns": {"ours": "a", "tf-idf": "tf-idf"}, "rows": rows or [ROW]}
    path = folder / "t.yaml"
    path.write_text(yaml.safe_dump({**plain, **changes}), encoding="utf-8")
    return path


def store(folder: Path, name: str = "m", **changes: object) -> None:
    key = {"corpus": "c", "split": "s", "task": "t", "metric": "macro_f1", "n": 1200}
    rows = [
        {**key, "model": "a", "value": 0.75, "low": 0.7, "high": 0.8, **changes},
        {**key, "model": "tf-idf", "value": 0.6, "low": 0.55, "high": 0.65},
    ]
    (folder / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")


def test_numbers_come_from_the_stored_metrics_the_best_in_bold(tmp_path: Path) -> None:
    store(tmp_path)
    table = results_markdown(read_table_spec(spec(tmp_path)), tmp_path)
    assert table.splitlines()[2] == "| task one | 1,200 | **.750** [.700, .800] | .600 [.550, .650] | .8, BERT |"


def test_the_best_of_an_error_is_the_smallest(tmp_path: Path) -> None:
    store(tmp_path)
    file = tmp_path / "m.json"
    file.write_text(file.read_text("utf-8").replace("macro_f1", "brier"), encoding="utf-8")
    table = results_markdown(read_table_spec(spec(tmp_path, [{**ROW, "metric": "brier"}])), tmp_path)
    assert table.splitlines()[2] == "| task one | 1,200 | .750 [.700, .800] | **.600** [.550, .650] | .8, BERT |"


def test_what_was_not_measured_is_left_empty_and_a_row_of_nothing_is_an_error(tmp_path: Path) -> None:
    store(tmp_path)
    other = {**ROW, "instead": {"ours": {"model": "b"}}}
    assert "| task one | 1,200 |  | .600 [.550, .650] |" in results_markdown(
        read_table_spec(spec(tmp_path, [other])), tmp_path
    )
    with pytest.raises(InputError, match="No stored metric for 'task one'"):
        results_markdown(read_table_spec(spec(tmp_path, [{**ROW, "split": "z"}])), tmp_path)


def test_two_stored_values_of_one_thing_are_an_error(tmp_path: Path) -> None:
    store(tmp_path)
    store(tmp_path, "n", value=0.76)
    with pytest.raises(InputError, match=r"a has 2 stored values, in m\.json, n\.json"):
        results_markdown(read_table_spec(spec(tmp_path)), tmp_path)


def test_the_first_files_count_and_a_column_may_be_stored_under_other_keys(tmp_path: Path) -> None:
    store(tmp_path, "first", split="folds")
    store(tmp_path, "second", value=0.2)
    row = {**ROW, "instead": {"ours": {"split": "folds"}}}
    both = spec(tmp_path, [row], metrics=["first.json", "second.json"])
    assert "| **.750** [.700, .800] |" in results_markdown(read_table_spec(both), tmp_path)
    store(tmp_path, "first")
    both = spec(tmp_path, metrics=["first.json", "second.json"])
    assert "| **.750** [.700, .800] |" in results_markdown(read_table_spec(both), tmp_path)


def test_a_broken_description_is_one_line(tmp_path: Path) -> None:
    for path in (spec(tmp_path, colums={}), tmp_path / "none.yaml"):
        with pytest.raises(ConfigError) as caught:
            read_table_spec(path)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="No file fits"):
        results_markdown(read_table_spec(spec(tmp_path)), tmp_path)


def test_the_table_is_put_between_its_markers_and_nothing_else_changes() -> None:
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert write_between(text, "| a |\n", "x.md") == f"before\n{BEGIN}\n| a |\n{END}\nafter\n"
    with pytest.raises(InputError, match=r"x\.md has no place"):
        write_between("nothing", "| a |\n", "x.md")


def test_the_readme_shows_the_stored_metrics() -> None:
    table = results_markdown(read_table_spec(ROOT / "docs" / "results.yaml"), ROOT)
    found = re.search(f"{re.escape(BEGIN)}\n(.*?){re.escape(END)}", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert found, f"README.md has no place for the table: {BEGIN} … {END}"
    assert found.group(1) == table, "run: framing table --write README.md"
