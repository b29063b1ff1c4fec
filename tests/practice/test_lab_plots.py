"""The lab without a screen: two runs compared, curves to plot, and the training of merges."""

import json
from collections.abc import Sequence
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from interview_prep.errors import UserError
from interview_prep.practice.lab import training
from interview_prep.practice.lab.bench import Bench
from interview_prep.practice.lab.comparing import READY, Comparison, ready, shared, what_changed
from interview_prep.practice.lab.curves import CURVES, curve_of, decades, round_marks, short


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
    comparison = Comparison.begin(Bench.of("scaled_dot_product_attention"))
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
