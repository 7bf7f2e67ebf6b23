from __future__ import annotations

import threading

import pandas as pd
import pytest
import torch

import framing
from framing.models import threads
from framing.models.threads import in_parallel, one_at_a_time, one_thread, one_thread_each


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    threads._fastest.cache_clear()
    yield
    torch.set_num_threads(before)
    threads._fastest.cache_clear()


def test_one_thread_and_back(two_threads):
    @one_thread()
    def inside():
        return torch.get_num_threads()

    assert inside() == 1 and torch.get_num_threads() == 2
    with pytest.raises(KeyError), one_thread():
        raise KeyError
    assert torch.get_num_threads() == 2


def test_threads_are_put_back(two_threads, monkeypatch):
    monkeypatch.setattr(threads, "physical_cores", lambda: 1)
    with one_thread_each(torch.float32) as workers:
        assert workers == torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2
    with pytest.raises(KeyError), one_thread_each(torch.float32):
        raise KeyError
    assert torch.get_num_threads() == 2


def test_no_more_workers_than_torch_had_threads(two_threads, monkeypatch):
    monkeypatch.setattr(threads, "physical_cores", lambda: 64)
    with one_thread_each(torch.float32) as workers:
        assert workers in (1, 2)


@pytest.mark.parametrize(("several", "chosen"), [(0.5, 2), (1.0, 2), (1.5, 1)])
def test_several_workers_are_taken_unless_they_are_slower(two_threads, monkeypatch, several, chosen):
    clock = [0.0]

    def watched(work, items, workers):
        clock[0] += several if workers > 1 else 1.0
        return map(work, items)

    monkeypatch.setattr(threads, "in_parallel", watched)
    monkeypatch.setattr(threads.time, "perf_counter", lambda: clock[0])
    assert threads._fastest(torch.float32, 2) == chosen


@pytest.mark.parametrize("workers", [1, 3])
def test_work_is_yielded_in_order_each_with_one_thread(two_threads, workers):
    with one_thread_each(torch.float32):
        seen = list(in_parallel(lambda n: (n, torch.get_num_threads(), threading.get_ident()), range(50), workers))
    assert [n for n, _, _ in seen] == list(range(50))
    assert {count for _, count, _ in seen} == {1}
    assert (threading.get_ident() in {ident for _, _, ident in seen}) == (workers == 1)


def test_an_error_of_a_worker_is_raised():
    with pytest.raises(ZeroDivisionError):
        list(in_parallel(lambda n: 1 / n, [1, 0, 2], 2))


def test_threads_of_the_user_take_turns(two_threads):
    inside, most = [], []

    def work(_):
        with one_thread_each(torch.float32), one_at_a_time():
            inside.append(1)
            most.append(len(inside))
            threading.Event().wait(0.01)
            inside.pop()

    list(in_parallel(work, range(6), 3))
    assert most == [1] * 6


def test_an_encoder_that_threads_share_says_the_same_to_each():
    model = framing.load_model("default")
    texts = [f"The mayor’s shameful plan {n} is a disgrace, and the council met on Monday." for n in range(6)]
    alone = [framing.score(text, model) for text in texts]
    together = list(in_parallel(lambda text: framing.score(text, model), texts, 3))
    for one, other in zip(alone, together, strict=True):
        pd.testing.assert_frame_equal(one, other)
        assert len(one["evidence"].iloc[0]) > 0
