"""Whole decoders: a pre-norm block, GPT-2 and Llama from their published weight names, and a tiny model that generates.

The idea: x + attention(norm(x)), then x + mlp(norm(x)), again and again, a last norm, and one matrix to the vocabulary.
GPT-2: Radford et al. 2019; Llama: Touvron et al. 2023; pre-norm: Xiong et al. 2020. Weights go by their Hugging Face
names, with or without the leading "transformer." or "model.". Left out: dropout, training, mixture of experts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.attention import scaled_dot_product_attention
from engine.errors import DTypeError, ShapeError
from engine.nn import activation, layer_norm, rms_norm
from engine.positions import rope

FloatArray: TypeAlias = NDArray[Any]
_ACTIVATIONS = {"gelu_new": "gelu_tanh", "gelu_pytorch_tanh": "gelu_tanh"}


@dataclass(frozen=True, slots=True, eq=False)
class Gpt2Output:
    """logits (B, T, V); hidden_states: embeddings, then each block's output before the last norm, each (B, T, d)."""

    logits: FloatArray
    hidden_states: tuple[FloatArray, ...]


@dataclass(slots=True, eq=False)
class Cache:
    """Keys and values of the positions seen so far, a pair (B, H, T, d_head) for each layer."""

    layers: list[tuple[FloatArray, FloatArray]]

    @property
    def length(self) -> int:
        """How many positions are kept."""
        return int(self.layers[0][0].shape[-2]) if self.layers else 0


class _Weights:
    """Weights by name, with and without their usual prefixes; a missing one is named."""

    def __init__(self, given: Mapping[str, Any], prefixes: tuple[str, ...], dtype: Any = None) -> None:
        if not isinstance(given, Mapping):
            raise DTypeError(f"weights: got {type(given).__name__}, expected a mapping from names to arrays")
        self._given, self._prefixes, self._dtype = given, prefixes, dtype

    def get(self, name: str) -> FloatArray | None:
        """The array of that name, or None."""
        for prefix in ("", *self._prefixes):
            if prefix + name in self._given:
                array = arrays.floats(f"weights[{name!r}]", self._given[prefix + name])
                return array if self._dtype is None else array.astype(self._dtype, copy=False)
        return None

    def __getitem__(self, name: str) -> FloatArray:
        found = self.get(name)
        if found is None:
            raise ShapeError(f"weights: got no {name!r}, expected one among {len(self._given)} names")
        return found

    def under(self, prefix: str) -> "_Weights":
        """The weights whose names begin with `prefix`."""
        return _Weights(self._given, tuple(p + prefix for p in ("", *self._prefixes)), self._dtype)


def transformer_block(
    *,
    x: Any,
    weights: Mapping[str, Any],
    num_heads: int,
    causal: bool = True,
    norm: str = "pre",
    activation: str = "gelu_tanh",
    eps: float = 1e-5,
) -> FloatArray:
    """x + attention(norm(x)), then + mlp(norm of that); weights by GPT-2's names inside a block, (in, out).

    x (B, T, d) -> (B, T, d). Raises ShapeError, DTypeError. Source: Xiong et al. 2020, figure 1 (b).
    """
    arrays.choice("norm", norm, ("pre",))
    given = arrays.floats("x", x, ndim=(2, 3))
    heads = arrays.integer("num_heads", num_heads, at_least=1)
    output, _ = _gpt2_block(given, _Weights(weights, ()), heads, arrays.flag("causal", causal), activation, eps, None)
    return output


def gpt2_forward(*, config: Mapping[str, Any], weights: Mapping[str, Any], input_ids: Any) -> Gpt2Output:
    """Logits of every position of GPT-2. input_ids (B, T) -> logits (B, T, V).

    `config` has n_layer, n_head, n_embd, vocab_size, n_positions, activation, layer_norm_eps, tied. Conv1D weights are
    (in, out). Raises ShapeError, TokenIdError. Source: Radford et al. 2019, section 2.3.
    """
    output, _ = _gpt2(config, weights, input_ids, None)
    return output


