"""Adapts the base encoder to news by masked language modelling, for the variant ``mlm``; prints the loss as it falls.

    python experiments/encoder_ablations/adapt.py --out runs/ablations/adapted [--updates 200]

Text: articles of ``allsides`` without those that hold a sentence which the ablations are judged on. Word embeddings
stay as they are, and so does the encoder while the new head over the vocabulary warms up (the base model has none).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from transformers import AutoTokenizer, BertForMaskedLM

from framing.corpora import get_corpus
from framing.models.encoder_base import find_encoder
from framing.models.training_data import read_held_out, text_key
from framing.models.training_settings import make_settings

BASE = Path(__file__).parent.parent.parent / "configs" / "studies" / "encoder_ablations.yaml"
BLOCK, BATCH, WARM_UP, MASKED = 128, 25, 60, 0.15


def blocks(tokenizer: Any, tokens: int, seed: int) -> np.ndarray:
    """Return token ids (blocks, BLOCK) of articles drawn at random."""
    content = yaml.safe_load(BASE.read_text("utf-8"))["train"]["encoder"]
    judged = [one for one in read_held_out(make_settings(content)) if not one.name.startswith("polnear")]
    keys = [text_key(text) for one in judged for text in one.rows["text"]]
    kept: list[int] = []
    for text in get_corpus("allsides").table(None)["text"].sample(frac=1, random_state=seed):
        if len(kept) >= tokens:
            break
        lower = text_key(text)
        if not any(key in lower for key in keys):
            kept += tokenizer(text, truncation=False, add_special_tokens=False)["input_ids"]
    whole = np.array(kept[: len(kept) // (BLOCK - 2) * (BLOCK - 2)]).reshape(-1, BLOCK - 2)
    ends = (tokenizer.cls_token_id, tokenizer.sep_token_id)
    return np.pad(whole, ((0, 0), (1, 1)), constant_values=((0, 0), ends))


def masked(ids: torch.Tensor, tokenizer: Any, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Return input and labels: of 15 % of the tokens 80 % become the mask, 10 % another token (Devlin et al. 2019)."""
    chosen = torch.rand(ids.shape, generator=generator) < MASKED
    chosen[:, 0] = chosen[:, -1] = False
    fate = torch.rand(ids.shape, generator=generator)
    changed = torch.where(chosen & (fate < 0.8), tokenizer.mask_token_id, ids)
    others = torch.randint(1000, len(tokenizer), ids.shape, generator=generator)
    return torch.where(chosen & (fate > 0.9), others, changed), torch.where(chosen, ids, -100)


def main() -> None:
    """Adapt and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--updates", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    place = find_encoder("all-minilm-l6-v2")
    tokenizer = AutoTokenizer.from_pretrained(place)
    torch.manual_seed(options.seed)
    model = BertForMaskedLM.from_pretrained(place).train()
    model.bert.embeddings.requires_grad_(False)
    data = blocks(tokenizer, (options.updates + WARM_UP) * BATCH * BLOCK, options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    head = [p for name, p in model.named_parameters() if name.startswith("cls.") and "decoder.weight" not in name]
    layers = list(model.bert.encoder.parameters())
    optimizer = torch.optim.AdamW([{"params": head, "lr": 1e-3}, {"params": layers, "lr": 1e-4}])
    losses = []
    for step in range(min(options.updates + WARM_UP, len(data) // BATCH)):
        warming = step < WARM_UP
        for parameter in layers:
            parameter.requires_grad_(not warming)
        ids, labels = masked(torch.from_numpy(data[step * BATCH : (step + 1) * BATCH]), tokenizer, generator)
        with torch.autocast("cpu", torch.bfloat16):
            loss = model(input_ids=ids, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
        if step % 20 == 19:
            print(f"update {step + 1}: loss {np.mean(losses[-20:]):.3f}{' (head only)' if warming else ''}", flush=True)
    model.bert.save_pretrained(options.out)
    tokenizer.save_pretrained(options.out)


if __name__ == "__main__":
    main()
