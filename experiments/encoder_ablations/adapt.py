"""Adapts the base encoder to news by masked language modelling (Gururangan et al. 2020), for the variant ``mlm``.

    python experiments/encoder_ablations/adapt.py --out runs/ablations/adapted [--updates 2600]

Text: articles of ``allsides``, without those that hold a sentence of a corpus that models are judged on. Word
embeddings stay as they are, so the change is of the layers alone; the head over the vocabulary is new (the base model
has none) and is thrown away. Prints the loss as it falls. What it writes is a model without heads, from which training
starts (``--start``). On one H200 it takes a minute, on two cores half a day.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 – torch's own name for it

from framing.corpora import get_corpus
from framing.models.encoder_base import fingerprint, load_encoder
from framing.models.encoder_delta import delta_between
from framing.models.encoder_parts import Parts
from framing.models.encoder_store import save_parts
from framing.models.training_data import text_key

ENCODER = "all-minilm-l6-v2"
JUDGED = ("babe", "checkthat", "semeval_frames", "gvfc", "newsmtsc", "polnear")
BLOCK, MASKED = 128, 0.15
FIRST_WORDS, SHORT = 6, 8
"""Judged lines are looked for by their first words; those of fewer than SHORT words say nothing of an article."""


def judged_lines() -> dict[tuple[str, ...], list[str]]:
    """Return the lines of all that models are judged on, by their first words."""
    tables = [get_corpus(name).table() for name in JUDGED] + [get_corpus("anno_lexical").table("dev")]
    found: dict[tuple[str, ...], list[str]] = {}
    for line in (line for table in tables for text in table["text"] for line in str(text).split("\n")):
        words = text_key(line).split()
        if len(words) >= SHORT:
            found.setdefault(tuple(words[:FIRST_WORDS]), []).append(" ".join(words))
    return found


def blocks(tokenizer: Any, tokens: int, per_outlet: int, seed: int) -> np.ndarray:
    """Return token ids (blocks, BLOCK - 2) of articles drawn at random, at most so many an outlet."""
    judged = judged_lines()
    kept: list[int] = []
    taken: dict[str, int] = {}
    articles = get_corpus("allsides").table().sample(frac=1, random_state=seed)
    for text, outlet in zip(articles["text"], articles["outlet"], strict=True):
        if len(kept) >= tokens:
            break
        if taken.get(outlet, 0) >= per_outlet:
            continue
        key = text_key(text)
        words = key.split()
        starts = (tuple(words[i : i + FIRST_WORDS]) for i in range(len(words) - FIRST_WORDS + 1))
        if any(line in key for start in starts for line in judged.get(start, ())):
            continue
        taken[outlet] = taken.get(outlet, 0) + 1
        kept += tokenizer(text, truncation=False, add_special_tokens=False)["input_ids"]
    return np.array(kept[: len(kept) // (BLOCK - 2) * (BLOCK - 2)], dtype=np.uint16).reshape(-1, BLOCK - 2)


class Guess(torch.nn.Module):
    """The head over the vocabulary, as BERT's: one layer, a norm, and the word embeddings, which stay."""

    def __init__(self, words: torch.Tensor) -> None:
        super().__init__()
        size = words.shape[1]
        self.layer, self.norm = torch.nn.Linear(size, size), torch.nn.LayerNorm(size)
        self.bias = torch.nn.Parameter(torch.zeros(len(words)))
        self.register_buffer("words", words)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return logits (n, vocabulary) of hidden states (n, size)."""
        return F.linear(self.norm(F.gelu(self.layer(hidden))), self.words, self.bias)


def draw(ids: torch.Tensor, tokenizer: Any, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Return input ids and the places (flat) to be guessed: 15 % of each block; of these 80 % masked, 10 % others."""
    rows, width = ids.shape
    chosen = torch.rand(ids.shape, generator=generator, device=ids.device).topk(round(MASKED * width), dim=1).indices
    places = (chosen + torch.arange(rows, device=ids.device)[:, None] * width).flatten()
    fate = torch.rand(places.shape, generator=generator, device=ids.device)
    others = torch.randint(1000, len(tokenizer), places.shape, generator=generator, device=ids.device)
    own = ids.flatten()[places]
    new = torch.where(fate < 0.8, tokenizer.mask_token_id, torch.where(fate > 0.9, others, own))
    return ids.flatten().index_copy(0, places, new).view_as(ids), places