def llama_forward(*, config: Mapping[str, Any], weights: Mapping[str, Any], input_ids: Any) -> FloatArray:
    """Logits (B, T, V) of every position of a Llama; Linear weights are (out, in), heads may be grouped.

    Raises ShapeError, TokenIdError. Source: Touvron et al. 2023, section 2.2.
    """
    named = _Weights(weights, ("model.",))
    eps = float(config.get("rms_norm_eps", 1e-6))
    table = named["embed_tokens.weight"]
    ids = arrays.token_ids("input_ids", input_ids, table.shape[0], ndim=2)
    x = table[ids]  # (B, T, d)
    for layer in range(arrays.integer("config.num_hidden_layers", config["num_hidden_layers"], at_least=0)):
        block = named.under(f"layers.{layer}.")
        x = x + _llama_attention(rms_norm(x=x, weight=block["input_layernorm.weight"], eps=eps), block, config)
        inner = rms_norm(x=x, weight=block["post_attention_layernorm.weight"], eps=eps)
        gate = activation(x=inner @ block["mlp.gate_proj.weight"].T, kind="silu")
        x = x + (gate * (inner @ block["mlp.up_proj.weight"].T)) @ block["mlp.down_proj.weight"].T
    head = named.get("lm_head.weight")
    normed = rms_norm(x=x, weight=named["norm.weight"], eps=eps)
    logits: FloatArray = normed @ (table if head is None else head).T
    return logits


def seeded_tiny_model(
    *, seed: int = 0, n_layer: int = 2, n_head: int = 2, n_embd: int = 16, vocab_size: int = 32, n_positions: int = 64
) -> dict[str, Any]:
    """A small GPT-2 with fixed random weights: {config, weights}, for the lab and for tests of decoding."""
    random = np.random.default_rng(arrays.integer("seed", seed, at_least=0))
    width = arrays.integer("n_embd", n_embd, at_least=1)

    def drawn(*shape: int) -> FloatArray:
        result: FloatArray = random.normal(0.0, 0.4 / np.sqrt(shape[0]), shape)
        return result

    weights: dict[str, FloatArray] = {"wte.weight": random.normal(0, 1, (vocab_size, width))}
    weights["wpe.weight"] = random.normal(0, 0.3, (n_positions, width))
    for layer in range(n_layer):
        for norm in ("ln_1", "ln_2"):
            weights[f"h.{layer}.{norm}.weight"], weights[f"h.{layer}.{norm}.bias"] = np.ones(width), np.zeros(width)
        for name, shape in (
            ("attn.c_attn", (width, 3 * width)),
            ("attn.c_proj", (width, width)),
            ("mlp.c_fc", (width, 4 * width)),
            ("mlp.c_proj", (4 * width, width)),
        ):
            weights[f"h.{layer}.{name}.weight"] = drawn(*shape)
            weights[f"h.{layer}.{name}.bias"] = np.zeros(shape[1])
    weights["ln_f.weight"], weights["ln_f.bias"] = np.ones(width), np.zeros(width)
    config = {
        "n_layer": n_layer,
        "n_head": n_head,
        "n_embd": width,
        "vocab_size": vocab_size,
        "n_positions": n_positions,
        "activation": "gelu_tanh",
        "layer_norm_eps": 1e-5,
        "tied": True,
    }
    return {"config": config, "weights": weights}


def generate(
    *,
    config: Mapping[str, Any],
    weights: Mapping[str, Any],
    input_ids: Iterable[int],
    max_new_tokens: int,
    temperature: float = 0.0,
    uniforms: Any = None,
) -> list[int]:
    """Continue a prompt by a cache of keys and values; temperature 0 is greedy, else one of `uniforms` is used a step.

    input_ids (T,) -> the new ids. Raises ShapeError when the positions run out or `uniforms` are too few.
    """
    from engine.sampling import sample_inverse_cdf
    from engine.sampling import temperature as tempered

    steps = arrays.integer("max_new_tokens", max_new_tokens, at_least=0)
    draws = None if uniforms is None else arrays.float64s("uniforms", uniforms, ndim=1)
    if temperature > 0 and (draws is None or len(draws) < steps):
        raise ShapeError(f"uniforms: got {0 if draws is None else len(draws)}, expected {steps}, one for each token")
    prompt = arrays.integers("input_ids", list(input_ids), ndim=1)
    cache: Cache | None = Cache([])
    new: list[int] = []
    fresh = prompt[None, :]
    for step in range(steps):
        output, cache = _gpt2(config, weights, fresh, cache)
        logits = output.logits[0, -1]
        if temperature > 0 and draws is not None:
            scaled = tempered(logits=logits, temperature=temperature).logits
            new.append(int(np.ravel(sample_inverse_cdf(logits=scaled, uniforms=draws[step : step + 1]))[0]))
        else:
            new.append(int(np.argmax(logits)))
        fresh = np.array([[new[-1]]])
    return new


def greedy_decode(
    *, config: Mapping[str, Any], weights: Mapping[str, Any], input_ids: Iterable[int], max_new_tokens: int
) -> list[int]:
    """The most likely token at every step, from a cache. input_ids (T,) -> the new ids."""
    return generate(config=config, weights=weights, input_ids=input_ids, max_new_tokens=max_new_tokens)


