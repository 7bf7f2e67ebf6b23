"""What a teacher says of texts: ``python experiments/fast_model/teach.py MODEL TEXTS.parquet OUT [--limit 40000]``.

The logits of each text in ``OUT/00000.npz`` and so on, a piece for each 4,096 texts; a piece that is there is not
computed again. The order of the texts is random, so that any first pieces are a sample. The encoder sees names where it
is asked of frames alone, which takes a pass of its own: only every ``--frames-every``-th text has an answer to it, the
others have NaN; none has with 0.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
import pandas as pd

from framing.models.encoder import EncoderModel

TASKS = ("editorializing", "loaded_language")
PIECE = 4096


def main() -> None:
    """Compute the pieces that are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--frames-every", type=int, default=4)
    options = parser.parse_args()
    texts = pd.read_parquet(options.texts, columns=["text"])["text"].tolist()[: options.limit]
    options.out.mkdir(parents=True, exist_ok=True)
    model = EncoderModel.load(options.model)
    for number, start in enumerate(range(0, len(texts), PIECE)):
        path = options.out / f"{number:05d}.npz"
        if path.exists():
            continue
        piece = texts[start : start + PIECE]
        found = model.logits(piece, TASKS, view="all")
        found["frames"] = np.full((len(piece), len(model.classes_("frames"))), np.nan)
        if options.frames_every:
            chosen = slice(None, None, options.frames_every)
            found["frames"][chosen] = model.logits(piece[chosen], ("frames",), view="all")["frames"]
        part = path.with_suffix(".part.npz")
        np.savez(part, **{task: values.astype(np.float32) for task, values in found.items()})
        os.replace(part, path)


if __name__ == "__main__":
    main()
