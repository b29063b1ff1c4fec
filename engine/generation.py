"""A tiny GPT-2 that writes: fixed random weights, and a prompt continued token by token from a cache.

The idea: keys and values of earlier positions do not change, so each step computes those of the new position alone and
attends to all that are kept (Pope et al. 2022, section 2.1). The result is that of a full pass (`gpt2_forward`) at
every step, and a test says so. Left out: batches of prompts, stopping at a token, a cache that moves on.

What is fast here: the cache is one array for all positions, written in place, and a layer's weights are looked up once.
"""

import math
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import ShapeError
from engine.nn import activation
from engine.threads import one_blas_thread
from engine.transformer import gpt2_config
from engine.weights import Weights

FloatArray: TypeAlias = NDArray[Any]
_DEEPEST = 1_000
_SMALL = 512  # up to this width a row times a matrix is done before a second thread has woken


def seeded_tiny_model(
    *, seed: int = 0, n_layer: int = 2, n_head: int = 2, n_embd: int = 16, vocab_size: int = 32, n_positions: int = 64
) -> dict[str, Any]:
    """A small GPT-2 with fixed random weights: {config, weights}, for the lab and for tests of decoding.

    The head counts must divide the width. Raises ShapeError, DTypeError.
    """
    random = np.random.default_rng(arrays.integer("seed", seed, at_least=0))
    layers = arrays.integer("n_layer", n_layer, at_least=0, at_most=_DEEPEST)
    heads = arrays.integer("n_head", n_head, at_least=1)
    width, vocabulary = (
        arrays.integer("n_embd", n_embd, at_least=1),
        arrays.integer("vocab_size", vocab_size, at_least=1),
    )
    if width % heads:
        raise ShapeError(f"n_embd: got {width}, expected a multiple of n_head {heads}")
    places = arrays.integer("n_positions", n_positions, at_least=1)
    weights: dict[str, FloatArray] = {
        "wte.weight": random.normal(0, 1, (vocabulary, width)),
        "wpe.weight": random.normal(0, 0.3, (places, width)),
    }
    for layer in range(layers):
        weights |= _block_weights(random, f"h.{layer}.", width)
    weights["ln_f.weight"], weights["ln_f.bias"] = np.ones(width), np.zeros(width)
    config = {
        "n_layer": layers,
        "n_head": heads,
        "n_embd": width,
        "vocab_size": vocabulary,
        "n_positions": places,
        "activation": "gelu_tanh",
        "layer_norm_eps": 1e-5,
        "tied": True,
    }
    return {"config": config, "weights": weights}


def generate(
    *,
    config: Mapping[str, Any],
    weights: Mapping[str, Any],
    input_ids: Any,
    max_new_tokens: int,
    temperature: float = 0.0,
    uniforms: Any = None,
) -> list[int]:
    """Continue a prompt by a cache of keys and values; temperature 0 is greedy, else one of `uniforms` is used a step.

    input_ids (T,), T >= 1 -> the new ids. Raises ShapeError when the positions run out or `uniforms` are too few,
    TokenIdError, DTypeError.
    """
    from engine.sampling import sample_inverse_cdf
    from engine.sampling import temperature as tempered

    steps = arrays.integer("max_new_tokens", max_new_tokens, at_least=0)
    heat = arrays.number("temperature", temperature, at_least=0, below=math.inf)
    draws = arrays.float64s("uniforms", () if uniforms is None else uniforms, ndim=1)
    if heat > 0 and len(draws) < steps:
        raise ShapeError(f"uniforms: got {len(draws)}, expected {steps}, one for each token")
    decoder = CachedDecoder(config, weights)
    prompt = arrays.token_ids("input_ids", input_ids, decoder.vocab_size, ndim=1)
    if not len(prompt):
        raise ShapeError("input_ids: got none, expected at least one token")
    new: list[int] = []
    with one_blas_thread() if decoder.is_small else nullcontext():
        for step in range(steps):
            logits = decoder.next_logits(prompt if step == 0 else np.array(new[-1:]))
            if heat > 0:
                scaled = tempered(logits=logits, temperature=heat).logits
                new.append(int(sample_inverse_cdf(logits=scaled, uniforms=draws[step])))
            else:
                new.append(int(logits.argmax()))
    return new


def greedy_decode(
    *, config: Mapping[str, Any], weights: Mapping[str, Any], input_ids: Any, max_new_tokens: int
) -> list[int]:
    """The most likely token at every step, from a cache; the first index wins a tie. input_ids (T,) -> the new ids."""
    return generate(config=config, weights=weights, input_ids=input_ids, max_new_tokens=max_new_tokens)


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A block's weights, (in, out), looked up once; keys and values of all positions (H, n_positions, d_head)."""

    norm_1: tuple[FloatArray, FloatArray]
    attention: tuple[FloatArray, FloatArray]
    projection: tuple[FloatArray, FloatArray]
    norm_2: tuple[FloatArray, FloatArray]
    up: tuple[FloatArray, FloatArray]
    down: tuple[FloatArray, FloatArray]
    keys: FloatArray
    values: FloatArray


