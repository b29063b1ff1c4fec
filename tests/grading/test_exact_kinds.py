"""Choice, cloze, order and flag: what counts as right, as near, as not understood, and what is said of it."""

from dataclasses import replace
from itertools import permutations

import pytest

from interview_prep.grading import grade
from interview_prep.grading.shown import shown_options, shown_steps
from interview_prep.questions.model import Choice, Cloze, Flag, KeyPoint, Option, Order
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Rating, Verdict

CHOICE = Choice(
    id="t.choice",
    concept="llm",
    level=1,
    prompt="Which?",
    options=(
        Option(text="Minus infinity", correct=True),
        Option(text="Zero", misconception="mask_zero", because="Zero still earns weight."),
        Option(text="One", misconception="mask_one", because="One earns more."),
    ),
)
CLOZE = Cloze(
    id="t.cloze", concept="llm", level=1, prompt="Fill in.", text="It has {{gap}} heads.", accept=("ninety-six", "96")
)
ORDER = Order(id="t.order", concept="llm", level=1, prompt="Sort.", steps=("Score", "Scale", "Mask", "Softmax"))
FLAG = Flag(
    id="t.flag",
    concept="llm",
    level=1,
    prompt="Which sentence is not right?",
    statement="Each token has a query. The attention weights are learned. The output is an average.",
    wrong="The attention weights are learned.",
    correction="The weights are computed anew for every input.",
    key_points=(
        KeyPoint(
            id="k1", text="Computed for each input", all_of=(("computed", "calculat*"), ("input*", "each", "every"))
        ),
    ),
)

COST = Flag(
    id="t.cost",
    concept="tokens",
    level=1,
    prompt="Which sentence is not right?",
    statement="Every token meets every other. The cost grows linearly with the length. Long prompts are slow.",
    wrong="The cost grows linearly with the length.",
    correction="It grows with the square of the length.",
    key_points=(
        KeyPoint(id="k1", text="The square", all_of=(("square", "quadratic*", "n^2"),), unless=("square root",)),
    ),
)


def judged(question: Choice | Cloze | Order | Flag, text: str, seed: int = 0) -> Verdict:
    """The verdict on a text."""
    return grade(question, Response(text=text), seed)


@pytest.mark.parametrize("seed", range(6))
def test_a_choice_by_letter_number_or_text(seed: int) -> None:
    place = [option.text for option in shown_options(CHOICE, seed)].index("Minus infinity")
    for text in ("abc"[place], "ABC"[place], f"({'abc'[place]})", str(place + 1), f"{place + 1}.", "minus  infinity"):
        verdict = judged(CHOICE, text, seed)
        assert verdict.correct is True, text
        assert len(verdict.findings) == 3
    wrong = "abc"[(place + 1) % 3]
    assert judged(CHOICE, wrong, seed).misconception in ("mask_zero", "mask_one")


def test_a_choice_that_is_none_of_them_is_asked_again() -> None:
    for text in ("d", "4", "0", "no idea", "", "a b"):
        verdict = judged(CHOICE, text)
        assert verdict.error
        assert verdict.correct is None


def test_an_option_that_looks_like_a_place_is_not_guessed() -> None:
    options = (Option(text="3", correct=True), Option(text="2", misconception="m"), Option(text="4", misconception="n"))
    question = replace(CHOICE, options=options)  # shown as 2, 3, 4: "2" is a text and a place
    assert "answer with a letter" in (judged(question, "2").error or "")
    assert "answer with a letter" in (judged(question, "3").error or "")
    assert judged(question, "b").correct is True
    assert judged(question, "4").misconception == "n"


@pytest.mark.parametrize("text", ["96", "ninety-six", "Ninety six", "ninetysix", " 96 heads", "the 96", "96.0", "９６"])
def test_a_gap_forgives_spelling_that_does_not_matter(text: str) -> None:
    assert judged(CLOZE, text).correct is True


@pytest.mark.parametrize("text", ["d_k", "d_{k}", "$d_{k}$", r"d_{\mathrm{k}}", "dₖ", "d_k."])
def test_a_gap_takes_a_symbol_in_any_notation(text: str) -> None:
    assert judged(replace(CLOZE, text="Its variance is {{gap}}.", accept=("d_k",)), text).correct is True


def test_a_near_miss_is_shown_and_worth_a_half() -> None:
    verdict = judged(CLOZE, "ninty-six")
    assert verdict.correct is False
    assert verdict.score == 0.5
    assert "near" in verdict.message
    assert verdict.rating is Rating.HARD


def test_another_number_is_not_near() -> None:
    for text in ("95", "69", "960"):
        verdict = judged(CLOZE, text)
        assert (verdict.correct, verdict.score) == (False, 0.0)


