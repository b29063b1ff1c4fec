"""Whole decoders against loops over layers, heads, positions and components, and the cache against a full pass."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError, TokenIdError
from tests.engine.examples import block_weights, gpt2, llama

SETTINGS = settings(deadline=None, max_examples=25, derandomize=True)
Row = list[float]


def dot(left: Any, right: Any) -> float:
    return math.fsum(a * b for a, b in zip(left, right, strict=True))


def affine(row: Row, weight: Any, bias: Any = None) -> Row:
    """x W + b, W (in, out), column by column."""
    columns = np.asarray(weight).T
    return [dot(row, column) + (0.0 if bias is None else bias[at]) for at, column in enumerate(columns)]


def layer_norm(row: Row, weight: Any, bias: Any, eps: float) -> Row:
    mean = math.fsum(row) / len(row)
    root = math.sqrt(math.fsum((v - mean) ** 2 for v in row) / len(row) + eps)
    return [(v - mean) / root * w + b for v, w, b in zip(row, weight, bias, strict=True)]


def rms_norm(row: Row, weight: Any, eps: float) -> Row:
    root = math.sqrt(math.fsum(v * v for v in row) / len(row) + eps)
    return [v / root * w for v, w in zip(row, weight, strict=True)]


def gelu_tanh(x: float) -> float:
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def attended(queries: list[Row], keys: list[Row], values: list[Row], heads: int, kept: int, causal: bool) -> list[Row]:
    """Rows of heads side by side; query head h reads key head h // (heads / kept)."""
    size = len(queries[0]) // heads
    result = []
    for i, query in enumerate(queries):
        row: Row = []
        for head in range(heads):
            mine = slice(head * size, (head + 1) * size)
            first = head // (heads // kept) * size
            theirs = slice(first, first + size)
            seen = range(i + 1 if causal else len(keys))
            scores = [dot(query[mine], keys[j][theirs]) / math.sqrt(size) for j in seen]
            weights = [math.exp(score - max(scores)) for score in scores]
            total = math.fsum(weights)
            row += [math.fsum(w / total * values[j][theirs][c] for w, j in zip(weights, seen, strict=True))
                    for c in range(size)]  # fmt: skip
        result.append(row)
    return result


def gpt2_block(rows: list[Row], w: dict[str, Any], heads: int, causal: bool, eps: float) -> list[Row]:
    joined = [
        affine(layer_norm(row, w["ln_1.weight"], w["ln_1.bias"], eps), w["attn.c_attn.weight"], w["attn.c_attn.bias"])
        for row in rows
    ]
    width = len(rows[0])
    q, k, v = ([row[part * width : (part + 1) * width] for row in joined] for part in range(3))
    mixed = attended(q, k, v, heads, heads, causal)
    between = [
        [a + b for a, b in zip(row, affine(mix, w["attn.c_proj.weight"], w["attn.c_proj.bias"]), strict=True)]
        for row, mix in zip(rows, mixed, strict=True)
    ]
    result = []
    for row in between:
        inner = affine(layer_norm(row, w["ln_2.weight"], w["ln_2.bias"], eps), w["mlp.c_fc.weight"], w["mlp.c_fc.bias"])
        out = affine([gelu_tanh(x) for x in inner], w["mlp.c_proj.weight"], w["mlp.c_proj.bias"])
        result.append([a + b for a, b in zip(row, out, strict=True)])
    return result


def gpt2_states(model: dict[str, Any], ids: list[int]) -> tuple[list[list[Row]], list[Row]]:
    """Every hidden state, and the logits."""
    config, weights = model["config"], model["weights"]
    rows = [(weights["wte.weight"][token] + weights["wpe.weight"][at]).tolist() for at, token in enumerate(ids)]
    states = [rows]
    for layer in range(config["n_layer"]):
        inside = {n.removeprefix(f"h.{layer}."): a for n, a in weights.items() if n.startswith(f"h.{layer}.")}
        rows = gpt2_block(rows, inside, config["n_head"], True, config["layer_norm_eps"])
        states.append(rows)
    last = [layer_norm(row, weights["ln_f.weight"], weights["ln_f.bias"], config["layer_norm_eps"]) for row in rows]
    head = weights["wte.weight"] if config["tied"] else weights["lm_head.weight"]
    return states, [affine(row, head.T) for row in last]


