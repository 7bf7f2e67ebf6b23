"""Weights of tokens from gradients: conservative propagation in one pass, or integrated gradients by captum."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from framing.errors import InputError
from framing.models.bundled_encoder import Bert
from framing.models.encoder_network import Network, pool

if TYPE_CHECKING:
    from framing.models.encoder import EncoderModel

STEPS = 32
"""Points on the path of integrated gradients."""

_HELD = "framing_held_attention"

_ACTIVATIONS = (torch.nn.GELU, torch.nn.ReLU, torch.nn.SiLU, torch.nn.Tanh)


class Batch(NamedTuple):
    """Sentences as tensors (n, tokens): ids; which tokens are there, are averaged, are the mention's, are text.

    ``words`` (n, all tokens, size) are the shares of all tokens, names too, in the mean that a head with words reads
    (:func:`framing.models.encoder_words.word_shares`); None for other heads.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    averaged: torch.Tensor
    mention: torch.Tensor
    inside: torch.Tensor
    words: torch.Tensor | None = None


Weights = npt.NDArray[np.float64]
Attribution = Callable[[str, Batch, int | None], Weights]
"""Takes a task, sentences and the number of a label (None: each one's likeliest), returns weights (n, tokens).

Those of ``words``, (n, all tokens), stand behind them."""