def test_a_number_in_a_gap_may_be_hedged() -> None:
    assert judged(CLOZE, "about 96").correct is True
    assert judged(CLOZE, "roughly ninety-six").correct is True
    assert judged(CLOZE, "about 95").correct is False


@pytest.mark.parametrize("seed", range(4))
def test_an_order_in_any_spelling(seed: int) -> None:
    shown = shown_steps(ORDER, seed)
    places = [str(shown.index(step) + 1) for step in ORDER.steps]
    letters = ["abcd"[int(place) - 1] for place in places]
    for text in (" ".join(places), ",".join(places), "".join(places), " > ".join(places), " ".join(letters)):
        assert judged(ORDER, text, seed).correct is True, text
    assert judged(ORDER, "\n".join(ORDER.steps), seed).correct is True


def test_the_first_step_out_of_place_is_named() -> None:
    shown = shown_steps(ORDER, 1)
    swapped = ("Score", "Mask", "Scale", "Softmax")
    verdict = judged(ORDER, " ".join(str(shown.index(step) + 1) for step in swapped), 1)
    assert verdict.correct is False
    assert verdict.score == pytest.approx(4 / 6)  # 5 pairs of 6 stand right, 1 wrong
    assert "number 2" in verdict.message
    assert "Mask" in verdict.message
    assert "Scale" in verdict.message
    assert [finding.because for finding in verdict.findings] == ["", "yours was 3", "yours was 2", ""]


def test_an_order_at_random_is_not_nearly_right() -> None:
    shown = shown_steps(ORDER, 1)
    scores = []
    for given in permutations(ORDER.steps):
        verdict = judged(ORDER, " ".join(str(shown.index(step) + 1) for step in given), 1)
        scores.append(verdict.score or 0.0)
    assert sum(score >= 0.5 for score in scores) == 4  # the right one, and one swap of neighbours
    assert scores.count(0.0) >= len(scores) / 2


def test_an_order_with_a_step_missing_twice_or_unknown_is_asked_again() -> None:
    assert "4 is missing" in (judged(ORDER, "1 2 3").error or "")
    assert "3, 4 are missing" in (judged(ORDER, "1 2").error or "")
    assert judged(ORDER, "1 2 3 3").error
    assert judged(ORDER, "1 2 3 5").error
    assert judged(ORDER, "score then scale").error


@pytest.mark.parametrize(
    "text",
    [
        "2: they are computed for every input",
        "2 they are calculated anew for each input",
        "sentence 2: computed from each input",
        "the attention weights are learned\nthey are computed for each input",
    ],
)
def test_a_mistake_found_and_mended(text: str) -> None:
    assert judged(FLAG, text).correct is True


def test_a_mistake_found_and_not_mended_is_half() -> None:
    for text in ("2", "2: they are big"):
        verdict = judged(FLAG, text)
        assert (verdict.correct, verdict.score) == (False, 0.5)


@pytest.mark.parametrize("text", ["2: quadratically", "2: n^2", "2 squared? no: it is quadratic in n"])
def test_a_word_or_a_formula_mends_a_sentence(text: str) -> None:
    assert judged(COST, text).correct is True


def test_a_correction_in_words_that_no_cue_knows_is_left_to_the_learner() -> None:
    verdict = judged(COST, "2: doubling n means four times the work")
    assert (verdict.correct, verdict.score, verdict.unsure) == (False, 0.5, ("k1",))
    assert "for you to say" in verdict.message
    for ticked in (True, False):
        settled = grade(COST, Response(text="2: twice n, four times the work", overrides=(("k1", ticked),)), 0)
        assert (settled.correct, settled.unsure) == (ticked, ())
    unticked = grade(COST, Response(text=f"2: {COST.correction}", overrides=(("k1", False),)), 0)
    assert unticked.correct is False


@pytest.mark.parametrize(
    "text",
    [
        "2: The cost grows linearly with the length",
        "2: The cost grows exponentially with the length",
        "2: it grows with the square root of the length",
        "2: by a square root",
    ],
)
def test_the_wrong_sentence_with_a_word_changed_does_not_mend_it(text: str) -> None:
    verdict = judged(COST, text)
    assert (verdict.correct, verdict.unsure) == (False, ())
    assert "does not mend it" in verdict.message


def test_the_sentence_that_holds_is_told() -> None:
    verdict = judged(FLAG, "1: there is no query")
    assert (verdict.correct, verdict.score) == (False, 0.0)
    assert "number 2" in verdict.message


def test_no_such_sentence_is_asked_again() -> None:
    for text in ("", "4: x", "nothing of this"):
        assert judged(FLAG, text).error