@pytest.mark.parametrize("tied", [True, False])
def test_gpt2_against_loops(tied: bool) -> None:
    model = gpt2()
    model["config"] |= {"tied": tied}
    model["weights"]["lm_head.weight"] = np.random.default_rng(2).standard_normal((11, 8))
    batch = [[1, 4, 2, 4, 9], [0, 0, 10, 3, 5]]
    found = engine.gpt2_forward(**model, input_ids=batch)
    assert len(found.hidden_states) == 3
    for at, ids in enumerate(batch):
        states, logits = gpt2_states(model, ids)
        np.testing.assert_allclose(found.logits[at], logits, rtol=1e-9, atol=1e-10)
        for state, expected in zip(found.hidden_states, states, strict=True):
            np.testing.assert_allclose(state[at], expected, rtol=1e-9, atol=1e-10)


def test_gpt2_takes_both_ways_of_naming_its_weights() -> None:
    model = gpt2()
    prefixed = {f"transformer.{name}": array for name, array in model["weights"].items()}
    plain = engine.gpt2_forward(**model, input_ids=[[1, 2]]).logits
    np.testing.assert_array_equal(
        engine.gpt2_forward(config=model["config"], weights=prefixed, input_ids=[[1, 2]]).logits, plain
    )
    named = model["config"] | {"activation": "gelu_new"}
    np.testing.assert_array_equal(
        engine.gpt2_forward(config=named, weights=model["weights"], input_ids=[[1, 2]]).logits, plain
    )


def test_a_causal_model_does_not_see_what_comes() -> None:
    model = gpt2()
    here = engine.gpt2_forward(**model, input_ids=[[1, 2, 3, 4]]).logits[0, :2]
    there = engine.gpt2_forward(**model, input_ids=[[1, 2, 9, 9]]).logits[0, :2]
    np.testing.assert_allclose(here, there, rtol=1e-12)


@pytest.mark.parametrize("causal", [False, True])
def test_a_block_against_loops(causal: bool) -> None:
    x = np.random.default_rng(3).standard_normal((2, 4, 8))
    found = engine.transformer_block(x=x, weights=block_weights(), num_heads=2, causal=causal, eps=1e-3)
    for at in range(2):
        expected = gpt2_block(x[at].tolist(), block_weights(), 2, causal, 1e-3)
        np.testing.assert_allclose(found[at], expected, rtol=1e-9, atol=1e-10)


def test_a_block_sees_everything_unless_it_is_causal() -> None:
    x = np.random.default_rng(3).standard_normal((1, 3, 8))
    changed = x.copy()
    changed[0, 2, 0] += 1
    for kwargs, moves in (({}, True), ({"causal": True}, False)):
        one, other = (
            engine.transformer_block(x=rows, weights=block_weights(), num_heads=2, **kwargs)[0, 0]
            for rows in (x, changed)
        )
        assert bool(np.abs(one - other).max() > 1e-9) is moves


def turned(row: Row, position: int, heads: int, base: float, layout: str) -> Row:
    """Rotary embedding of each head."""
    size = len(row) // heads
    half = size // 2
    result = list(row)
    for head in range(heads):
        for i in range(half):
            one, other = (i, i + half) if layout == "half" else (2 * i, 2 * i + 1)
            one, other = head * size + one, head * size + other
            angle = position * base ** (-2 * i / size)
            result[one] = row[one] * math.cos(angle) - row[other] * math.sin(angle)
            result[other] = row[one] * math.sin(angle) + row[other] * math.cos(angle)
    return result


def llama_logits(model: dict[str, Any], ids: list[int]) -> list[Row]:
    config, weights = model["config"], model["weights"]
    heads, kept, eps = config["num_attention_heads"], config["num_key_value_heads"], config["rms_norm_eps"]
    rows = [weights["model.embed_tokens.weight"][token].tolist() for token in ids]
    for layer in range(config["num_hidden_layers"]):
        w = {n.removeprefix(f"model.layers.{layer}."): a for n, a in weights.items() if f"layers.{layer}." in n}
        normed = [rms_norm(row, w["input_layernorm.weight"], eps) for row in rows]
        q, k, v = ([affine(row, w[f"self_attn.{n}_proj.weight"].T) for row in normed] for n in "qkv")
        q = [turned(row, at, heads, config["rope_theta"], config["rope_layout"]) for at, row in enumerate(q)]
        k = [turned(row, at, kept, config["rope_theta"], config["rope_layout"]) for at, row in enumerate(k)]
        for at, mix in enumerate(attended(q, k, v, heads, kept, True)):
            rows[at] = [a + b for a, b in zip(rows[at], affine(mix, w["self_attn.o_proj.weight"].T), strict=True)]
        for at, row in enumerate(rows):
            inner = rms_norm(row, w["post_attention_layernorm.weight"], eps)
            gate, up = (affine(inner, w[f"mlp.{n}_proj.weight"].T) for n in ("gate", "up"))
            active = [g / (1 + math.exp(-g)) * u for g, u in zip(gate, up, strict=True)]
            rows[at] = [a + b for a, b in zip(row, affine(active, w["mlp.down_proj.weight"].T), strict=True)]
    head = weights.get("lm_head.weight", weights["model.embed_tokens.weight"])
    return [affine(rms_norm(row, weights["model.norm.weight"], eps), head.T) for row in rows]


