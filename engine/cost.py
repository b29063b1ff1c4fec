"""What a model costs: parameters, memory and FLOPs, counted item by item.

The idea: every figure is a product of a few sizes, so it can be worked out on a whiteboard. Integers stay Python
integers of any length, so that counts are exact.

References: Radford et al. 2019 and Touvron et al. 2023 (the two architectures); Kaplan et al. 2020, table 1 (FLOPs);
Rajbhandari et al. 2020, "ZeRO", section 3.1 (16 bytes per parameter); Ainslie et al. 2023 (grouped-query attention).
Leaves out: activations, fragmentation, softmax and normalisation FLOPs, mixture-of-experts, the cost of communication.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import choice, flag, integer, number
from engine.errors import DTypeError, ShapeError
from engine.trace import Trace

ADAM_MIXED = {"weights": 2, "gradients": 2, "master_weights": 4, "first_moment": 4, "second_moment": 4}  # bytes each


@dataclass(frozen=True, slots=True)
class ParamCount:
    """All; those of embeddings (tokens, positions, an untied output head); of one block; total - embedding."""

    total: int
    embedding: int
    per_block: int
    non_embedding: int


@dataclass(frozen=True, slots=True)
class AttentionFlops:
    """FLOPs of Q K^T and of weights V, and their sum."""

    flops: int
    qk: int
    pv: int


@dataclass(frozen=True, slots=True)
class BlockFlops:
    """FLOPs of a block's four attention projections and of its two MLP matrices, and their sum."""

    projections: int
    mlp: int
    total: int


def param_count(
    *,
    arch: str,
    n_layer: int,
    n_embd: int,
    vocab_size: int,
    n_positions: int | None = None,
    tied: bool = True,
    n_head: int | None = None,
    n_kv_head: int | None = None,
    d_ff: int | None = None,
    trace: Trace | None = None,
) -> ParamCount:
    """Count a decoder's parameters.

    `gpt2`: learned positions, biases everywhere, LayerNorm with gain and bias, an MLP of two matrices; needs
    n_positions; d_ff defaults to 4 n_embd. `llama`: no positions and no biases, RMSNorm, grouped-query attention, a
    SwiGLU MLP of three matrices; needs n_head and d_ff; n_kv_head defaults to n_head. `tied`: the output head is the
    token embedding; an untied one counts as embedding, as in published "non-embedding" figures (Pythia, Qwen).
    Errors: DTypeError, ShapeError. Source: Radford et al. 2019; Touvron et al. 2023.
    """
    kind = choice("arch", arch, ("gpt2", "llama"))
    layers = integer("n_layer", n_layer, at_least=0)
    width, vocab = integer("n_embd", n_embd, at_least=1), integer("vocab_size", vocab_size, at_least=1)
    items = {"token_embedding": vocab * width}
    if kind == "gpt2":
        items["position_embedding"] = _needed("n_positions", n_positions, kind) * width
    items["output_head"] = 0 if flag("tied", tied) else vocab * width
    embedding = sum(items.values())
    if kind == "gpt2":
        block = _gpt2_block(width, 4 * width if d_ff is None else integer("d_ff", d_ff, at_least=1))
        items["final_norm"] = 2 * width
    else:
        heads = _needed("n_head", n_head, kind)
        kv_heads = heads if n_kv_head is None else integer("n_kv_head", n_kv_head, at_least=1)
        block = _llama_block(width, heads, kv_heads, _needed("d_ff", d_ff, kind))
        items["final_norm"] = width
    per_block = sum(count for count, _ in block.values())
    total = embedding + layers * per_block + items["final_norm"]
    result = ParamCount(total, embedding, per_block, total - embedding)
    if trace is not None:
        for name in ("token_embedding", "position_embedding", "output_head"):
            trace.add(name, items.get(name, 0), _EMBEDDING_FORMULAS[name])
        for name, (count, formula) in block.items():
            trace.add(name, count, formula)
        trace.add("per_block", per_block, "attention + mlp + norms")
        trace.add("final_norm", items["final_norm"], "2 d" if kind == "gpt2" else "d")
        trace.add("embedding", embedding, "token_embedding + position_embedding + output_head")
        trace.add("total", total, "embedding + n_layer per_block + final_norm")
        trace.add("non_embedding", result.non_embedding, "total - embedding")
    return result


def kv_cache_bytes(
    *,
    batch: int,
    seq_len: int,
    n_layer: int,
    n_kv_head: int,
    head_dim: int,
    bytes_per_element: float = 2,
    trace: Trace | None = None,
) -> int | float:
    """Bytes of a full KV cache: 2 (key and value) * layers * KV heads * head size * tokens * batch * bytes.

    An int when bytes_per_element is one. Errors: DTypeError. Source: Ainslie et al. 2023 for n_kv_head below n_head.
    """
    size = _amount("bytes_per_element", bytes_per_element)
    elements = 2 * integer("n_kv_head", n_kv_head, at_least=0) * integer("head_dim", head_dim, at_least=0)
    per_token = integer("n_layer", n_layer, at_least=0) * elements * size
    per_sequence = integer("seq_len", seq_len, at_least=0) * per_token
    total = integer("batch", batch, at_least=0) * per_sequence
    if trace is not None:
        trace.add("per_token_per_layer", elements * size, "2 n_kv_head head_dim bytes_per_element")
        trace.add("per_token", per_token, "n_layer per_token_per_layer")
        trace.add("per_sequence", per_sequence, "seq_len per_token")
        trace.add("bytes", total, "batch per_sequence")
    return total


