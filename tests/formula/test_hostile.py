"""Whatever is typed, a verdict comes back, and soon."""

from random import Random

import pytest

from interview_prep.formula.equation import parse_answer
from interview_prep.formula.limits import MAX_STEPS, MAX_WORK, Budget, FormulaError, TooLargeError
from interview_prep.formula.live import read
from interview_prep.formula.render import render
from interview_prep.formula.state import compiled_for
from tests.formula.questions import formulas, graded, right_answers

PIECES = (
    "softmax sum prod E log exp sqrt max min KL Concat x y z p q Q K V d_k pi_theta pi_ref y_w y_l beta r A_t _ ^ { } "
    "( ) [ ] | || , ; = ~ <= >= < > + - * / @ · ⊙ √ Σ ∏ ᵀ ' ! … . : \\frac \\sqrt \\left \\right \\begin{pmatrix} "
    "\\end{pmatrix} & \\\\ 1 2 9999999999 0.5 1e308 inf e i j n N T \\underset \\binom \\text{a} \\hat ² ₖ ½ ∈ ∞ σ θ "
    ".T .sum() .mean(-1) dim=0 for in where choose \\over"
).split()


def rubbish(random: Random) -> str:
    """A text of pieces, a damaged right answer, random characters, or one piece many times."""
    kind = random.random()
    if kind < 0.4:
        blank = " " if kind < 0.25 else ""
        return blank.join(random.choice(PIECES) for _ in range(random.randrange(1, 60)))
    if kind < 0.75:
        return damaged(random, random.choice(right_answers())[1])
    if kind < 0.9:
        limit = random.choice((0x7F, 0x3000, 0x10FFFF))
        return "".join(chr(random.randrange(limit)) for _ in range(random.randrange(1, 80)))
    return random.choice(PIECES) * random.randrange(1, 300)


def damaged(random: Random, answer: str) -> str:
    characters = list(answer)
    for _ in range(random.randrange(1, 8)):
        place = random.randrange(len(characters) + 1)
        if random.random() < 0.5:
            del characters[place : place + 1]
        else:
            characters.insert(place, random.choice("()[]{}|_^+-*/,.;=~<>∑√'\"\\$#%&@! \n\tᵀ₂²αβxyzpqrnNT019"))
    return "".join(characters)


def survive(count: int, seed: int) -> None:
    random = Random(seed)
    names = [question.removeprefix("formula.") for question in formulas()]
    for _ in range(count):
        name, text = random.choice(names), rubbish(random)
        verdict = graded(name, text)
        assert (verdict.error is None) == (verdict.correct is not None)
        assert verdict.column is None or 1 <= verdict.column <= len(text) + 1


def test_rubbish_gets_a_verdict() -> None:
    survive(400, seed=1)


@pytest.mark.slow
def test_much_rubbish_gets_a_verdict() -> None:
    survive(10_000, seed=2)


def test_rubbish_can_be_drawn_while_it_is_typed() -> None:
    random = Random(3)
    questions = list(formulas().values())
    for _ in range(200):
        question, text = random.choice(questions), rubbish(random)
        found = read(question, text)
        if found.tree is not None:
            drawn = render(found.tree, 60, 8)
            assert all(len("".join(piece.text for piece in row)) <= 75 for row in drawn)  # 60 cells and their accents


@pytest.mark.parametrize(
    "text",
    [
        " ".join(["N"] * 299),
        "N*" * 240 + "N",
        "(N)" * 150,
        "|N" * 100,
        "N!" + "!" * 200,
        "-" * 500 + "N",
        "sum_i " * 80 + "N",
        "E[" * 100 + "N" + "]" * 100,
        "\\frac{1}{" * 50 + "N" + "}" * 50,
        "{" * 400,
        "N_{" * 120 + "i" + "}" * 120,
        "N" + "'" * 500,
        "9" * 599,
        "x" * 100_000,
    ],
)
def test_extreme_texts_get_a_verdict(text: str) -> None:
    verdict = graded("train_flops", text)
    assert verdict.correct in (None, False)


def test_work_is_counted_and_bounded() -> None:
    budget = Budget()
    for _ in range(MAX_STEPS):
        budget.spend(1)
    with pytest.raises(TooLargeError):
        budget.spend(1)
    with pytest.raises(TooLargeError):
        Budget().spend(MAX_WORK + 1)


def test_nested_sums_stop_within_the_budget() -> None:
    compiled = compiled_for(formulas()["formula.train_flops"])
    text = "".join(f"sum_{{{letter}=1}}^{{64}} " for letter in "abcd") + "N a b c d"
    answer = parse_answer(text, compiled.table, compiled.lefts)
    evaluator = compiled.evaluator(0, compiled.setting)
    with pytest.raises(FormulaError):
        evaluator.root(answer.tree)
    assert evaluator.budget.steps > MAX_STEPS - 200
