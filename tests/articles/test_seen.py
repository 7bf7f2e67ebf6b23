from __future__ import annotations

import tracemalloc

import pytest

from framing.articles import seen as module
from framing.articles.seen import Seen


def test_what_was_added_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FEW", 16)  # merged many times
    seen = Seen()
    for number in range(500):
        assert f"a{number}" not in seen
        seen.add(f"a{number}")
        seen.add(f"a{number // 2}")
        assert f"a{number}" in seen
    assert len(seen) == 500
    assert all(f"a{number}" in seen for number in range(500))
    assert not any(f"b{number}" in seen for number in range(500))
    assert "\ud800" not in seen


def test_it_is_smaller_than_a_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FEW", 1024)
    tracemalloc.start()
    seen = Seen()
    for number in range(20_000):
        seen.add(f"https://news.example/{number}")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 20_000 * 24