@pytest.mark.parametrize("layout", ["half", "interleaved"])
@pytest.mark.parametrize("kept", [1, 2, 4])
def test_llama_against_loops(layout: str, kept: int) -> None:
    model = llama(rope_layout=layout, num_key_value_heads=kept, rope_theta=500.0)
    ids = [3, 1, 4, 1, 5]
    found = engine.llama_forward(**model, input_ids=[ids])
    np.testing.assert_allclose(found[0], llama_logits(model, ids), rtol=1e-8, atol=1e-9)
    bare = {name.removeprefix("model."): array for name, array in model["weights"].items()}
    np.testing.assert_array_equal(engine.llama_forward(config=model["config"], weights=bare, input_ids=[ids]), found)


def test_a_llama_without_a_head_uses_its_embedding() -> None:
    model = llama()
    del model["weights"]["lm_head.weight"]
    found = engine.llama_forward(**model, input_ids=[[3, 1, 4]])
    np.testing.assert_allclose(found[0], llama_logits(model, [3, 1, 4]), rtol=1e-8, atol=1e-9)


@SETTINGS
@given(
    seed=st.integers(0, 50),
    prompt=st.lists(st.integers(0, 10), min_size=1, max_size=5),
    steps=st.integers(0, 6),
    narrow=st.booleans(),
    kind=st.sampled_from(["gelu_tanh", "gelu", "relu", "silu"]),
)
def test_decoding_with_a_cache_is_a_full_pass_at_every_step(
    seed: int, prompt: list[int], steps: int, narrow: bool, kind: str
) -> None:
    model = gpt2(seed=seed, n_layer=1 + seed % 3)
    model["config"] |= {"activation": kind, "tied": False}
    model["weights"]["lm_head.weight"] = np.random.default_rng(seed).standard_normal((11, 8))
    if narrow:
        model["weights"] = {name: array.astype(np.float32) for name, array in model["weights"].items()}
    decoder = engine.generation.CachedDecoder(**model)
    ids, fresh = list(prompt), np.array(prompt)
    expected = []
    for _ in range(steps):
        cached = decoder.next_logits(fresh)
        whole = engine.gpt2_forward(**model, input_ids=[ids]).logits[0, -1]
        tolerance = 2e-5 if narrow else 1e-11
        np.testing.assert_allclose(cached, whole, rtol=tolerance, atol=tolerance)
        assert cached.dtype == whole.dtype
        expected.append(int(np.argmax(cached)))
        ids.append(expected[-1])
        fresh = np.array(expected[-1:])
    assert engine.greedy_decode(**model, input_ids=prompt, max_new_tokens=steps) == expected
    assert engine.generate(**model, input_ids=prompt, max_new_tokens=steps) == expected


def test_generation_draws_by_inverse_cdf_at_a_temperature() -> None:
    model = gpt2()
    uniforms = [0.1, 0.9, 0.5]
    ids = [1, 2]
    for u in uniforms:
        logits = engine.gpt2_forward(**model, input_ids=[ids]).logits[0, -1] / 0.7
        weights = np.exp(logits - logits.max())
        ids.append(int(np.argmax(u < np.cumsum(weights / weights.sum()))))
    found = engine.generate(**model, input_ids=[1, 2], max_new_tokens=3, temperature=0.7, uniforms=uniforms)
    assert found == ids[2:]


