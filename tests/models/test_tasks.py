from __future__ import annotations

import pytest

from framing.errors import UnknownNameError
from framing.models.tasks import TASKS, get_task
from framing.models.views import VIEWS


def test_tasks_are_complete() -> None:
    for name, task in TASKS.items():
        assert task.name == name and task.description
        assert task.view in VIEWS
        assert len(task.labels) == len(set(task.labels)) == 2
    assert TASKS["editorializing"].view == "author"
    assert TASKS["loaded_language"].view == "all"


def test_an_unknown_task_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'editorializing'"):
        get_task("editorialising")
