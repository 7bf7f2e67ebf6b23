"""Where to compute: the devices that a config may name, and whether this machine has them (torch is not loaded)."""

from __future__ import annotations

import ctypes
import platform
import re

from framing.errors import ConfigError


def check_device(name: str) -> str:
    """Return a device's name; raises ConfigError for one that is none, or that this machine does not have."""
    if name in ("auto", "cpu"):
        return name
    count = cuda_devices()
    known = ["auto", "cpu", *(["cuda"] if count else []), *(f"cuda:{n}" for n in range(count))]
    known += ["mps"] if _has_mps() else []
    if name in known:
        return name
    if re.fullmatch(r"cuda(:\d+)?|mps", name):
        raise ConfigError(f"this machine has no device {name!r}; it has {', '.join(known)}.")
    raise ConfigError(f"unknown device {name!r}; a device is auto, cpu, cuda, cuda:0 or mps; here: {', '.join(known)}.")


def cuda_devices() -> int:
    """Return how many GPUs the driver of CUDA sees; 0 without a driver."""
    for library in ("libcuda.so.1", "nvcuda.dll"):
        try:
            driver = ctypes.CDLL(library)
        except OSError:
            continue
        count = ctypes.c_int(0)
        if driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0:
            return count.value
    return 0


def _has_mps() -> bool:
    return platform.system() == "Darwin" and platform.machine() == "arm64"
