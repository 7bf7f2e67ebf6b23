"""How many physical cores a process may use."""

from __future__ import annotations

import os
from pathlib import Path


def physical_cores() -> int:
    """Return how many physical cores this process may use; hyperthreads do not count, they only slow matrices down."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores = set()
    for cpu in allowed:
        siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        try:
            cores.add(siblings.read_text().strip())
        except OSError:
            cores.add(str(cpu))
    return max(1, len(cores))