def by_gradient(model: EncoderModel) -> Attribution:
    """Return what gives each token its share of the logit, from one pass forward and back.

    The weight of a token is the product of its hidden state and the gradient there, averaged over the inputs of the
    upper half of the layers. While the gradient is taken, attention, the standard deviation of layer norms and the
    slopes of activations count as constants: the network is then linear in each layer's input, and what a layer passes
    on is shared out among its tokens (Ali, Schnake, Eberle, Montavon, Müller and Wolf 2022, XAI for Transformers:
    Better Explanations through Conservative Propagation, ICML; the slope of an activation is output over input, as in
    Bach et al. 2015, Layer-wise Relevance Propagation). The weights of all tokens, special ones included, add up to
    the logit but for what biases add, which are no word's. The plain gradient at the word embeddings is too noisy to
    rank words.
    """
    network = model.network

    def attribute(task: str, batch: Batch, target: int | None) -> Weights:
        with torch.inference_mode(False), torch.enable_grad(), _held(network):
            words = [] if batch.words is None else [batch.words.clone().requires_grad_()]
            batch = batch._replace(words=words[0] if words else None)
            found = network.encoder(input_ids=batch.ids, attention_mask=batch.mask, output_hidden_states=True)
            layers = len(found.hidden_states) - 1
            states = list(found.hidden_states[layers // 2 : layers])
            logits = _outputs(network, task, found.last_hidden_state, batch)
            gain = _log_odds(network, task, logits, _columns(network, task, logits.detach(), target))
            gradients = torch.autograd.grad(gain.sum(), states + words)
        products = [(s.detach().float() * g.float()).sum(-1) for s, g in zip(states + words, gradients, strict=True)]
        weights = torch.stack(products[: len(states)]).mean(0) * batch.mask
        return _plain(torch.cat([weights, *products[len(states) :]], dim=1))

    return attribute


def integrated(model: EncoderModel) -> Attribution:
    """Return what gives each token its integrated gradient at the word embeddings, in float32.

    The path leads from a text whose every token is masked (padding, for an encoder without mask) to the sentence, in
    :data:`STEPS` points (Sundararajan, Taly and Yan 2017, Axiomatic Attribution for Deep Networks, ICML). The weights
    add up to the difference between the two logits; those of ``words`` are products with the gradient at the sentence,
    since the path leaves them as they are. Raises InputError where captum is not installed.
    """
    try:
        from captum.attr import LayerIntegratedGradients
    except ImportError as error:
        raise InputError(
            "Integrated gradients need the package captum; install it: pip install 'framing[explain]', or use "
            "method='gradient'."
        ) from error
    network = model.network if model.dtype == torch.float32 else copy.deepcopy(model.network).float()
    tokenizer = model.tokenizer
    masked = next(i for i in (tokenizer.mask_token_id, tokenizer.pad_token_id, 0) if i is not None)

    def gain(ids: torch.Tensor, columns: torch.Tensor, task: str, *marks: Any) -> torch.Tensor:
        batch = Batch(ids, *marks)
        return _log_odds(network, task, _outputs(network, task, network.encode(ids, batch.mask), batch), columns)

    def attribute(task: str, batch: Batch, target: int | None) -> Weights:
        with torch.inference_mode(False):
            with torch.no_grad():
                states = network.encode(batch.ids, batch.mask)
                logits = _outputs(network, task, states, batch)
            columns = _columns(network, task, logits, target)
            found = LayerIntegratedGradients(gain, network.encoder.get_input_embeddings()).attribute(
                batch.ids,
                baselines=torch.where(batch.inside.bool(), masked, batch.ids),
                additional_forward_args=(columns, task, *batch[1:]),
                n_steps=STEPS,
                internal_batch_size=len(batch.ids),
            )
            shares = _word_products(network, task, states, batch, columns)
        return _plain(torch.cat([found.sum(-1) * batch.mask, *shares], dim=1))

    return attribute


def _word_products(
    network: Network, task: str, states: torch.Tensor, batch: Batch, columns: torch.Tensor
) -> list[torch.Tensor]:
    """Return the products (n, all tokens) of the shares of words and the gradient there; nothing for other heads."""
    if batch.words is None:
        return []
    with torch.enable_grad():
        words = batch.words.clone().requires_grad_()
        logits = _outputs(network, task, states, batch._replace(words=words))
        (gradient,) = torch.autograd.grad(_log_odds(network, task, logits, columns).sum(), words)
    return [(words.detach() * gradient).sum(-1)]


METHODS: dict[str, Callable[[EncoderModel], Attribution]] = {"gradient": by_gradient, "integrated": integrated}
"""How tokens get their weights."""


def _outputs(network: Network, task: str, states: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return the logits (n, outputs) of a task from hidden states, as the model gives them."""
    vectors = pool(states, batch.averaged)
    if network.shapes[task].kind == "mention":
        vectors = torch.cat([pool(states, batch.mention), vectors], dim=1)
    if batch.words is not None:
        vectors = torch.cat([vectors, batch.words.sum(1)], dim=1)
    logits: torch.Tensor = network.heads[task](vectors)
    return logits


def _columns(network: Network, task: str, logits: torch.Tensor, target: int | None) -> torch.Tensor:
    if target is not None:
        return torch.full((len(logits),), target, device=logits.device)
    return logits.argmax(dim=1)


def _log_odds(network: Network, task: str, logits: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
    """Return the log-odds (n,) of each row's label against all others."""
    kind = network.shapes[task].kind
    if kind == "binary":
        return torch.where(columns == 1, logits[:, 0], -logits[:, 0])
    own = logits.gather(1, columns[:, None])[:, 0]
    if kind == "several":
        return own
    return own - torch.logsumexp(logits.scatter(1, columns[:, None], -torch.inf), dim=1)


def _plain(weights: torch.Tensor) -> Weights:
    return np.asarray(weights.detach().double().cpu().numpy(), dtype=np.float64)


@contextmanager
def _held(network: Network) -> Iterator[None]:
    """Let gradients see constants in attention, in the scale of layer norms and in the slope of activations."""
    encoder: Any = network.encoder
    activations = _ACTIVATIONS if isinstance(encoder, Bert) else (*_ACTIVATIONS, *_their_activations())
    with ExitStack() as stack:
        # The parameters are frozen: gradients begin at the word embeddings, or where they are first asked for.
        lower: set[torch.nn.Module] = set()
        first = encoder.get_input_embeddings()
        if isinstance(encoder, Bert):
            below = [encoder.embeddings, *encoder.layers[: len(encoder.layers) // 2]]
            lower, first = {module for part in below for module in part.modules()}, below[-1]
        hooks = [first.register_forward_hook(_from_here)]
        for module in network.modules():
            if module in lower:
                continue
            if isinstance(module, torch.nn.LayerNorm):
                hooks.append(module.register_forward_hook(_held_norm))
            elif isinstance(module, activations):
                hooks.append(module.register_forward_hook(_held_slope))
        for hook in hooks:
            stack.callback(hook.remove)
        if isinstance(encoder, Bert):
            encoder.held = True
            stack.callback(setattr, encoder, "held", False)
        else:
            _hold_attention(encoder, stack)
        yield


def _from_here(module: Any, inputs: Any, output: torch.Tensor) -> torch.Tensor:
    return output.detach().requires_grad_()


def _held_norm(module: Any, inputs: tuple[torch.Tensor], output: torch.Tensor) -> torch.Tensor:
    """Return the output of a layer norm, computed so that only its numerator has a gradient."""
    x = inputs[0]
    axes = tuple(range(-len(module.normalized_shape), 0))
    centred = x - x.mean(axes, keepdim=True)
    scaled = centred * torch.rsqrt(centred.detach().square().mean(axes, keepdim=True) + module.eps)
    scaled = scaled if module.weight is None else scaled * module.weight
    return scaled if module.bias is None else scaled + module.bias


def _held_slope(module: Any, inputs: tuple[torch.Tensor], output: torch.Tensor) -> torch.Tensor:
    """Return the output of an activation as its input times a constant."""
    x = inputs[0]
    slope = output.detach() / torch.where(x == 0, 1, x.detach())
    return x * slope


@cache
def _their_activations() -> tuple[type[torch.nn.Module], ...]:
    """Return the activations of transformers."""
    from transformers.activations import ACT2CLS

    return tuple({made[0] if isinstance(made, tuple) else made for made in ACT2CLS.values()})


def _hold_attention(encoder: Any, stack: ExitStack) -> None:
    """Let an encoder of transformers take its attention for constants until the stack is closed."""
    own = [module for module in encoder.modules() if all(hasattr(module, name) for name in ("q", "k", "v", "o"))]
    if own:  # MPNet computes its attention itself: constant queries and keys make it one
        for module in (part for attention in own for part in (attention.q, attention.k)):
            stack.callback(module.register_forward_hook(lambda _, __, output: output.detach()).remove)
        return
    from transformers import AttentionInterface
    from transformers.integrations.sdpa_attention import sdpa_attention_forward
    from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

    def held(
        module: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, *more: Any, **options: Any
    ) -> Any:
        return sdpa_attention_forward(module, query.detach(), key.detach(), value, *more, **options)

    AttentionInterface.register(_HELD, held)
    AttentionMaskInterface.register(_HELD, sdpa_mask)
    before = encoder.config._attn_implementation
    try:
        encoder.set_attn_implementation(_HELD)
    except (ValueError, NotImplementedError):
        return  # An encoder with an attention of its own keeps the gradient through it.
    stack.callback(encoder.set_attn_implementation, before)
