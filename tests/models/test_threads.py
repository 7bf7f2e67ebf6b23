from __future__ import annotations

import pytest
import torch

from framing.models import threads
from framing.models.threads import best_threads


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    threads._fastest.cache_clear()
    yield
    torch.set_num_threads(before)
    threads._fastest.cache_clear()


def test_threads_are_put_back(two_threads, monkeypatch):
    monkeypatch.setattr(threads, "physical_cores", lambda: 1)
    with best_threads(torch.float32) as chosen:
        assert chosen == torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2
    with pytest.raises(KeyError), best_threads(torch.float32):
        raise KeyError
    assert torch.get_num_threads() == 2


def test_no_more_threads_than_torch_was_told(two_threads, monkeypatch):
    monkeypatch.setattr(threads, "physical_cores", lambda: 64)
    with best_threads(torch.float32) as chosen:
        assert chosen in (1, 2)


@pytest.mark.parametrize(("second", "chosen"), [(0.5, 2), (1.0, 1), (1.5, 1)])
def test_a_second_thread_must_gain(two_threads, monkeypatch, second, chosen):
    clock = [0.0]

    def tick():
        # Each product is between two looks at the clock.
        clock[0] += second if torch.get_num_threads() == 2 else 1.0
        return clock[0]

    monkeypatch.setattr(threads.time, "perf_counter", tick)
    assert threads._fastest(torch.float32, 2) == chosen
    assert torch.get_num_threads() == 2
