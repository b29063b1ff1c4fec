"""The lab without a screen: every operation opens and runs, and arguments are read as typed."""

import contextlib
import io
import json
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalog import OPERATIONS
from interview_prep.errors import UserError
from interview_prep.practice.lab import arguments
from interview_prep.practice.lab.bench import Bench, by_concept
from interview_prep.practice.lab.labels import axes_of, labels
from interview_prep.practice.lab.reading import sentences
from interview_prep.practice.lab.script import as_numpy
from interview_prep.practice.lab.tokens import shown, token_labels

ATTENTION = "scaled_dot_product_attention"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_opens_with_an_example_that_runs(name: str) -> None:
    bench = Bench.of(name)
    run = bench.run()
    assert run.values, "a run shows something"
    for row in bench.rows:  # what is shown for editing reads back as what it was
        before = bench.arguments[row.name]
        bench.set_text(row.name, bench.text_of(row.name))
        assert bench.arguments[row.name] == before
    bench.set_all(bench.as_json())
    assert len(bench.run().values) == len(run.values)


@pytest.mark.parametrize("name", OPERATIONS)
def test_seeded_random_numbers_run_and_repeat(name: str) -> None:
    first, second = Bench.of(name), Bench.of(name)
    for seed in (1, 2, 3):
        changed = first.randomise(seed)
        second.randomise(seed)
        first.run()
        assert first.arguments == second.arguments
        assert not changed or first.arguments != Bench.of(name).arguments
    if changed:
        second.randomise(1)
        assert first.arguments != second.arguments


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_call_copied_as_numpy_runs_on_its_own(name: str) -> None:
    script = as_numpy(Bench.of(name))
    given: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, name, "exec"), given)  # our own script, as a learner would paste it
    assert "result" in given


def test_the_copied_call_gives_the_same_numbers() -> None:
    bench = Bench.of(ATTENTION)
    bench.set_text("scale", "1.0")
    given: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(as_numpy(bench), given)
    output = next(value.value for value in bench.run().values if value.name == "output")
    np.testing.assert_array_equal(given["result"].output, output)


def test_numbers_without_end_are_copied_as_numpy_has_them() -> None:
    bench = Bench.of("top_k")
    bench.set_all('{"logits": [1.5, Infinity, -Infinity, NaN]}')
    assert "logits = np.array([1.5, np.inf, -np.inf, np.nan])" in as_numpy(bench)


def test_operations_are_found_by_concept_name_and_words() -> None:
    assert {row.name for row in by_concept("top k")} >= {"top_k", "naive_top_k"}
    assert all(row.concept == "scaling" for row in by_concept("scaling laws"))
    assert by_concept("no such thing") == []
    concepts = [row.concept for row in by_concept()]
    assert len({c for n, c in enumerate(concepts) if n == 0 or concepts[n - 1] != c}) == len(set(concepts))


def test_an_unknown_operation_is_named() -> None:
    with pytest.raises(UserError, match="no operation"):
        Bench.of("flash\x1b[31mattention")


def bench_with(name: str, argument: str, text: str) -> Any:
    bench = Bench.of(name)
    bench.set_text(argument, text)
    return bench.arguments[argument]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("[1, 2.5, -3]", [1, 2.5, -3]),
        ("1 2.5 −3", [1, 2.5, -3]),
        ("1, 2; 3, 4", [[1, 2], [3, 4]]),
        ("1 2\n3 4", [[1, 2], [3, 4]]),
        ("[0.5, -inf, ∞]", [0.5, -inf, inf]),
        ("[[1, 2],\n [3, 4]]", [[1, 2], [3, 4]]),
        ("  [1]  ", [1]),
    ],
)
def test_arrays_are_read_as_people_write_them(typed: str, value: Any) -> None:
    assert bench_with("softmax", "x", typed) == value


