"""The pretrained encoder under the heads: where it lies, how it is loaded, in which number format it runs."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from framing.errors import InputError
from framing.models.encoder_packages import BUNDLED, SPLIT, find_encoder, how_to_get

DEVICE = "FRAMING_DEVICE"
"""The environment variable that names where encoders are computed (cpu, cuda:1, mps)."""

Tensors = dict[str, torch.Tensor]


def load_encoder(name: str) -> tuple[Any, Any]:
    """Return the encoder (float32, in eval mode) and its tokenizer.

    ``name`` is one of :mod:`framing.models.encoder_packages`, a hub id or a folder. Raises InputError where it cannot
    be loaded, or where its tokenizer gives no character offsets.
    """
    from transformers import AutoModel, AutoTokenizer

    place = find_encoder(name)
    _say_what_is_fetched(place)
    try:
        with _quiet():
            tokenizer = AutoTokenizer.from_pretrained(place)
            encoder = AutoModel.from_pretrained(place, dtype=torch.float32)
    except (OSError, ValueError, KeyError) as error:
        reason = (str(error).splitlines() or ["unreadable"])[0]
        known = how_to_get(name) or (
            f"give {', '.join((*BUNDLED, *SPLIT))}, a hub id, or a folder with config.json, model.safetensors and "
            "tokenizer.json"
        )
        raise InputError(f"No encoder could be loaded from {name!r} ({reason}); {known}.") from error
    if not tokenizer.is_fast:
        raise InputError(f"The tokenizer of {name!r} gives no character offsets; use an encoder with a tokenizer.json.")
    return encoder.eval(), tokenizer


_WEIGHTS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json")


def _say_what_is_fetched(place: str) -> None:
    """Warn where an encoder has to come from the hub first: that takes a while, and happens once."""
    from huggingface_hub import constants, try_to_load_from_cache

    if Path(place).exists() or constants.HF_HUB_OFFLINE or place.count("/") != 1:
        return
    try:
        known = [try_to_load_from_cache(place, name) for name in _WEIGHTS]
    except ValueError:  # no id of the hub can be written so
        return
    if not any(isinstance(path, str) for path in known):
        warnings.warn(f"The encoder {place} is being fetched from the hub; this happens once.", stacklevel=2)


def load_for_scoring(name: str) -> tuple[Any, Any]:
    """Return what :func:`load_encoder` returns; the bundled encoder without importing transformers."""
    if name.lower() in BUNDLED:
        from framing.models.bundled_encoder import read_bert

        found = read_bert(Path(find_encoder(name)))
        if found is not None:
            return found
    return load_encoder(name)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers from printing while it loads, and leave its settings as they were."""
    from transformers.utils import logging

    tell: Any = logging
    verbosity, bar = tell.get_verbosity(), tell.is_progress_bar_enabled()
    tell.set_verbosity_error()
    tell.disable_progress_bar()
    try:
        yield
    finally:
        tell.set_verbosity(verbosity)
        if bar:
            tell.enable_progress_bar()


def body(encoder: Any) -> dict[str, torch.nn.Parameter]:
    """Return the parameters of an encoder by name, without a pooler, which no head reads."""
    return {name: p for name, p in encoder.named_parameters() if not name.startswith("pooler.")}


def fingerprint(encoder: Any) -> str:
    """Return 16 hexadecimal digits that name the weights of an encoder: its shapes and its vectors (norms, biases)."""
    digest = hashlib.blake2b(digest_size=8)
    for name, parameter in sorted(body(encoder).items()):
        digest.update(f"{name}{tuple(parameter.shape)}".encode())
        if parameter.ndim == 1:
            digest.update(parameter.detach().to(torch.float32).cpu().numpy().tobytes())
    return digest.hexdigest()


def device_and_dtype(device: str | None = None, dtype: str | None = None) -> tuple[torch.device, torch.dtype]:
    """Return where to compute and in which format.

    Where :data:`DEVICE` says, else a GPU where there is one; bfloat16 where the processor has it. Raises InputError for
    a device or format that is not there.
    """
    named = device or os.environ.get(DEVICE) or ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        place = torch.device(named)
    except RuntimeError:
        raise InputError(f"Unknown device {named!r}; give cpu, cuda, cuda:0 or mps (also in {DEVICE}).") from None
    if place.type == "cuda" and (place.index or 0) >= torch.cuda.device_count():
        raise InputError(f"This machine has no device {named!r} that torch can use; give cpu (also in {DEVICE}).")
    if dtype is not None:
        if not isinstance(getattr(torch, dtype, None), torch.dtype):
            raise InputError(f"Unknown format of numbers {dtype!r}; give float32, bfloat16 or float16.")
        return place, getattr(torch, dtype)
    if place.type == "cuda":
        return place, torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    return place, torch.bfloat16 if place.type == "cpu" and _cpu_has_bfloat16() else torch.float32


def _cpu_has_bfloat16() -> bool:
    # Without these instructions, products in bfloat16 are slower than those in float32.
    tests = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(getattr(torch.cpu, test, lambda: False)() for test in tests)
