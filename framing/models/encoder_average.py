"""Several runs from one start, averaged weight by weight into one model: ``python -m framing.models.encoder_average``.

Runs that go on from the same weights end in one basin, where the mean of their weights does as well as the mean of
their predictions, at the cost of one model (Wortsman et al. 2022, Model soups, ICML). What they started from may count
too, which keeps more of what it knew beyond the last data (Wortsman et al. 2022, Robust fine-tuning, CVPR).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from framing.errors import InputError
from framing.models.encoder_delta import Tensors, changed, dense
from framing.models.encoder_parts import Parts


def average(models: Sequence[Parts], start: Parts | None = None, share: float = 0.25) -> Parts:
    """Return the parts of the mean model; everything but the weights is the first one's.

    Of the encoder, ``start``, the model that they all went on from, makes up ``share``; heads are those of the models.
    Encoders that answer a task apart are averaged likewise. Raises InputError where there is no model, or where models
    have other encoders or other heads.
    """
    if not models:
        raise InputError("No model to average; give the folders of two or more.")
    first = models[0]
    if start is not None and (start.fingerprint != first.fingerprint or not 0 <= share < 1):
        raise InputError(f"The start is of {start.encoder!r}, share {share:g}; give one of {first.encoder!r}, below 1.")
    for other in models[1:]:
        if _kind(other) != _kind(first):
            raise InputError(
                f"Models of {first.encoder!r} ({_described(first)}) and of {other.encoder!r} ({_described(other)}) "
                "have no mean; give runs of one config, from one start."
            )
    delta = _mean([_dense(parts.delta) for parts in models])
    if start is not None:
        old = _dense(start.delta)
        zero = torch.zeros(())
        names = sorted({*delta, *old})
        delta = {n: (1 - share) * delta.get(n, zero) + share * old.get(n, zero) for n in names}
    before = {} if start is None else start.apart
    apart = {task: average([p.apart[task] for p in models], before.get(task), share) for task in first.apart}
    return replace(first, delta=delta, tensors=_mean([parts.tensors for parts in models]), apart=apart)


def _kind(parts: Parts) -> tuple[object, ...]:
    return parts.fingerprint, parts.heads, parts.width, set(parts.blind), set(parts.apart)


def _described(parts: Parts) -> str:
    apart = f"; apart: {', '.join(parts.apart)}" if parts.apart else ""
    blind = f"; blind to names: {', '.join(parts.blind)}" if parts.blind else ""
    return f"{', '.join(parts.heads)}, width {parts.width}{blind}{apart}"


def _dense(delta: Tensors) -> Tensors:
    names = changed(delta)
    return {name: dense(delta, name) for name in names}


def _mean(several: Sequence[Tensors]) -> Tensors:
    names = {name for tensors in several for name in tensors}
    zeros = {name: torch.zeros_like(t, dtype=torch.float32) for tensors in several for name, t in tensors.items()}
    return {name: torch.stack([t.get(name, zeros[name]).float() for t in several]).mean(0) for name in sorted(names)}


def main(arguments: list[str] | None = None) -> None:
    """Average model folders; called by ``python -m framing.models.encoder_average``."""
    import argparse

    from framing.models.encoder_store import load_parts, save_parts

    parser = argparse.ArgumentParser(prog="python -m framing.models.encoder_average", description=__doc__)
    parser.add_argument("models", nargs="+", type=Path, help="model folders, of runs from one start")
    parser.add_argument("--start", type=Path, help="the model folder that they went on from, which then counts too")
    parser.add_argument("--share", type=float, default=0.25, help="how much the start counts")
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args(arguments)
    start = None if options.start is None else load_parts(options.start)
    models = [load_parts(folder) for folder in options.models]
    print(save_parts(average(models, start, options.share), options.out))


if __name__ == "__main__":
    main()