def test_the_tiny_model_is_the_same_for_a_seed_and_another_for_another() -> None:
    one, same, other = (engine.seeded_tiny_model(seed=seed) for seed in (0, 0, 1))
    assert all((one["weights"][name] == same["weights"][name]).all() for name in one["weights"])
    assert (one["weights"]["wte.weight"] != other["weights"]["wte.weight"]).any()
    sizes = {"n_layer": 2, "n_embd": 16, "vocab_size": 32, "n_positions": 64}
    counted = engine.param_count(arch="gpt2", **sizes).total
    assert sum(array.size for array in one["weights"].values()) == counted


def without(name: str) -> dict[str, Any]:
    model = gpt2()
    del model["weights"][name]
    return model


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: engine.gpt2_forward(**gpt2(), input_ids=[[11]]), TokenIdError, "input_ids: id 11 is outside"),
        (lambda: engine.gpt2_forward(**gpt2(), input_ids=[1, 2]), ShapeError, "input_ids: got 1 dimensions"),
        (
            lambda: engine.gpt2_forward(**gpt2(), input_ids=[[1] * 13]),
            ShapeError,
            "got 13 positions, expected at most 12",
        ),
        (lambda: engine.gpt2_forward(**without("ln_f.bias"), input_ids=[[1]]), ShapeError, "got no 'ln_f.bias'"),
        (lambda: engine.gpt2_forward(**without("h.1.ln_2.bias"), input_ids=[[1]]), ShapeError, "no 'h.1.ln_2.bias'"),
        (
            lambda: engine.gpt2_forward(config={"n_layer": 1}, weights=gpt2()["weights"], input_ids=[[1]]),
            DTypeError,
            "config: got no n_head",
        ),
        (lambda: engine.gpt2_forward(config=3, weights={}, input_ids=[[1]]), DTypeError, "config: got int"),
        (
            lambda: engine.gpt2_forward(config=gpt2()["config"], weights=[], input_ids=[[1]]),
            DTypeError,
            "weights: got list",
        ),
        (
            lambda: engine.gpt2_forward(
                config=gpt2()["config"] | {"tied": False}, weights=gpt2()["weights"], input_ids=[[1]]
            ),
            ShapeError,
            "got no 'lm_head.weight'",
        ),
        (lambda: engine.llama_forward(**llama(), input_ids=[[99]]), TokenIdError, "input_ids: id 99"),
        (lambda: engine.transformer_block(x=[[1.0] * 8], weights={}, num_heads=2), ShapeError, "no 'ln_1.weight'"),
        (
            lambda: engine.transformer_block(x=[[1.0] * 8], weights=block_weights(), num_heads=3),
            ShapeError,
            "expected a multiple of the 3 heads",
        ),
        (
            lambda: engine.transformer_block(
                x=[[1.0] * 8], weights=block_weights() | {"mlp.c_fc.weight": np.ones((7, 9))}, num_heads=2
            ),
            ShapeError,
            "mlp.c_fc.weight'.: got 7 inputs, expected 8",
        ),
        (lambda: engine.greedy_decode(**gpt2(), input_ids=[1], max_new_tokens=13), ShapeError, "expected at most 12"),
        (lambda: engine.greedy_decode(**gpt2(), input_ids=[], max_new_tokens=1), ShapeError, "input_ids: got none"),
        (
            lambda: engine.generate(**gpt2(), input_ids=[1], max_new_tokens=2, temperature=1.0, uniforms=[0.5]),
            ShapeError,
            "uniforms: got 1, expected 2",
        ),
        (lambda: engine.seeded_tiny_model(n_embd=5, n_head=2), ShapeError, "n_embd: got 5, expected a multiple"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_gradient_check_finds_a_wrong_gradient() -> None:
    x = np.array([[0.3, -1.2], [2.0, 0.0]])
    right = engine.gradient_check(function=lambda z: float(np.sin(z).sum()), x=x, gradient=np.cos(x))
    assert right.largest_error < 1e-9
    np.testing.assert_allclose(right.numerical, np.cos(x), atol=1e-9)
    wrong = engine.gradient_check(
        function=lambda z: float(np.sin(z).sum()), x=x, gradient=np.cos(x) + np.array([[0, 0.01], [0, 0]])
    )
    assert wrong.largest_error > 5e-3
    with pytest.raises(ShapeError, match="gradient: got shape"):
        engine.gradient_check(function=lambda z: 0.0, x=x, gradient=[1.0])
    with pytest.raises(DTypeError, match="function: got str, expected a function of x"):
        engine.gradient_check(function="f", x=x, gradient=x)
