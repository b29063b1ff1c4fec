"""What holds for every operation: names, defaults, traces, precision, errors, and an import without NumPy."""

import inspect
import math
import subprocess
import sys
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

import engine
from engine import Summary, Trace
from engine.catalog import OPERATIONS, REQUIRED
from tests.engine.examples import example_of

TRACED = [name for name, row in OPERATIONS.items() if row.steps]
OPTIONAL_STEPS = {"cl100k_encode": {"candidates", "merge", "ids"}, "bpe_encode": set()}

# (operation, argument) -> default, as the contract of the engine's functions has it
DEFAULTS: dict[tuple[str, str], Any] = {
    ("scaled_dot_product_attention", "causal"): False,
    ("scaled_dot_product_attention", "window"): None,
    ("scaled_dot_product_attention", "mask"): None,
    ("scaled_dot_product_attention", "bias"): None,
    ("scaled_dot_product_attention", "scale"): None,
    ("multi_head_attention", "causal"): False,
    ("transformer_block", "causal"): False,
    ("alibi_bias", "causal"): False,
    ("attention_flops", "causal"): False,
    ("layer_norm", "eps"): 1e-5,
    ("rms_norm", "eps"): 1e-6,
    ("sinusoidal_positions", "base"): 10000,
    ("sinusoidal_positions", "layout"): "interleaved",
    ("rope", "base"): 10000,
    ("rope", "layout"): "half",
    ("rope", "scaling"): None,
    ("rope_relative_dot", "layout"): "half",
    ("temperature", "temperature"): 1,
    ("top_p", "min_tokens_to_keep"): 1,
    ("repetition_penalty", "penalty"): 1,
    ("frequency_presence_penalty", "frequency_penalty"): 0,
    ("frequency_presence_penalty", "presence_penalty"): 0,
    ("cross_entropy", "ignore_index"): -100,
    ("cross_entropy", "label_smoothing"): 0,
    ("sft_loss", "ignore_index"): -100,
    ("sequence_logps", "average"): False,
    ("bradley_terry_loss", "margin"): None,
    ("bradley_terry_loss", "center_coefficient"): 0,
    ("dpo_loss", "beta"): 0.1,
    ("dpo_loss", "loss_type"): "sigmoid",
    ("dpo_loss", "label_smoothing"): 0,
    ("kto_loss", "beta"): 0.1,
    ("orpo_loss", "beta"): 0.1,
    ("simpo_loss", "beta"): 2.0,
    ("ipo_loss", "tau"): 0.1,
    ("grpo_loss", "beta"): 0.04,
    ("grpo_loss", "loss_type"): "grpo",
    ("grpo_loss", "importance_level"): "token",
    ("grpo_loss", "epsilon_low"): 0.2,
    ("grpo_loss", "epsilon_high"): 0.2,
    ("grpo_advantages", "scale"): "group",
    ("gae", "gamma"): 0.99,
    ("gae", "lam"): 0.95,
    ("ppo_clip_loss", "clip_eps"): 0.2,
    ("beam_search", "length_penalty"): 1,
    ("entropy", "unit"): "nats",
    ("bpe_train", "pattern"): engine.pre_tokenize.__kwdefaults__["pattern"],
    ("bpe_merge_trace", "pattern"): None,
    ("render_chatml", "add_generation_prompt"): False,
    ("kv_cache_bytes", "bytes_per_element"): 2,
    ("param_count", "tied"): True,
    ("chinchilla_loss", "E"): 1.8172,
    ("chinchilla_loss", "A"): 482.01,
    ("chinchilla_loss", "B"): 2085.43,
    ("chinchilla_optimal", "alpha"): 0.3478,
    ("chinchilla_optimal", "beta"): 0.3658,
}