def main() -> None:
    """Adapt and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--updates", type=int, default=2600)
    parser.add_argument("--batch", type=int, default=256, help=f"blocks of {BLOCK} tokens an update")
    parser.add_argument("--lr", type=float, default=5e-4)
    parser.add_argument("--tokens", type=int, default=24_000_000, help="of articles, to learn from")
    parser.add_argument("--per-outlet", type=int, default=600, help="articles that an outlet gives at most")
    parser.add_argument("--blocks", type=Path, help="a file of token ids, made where it is missing")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    encoder, tokenizer = load_encoder(ENCODER)
    file = options.blocks or options.out / "blocks.npy"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, blocks(tokenizer, options.tokens, options.per_outlet, options.seed))
    data = torch.from_numpy(np.load(file).astype(np.int64))
    ends = torch.tensor([tokenizer.cls_token_id, tokenizer.sep_token_id]).expand(len(data), 2)
    data = torch.cat([ends[:, :1], data, ends[:, 1:]], dim=1)
    place = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    data = data.to(place, torch.int32)
    encoder.to(place).train()
    encoder.requires_grad_(False)
    head = Guess(encoder.get_input_embeddings().weight.detach()).to(place)
    layers = {name: p for name, p in encoder.named_parameters() if name.startswith("encoder.layer.")}
    for parameter in layers.values():
        parameter.requires_grad = True
    own = list(head.parameters())
    groups = [
        {"params": [p for p in [*layers.values(), *own] if p.ndim > 1], "weight_decay": 0.01},
        {"params": [p for p in [*layers.values(), *own] if p.ndim == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=options.lr, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, options.lr, total_steps=options.updates, pct_start=0.1, cycle_momentum=False
    )
    generator = torch.Generator(device=place).manual_seed(options.seed)
    order, at = torch.randperm(len(data), generator=generator, device=place), 0
    loss_sum, since = torch.zeros((), device=place), time.perf_counter()
    for step in range(options.updates):
        if at + options.batch > len(order):
            order, at = torch.randperm(len(data), generator=generator, device=place), 0
        ids = data[order[at : at + options.batch]].long()
        at += options.batch
        shown, places = draw(ids[:, 1:-1], tokenizer, generator)
        shown = torch.cat([ids[:, :1], shown, ids[:, -1:]], dim=1)
        width = BLOCK - 2
        where = places // width * BLOCK + places % width + 1
        with torch.autocast(place.type, torch.bfloat16):
            hidden = encoder(input_ids=shown).last_hidden_state.flatten(0, 1)[where]
            loss = F.cross_entropy(head(hidden), ids.flatten()[where])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*layers.values(), *own], 1.0)
        optimizer.step()
        schedule.step()
        loss_sum += loss.detach()
        if step % 100 == 99 or step + 1 == options.updates:
            seconds, count = time.perf_counter() - since, step % 100 + 1
            rate = count * options.batch * BLOCK / seconds
            print(f"update {step + 1}: loss {float(loss_sum) / count:.3f}, {rate:,.0f} tokens/s", flush=True)
            loss_sum, since = torch.zeros((), device=place), time.perf_counter()
    base, _ = load_encoder(ENCODER)
    delta = delta_between(layers, base, 1.0)
    card = {"name": "adapted", "encoder": ENCODER, "training": []}
    print(save_parts(Parts(ENCODER, {}, {}, delta, {}, fingerprint(base), card=card), options.out))


if __name__ == "__main__":
    main()
