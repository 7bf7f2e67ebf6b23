"""The bundled encoder for scoring, read without transformers, whose import takes longer than scoring an article.

:class:`Bert` has the modules, names and answers of transformers' ``BertModel`` as far as scoring and its evidence ask
for them, :class:`BertTokenizer` those of its tokenizer; tests hold them equal. All other encoders, and training, go
through ``AutoModel`` (:func:`framing.models.encoder_base.load_encoder`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F  # noqa: N812 – torch's own name for it


class Output(NamedTuple):
    """Hidden states (n, tokens, size): the last, and where asked for those of every layer, the embeddings first."""

    last_hidden_state: torch.Tensor
    hidden_states: tuple[torch.Tensor, ...] | None = None


class _Embeddings(nn.Module):
    def __init__(self, config: Any) -> None:
        super().__init__()
        size = config.hidden_size
        # Given its weights, it draws none: they come from the file.
        self.word_embeddings = nn.Embedding(config.vocab_size, size, _weight=torch.zeros(config.vocab_size, size))
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, size)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, size)
        self.LayerNorm = nn.LayerNorm(size, eps=config.layer_norm_eps)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        places = self.position_embeddings.weight[: ids.shape[1]] + self.token_type_embeddings.weight[0]
        found: torch.Tensor = self.LayerNorm(self.word_embeddings(ids) + places)
        return found


class _Output(nn.Module):
    def __init__(self, inputs: int, size: int, eps: float) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, size)
        self.LayerNorm = nn.LayerNorm(size, eps=eps)

    def forward(self, x: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.LayerNorm(self.dense(x) + before)
        return found


class _Intermediate(nn.Module):
    def __init__(self, size: int, wide: int) -> None:
        super().__init__()
        self.dense = nn.Linear(size, wide)
        self.intermediate_act_fn = nn.GELU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.intermediate_act_fn(self.dense(x))
        return found


class _Layer(nn.Module):
    def __init__(self, config: Any) -> None:
        super().__init__()
        size = config.hidden_size
        self.heads = config.num_attention_heads
        self.attention = nn.Module()
        self.attention.self = nn.Module()
        for name in ("query", "key", "value"):
            setattr(self.attention.self, name, nn.Linear(size, size))
        self.attention.output = _Output(size, size, config.layer_norm_eps)
        self.intermediate = _Intermediate(size, config.intermediate_size)
        self.output = _Output(config.intermediate_size, size, config.layer_norm_eps)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None, held: bool) -> torch.Tensor:
        parts: Any = self.attention.self
        query, key, value = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for layer in (parts.query, parts.key, parts.value)
        )
        if held:  # the backward pass of the fused kernel would take longer than all the rest
            with torch.no_grad():
                logits = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5
                weights = (logits if mask is None else logits.masked_fill(~mask, -torch.inf)).softmax(-1)
            seen = weights @ value
        else:
            seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = seen.transpose(1, 2).flatten(2)
        output: Any = self.attention.output
        between: torch.Tensor = output(seen, x)
        found: torch.Tensor = self.output(self.intermediate(between), between)
        return found


class Bert(nn.Module):
    """BERT without its pooler. Where ``held``, gradients take the weights of attention for constants."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config = config
        self.held = False
        self.embeddings = _Embeddings(config)
        self.encoder = nn.Module()
        self.encoder.layer = nn.ModuleList(_Layer(config) for _ in range(config.num_hidden_layers))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None, output_hidden_states: bool = False
    ) -> Output:
        """Return the hidden states of ids (n, tokens); ``attention_mask`` marks those that are there (None: all)."""
        x = self.embeddings(input_ids)
        mask = None if attention_mask is None else attention_mask.bool()[:, None, None, :]
        states = [x]
        for layer in self.layers:
            x = layer(x, mask, self.held)
            states.append(x)
        return Output(x, tuple(states) if output_hidden_states else None)

    @property
    def layers(self) -> nn.ModuleList:
        """The layers, from the embeddings up."""
        inner: Any = self.encoder
        found: nn.ModuleList = inner.layer
        return found

    def get_input_embeddings(self) -> nn.Module:
        """Return the word embeddings."""
        found: nn.Module = self.embeddings.word_embeddings
        return found

    @property
    def dtype(self) -> torch.dtype:
        """The number format of the weights."""
        found: torch.dtype = self.embeddings.word_embeddings.weight.dtype
        return found


class BertTokenizer:
    """Word pieces with their places in the text."""

    is_fast = True
    bos_token_id = eos_token_id = None

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        ids = (self._tokenizer.token_to_id(f"[{name}]") for name in ("PAD", "CLS", "SEP", "MASK"))
        self.pad_token_id, self.cls_token_id, self.sep_token_id, self.mask_token_id = ids

    def __call__(
        self, texts: Sequence[str], *, add_special_tokens: bool = True, max_length: int = 512, **_: Any
    ) -> dict[str, list[Any]]:
        """Return ``input_ids`` and ``offset_mapping`` of texts, each cut at ``max_length`` tokens."""
        self._tokenizer.enable_truncation(max_length)
        found = self._tokenizer.encode_batch(list(texts), add_special_tokens=add_special_tokens)
        return {"input_ids": [one.ids for one in found], "offset_mapping": [one.offsets for one in found]}


def read_bert(folder: Path) -> tuple[Bert, BertTokenizer] | None:
    """Return the encoder (float32, in eval mode) and the tokenizer of a folder; None where it is no plain BERT."""
    config = SimpleNamespace(**json.loads((folder / "config.json").read_text(encoding="utf-8")))
    if config.model_type != "bert" or config.hidden_act != "gelu" or config.position_embedding_type != "absolute":
        return None
    encoder = Bert(config)
    stored = load_file(folder / "model.safetensors")
    encoder.load_state_dict({name: stored[name] for name in encoder.state_dict()})
    return encoder.eval(), BertTokenizer(folder)