def attention_flops(
    *,
    batch: int,
    n_head: int,
    query_len: int,
    key_len: int,
    head_dim: int,
    causal: bool = False,
    trace: Trace | None = None,
) -> AttentionFlops:
    """FLOPs of Q K^T and of weights times V; one multiply-add is 2 FLOPs, the softmax is not counted.

    With `causal` only the visible (query, key) pairs count: key j for query i when j <= i + key_len - query_len, which
    is n (n + 1) / 2 of n^2 pairs for equal lengths. Errors: DTypeError. Source: Kaplan et al. 2020, table 1.
    """
    queries, keys = integer("query_len", query_len, at_least=0), integer("key_len", key_len, at_least=0)
    pairs = _visible_pairs(queries, keys) if flag("causal", causal) else queries * keys
    scores = integer("batch", batch, at_least=0) * integer("n_head", n_head, at_least=0) * pairs
    qk = 2 * scores * integer("head_dim", head_dim, at_least=0)
    if trace is not None:
        trace.add("pairs", pairs, "visible (query, key) pairs of a head")
        trace.add("scores", scores, "batch n_head pairs")
        trace.add("qk", qk, "2 scores head_dim")
        trace.add("pv", qk, "2 scores head_dim")
        trace.add("flops", 2 * qk, "qk + pv")
    return AttentionFlops(2 * qk, qk, qk)


def block_matmul_flops(*, batch: int, seq_len: int, n_embd: int, d_ff: int, trace: Trace | None = None) -> BlockFlops:
    """FLOPs of a block's weight matrices: four of n_embd x n_embd, two of n_embd x d_ff, 2 per weight and token.

    Attention scores are not counted (`attention_flops`). Errors: DTypeError. Source: Kaplan et al. 2020, table 1.
    """
    tokens = integer("batch", batch, at_least=0) * integer("seq_len", seq_len, at_least=0)
    width = integer("n_embd", n_embd, at_least=0)
    projections = 2 * tokens * 4 * width * width
    mlp = 2 * tokens * 2 * width * integer("d_ff", d_ff, at_least=0)
    if trace is not None:
        trace.add("tokens", tokens, "batch seq_len")
        trace.add("projections", projections, "2 tokens 4 d²")
        trace.add("mlp", mlp, "2 tokens 2 d d_ff")
        trace.add("total", projections + mlp, "projections + mlp")
    return BlockFlops(projections, mlp, projections + mlp)


def weight_bytes(*, params: float, bytes_per_param: float = 2, trace: Trace | None = None) -> int | float:
    """Bytes of the weights alone: params * bytes_per_param (4 fp32, 2 fp16 and bf16, 1 int8, 0.5 int4).

    An int when both are. Errors: DTypeError.
    """
    size = _amount("params", params) * _amount("bytes_per_param", bytes_per_param)
    if trace is not None:
        trace.add("bytes", size, "params bytes_per_param")
    return size


def training_bytes(*, params: float, recipe: str = "adam_mixed", trace: Trace | None = None) -> int | float:
    """Bytes of weights, gradients and optimiser in mixed-precision Adam: 16 per parameter, activations not counted.

    fp16 weights 2, fp16 gradients 2, fp32 master weights 4, first moment 4, second moment 4. An int when params is.
    Errors: DTypeError. Source: Rajbhandari et al. 2020, section 3.1.
    """
    choice("recipe", recipe, ("adam_mixed",))
    count = _amount("params", params)
    total = count * sum(ADAM_MIXED.values())
    if trace is not None:
        for name, size in ADAM_MIXED.items():
            trace.add(name, count * size, f"{size} bytes per parameter")
        trace.add("bytes", total, "16 bytes per parameter")
    return total


_EMBEDDING_FORMULAS = {
    "token_embedding": "V d",
    "position_embedding": "n_positions d (rotary positions have none)",
    "output_head": "V d, or 0 when tied to the token embedding",
}


def _gpt2_block(d: int, d_ff: int) -> dict[str, tuple[int, str]]:
    return {
        "attention": (4 * d * d + 4 * d, "4 d² + 4 d: query, key, value, output, with biases"),
        "mlp": (2 * d * d_ff + d_ff + d, "2 d d_ff + d_ff + d: up and down, with biases"),
        "norms": (4 * d, "4 d: two LayerNorms with gain and bias"),
    }


def _llama_block(d: int, heads: int, kv_heads: int, d_ff: int) -> dict[str, tuple[int, str]]:
    if d % heads:
        raise ShapeError(f"n_embd: got {d}, expected a multiple of n_head {heads}")
    if heads % kv_heads:
        raise ShapeError(f"n_kv_head: got {kv_heads}, expected a divisor of n_head {heads}")
    kv_width = d // heads * kv_heads
    return {
        "attention": (2 * d * d + 2 * d * kv_width, "2 d² + 2 d n_kv_head d_head: query and output, key and value"),
        "mlp": (3 * d * d_ff, "3 d d_ff: gate, up, down"),
        "norms": (2 * d, "2 d: two RMSNorms"),
    }


def _visible_pairs(queries: int, keys: int) -> int:
    """Σ_i max(0, min(keys, keys - queries + i + 1)): query i of the last ones sees that many keys."""
    seen = min(queries, keys)  # earlier queries see nothing
    return seen * keys - seen * (seen - 1) // 2


def _needed(name: str, value: Any, arch: str) -> int:
    if value is None:
        raise DTypeError(f"{name}: got None, expected an integer, which {arch} needs")
    return integer(name, value, at_least=1)


def _amount(name: str, value: Any) -> int | float:
    """A finite number of at least 0; an int stays one, so that large counts stay exact."""
    checked = number(name, value, at_least=0.0, below=math.inf)
    return int(value) if isinstance(value, int | np.integer) else checked
