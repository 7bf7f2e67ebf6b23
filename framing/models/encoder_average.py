"""Several runs from one start, averaged weight by weight into one model: ``python -m framing.models.encoder_average``.

Runs that go on from the same weights end in one basin, where the mean of their weights does as well as the mean of
their predictions, at the cost of one model (Wortsman et al. 2022, Model soups, ICML).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from framing.errors import InputError
from framing.models.encoder_delta import Tensors, changed, dense
from framing.models.encoder_parts import Parts


def average(models: Sequence[Parts]) -> Parts:
    """Return the parts of the mean model; everything but the weights is the first one's.

    Raises InputError where there is none, or where they have other encoders or other heads.
    """
    if not models:
        raise InputError("No model to average; give the folders of two or more.")
    first = models[0]
    for other in models[1:]:
        if (other.fingerprint, other.heads) != (first.fingerprint, first.heads):
            raise InputError(
                f"Models of {first.encoder!r} ({', '.join(first.heads)}) and of {other.encoder!r} "
                f"({', '.join(other.heads)}) have no mean; give runs of one config, from one start."
            )
    deltas = [_dense(parts.delta) for parts in models]
    return replace(first, delta=_mean(deltas), tensors=_mean([parts.tensors for parts in models]))


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
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args(arguments)
    print(save_parts(average([load_parts(folder) for folder in options.models]), options.out))


if __name__ == "__main__":
    main()