def _gpt2(
    config: Mapping[str, Any], weights: Mapping[str, Any], input_ids: Any, cache: Cache | None
) -> tuple[Gpt2Output, Cache | None]:
    """A pass over new positions; with a cache they follow those that it holds, and it grows."""
    named = _Weights(weights, ("transformer.",))
    table, places = named["wte.weight"], named["wpe.weight"]
    ids = arrays.token_ids("input_ids", input_ids, table.shape[0], ndim=2)
    start = cache.length if cache else 0
    if start + ids.shape[1] > places.shape[0]:
        raise ShapeError(f"input_ids: got {start + ids.shape[1]} positions, expected at most {places.shape[0]}")
    x = table[ids] + places[start : start + ids.shape[1]]  # (B, T, d)
    eps = float(config.get("layer_norm_eps", 1e-5))
    kind = str(config.get("activation", "gelu_tanh"))
    heads = arrays.integer("config.n_head", config["n_head"], at_least=1)
    hidden, grown = [x], []
    for layer in range(arrays.integer("config.n_layer", config["n_layer"], at_least=0)):
        past = cache.layers[layer] if cache and cache.layers else None
        x, kept = _gpt2_block(x, named.under(f"h.{layer}."), heads, True, kind, eps, past)
        hidden.append(x)
        grown.append(kept)
    head = None if config.get("tied", True) else named.get("lm_head.weight")
    normed = layer_norm(x=x, weight=named["ln_f.weight"], bias=named["ln_f.bias"], eps=eps)
    logits = normed @ (table if head is None else head).T
    return Gpt2Output(logits, tuple(hidden)), None if cache is None else Cache(grown)


def _gpt2_block(
    x: FloatArray,
    block: _Weights,
    heads: int,
    causal: bool,
    kind: str,
    eps: float,
    past: tuple[FloatArray, FloatArray] | None,
) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
    normed = layer_norm(x=x, weight=block["ln_1.weight"], bias=block["ln_1.bias"], eps=eps)
    joined = normed @ block["attn.c_attn.weight"] + block["attn.c_attn.bias"]  # (B, T, 3 d)
    query, key, value = (_heads(part, heads) for part in np.split(joined, 3, axis=-1))
    if past is not None:
        key, value = np.concatenate([past[0], key], axis=-2), np.concatenate([past[1], value], axis=-2)
    mixed = scaled_dot_product_attention(q=query, k=key, v=value, causal=causal).output
    flat = np.swapaxes(mixed, -3, -2).reshape(*x.shape[:-1], -1)
    x = x + flat @ block["attn.c_proj.weight"] + block["attn.c_proj.bias"]
    normed = layer_norm(x=x, weight=block["ln_2.weight"], bias=block["ln_2.bias"], eps=eps)
    inner = activation(x=normed @ block["mlp.c_fc.weight"] + block["mlp.c_fc.bias"], kind=_ACTIVATIONS.get(kind, kind))
    return x + inner @ block["mlp.c_proj.weight"] + block["mlp.c_proj.bias"], (key, value)


def _llama_attention(x: FloatArray, block: _Weights, config: Mapping[str, Any]) -> FloatArray:
    heads = arrays.integer("config.num_attention_heads", config["num_attention_heads"], at_least=1)
    kept = arrays.integer("config.num_key_value_heads", config.get("num_key_value_heads", heads), at_least=1)
    where = np.arange(x.shape[-2])
    base, layout = float(config.get("rope_theta", 10000.0)), str(config.get("rope_layout", "half"))
    query = _heads(x @ block["self_attn.q_proj.weight"].T, heads)
    key = _heads(x @ block["self_attn.k_proj.weight"].T, kept)
    value = _heads(x @ block["self_attn.v_proj.weight"].T, kept)
    query, key = (rope(x=part, positions=where, base=base, layout=layout).output for part in (query, key))
    mixed = scaled_dot_product_attention(q=query, k=key, v=value, causal=True).output
    flat: FloatArray = np.swapaxes(mixed, -3, -2).reshape(*x.shape[:-1], -1)
    projected: FloatArray = flat @ block["self_attn.o_proj.weight"].T
    return projected


def _heads(x: FloatArray, heads: int) -> FloatArray:
    """(B, T, H d) -> (B, H, T, d)."""
    if x.shape[-1] % heads:
        raise ShapeError(f"weights: got width {x.shape[-1]}, expected a multiple of the {heads} heads")
    return np.swapaxes(x.reshape(*x.shape[:-1], heads, -1), -3, -2)
