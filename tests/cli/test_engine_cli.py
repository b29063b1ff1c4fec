"""`engine list` and `engine run`: JSON in and out, steps on request, and one clear line for whatever does not fit."""

import json
import math
from typing import Any

import pytest

from engine.catalog import OPERATIONS
from tests.cli.conftest import Command


def run(command: Command, name: str, arguments: Any, *options: str) -> Any:
    """What an operation gives."""
    ran = command("engine", "run", name, *options, given=json.dumps(arguments))
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def test_the_list_names_every_operation_with_shapes_and_steps(command: Command) -> None:
    rows = {row["name"]: row for row in json.loads(command("engine", "list", "--json").out)}
    assert list(rows) == list(OPERATIONS)
    attention = rows["scaled_dot_product_attention"]
    assert {"name": "q", "shape": "(B, H, T, d)", "required": True, "default": None, "choices": [], "meaning": ""} in (
        attention["arguments"]
    )
    assert [step["name"] for step in attention["steps"]] == [
        "scores", "scaled", "masked", "row_max", "exponentials", "denominators", "weights", "output",
    ]  # fmt: skip
    assert all(step["shape"] for step in attention["steps"])
    assert rows["rope"]["arguments"][3]["choices"] == ["half", "interleaved"]
    assert "trace" not in {argument["name"] for row in rows.values() for argument in row["arguments"]}
    plain = command("engine", "list").out
    assert all(f"{name}  " in plain for name in OPERATIONS)


@pytest.mark.parametrize("name", [name for name, row in OPERATIONS.items() if row.example])
def test_every_example_runs_with_and_without_steps(command: Command, name: str) -> None:
    row = OPERATIONS[name]
    example = json.loads(json.dumps(dict(row.example), default=list))
    plain, traced = run(command, name, example), run(command, name, example, "--trace")
    assert list(plain) == [field for field, _ in row.results]
    assert list(traced) == [*plain, "trace"]
    assert {step["name"] for step in traced["trace"]} <= {step.name for step in row.steps}
    assert bool(traced["trace"]) is bool(row.steps)


def test_numbers_come_back_as_they_are_and_infinities_as_text(command: Command) -> None:
    kept = run(command, "top_k", {"logits": [1, 2, "-inf"], "k": 1})
    assert kept == {"logits": ["-inf", 2.0, "-inf"], "probs": [0.0, 1.0, 0.0]}
    again = run(command, "temperature", {"logits": kept["logits"]})  # what came out goes in
    assert again["argmax"] == 1
    assert run(command, "perplexity", {"token_logprobs": [-math.log(4)] * 2}) == {"perplexity": pytest.approx(4)}
    assert run(command, "training_flops", {"params": 10**18 + 1, "tokens": 1})["flops"] == 6 * (10**18 + 1)
    assert run(command, "cl100k_decode", {"ids": [15339]}) == {"bytes": b"hello".hex(), "text": "hello"}
    assert run(command, "kl_divergence", {"p": [1, 0], "q": [0, 1]}) == {"kl": "inf"}


def test_steps_have_names_formulas_shapes_and_values(command: Command) -> None:
    found = run(command, "softmax", {"x": [[0, "-inf"]]}, "--trace")
    assert found["trace"][0] == {"name": "row_max", "formula": "largest of the row", "shape": [1], "value": [0.0]}
    long = run(command, "softmax", {"x": [[0.0] * 70_000]}, "--trace")
    summary = next(step["value"] for step in long["trace"] if step["name"] == "exponentials")
    assert summary == {"shape": [1, 70_000], "minimum": 1.0, "maximum": 1.0, "mean": 1.0}


def test_a_model_goes_through_json(command: Command) -> None:
    model = run(command, "seeded_tiny_model", {"n_layer": 1, "n_embd": 4, "vocab_size": 5, "n_positions": 6})["model"]
    ids = run(command, "greedy_decode", model | {"input_ids": [1, 2], "max_new_tokens": 3})["ids"]
    logits = run(command, "gpt2_forward", model | {"input_ids": [[1, 2]]})["logits"]
    assert ids[0] == max(range(5), key=logits[0][-1].__getitem__)


@pytest.mark.parametrize(
    ("name", "given", "line"),
    [
        ("softmax", "{", "standard input is not JSON at line 1, column 2; write an object"),
        ("softmax", "[1]", "standard input holds no object"),
        ("softmax", b"\xff\xfe", "standard input is not JSON"),
        ("softmax", "[" * 100_000, "standard input is not JSON"),
        ("pass_at_k", '{"n": ' + "9" * 5000 + "}", "standard input is not JSON"),
        ("softmax", "", "softmax: x missing"),
        ("softmax", '{"x": [1], "y": 2}', "“y” is no argument; it takes x"),
        ("softmax", '{"x": [1], "trace": true}', "“trace” is no argument; it takes x; `--trace` asks for the steps"),
        ("softmax", '{"x": [[1], [1, 2]]}', "softmax: x: got rows of unequal length"),
        ("softmax", '{"x": {"a": 1}}', "softmax: x: got"),
        ("softmax", '{"x": [NaN]}', "softmax: x: got NaN or +inf"),
        ("top_k", '{"logits": [1], "k": 1.5}', "top_k: k: got 1.5, expected an integer"),
        ("top_k", '{"logits": ["a\\u001b[2J\\nb"], "k": 1}', "top_k: logits: got text, expected numbers"),
        ("bpe_train", '{"text": "a", "vocab_size": 257, "pattern": "("}', "bpe_train: pattern: got '('"),
        ("gpt2_forward", '{"config": 3, "weights": {}, "input_ids": [[1]]}', "gpt2_forward: config: got int"),
        ("gpt2_forward", '{"config": {}, "weights": 3, "input_ids": [[1]]}', "gpt2_forward: config: got no n_layer"),
        ("sinusoidal_positions", '{"num_positions": 1000000000000, "dim": 2}', "more memory than there is"),
        ("gradient_check", '{"function": "f", "x": 1, "gradient": 1}', "function: got str, expected a function"),
        ("cl100k_decode", '{"ids": [100256]}', "cl100k_decode: ids: id 100256 is assigned to no token"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(command: Command, name: str, given: str | bytes, line: str) -> None:
    ran = command("engine", "run", name, given=given)
    assert (ran.code, ran.out) == (1, "")
    assert line in ran.err
    assert "\n" not in ran.err.strip()
    assert "\x1b" not in ran.err


def test_an_unknown_operation_is_met_with_the_nearest(command: Command) -> None:
    ran = command("engine", "run", "softmx", given="{}")
    assert (ran.code, ran.err) == (1, "“softmx” is no operation of the engine; did you mean softmax?")
    assert "`engine list` names them all" in command("engine", "run", "\x1b[2Jzzz", given="{}").err
    assert command("engine", "run").code == 2
