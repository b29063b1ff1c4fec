"""Exercises on what a transformer costs: parameters, caches, score entries, FLOPs."""

from math import ceil, floor
from typing import Any

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, integer, row

_MODELS = (
    {"model": "Small", "L": 12, "d": 768},
    {"model": "Medium", "L": 24, "d": 1024},
    {"model": "Large", "L": 24, "d": 1536},
    {"model": "XL", "L": 24, "d": 2048},
    {"model": "2.7B", "L": 32, "d": 2560},
    {"model": "6.7B", "L": 32, "d": 4096},
    {"model": "175B", "L": 96, "d": 12_288},
)


def _grouped_heads(draws: Draws) -> dict[str, Any]:
    d = draws.choice((1024, 2048, 4096, 8192))
    heads = d // draws.choice((64, 128))
    return {"d": d, "heads": heads, "kv_heads": draws.choice([n for n in (1, 2, 4, 8, 16) if n < heads])}


@exercise("transformer.attention-parameters", _grouped_heads)
def attention_parameters(*, d: int, heads: int, kv_heads: int) -> Worked:
    """Parameters of one attention block with grouped key and value heads, no bias."""
    work = Work()
    size = work.step("head size", "d / h", d // heads)
    queries = work.step("W_Q and W_O", "2 d²", 2 * d * d)
    pair = work.step("W_K and W_V", "2 · d · h_kv · d_h", 2 * d * kv_heads * size)
    work.step("together", "2 d² + 2 d h_kv d_h", queries + pair)
    return work.done(full_multi_head=4 * d * d, missing_output=d * d + pair, multiplied_by_heads=4 * d * d * heads)


def _ffn(draws: Draws) -> dict[str, Any]:
    act = draws.choice(("ReLU", "GELU", "SwiGLU"))
    d = draws.choice((512, 1024, 2048, 4096))
    return {"d": d, "d_ff": int(d * draws.choice((2.75, 3.5) if act == "SwiGLU" else (2, 3, 4, 5, 6, 8))), "act": act}


@exercise("transformer.ffn-parameters", _ffn)
def ffn_parameters(*, d: int, d_ff: int, act: str) -> Worked:
    """Parameters of one feed-forward sublayer without biases; a gated one has three matrices (Shazeer 2020)."""
    work = Work()
    gated = act == "SwiGLU"
    count = work.step("matrices", "up, gate, down" if gated else "up, down", 3 if gated else 2)
    work.step("parameters", f"{count} · d · d_ff", count * d * d_ff)
    return work.done(gate_miscounted=(5 - count) * d * d_ff, one_matrix_only=d * d_ff, eight_d_squared=8 * d * d)


@exercise(
    "transformer.gpt2-parameters",
    L=choice(6, 12, 24, 36, 48),
    d=choice(384, 768, 1024, 1280, 1600),
    V=choice(50_257),
    ctx=choice(1024),
)
def gpt2_parameters(*, L: int, d: int, V: int, ctx: int) -> Worked:
    """All parameters of a GPT-2-style model: tied embeddings, learned positions, biases, LayerNorms."""
    work = Work()
    embedding = work.step("token and position embeddings", "V d + ctx d", (V + ctx) * d)
    blocks = work.step("blocks with biases and LayerNorms", "L (12 d² + 13 d)", L * (12 * d * d + 13 * d))
    work.step("with the final LayerNorm", "embeddings + blocks + 2 d", embedding + blocks + 2 * d)
    return work.done(
        missing_embeddings=12 * L * d * d,
        untied_head=embedding + blocks + 2 * d + V * d,
        narrow_ffn=embedding + 8 * L * d * d,
    )


@exercise("transformer.block-parameters", row(*_MODELS))
def block_parameters(*, model: str, L: int, d: int) -> Worked:
    """12 L d^2: the weight matrices of all blocks (Brown et al. 2020, Table 2.1)."""
    work = Work()
    attention = work.step("attention, one block", "4 d²", 4 * d * d)
    ffn = work.step("feed-forward, one block", "2 · d · 4d = 8 d²", 8 * d * d)
    work.step(f"all {L} blocks of {model}", "12 L d²", L * (attention + ffn))
    return work.done(attention_only=L * attention, ffn_only=L * ffn, one_block_only=attention + ffn)


@exercise(
    "transformer.gqa-cache", heads=choice(32, 40, 48, 64), kv_heads=choice(1, 4, 8), mha_gib=choice(8, 10, 16, 24)
)
def gqa_cache(*, heads: int, kv_heads: int, mha_gib: int) -> Worked:
    """The KV cache after grouping: it shrinks with the number of key and value heads."""
    work = Work()
    share = work.step("share of the heads that are cached", "h_kv / h", kv_heads / heads)
    work.step("cache in GiB", "MHA cache · h_kv / h", mha_gib * share)
    return work.done(
        divided_by_kv_heads=mha_gib / kv_heads, ratio_squared=mha_gib * share**2, nothing_saved=float(mha_gib)
    )


def _gpu(draws: Draws) -> dict[str, Any]:
    gpu = draws.choice((24, 48, 80))
    weights = draws.choice([size for size in (13, 15, 26, 35, 65) if size < gpu - 5])
    kib, length = draws.choice((128, 160, 320, 512)), draws.choice((2048, 4096, 8192, 16_384))
    return {"gpu_gib": gpu, "weights_gib": weights, "kib_per_token": kib, "T": length}


@exercise("transformer.concurrency", _gpu)
def concurrency(*, gpu_gib: int, weights_gib: int, kib_per_token: int, T: int) -> Worked:
    """How many sequences of full length fit beside the weights."""
    work = Work()
    free = work.step("GiB left beside the weights", "memory − weights", gpu_gib - weights_gib)
    one = work.step("GiB of cache per sequence", "T · KiB per token / 2²⁰", T * kib_per_token / 2**20)
    if free / one < 2 or (free / one).is_integer():
        raise Redraw
    work.step("sequences", "⌊free / cache⌋", floor(free / one))
    return work.done(weights_ignored=floor(gpu_gib / one), rounded_up=ceil(free / one), keys_only=floor(2 * free / one))


@exercise(
    "transformer.score-entries",
    n=choice(512, 1024, 2048, 4096, 8192, 32_768, 131_072),
    heads=choice(12, 16, 32, 64),
    layers=choice(12, 24, 32, 80, 96),
    attention=choice("causal", "bidirectional"),
)
def score_entries(*, n: int, heads: int, layers: int, attention: str) -> Worked:
    """Query-key dot products that one forward pass needs."""
    work = Work()
    causal = attention == "causal"
    half, full = n * (n + 1) // 2, n * n
    one = work.step("per head and layer", "n (n + 1) / 2" if causal else "n²", half if causal else full)
    work.step("over heads and layers", "L · h · that", one * heads * layers)
    return work.done(
        missing_heads=one * layers,
        missing_layers=one * heads,
        linear_in_n=n * heads * layers,
        causal_full_mixed_up=(full if causal else half) * heads * layers,
    )


@exercise(
    "transformer.forward-flops",
    lambda draws: {
        **row(
            {"N_billion": 1.5, "L": 48, "d": 1600},
            {"N_billion": 7, "L": 32, "d": 4096},
            {"N_billion": 13, "L": 40, "d": 5120},
            {"N_billion": 70, "L": 80, "d": 8192},
        )(draws),
        "n": draws.choice((10_000, 20_000, 32_768, 65_536, 131_072)),
    },
)
def forward_flops(*, N_billion: float, L: int, d: int, n: int) -> Worked:
    """Forward FLOPs per token, averaged over n causal positions: 2N + 2 L n d (Kaplan et al. 2020, Table 1)."""
    work = Work()
    weights = work.step("weights: one multiply-add each", "2 N", 2e9 * N_billion)
    context = work.step("scores and weighted values, n/2 keys on average", "2 · 2 · L · d · n/2", 2.0 * L * n * d)
    work.step("FLOPs per token", "2 N + 2 L n d", weights + context)
    return work.done(
        context_ignored=weights, training_cost=6e9 * N_billion, quadratic_per_token=weights + 2.0 * L * n * n
    )


@exercise("transformer.cross-attention-weights", m=integer(5, 40), n=integer(20, 90), h=choice(8, 12, 16))
def cross_attention_weights(*, m: int, n: int, h: int) -> Worked:
    """Softmax entries of one cross-attention layer: queries from the decoder, keys from the encoder."""
    if m == n:
        raise Redraw
    work = Work()
    one = work.step("per head: a row for each decoder position", "m · n", m * n)
    work.step("all heads", "h · m · n", h * one)
    return work.done(
        decoder_self_attention=h * m * m,
        encoder_self_attention=h * n * n,
        missing_heads=one,
        concatenated=h * (m + n) ** 2,
    )
