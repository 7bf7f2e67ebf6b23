from __future__ import annotations

import pytest

from framing.errors import UnknownNameError
from framing.models.tasks import BINARY, TASKS, get_binary_task, get_task
from framing.models.views import VIEWS


def test_tasks_are_complete() -> None:
    for name, task in TASKS.items():
        assert task.name == name and task.description
        assert task.view in VIEWS
        assert len(task.labels) == len(set(task.labels)) >= 2
        assert task.kind in {"binary", "several", "mention", "tokens"}
        assert len(task.labels) == 2 or task.kind != "binary"
    assert BINARY == ("editorializing", "loaded_language")
    assert TASKS["editorializing"].view == "author"
    assert TASKS["loaded_language"].view == "all"


def test_an_unknown_task_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'editorializing'"):
        get_task("editorialising")


def test_a_task_of_more_labels_is_not_for_models_of_two() -> None:
    assert get_binary_task("loaded_language").labels == ("neutral", "loaded")
    with pytest.raises(UnknownNameError, match="Unknown task of two labels 'frames'"):
        get_binary_task("frames")
    with pytest.raises(UnknownNameError, match="Unknown task 'frame'"):
        get_binary_task("frame")