class CachedDecoder:
    """GPT-2 that is fed new tokens and remembers the keys and values of those before."""

    def __init__(self, config: Mapping[str, Any], weights: Mapping[str, Any]) -> None:
        self._config, named = gpt2_config(config), Weights(weights, ("transformer.",))
        self._table, self._places = named.matrix("wte.weight"), named.matrix("wpe.weight")
        self._head = self._table if self._config.tied else named.matrix("lm_head.weight")
        self._last_norm = named["ln_f.weight"], named["ln_f.bias"]
        self.vocab_size, width = self._table.shape
        if width % self._config.heads:
            raise ShapeError(f"config.n_head: got {self._config.heads}, expected a divisor of the width {width}")
        self._mean = np.full(width, 1.0 / width, dtype=self._table.dtype)
        self._scale = self._table.dtype.type(1.0 / math.sqrt(width // self._config.heads))
        self._eps = self._table.dtype.type(self._config.eps)
        self._layers = [self._layer(named.under(f"h.{at}."), width) for at in range(self._config.layers)]
        self._seen = 0
        self.is_small = width <= _SMALL

    def next_logits(self, ids: NDArray[np.int64]) -> FloatArray:
        """Feed the new tokens (T,); the logits (V,) of the token after the last. Raises ShapeError at the end."""
        last = self._seen + len(ids)
        if last > len(self._places):
            raise ShapeError(f"input_ids: got {last} positions, expected at most {len(self._places)}")
        x = self._table[ids] + self._places[self._seen : last]  # (T, d)
        for layer in self._layers:
            x += self._attended(self._normed(x, layer.norm_1), layer, last)
            x += (
                self._activated(self._normed(x, layer.norm_2) @ layer.up[0] + layer.up[1]) @ layer.down[0]
                + layer.down[1]
            )
        self._seen = last
        logits: FloatArray = self._head @ self._normed(x[-1:], self._last_norm)[0]
        return logits

    def _attended(self, x: FloatArray, layer: _Layer, last: int) -> FloatArray:
        """x (T, d): the new positions' queries over all keys so far."""
        new, heads = len(x), self._config.heads
        joined = (x @ layer.attention[0] + layer.attention[1]).reshape(new, 3, heads, -1)
        query, key, value = joined.transpose(1, 2, 0, 3)  # (H, T, d_head) each
        layer.keys[:, self._seen : last], layer.values[:, self._seen : last] = key, value
        scores = (query * self._scale) @ layer.keys[:, :last].swapaxes(1, 2)  # (H, T, S)
        if new > 1:
            scores += np.where(np.tri(new, last, self._seen, dtype=bool), 0, -np.inf).astype(scores.dtype)
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ layer.values[:, :last]).transpose(1, 0, 2).reshape(new, -1)  # (T, d)
        output: FloatArray = mixed @ layer.projection[0] + layer.projection[1]
        return output

    def _normed(self, x: FloatArray, gain_and_shift: tuple[FloatArray, FloatArray]) -> FloatArray:
        """`layer_norm`, its means as products with 1/d."""
        centred: FloatArray = x - (x @ self._mean)[:, None]
        spread = np.sqrt(np.square(centred) @ self._mean + self._eps)
        centred /= spread[:, None]
        centred *= gain_and_shift[0]
        centred += gain_and_shift[1]
        return centred

    def _activated(self, x: FloatArray) -> FloatArray:
        """`activation`; GELU's tanh form is written out, since nothing else is called as often."""
        if self._config.activation != "gelu_tanh":
            return activation(x=x, kind=self._config.activation)
        inner: FloatArray = x * x
        inner *= 0.044715 * math.sqrt(2.0 / math.pi)
        inner += math.sqrt(2.0 / math.pi)
        inner *= x
        np.tanh(inner, out=inner)
        inner += 1.0
        inner *= x
        inner *= 0.5
        return inner

    def _layer(self, block: Weights, width: int) -> _Layer:
        shape = (self._config.heads, len(self._places), width // self._config.heads)
        return _Layer(
            (block["ln_1.weight"], block["ln_1.bias"]),
            self._pair(block, "attn.c_attn", width, 3 * width),
            self._pair(block, "attn.c_proj", width, width),
            (block["ln_2.weight"], block["ln_2.bias"]),
            self._pair(block, "mlp.c_fc", width, None),
            self._pair(block, "mlp.c_proj", None, width),
            np.empty(shape, dtype=self._table.dtype),
            np.empty(shape, dtype=self._table.dtype),
        )

    def _pair(
        self, block: Weights, name: str, inputs: int | None, outputs: int | None
    ) -> tuple[FloatArray, FloatArray]:
        weight, bias = (block[f"{name}.{part}"].astype(self._table.dtype, copy=False) for part in ("weight", "bias"))
        arrays.check_shape(f"weights['...{name}.weight']", weight, (inputs, outputs))
        arrays.check_shape(f"weights['...{name}.bias']", bias, (weight.shape[1],))
        return weight, bias


def _block_weights(random: np.random.Generator, prefix: str, width: int) -> dict[str, FloatArray]:
    weights: dict[str, FloatArray] = {}
    for norm in ("ln_1", "ln_2"):
        weights[f"{prefix}{norm}.weight"], weights[f"{prefix}{norm}.bias"] = np.ones(width), np.zeros(width)
    for name, shape in (
        ("attn.c_attn", (width, 3 * width)),
        ("attn.c_proj", (width, width)),
        ("mlp.c_fc", (width, 4 * width)),
        ("mlp.c_proj", (4 * width, width)),
    ):
        weights[f"{prefix}{name}.weight"] = random.normal(0.0, 0.4 / np.sqrt(shape[0]), shape)
        weights[f"{prefix}{name}.bias"] = np.zeros(shape[1])
    return weights