def test_single_values_flags_choices_and_text() -> None:
    assert bench_with(ATTENTION, "scale", "0.5") == 0.5
    assert bench_with(ATTENTION, "scale", "none") is None
    assert bench_with(ATTENTION, "scale", "") is None
    assert bench_with(ATTENTION, "causal", "off") is False
    assert bench_with("activation", "kind", "silu") == "silu"
    assert bench_with("bpe_encode", "merges", "cl100k") == "cl100k"
    assert bench_with("pre_tokenize", "pattern", "") == Bench.of("pre_tokenize").arguments["pattern"]
    assert bench_with("pre_tokenize", "pattern", "none") is None
    assert bench_with("cl100k_encode", "text", '{"a": 1}') == '{"a": 1}'
    assert bench_with("cl100k_encode", "text", "a\x1b]0;x\x07b\u202e") == "a]0;xb"


@pytest.mark.parametrize(
    ("argument", "typed", "words"),
    [
        ("q", "[1, 2", r"q: not read at line 1, character [67]; write \["),
        ("scale", "half", "scale: not read"),
        ("causal", "3", "causal: expected true or false"),
        ("q", "[" * 50_000, "q: "),
        ("q", "9" * 500_000, "at most 400,000"),
        ("window", "[[", "window: not read"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_not_understood_is_one_line_with_the_place(argument: str, typed: str, words: str) -> None:
    bench = Bench.of(ATTENTION)
    before = dict(bench.arguments)
    with pytest.raises(UserError, match=words) as caught:
        bench.set_text(argument, typed)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200
    assert bench.arguments == before


def test_a_choice_that_is_none_names_them_all() -> None:
    with pytest.raises(UserError, match="kind: “leaky” is none of gelu, gelu_tanh"):
        bench_with("activation", "kind", "leaky")


def test_a_long_row_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(UserError, match="not read"):
        bench_with("softmax", "x", "1" * 4_000 + "x")
    with pytest.raises(UserError, match="not read"):
        bench_with("softmax", "x", "0..0")


@given(st.text(max_size=60) | st.text(alphabet="0123456789.,;-+e[] \n", max_size=30))
def test_any_text_is_a_value_or_a_line(typed: str) -> None:
    bench = Bench.of(ATTENTION)
    for argument in ("q", "causal", "scale"):
        try:
            bench.set_text(argument, typed)
            bench.run()
        except UserError as error:
            lines = str(error).splitlines()
            if len(lines) != 1 or not lines[0].isprintable():
                pytest.fail(f"{typed!r} gave {error!r}")


def test_the_engine_says_what_does_not_fit() -> None:
    bench = Bench.of(ATTENTION)
    bench.set_text("k", "[[1, 2], [3, 4]]")
    with pytest.raises(UserError, match="k"):
        bench.run()
    bench.reset()
    bench.run()


def test_pasted_json_sets_what_it_names_and_refuses_what_does_not_belong() -> None:
    bench = Bench.of("temperature")
    bench.set_all('{"logits": [1, 0, -inf]}')
    assert bench.arguments == {"logits": [1, 0, -inf], "temperature": 0.7}
    with pytest.raises(UserError, match="has no argument “logit”; it has logits, temperature"):
        bench.set_all('{"logit": [1]}')
    with pytest.raises(UserError, match="one JSON object"):
        bench.set_all("[1, 2]")


def test_a_call_without_what_it_needs_says_so() -> None:
    bench = Bench.of("top_k")
    bench.set_text("k", "")
    assert bench.missing() == ["k"]
    with pytest.raises(UserError, match="k: this call needs a value"):
        bench.run()


@pytest.mark.parametrize(
    ("name", "argument", "typed"),
    [
        ("sinusoidal_positions", "num_positions", "1000000000"),
        ("alibi_bias", "query_len", "100000"),
        ("seeded_tiny_model", "n_layer", "1000000"),
        ("bpe_train", "vocab_size", "1000000"),
        ("pass_at_k", "n", "10000000000"),
        ("majority_accuracy", "n", "1000000001"),
        ("cl100k_encode", "text", "x" * 100_000),
        ("softmax", "x", json.dumps([0.0] * 70_000)),
    ],
    ids=lambda value: value[:20],
)
def test_a_call_that_would_take_long_is_refused_with_its_limit(name: str, argument: str, typed: str) -> None:
    with pytest.raises(UserError, match=f"{argument}: .*at most"):
        bench_with(name, argument, typed)


def test_a_cards_own_numbers_come_back_after_a_change() -> None:
    own = {"q": np.array([[1.0, 0.0]]), "k": [[1.0, 0.0], [0.0, 1.0]], "v": [[1.0], [2.0]]}
    bench = Bench.of(ATTENTION, own)
    assert bench.arguments["q"] == [[1.0, 0.0]]
    bench.set_text("q", "[[5.0, 5.0]]")
    bench.reset()
    assert bench.arguments["q"] == [[1.0, 0.0]]
    assert bench.arguments["causal"] is False


def test_a_result_that_a_step_shows_is_not_shown_twice() -> None:
    names = [value.name for value in Bench.of(ATTENTION).run().values]
    assert names.count("output") == names.count("weights") == 1


def test_a_long_trace_is_cut_and_says_by_how_much() -> None:
    bench = Bench.of("cl100k_encode")
    bench.set_text("text", "unbelievable tokenisation of extraordinary words " * 20)
    run = bench.run()
    assert len(run.steps) == 120
    assert run.left_out > 0


def test_axes_name_tokens_components_and_the_parts_of_a_triple() -> None:
    assert axes_of("(..., T, S)") == ("T", "S")
    assert labels(ATTENTION, "weights", "(..., T, S)", (3, 3))[0] == ["the", "cat", "sat"]
    assert labels(ATTENTION, "output", "(..., T, d_v)", (2, 2)) == (["the", "cat"], ["v₁", "v₂"])
    assert labels("bpe_train", "merge", "(3,)", (3,), "[left, right, new id]") == ([], ["left", "right", "new id"])
    assert labels("top_k", "probs", "(..., V)", (2,)) == ([], ["0", "1"])
    assert labels("top_k", "k", "", ()) == ([], [])


def test_ids_and_pairs_of_tokens_are_spelled_out() -> None:
    run = Bench.of("bpe_train").run()
    merge = next(value for value in run.values if value.name == "merge")
    left, right, _ = merge.value.tolist()
    assert token_labels(run, merge) == ([bytes([left, right]).decode()], ["left", "right", "new id"])
    bench = Bench.of("bpe_merge_trace", {"merges": [[108, 111], [256, 119]], "text": "low"})
    ids = [value for value in bench.run().values if value.name == "ids"][-1]
    assert token_labels(bench.run(), ids) == ([], ["low"])
    bench = Bench.of("cl100k_encode", {"text": " hello"})
    run = bench.run()
    last = [value for value in run.values if value.name == "ids"][-1]
    assert token_labels(run, last) == ([], ["␣hello"])
    assert token_labels(Bench.of("softmax").run(), Bench.of("softmax").run().values[0]) is None
    assert [shown(token) for token in (b" a", b"\n", b"\xe2", b"\t")] == ["␣a", "⏎", "e2", "⇥"]


def test_what_to_read_in_attention_and_in_sampling() -> None:
    words = " ".join(sentences(Bench.of(ATTENTION).run()))
    assert "“the” sees only itself" in words
    assert "“down” gives most to “down”: 0.49" in words
    bench = Bench.of("top_k")
    bench.set_text("logits", "[3, 2, 1, 0]")
    assert "2 of 4 tokens are left" in " ".join(sentences(bench.run()))


def test_arguments_as_json_leave_out_the_trace() -> None:
    row = OPERATIONS[ATTENTION]
    document = json.loads(arguments.as_json(row, Bench.of(ATTENTION).arguments))
    assert "trace" not in document
    assert document["causal"] is True