def arguments_of(name: str) -> dict[str, Any]:
    """Name -> default of the real function, the trace left out."""
    signature = inspect.signature(getattr(engine, name))
    assert {p.kind for p in signature.parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    return {
        p.name: REQUIRED if p.default is inspect.Parameter.empty else p.default
        for p in signature.parameters.values()
        if p.name != "trace"
    }


def parts(name: str, result: Any) -> dict[str, Any]:
    """The result's fields by name."""
    row = OPERATIONS[name]
    return {row.results[0][0]: result} if len(row.results) == 1 else {n: getattr(result, n) for n, _ in row.results}


def same(left: Any, right: Any) -> None:
    """Equal up to the order of float64 sums."""
    if left is None or right is None:
        return  # a field that is filled only on request
    if is_dataclass(left) and not isinstance(left, type):
        for field in fields(left):
            same(getattr(left, field.name), getattr(right, field.name))
    elif isinstance(left, tuple):
        for one, other in zip(left, right, strict=True):
            same(one, other)
    elif isinstance(left, np.ndarray | float):
        np.testing.assert_allclose(left, right, rtol=1e-12, atol=1e-13)
    else:
        assert left == right


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_catalogue_says_what_the_function_takes(name: str) -> None:
    row = OPERATIONS[name]
    listed = {argument.name: argument.default for argument in row.arguments if argument.name != "trace"}
    assert listed == arguments_of(name)
    assert list(listed) == list(arguments_of(name))
    assert row.summary
    assert ("trace" in inspect.signature(getattr(engine, name)).parameters) == bool(row.steps)


@pytest.mark.parametrize(("name", "argument"), DEFAULTS)
def test_defaults_are_those_of_the_contract(name: str, argument: str) -> None:
    assert arguments_of(name)[argument] == DEFAULTS[name, argument]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_gives_the_fields_that_are_listed(name: str) -> None:
    result = getattr(engine, name)(**example_of(name))
    row = OPERATIONS[name]
    if len(row.results) > 1:
        assert [field.name for field in fields(result)] == [field for field, _ in row.results]
        with pytest.raises(AttributeError):  # frozen
            setattr(result, row.results[0][0], None)


@pytest.mark.parametrize("name", TRACED)
def test_a_traced_call_gives_what_a_plain_one_gives(name: str) -> None:
    trace = Trace()
    function = getattr(engine, name)
    plain, traced = function(**example_of(name)), function(**example_of(name), trace=trace)
    for field, value in parts(name, plain).items():
        same(value, parts(name, traced)[field])
    recorded = {step.name for step in trace}
    listed = {step.name for step in OPERATIONS[name].steps}
    assert recorded <= listed
    assert listed - recorded <= OPTIONAL_STEPS.get(name, set())
    assert all(step.formula for step in trace)


@pytest.mark.parametrize("name", TRACED)
def test_a_trace_copies_what_it_keeps_and_no_more_than_its_limit(name: str) -> None:
    kept = Trace()
    getattr(engine, name)(**example_of(name), trace=kept)
    small = Trace(limit=1)
    getattr(engine, name)(**example_of(name), trace=small)
    for whole, step in zip(kept, small, strict=True):
        assert whole.shape == step.shape
        if isinstance(whole.value, np.ndarray) and whole.value.size > 1:
            assert isinstance(step.value, Summary)
            assert step.value.shape == whole.value.shape
            assert (step.value.minimum, step.value.maximum) == (whole.value.min(), whole.value.max())
        elif isinstance(whole.value, list) and len(whole.value) > 1:
            assert step.value == Summary((len(whole.value),))


def test_a_trace_keeps_its_own_copies() -> None:
    trace = Trace()
    array, items = np.zeros(3), [1, 2]
    trace.add("array", array)
    trace.add("items", items)
    array[:] = 7
    items.append(3)
    assert trace["array"].tolist() == [0, 0, 0]
    assert trace["items"] == [1, 2]
    trace.add("items", [4])
    assert trace["items"] == [4]
    assert "array" in trace
    assert len(trace) == 3
    with pytest.raises(KeyError, match="no step 'none'; it has: array, items"):
        trace["none"]


def test_a_trace_stops_copying_when_it_is_full() -> None:
    trace = Trace(limit=4, total=6)
    for _ in range(3):
        trace.add("row", np.arange(4.0))
    trace.add("pair", [1, 2])
    trace.add("number", 7)
    assert trace.steps[0].value.tolist() == [0, 1, 2, 3]
    assert trace.steps[1].value == trace.steps[2].value == Summary((4,), 0.0, 3.0, 1.5)
    assert trace["pair"] == [1, 2]
    assert trace["number"] == 7


def as_float32(value: Any) -> Any:
    """float32 wherever numbers with a point are."""
    if isinstance(value, dict):
        return {key: as_float32(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        array = np.array(value, dtype=object if isinstance(value, list | tuple) and _ragged(value) else None)
        return array.astype(np.float32) if array.dtype.kind == "f" else value
    return value


def _ragged(value: Any) -> bool:
    return any(isinstance(item, dict | str) or item is None for item in value)


# their arrays decide nothing that depends on precision, or are counts, or start from no array at all
NO_PRECISION = {"chinchilla_fit", "power_law_fit", "gradient_check", "majority_vote", "seeded_tiny_model"}


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in NO_PRECISION])
def test_float32_comes_back_as_float32_and_anything_else_as_float64(name: str) -> None:
    given = example_of(name)
    narrow = {key: as_float32(value) for key, value in given.items()}
    if all(narrow[key] is given[key] for key in given):
        return  # no array of numbers
    function = getattr(engine, name)
    for value in _arrays(function(**narrow)):
        assert value.dtype == np.float32
    for value in _arrays(function(**given)):
        assert value.dtype == np.float64


def _arrays(result: Any) -> list[Any]:
    """The floating-point arrays of a result."""
    if is_dataclass(result) and not isinstance(result, type):
        return [array for field in fields(result) for array in _arrays(getattr(result, field.name))]
    if isinstance(result, tuple):
        return [array for item in result for array in _arrays(item)]
    return [result] if isinstance(result, np.ndarray) and result.dtype.kind == "f" else []


HOSTILE: list[Any] = [
    None, "x", "", [], [[]], [[[]]], math.nan, math.inf, -1, 0, 3, 1.5, True, {}, [None], [["a"]], b"x", object(),
    [1, [2]], 1j, [math.nan], [-math.inf], [math.inf], [[1e308, -1e308]], [2**70], -(10**30),
    [True, False], ["-inf"], [0], [[0]],
    np.zeros((0, 3)), np.zeros((2, 0)), np.array([2**63], dtype=np.uint64), np.float16(1), np.zeros((1, 1, 1, 1, 1)),
    {"type": "ntk", "factor": 2},
]  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_comes_there_is_a_result_or_an_error_that_names_the_argument(name: str) -> None:
    """Warnings are errors here: no overflow and no 0/0 on the way either."""
    for argument in arguments_of(name):
        for value in HOSTILE:
            try:
                getattr(engine, name)(**(example_of(name) | {argument: value}))
            except (engine.ShapeError, engine.DTypeError, engine.TokenIdError) as error:
                assert ": " in str(error), error  # noqa: PT017 - a result is as good as an error
                assert "expected" in str(error) or "does not match" in str(error), error  # noqa: PT017


@pytest.mark.parametrize("module", ["engine", "engine.catalog"])
def test_a_fresh_process_that_imports_the_engine_loads_no_numpy(module: str) -> None:
    script = (
        f"import sys, {module}; print(sorted({{'numpy', 'tiktoken', 'regex', 'threadpoolctl'}} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_found_and_no_other() -> None:
    assert set(OPERATIONS) < set(dir(engine))
    assert issubclass(engine.ShapeError, ValueError)
    assert issubclass(engine.DTypeError, ValueError)
    assert issubclass(engine.TokenIdError, ValueError)
    with pytest.raises(AttributeError, match="no attribute 'attend'"):
        engine.attend  # noqa: B018 - the access is what is tested
