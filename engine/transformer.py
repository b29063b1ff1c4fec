"""Whole decoders: a pre-norm block, GPT-2 and Llama from their published weight names.

The idea: x + attention(norm(x)), then x + mlp(norm(x)), again and again, a last norm, and one matrix to the vocabulary.
GPT-2: Radford et al. 2019; Llama: Touvron et al. 2023; pre-norm: Xiong et al. 2020. Weights go by their Hugging Face
names, with or without the leading "transformer." or "model.". Text is continued, with a cache of keys and values, in
engine/generation.py. Left out: dropout, training, mixture of experts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.attention import scaled_dot_product_attention
from engine.errors import ShapeError
from engine.nn import activation, layer_norm, rms_norm
from engine.positions import rope
from engine.trace import Trace
from engine.weights import Weights, setting

FloatArray: TypeAlias = NDArray[Any]
_ACTIVATIONS = {"gelu_new": "gelu_tanh", "gelu_pytorch_tanh": "gelu_tanh"}


@dataclass(frozen=True, slots=True, eq=False)
class Gpt2Output:
    """logits (B, T, V); hidden_states: embeddings, then each block's output before the last norm, each (B, T, d)."""

    logits: FloatArray
    hidden_states: tuple[FloatArray, ...]


@dataclass(frozen=True, slots=True)
class Gpt2Config:
    """What a GPT-2's configuration says, checked."""

    layers: int
    heads: int
    eps: float
    activation: str
    tied: bool


def transformer_block(
    *,
    x: Any,
    weights: Mapping[str, Any],
    num_heads: int,
    causal: bool = False,
    norm: str = "pre",
    activation: str = "gelu_tanh",
    eps: float = 1e-5,
    trace: Trace | None = None,
) -> FloatArray:
    """x + attention(norm(x)), then + mlp(norm of that); weights by GPT-2's names inside a block, (in, out).

    x (B, T, d) -> (B, T, d). Raises ShapeError, DTypeError. Source: Xiong et al. 2020, figure 1 (b).
    """
    arrays.choice("norm", norm, ("pre",))
    given = arrays.floats("x", x, ndim=(2, 3))
    heads = arrays.integer("num_heads", num_heads, at_least=1)
    kind, small = gpt2_activation(activation), arrays.number("eps", eps, at_least=0)
    return _gpt2_block(given, Weights(weights), heads, arrays.flag("causal", causal), kind, small, trace)


def gpt2_forward(
    *, config: Mapping[str, Any], weights: Mapping[str, Any], input_ids: Any, trace: Trace | None = None
) -> Gpt2Output:
    """Logits of every position of GPT-2. input_ids (B, T) -> logits (B, T, V).

    `config` has n_layer, n_head, n_embd, vocab_size, n_positions, activation, layer_norm_eps, tied. Conv1D weights are
    (in, out). Raises ShapeError, DTypeError, TokenIdError. Source: Radford et al. 2019, section 2.3.
    """
    shape, named = gpt2_config(config), Weights(weights, ("transformer.",))
    table, places = named.matrix("wte.weight"), named.matrix("wpe.weight")
    ids = arrays.token_ids("input_ids", input_ids, len(table), ndim=2)
    if ids.shape[1] > len(places):
        raise ShapeError(f"input_ids: got {ids.shape[1]} positions, expected at most {len(places)}")
    x = table[ids] + places[: ids.shape[1]]  # (B, T, d)
    hidden = [x]
    for layer in range(shape.layers):
        x = _gpt2_block(x, named.under(f"h.{layer}."), shape.heads, True, shape.activation, shape.eps, None)
        hidden.append(x)
    normed = layer_norm(x=x, weight=named["ln_f.weight"], bias=named["ln_f.bias"], eps=shape.eps)
    logits = normed @ (table if shape.tied else named.matrix("lm_head.weight")).T  # (B, T, V)
    if trace is not None:
        for depth, state in enumerate(hidden):
            trace.add("hidden_state", state, f"after block {depth}" if depth else "token + position embedding")
        trace.add("normed", normed, "last layer norm")
        trace.add("logits", logits, "normed Eᵀ" if shape.tied else "normed Wᵀ")
    return Gpt2Output(logits, tuple(hidden))


def llama_forward(
    *, config: Mapping[str, Any], weights: Mapping[str, Any], input_ids: Any, trace: Trace | None = None
) -> FloatArray:
    """Logits (B, T, V) of every position of a Llama; Linear weights are (out, in), heads may be grouped.

    `config` has hidden_size, intermediate_size, num_attention_heads, num_hidden_layers, num_key_value_heads,
    rms_norm_eps, rope_layout, rope_theta, vocab_size. Without an `lm_head.weight` the head is the token embedding.
    Raises ShapeError, DTypeError, TokenIdError. Source: Touvron et al. 2023, section 2.2.
    """
    named = Weights(weights, ("model.",))
    eps = arrays.number("config.rms_norm_eps", setting(config, "rms_norm_eps", 1e-6), at_least=0)
    layers = arrays.integer("config.num_hidden_layers", setting(config, "num_hidden_layers"), at_least=0)
    table = named.matrix("embed_tokens.weight")
    ids = arrays.token_ids("input_ids", input_ids, len(table), ndim=2)
    x = table[ids]  # (B, T, d)
    if trace is not None:
        trace.add("hidden_state", x, "token embedding")
    for layer in range(layers):
        block = named.under(f"layers.{layer}.")
        x = x + _llama_attention(rms_norm(x=x, weight=block["input_layernorm.weight"], eps=eps), block, config)
        inner = rms_norm(x=x, weight=block["post_attention_layernorm.weight"], eps=eps)
        gate = activation(x=block.applied("mlp.gate_proj", inner), kind="silu")
        x = x + block.applied("mlp.down_proj", gate * block.applied("mlp.up_proj", inner))
        if trace is not None:
            trace.add("hidden_state", x, f"after block {layer + 1}")
    normed = rms_norm(x=x, weight=named["norm.weight"], eps=eps)
    head = table if named.get("lm_head.weight") is None else named.matrix("lm_head.weight")
    logits: FloatArray = normed @ head.T
    if trace is not None:
        trace.add("normed", normed, "last RMS norm")
        trace.add("logits", logits, "normed Wᵀ")
    return logits


