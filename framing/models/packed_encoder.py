"""The layers of BERT and MPNet over rows of several texts: no padding, weights laid out as the matrix unit reads them.

The same numbers as the encoder of transformers gives, but for rounding; :func:`packed_encoder` checks it.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 – torch's own name for it

from framing.models.packing import pack

KINDS = ("bert", "roberta", "xlm-roberta", "camembert", "mpnet")
"""Encoders with such layers, by the ``model_type`` of their configuration. MPNet adds a number for the distance of two
tokens to their attention (Song et al. 2020)."""

_SAME = 0.02  # mean difference to the encoder of transformers over the mean size, beyond which the layers are others;
_LAYERS = 6  # of so many layers: what 16 bits round off adds up from layer to layer
_PROBE = (23, 9, 40, 64)  # tokens of the texts of that check


class Linear:
    """A linear layer on rows (tokens, inputs); with ``prepacked`` its weight lies as oneDNN wants it."""

    def __init__(self, *modules: torch.nn.Linear, prepacked: bool) -> None:
        """Take one layer, or several of the same inputs, whose outputs stand side by side."""
        weight = torch.cat([module.weight.detach() for module in modules])
        self.bias = torch.cat([module.bias.detach() for module in modules])
        self.prepacked = prepacked
        self.weight = torch.ops.mkldnn._reorder_linear_weight(weight) if prepacked else weight

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the layer's outputs (tokens, outputs)."""
        if not self.prepacked:
            return F.linear(x, self.weight, self.bias)
        return cast(torch.Tensor, torch.ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "none", [], ""))

    def gelu(self, x: torch.Tensor) -> torch.Tensor:
        """Return the GELU of the layer's outputs."""
        if not self.prepacked:
            return F.gelu(self(x))
        return cast(torch.Tensor, torch.ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "gelu", [], "none"))

    def plus(self, x: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        """Return the layer's outputs plus ``other``."""
        if not self.prepacked:
            return self(x) + other
        fused = torch.ops.mkldnn._linear_pointwise.binary
        return cast(torch.Tensor, fused(x, other, self.weight, self.bias, "add"))


class Layer(NamedTuple):
    """A layer of BERT: attention and its norm, the wide layer and its norm."""

    qkv: Linear
    out: Linear
    attention_norm: torch.nn.LayerNorm
    up: Linear
    down: Linear
    norm: torch.nn.LayerNorm


class PackedEncoder:
    """The layers of an encoder of transformers, whose weights it shares where they are not laid out anew."""

    def __init__(self, encoder: Any, prepacked: bool) -> None:
        parts = encoder.embeddings
        self.words = parts.word_embeddings.weight.detach()
        self.places = parts.position_embeddings.weight.detach()
        if hasattr(parts, "token_type_embeddings"):
            self.places = self.places + parts.token_type_embeddings.weight[0].detach()
        # RoBERTa counts places from the one after the filler's.
        self.first = 0 if encoder.config.model_type == "bert" else int(parts.padding_idx) + 1
        self.norm = parts.LayerNorm
        self.size = int(encoder.config.hidden_size)
        self.heads = int(encoder.config.num_attention_heads)
        self.layers = [_layer(layer, prepacked) for layer in encoder.encoder.layer]
        self.distances = getattr(encoder.encoder, "compute_position_bias", None)

    def __call__(self, ids: torch.Tensor, positions: torch.Tensor, owners: torch.Tensor) -> torch.Tensor:
        """Return hidden states (rows * width, size) of packed texts (see :class:`framing.models.packing.Packed`)."""
        rows, width = ids.shape
        x = F.embedding(ids, self.words) + F.embedding(positions + self.first, self.places)
        x = self.norm(x).view(rows * width, -1)
        apart = (owners[:, :, None] != owners[:, None, :])[:, None]
        mask = torch.zeros(apart.shape, dtype=x.dtype, device=x.device).masked_fill_(apart, -torch.inf)
        if self.distances is not None:  # within a text, two tokens are as far apart as in its row
            mask = mask + self.distances(x.new_empty(1, width, 1)).to(x.dtype)
        shape = (rows, width, 3, self.heads, x.shape[1] // self.heads)
        for layer in self.layers:
            query, key, value = layer.qkv(x).view(shape).permute(2, 0, 3, 1, 4)
            seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
            seen = seen.transpose(1, 2).reshape(rows * width, -1)
            x = layer.attention_norm(layer.out.plus(seen, x))
            x = layer.norm(layer.down.plus(layer.up.gelu(x), x))
        return cast(torch.Tensor, x)


def _layer(layer: Any, prepacked: bool) -> Layer:
    attention = layer.attention
    if hasattr(attention, "attn"):  # MPNet's names
        own = attention.attn
        query, key, value, out, norm = own.q, own.k, own.v, own.o, attention.LayerNorm
    else:
        own = attention.self
        query, key, value, out, norm = own.query, own.key, own.value, attention.output.dense, attention.output.LayerNorm
    return Layer(
        Linear(query, key, value, prepacked=prepacked),
        Linear(out, prepacked=prepacked),
        norm,
        Linear(layer.intermediate.dense, prepacked=prepacked),
        Linear(layer.output.dense, prepacked=prepacked),
        layer.output.LayerNorm,
    )


def packed_encoder(encoder: Any) -> PackedEncoder | None:
    """Return the layers of an encoder for packed texts; None where it is not of :data:`KINDS`, or answers otherwise.

    The layout of oneDNN is used where torch has it (it is no public part of torch) and its numbers are the same.
    """
    config = encoder.config
    plain = (
        getattr(config, "model_type", None) in KINDS
        and getattr(config, "hidden_act", None) == "gelu"
        and getattr(config, "position_embedding_type", "absolute") in ("absolute", None)
        and not getattr(config, "is_decoder", False)
    )
    if not plain:
        return None
    first = next(encoder.parameters())
    with torch.inference_mode():
        for prepacked in (True, False) if first.device.type == "cpu" and first.dtype == torch.bfloat16 else (False,):
            try:
                made = PackedEncoder(encoder, prepacked)
                if _same(made, encoder):
                    return made
            except (AttributeError, NotImplementedError, RuntimeError, TypeError):
                continue  # Another version of torch or transformers, or another processor.
    return None


def _same(made: PackedEncoder, encoder: Any) -> bool:
    """Return whether the packed layers give what the encoder gives for a few made-up texts."""
    first = next(encoder.parameters())
    longest = int(encoder.config.max_position_embeddings) - made.first
    known = np.arange(int(encoder.config.vocab_size), dtype=np.int32)
    filler = int(encoder.config.pad_token_id or 0)
    usable = known[known != filler]
    texts = [np.resize(usable[7 * n :: 31], min(length, longest)) for n, length in enumerate(_PROBE)]
    packed = pack(texts, [[0, 2], [1], [3]], filler)
    found = made(*(torch.from_numpy(part).to(first.device) for part in packed[:3]))
    found = found[torch.from_numpy(packed.order).to(first.device)].float()
    each = [torch.from_numpy(texts[k].astype(np.int64))[None].to(first.device) for k in (0, 2, 1, 3)]
    wanted = torch.cat([encoder(input_ids=ids).last_hidden_state[0] for ids in each]).float()
    allowed = _SAME * max(1.0, len(made.layers) / _LAYERS)
    return bool((found - wanted).abs().mean() <= allowed * wanted.abs().mean())
