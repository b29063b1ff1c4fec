"""Parameters, memory and FLOPs against published counts and against counting one by one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError
from tests.engine.examples import gpt2, llama

OFTEN = settings(deadline=None, max_examples=40, derandomize=True)
small = st.integers(0, 4)

GPT2 = {  # published sizes: layers, width, total (Hugging Face's counts, the head tied)
    "gpt2": (12, 768, 124_439_808),
    "medium": (24, 1024, 354_823_168),
    "large": (36, 1280, 774_030_080),
    "xl": (48, 1600, 1_557_611_200),
}
LLAMA = {  # layers, width, heads, key/value heads, d_ff, vocabulary, total
    "Llama 2 7B": (32, 4096, 32, 32, 11_008, 32_000, 6_738_415_616),
    "Llama 2 13B": (40, 5120, 40, 40, 13_824, 32_000, 13_015_864_320),
    "Llama 2 70B": (80, 8192, 64, 8, 28_672, 32_000, 68_976_648_192),
    "Llama 3 8B": (32, 4096, 32, 8, 14_336, 128_256, 8_030_261_248),
    "Llama 3 70B": (80, 8192, 64, 8, 28_672, 128_256, 70_553_706_496),
}


@pytest.mark.parametrize("name", GPT2)
def test_gpt2_has_the_published_number_of_parameters(name: str) -> None:
    layers, width, total = GPT2[name]
    found = engine.param_count(arch="gpt2", n_layer=layers, n_embd=width, vocab_size=50_257, n_positions=1024)
    assert found.total == total
    assert found.embedding == (50_257 + 1024) * width
    assert found.per_block == 12 * width * width + 13 * width
    assert found.non_embedding == total - found.embedding


@pytest.mark.parametrize("name", LLAMA)
def test_llama_has_the_published_number_of_parameters(name: str) -> None:
    layers, width, heads, kept, inner, vocabulary, total = LLAMA[name]
    found = engine.param_count(
        arch="llama",
        n_layer=layers,
        n_embd=width,
        vocab_size=vocabulary,
        n_head=heads,
        n_kv_head=kept,
        d_ff=inner,
        tied=False,
    )
    assert found.total == total
    assert found.embedding == 2 * vocabulary * width  # the untied head counts as an embedding


def test_the_counts_are_those_of_real_weights() -> None:
    model = gpt2(n_layer=3, n_embd=8)
    config = model["config"]
    found = engine.param_count(
        arch="gpt2", n_layer=3, n_embd=8, vocab_size=config["vocab_size"], n_positions=config["n_positions"]
    )
    assert found.total == sum(array.size for array in model["weights"].values())
    weights, config = llama()["weights"], llama()["config"]
    counted = engine.param_count(
        arch="llama", n_layer=2, n_embd=8, vocab_size=config["vocab_size"], n_head=4, n_kv_head=2, d_ff=12, tied=False
    )
    assert counted.total == sum(array.size for array in weights.values())
    assert counted.per_block == sum(a.size for name, a in weights.items() if ".layers.0." in name)
    untied = engine.param_count(arch="gpt2", n_layer=1, n_embd=4, vocab_size=7, n_positions=3, tied=False)
    tied = engine.param_count(arch="gpt2", n_layer=1, n_embd=4, vocab_size=7, n_positions=3)
    assert untied.total - tied.total == 7 * 4


def test_a_cache_holds_keys_and_values_of_every_layer_and_position() -> None:
    # Llama 2 7B, 4096 tokens in 16 bits: 2 GiB, half a MiB a token
    sizes: dict[str, Any] = {"n_layer": 32, "n_kv_head": 32, "head_dim": 128}
    assert engine.kv_cache_bytes(batch=1, seq_len=4096, **sizes) == 2 * 2**30
    assert engine.kv_cache_bytes(batch=1, seq_len=1, **sizes) == 2**19
    grouped = engine.kv_cache_bytes(batch=1, seq_len=4096, n_layer=32, n_kv_head=8, head_dim=128)
    assert grouped == 2**29
    arrays = [np.zeros((3, 2, 5, 8), np.float32) for _ in range(2 * 4)]  # (B, H_kv, T, d), keys and values of 4 layers
    assert engine.kv_cache_bytes(batch=3, seq_len=5, n_layer=4, n_kv_head=2, head_dim=8, bytes_per_element=4) == sum(
        array.nbytes for array in arrays
    )
    assert engine.kv_cache_bytes(batch=1, seq_len=1, n_layer=1, n_kv_head=1, head_dim=1, bytes_per_element=0.5) == 1.0


@OFTEN
@given(batch=small, heads=small, queries=small, keys=small, width=small, causal=st.booleans())
def test_attention_flops_by_counting_multiply_adds(
    batch: int, heads: int, queries: int, keys: int, width: int, causal: bool
) -> None:
    seen = sum(not causal or j <= i + keys - queries for i in range(queries) for j in range(keys))
    multiply_adds = sum(1 for _ in range(batch) for _ in range(heads) for _ in range(seen) for _ in range(width))
    found = engine.attention_flops(
        batch=batch, n_head=heads, query_len=queries, key_len=keys, head_dim=width, causal=causal
    )
    assert (found.qk, found.pv, found.flops) == (2 * multiply_adds, 2 * multiply_adds, 4 * multiply_adds)


def test_the_flops_of_a_block_are_two_for_each_weight_and_token() -> None:
    found = engine.block_matmul_flops(batch=2, seq_len=10, n_embd=16, d_ff=64)
    assert found.projections == 2 * 20 * 4 * 16 * 16
    assert found.mlp == 2 * 20 * 2 * 16 * 64
    assert found.total == found.projections + found.mlp
    # d_ff = 4 d: 24 d² a token, Kaplan et al. 2020, table 1
    assert engine.block_matmul_flops(batch=1, seq_len=1, n_embd=768, d_ff=3072).total == 24 * 768**2


def test_bytes_of_weights_and_of_training() -> None:
    assert engine.weight_bytes(params=7_000_000_000) == 14_000_000_000
    assert engine.weight_bytes(params=7e9, bytes_per_param=0.5) == 3.5e9
    # Rajbhandari et al. 2020, section 3.1: 120 GB for 7.5 billion parameters, 24 GB for GPT-2's 1.5
    assert engine.training_bytes(params=7_500_000_000) == 120_000_000_000
    assert engine.training_bytes(params=1.5e9) == 24e9
    exact = engine.training_bytes(params=10**18 + 1)
    assert (exact, type(exact)) == (16 * (10**18 + 1), int)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: engine.param_count(arch="bert", n_layer=1, n_embd=4, vocab_size=5), DTypeError, "arch: got 'bert'"),
        (
            lambda: engine.param_count(arch="gpt2", n_layer=1, n_embd=4, vocab_size=5),
            DTypeError,
            "n_positions: got None",
        ),
        (
            lambda: engine.param_count(arch="llama", n_layer=1, n_embd=4, vocab_size=5, n_head=3, d_ff=8),
            ShapeError,
            "n_embd: got 4, expected a multiple of n_head 3",
        ),
        (
            lambda: engine.param_count(arch="llama", n_layer=1, n_embd=8, vocab_size=5, n_head=4, n_kv_head=3, d_ff=8),
            ShapeError,
            "n_kv_head: got 3, expected a divisor of n_head 4",
        ),
        (
            lambda: engine.kv_cache_bytes(batch=1.5, seq_len=1, n_layer=1, n_kv_head=1, head_dim=1),
            DTypeError,
            "batch: got 1.5, expected an integer",
        ),
        (
            lambda: engine.attention_flops(batch=-1, n_head=1, query_len=1, key_len=1, head_dim=1),
            DTypeError,
            "batch: got -1",
        ),
        (lambda: engine.weight_bytes(params=float("inf")), DTypeError, "params: got inf"),
        (lambda: engine.training_bytes(params=1, recipe="sgd"), DTypeError, "recipe: got 'sgd'"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