def gpt2_config(config: Mapping[str, Any]) -> Gpt2Config:
    """The checked settings of a GPT-2. Raises DTypeError for one that is missing or no number."""
    return Gpt2Config(
        arrays.integer("config.n_layer", setting(config, "n_layer"), at_least=0),
        arrays.integer("config.n_head", setting(config, "n_head"), at_least=1),
        arrays.number("config.layer_norm_eps", setting(config, "layer_norm_eps", 1e-5), at_least=0),
        gpt2_activation(setting(config, "activation", "gelu_tanh")),
        arrays.flag("config.tied", setting(config, "tied", True)),
    )


def gpt2_activation(kind: Any) -> str:
    """The engine's name of an activation, also from the names that published configurations use."""
    known = ("gelu", "gelu_tanh", "relu", "silu", *_ACTIVATIONS)
    return _ACTIVATIONS.get(kind, arrays.choice("activation", kind, known))


def split_heads(x: FloatArray, heads: int) -> FloatArray:
    """(..., T, H d) -> (..., H, T, d)."""
    if x.shape[-1] % heads:
        raise ShapeError(f"weights: got width {x.shape[-1]}, expected a multiple of the {heads} heads")
    return np.swapaxes(x.reshape(*x.shape[:-1], heads, x.shape[-1] // heads), -3, -2)


def _gpt2_block(
    x: FloatArray, block: Weights, heads: int, causal: bool, kind: str, eps: float, trace: Trace | None
) -> FloatArray:
    normed = layer_norm(x=x, weight=block["ln_1.weight"], bias=block["ln_1.bias"], eps=eps)
    joined = block.applied("attn.c_attn", normed, inputs_first=True)  # (B, T, 3 d)
    arrays.check_last("weights['attn.c_attn.weight']", joined, 3 * x.shape[-1], "three times x")
    query, key, value = (split_heads(part, heads) for part in np.split(joined, 3, axis=-1))  # (B, H, T, d_head)
    mixed = scaled_dot_product_attention(q=query, k=key, v=value, causal=causal).output
    flat = np.swapaxes(mixed, -3, -2).reshape(x.shape)
    between = x + block.applied("attn.c_proj", flat, inputs_first=True)
    inner = layer_norm(x=between, weight=block["ln_2.weight"], bias=block["ln_2.bias"], eps=eps)
    active = activation(x=block.applied("mlp.c_fc", inner, inputs_first=True), kind=kind)
    output = between + block.applied("mlp.c_proj", active, inputs_first=True)
    if trace is not None:
        for name, step, formula in (
            ("normed", normed, "layer norm of x"),
            ("queries", query, "normed W_Q + b_Q, split into heads"),
            ("keys", key, "normed W_K + b_K, split into heads"),
            ("values", value, "normed W_V + b_V, split into heads"),
            ("mixed", flat, "attention of each head, side by side"),
            ("after_attention", between, "x + mixed W_O + b_O"),
            ("normed_again", inner, "layer norm of after_attention"),
            ("activated", active, f"{kind}(normed_again W_1 + b_1)"),
            ("output", output, "after_attention + activated W_2 + b_2"),
        ):
            trace.add(name, step, formula)
    return output


def _llama_attention(x: FloatArray, block: Weights, config: Mapping[str, Any]) -> FloatArray:
    heads = arrays.integer("config.num_attention_heads", setting(config, "num_attention_heads"), at_least=1)
    kept = arrays.integer("config.num_key_value_heads", setting(config, "num_key_value_heads", heads), at_least=1)
    where = np.arange(x.shape[-2])
    base, layout = setting(config, "rope_theta", 10000.0), setting(config, "rope_layout", "half")
    query = split_heads(block.applied("self_attn.q_proj", x), heads)
    key = split_heads(block.applied("self_attn.k_proj", x), kept)
    value = split_heads(block.applied("self_attn.v_proj", x), kept)
    query, key = (rope(x=part, positions=where, base=base, layout=layout).output for part in (query, key))
    mixed = scaled_dot_product_attention(q=query, k=key, v=value, causal=True).output
    flat = np.swapaxes(mixed, -3, -2).reshape(*x.shape[:-1], heads * mixed.shape[-1])  # (B, T, H d_head)
    return block.applied("self_attn.o_proj", flat)
