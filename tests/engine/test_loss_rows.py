"""The catalogue's rows for losses, evaluation, scaling and cost say what the functions do."""

import inspect
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

import engine
from engine.catalog import OPERATIONS, REQUIRED

MODULES = {f"engine.{name}" for name in "losses preference preference_variants policy evaluation scaling cost".split()}
NAMES = sorted(name for name, row in OPERATIONS.items() if row.module in MODULES)


def plain(value: Any) -> list[Any]:
    return [getattr(value, field.name) for field in fields(value)] if is_dataclass(value) else [value]


def test_every_function_of_these_modules_has_a_row() -> None:
    assert set(NAMES) == set(
        """cross_entropy sft_loss sequence_logps naive_sequence_logps kl_estimators kl_divergence bradley_terry_loss
        dpo_loss ipo_loss simpo_loss orpo_loss kto_loss gae ppo_clip_loss grpo_advantages grpo_loss pass_at_k
        majority_vote majority_accuracy emergence_curve brier_score chinchilla_loss chinchilla_optimal chinchilla_fit
        kaplan_loss kaplan_loss_nd training_flops power_law_fit param_count kv_cache_bytes attention_flops
        block_matmul_flops weight_bytes training_bytes""".split()
    )


@pytest.mark.parametrize("name", NAMES)
def test_arguments_and_defaults_are_the_signature(name: str) -> None:
    parameters = inspect.signature(getattr(engine, name)).parameters.values()
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters)
    signature = {p.name: REQUIRED if p.default is p.empty else p.default for p in parameters if p.name != "trace"}
    assert {argument.name: argument.default for argument in OPERATIONS[name].arguments} == signature


@pytest.mark.parametrize("name", NAMES)
def test_the_example_runs_and_gives_the_fields(name: str) -> None:
    row = OPERATIONS[name]
    result = getattr(engine, name)(**row.example)
    if len(row.results) > 1:
        assert [field.name for field in fields(result)] == [field for field, _ in row.results]
    else:
        assert not is_dataclass(result)


@pytest.mark.parametrize("name", [name for name in NAMES if OPERATIONS[name].steps])
def test_a_trace_records_the_named_steps_and_changes_nothing(name: str) -> None:
    row, trace = OPERATIONS[name], engine.Trace()
    call = getattr(engine, name)
    traced, untraced = call(**row.example, trace=trace), call(**row.example)
    assert list(dict.fromkeys(step.name for step in trace)) == [step.name for step in row.steps]
    assert all(step.formula for step in trace)
    for one, other in zip(plain(traced), plain(untraced), strict=True):
        if isinstance(one, np.ndarray | float):
            np.testing.assert_allclose(one, other, rtol=1e-14)
        else:
            assert one == other


@pytest.mark.parametrize("name", [name for name in NAMES if OPERATIONS[name].steps])
def test_the_results_stand_among_the_steps(name: str) -> None:
    row, trace = OPERATIONS[name], engine.Trace()
    result = getattr(engine, name)(**row.example, trace=trace)
    for field, _ in row.results:
        if field in trace:
            value = getattr(result, field) if len(row.results) > 1 else result
            assert np.array_equal(trace[field], value) or trace[field] == value
