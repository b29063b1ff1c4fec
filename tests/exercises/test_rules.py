"""The rules that make a draw worth asking: no ties, no sums at a border, no endless redrawing."""

from collections import Counter
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

import pytest

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.instance import instantiate
from interview_prep.exercises.params import draw_parameters
from interview_prep.exercises.registry import Exercise, ExerciseError, Redraw, all_exercises
from interview_prep.questions.model import Compute, Numeric, Slip

SEEDS = range(200)


@pytest.mark.parametrize("name", ["sampling.nucleus-size", "sampling.nucleus-probability"])
def test_no_nucleus_sum_comes_near_the_mass(name: str) -> None:
    for seed in SEEDS:
        shown = all_exercises()[name](Draws(seed)).parameters
        assert min(abs(total - shown["top_p"]) for total in accumulate(shown["p"])) >= 0.005 - 1e-9
        assert sum(shown["p"]) == pytest.approx(1, abs=0.011)


def test_one_pair_alone_is_the_most_frequent() -> None:
    for seed in SEEDS:
        corpus = all_exercises()["tokens.first-merge"](Draws(seed)).parameters["corpus"]
        counts: Counter[tuple[str, str]] = Counter()
        for word, times in corpus.items():
            for pair in pairwise(word):
                counts[pair] += times
        (_, most), (_, next_most) = counts.most_common(2)
        assert most > next_most


@pytest.mark.parametrize(
    ("name", "parameter"),
    [("sampling.temperature-top", "logits"), ("sampling.entropy-bits", "p"), ("sampling.nucleus-size", "p")],
)
def test_the_most_probable_token_is_one(name: str, parameter: str) -> None:
    for seed in SEEDS:
        values = sorted(all_exercises()[name](Draws(seed)).parameters[parameter])
        assert values[-1] > values[-2]


def attempts(exercise: Exercise, wanted: int) -> int:
    """How many draws it takes to find so many that are worth asking."""
    draws, taken, found = Draws(1), 0, 0
    while found < wanted:
        taken += 1
        try:
            exercise.of(exercise.draw(draws))
        except Redraw:
            continue
        found += 1
    return taken


def test_fewer_than_sixty_draws_are_thrown_away_for_one_that_is_kept() -> None:
    for exercise in all_exercises().values():
        assert attempts(exercise, 20) < 60 * 20, exercise.name


def test_a_draw_too_large_to_read_is_refused_before_it_is_made() -> None:
    with pytest.raises(ExerciseError, match=r"draw\.x: shape \[1000, 1000\] holds more than"):
        draw_parameters({"x": {"integers": [1, 9], "shape": [1000, 1000]}}, Draws(0))


@pytest.mark.parametrize(
    "spec",
    [
        {"integers": [True, 9]},
        {"integers": [1.5, 9]},
        {"uniform": [False, 2], "step": 1},
        {"uniform": [1, 2], "step": True},
    ],
)
def test_bounds_and_steps_are_numbers(spec: dict[str, Any]) -> None:
    with pytest.raises(ExerciseError, match=r"draw\.x: (integers|uniform) takes a "):
        draw_parameters({"x": spec}, Draws(0))


@pytest.mark.parametrize("shape", [5, "d_k", True])
def test_a_shape_is_a_list(shape: object) -> None:
    with pytest.raises(ExerciseError, match=r"draw\.x: shape takes a list of sizes"):
        draw_parameters({"x": {"integers": [1, 9], "shape": shape}}, Draws(0))


def test_a_slip_that_nobody_could_type_is_refused() -> None:
    whole = Compute(op="scaled_dot_product_attention", args={"q": [[1.0]], "k": [[1.0]], "v": [[1.0]]})
    question = Numeric(
        id="transformer.x",
        concept="transformer",
        level=1,
        prompt="How much?",
        compute=replace(whole, take="output.0.0"),
        misconceptions=(Slip(id="unscaled", because="No.", compute=whole),),
    )
    with pytest.raises(ExerciseError, match=r"the slip unscaled gives a .*; correct its `take`"):
        instantiate(question, 0)
