"""The lab without a screen: every operation opens and runs, arguments are read as typed, runs compare."""

import contextlib
import io
import json
from collections.abc import Sequence
from math import exp, inf, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.catalog import OPERATIONS
from interview_prep.errors import UserError
from interview_prep.practice.lab import arguments, training
from interview_prep.practice.lab.bench import Bench, by_concept
from interview_prep.practice.lab.comparing import READY, Comparison, ready, shared, what_changed
from interview_prep.practice.lab.curves import CURVES, curve_of, decades, round_marks, short
from interview_prep.practice.lab.labels import axes_of, labels
from interview_prep.practice.lab.reading import sentences
from interview_prep.practice.lab.script import as_numpy
from interview_prep.practice.lab.tokens import shown, token_labels

ATTENTION = "scaled_dot_product_attention"


# -- every operation ---------------------------------------------------------------------------------


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


# -- arguments ---------------------------------------------------------------------------------------


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


# -- labels and reading ------------------------------------------------------------------------------


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


# -- two runs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", READY, ids=lambda pair: pair.title)
def test_every_ready_pair_runs_and_has_steps_to_compare(pair: Any) -> None:
    turn = ready(pair.first[0]).index(pair)
    comparison = Comparison.begin(Bench.of(pair.first[0]), turn)
    first, second = (bench.run() for bench in comparison.benches)
    assert comparison.title == pair.title
    assert comparison.changed()
    assert shared(first, second)


def changed_by(comparison: Comparison, tokens: Sequence[str] = ()) -> str:
    first, second = (bench.run() for bench in comparison.benches)
    return what_changed(first, second, tokens)


def test_temperature_changes_the_entropy_as_the_formula_says() -> None:
    def entropy(logits: list[float], temperature: float) -> float:
        weights = [exp(z / temperature) for z in logits]
        return -sum(w / sum(weights) * log(w / sum(weights)) for w in weights)

    bench = Bench.of("temperature")
    logits = [2.0, 1.0, 0.0]
    bench.set_text("logits", json.dumps(logits))
    comparison = Comparison.begin(bench)
    words = changed_by(comparison)
    assert f"{entropy(logits, 0.7):.2f} → {entropy(logits, 1.5):.2f} nats" in words
    assert "spreads" in words


def test_without_the_root_the_row_concentrates() -> None:
    comparison = Comparison.begin(Bench.of(ATTENTION))
    tokens = ["the", "cat", "sat", "down"]
    words = changed_by(comparison, tokens)
    assert "of row “" in words
    assert "concentrates" in words


def test_two_operations_are_compared_on_the_same_numbers() -> None:
    bench = Bench.of("top_k")
    bench.set_text("logits", "[4, 3, 2, 1]")
    comparison = Comparison.begin(bench)
    assert [side.operation.name for side in comparison.benches] == ["top_k", "top_p"]
    assert [side.arguments["logits"] for side in comparison.benches] == [[4, 3, 2, 1]] * 2


def test_numbers_say_by_how_much_they_changed() -> None:
    comparison = Comparison.begin(Bench.of("kv_cache_bytes"))
    words = changed_by(comparison)
    full = 2 * 32 * 32 * 128 * 4096 * 2
    assert words == f"bytes: {full:,} → {full // 4:,}, −{full - full // 4:,}"


def test_an_operation_without_a_pair_compares_with_itself() -> None:
    comparison = Comparison.begin(Bench.of("entropy"))
    assert comparison.changed() == []
    comparison.bench.set_text("unit", "nats")
    assert comparison.changed() == ["unit"]
    assert comparison.benches[0].arguments["unit"] == "bits"


# -- curves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CURVES)
def test_every_curve_has_lines_as_long_as_its_axis(name: str) -> None:
    curve = curve_of(Bench.of(name))
    assert len(curve.xs) > 5
    assert list(curve.xs) == sorted(curve.xs)
    assert all(len(values) == len(curve.xs) and np.isfinite(values).all() for _, values in curve.lines)


def test_the_curve_of_temperature_is_the_softmax() -> None:
    bench = Bench.of("temperature")
    bench.set_text("logits", "[1, 0]")
    curve = curve_of(bench)
    assert curve.lines[0][1] == pytest.approx([1 / (1 + exp(-1 / x)) for x in curve.xs])


def test_a_curve_on_bad_arguments_is_one_line() -> None:
    bench = Bench.of("chinchilla_loss")
    bench.arguments["tokens"] = "many"
    with pytest.raises(UserError, match="no curve on these arguments"):
        curve_of(bench)


def test_marks_of_axes_are_round() -> None:
    assert decades(1e7, 1e10) == [1e7, 1e8, 1e9, 1e10]
    assert round_marks([0.13, 2.9]) == [0.5, 1.0, 1.5, 2.0, 2.5]
    assert round_marks([2.0, 2.0]) == [2.0]
    assert [short(value) for value in (7e10, 1500, 0.5, -2)] == ["70B", "1.5k", "0.5", "−2"]


# -- training ----------------------------------------------------------------------------------------

TEXT = "".join(f"low lower lowest {n} newest wider\n  indented line {n % 7}\n" for n in range(400))


def test_training_in_pieces_learns_what_the_engine_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_PIECE", 100)
    seen: list[training.Progress] = []
    trained = training.train(TEXT, 400, seen.append)
    expected = engine.bpe_train(text=TEXT, vocab_size=400).merges
    assert [list(pair) for pair in trained.merges] == expected
    assert trained.text_tokens == len(engine.bpe_encode(merges=expected, text=TEXT))
    assert trained.text_bytes == len(TEXT.encode())
    shares = [progress.share for progress in seen]
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    assert len({progress.doing for progress in seen}) > 2


@given(st.text(alphabet="ab \n\t\r1é'🙂!", max_size=300))
def test_pieces_never_cut_a_chunk(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "_PIECE", 7)
        pieces = [piece for _, piece in training._pieces(text)]
    assert "".join(pieces) == text
    assert [c for piece in pieces for c in engine.pre_tokenize(text=piece)] == engine.pre_tokenize(text=text)


def test_a_training_stops_when_asked() -> None:
    asked: list[training.Progress] = []
    with pytest.raises(training.Cancelled):
        training.train(TEXT, 400, asked.append, lambda: any("merge" in progress.doing for progress in asked))
    assert asked[-1].share < 0.9


def test_the_text_comes_from_a_path_or_is_the_text(tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt"
    path.write_bytes(b"hello \xff world")
    assert training.text_from(f" '{path}' ") == "hello \ufffd world"
    assert training.text_from("two\nlines") == "two\nlines"
    assert training.text_from("just words") == "just words"


@pytest.mark.parametrize("source", ["", "   ", "/no/such/file", "missing.txt", "\x00.txt"])
def test_a_text_that_is_not_there_is_one_line(source: str) -> None:
    with pytest.raises(UserError, match=r"paste|no such file|cannot be read"):
        training.text_from(source)


@pytest.mark.parametrize("size", [255, 100_001])
def test_a_vocabulary_that_cannot_be_is_refused(size: int) -> None:
    with pytest.raises(UserError, match="from 256"):
        training.train("text", size, lambda _progress: None)


def test_arguments_as_json_leave_out_the_trace() -> None:
    row = OPERATIONS[ATTENTION]
    document = json.loads(arguments.as_json(row, Bench.of(ATTENTION).arguments))
    assert "trace" not in document
    assert document["causal"] is True
