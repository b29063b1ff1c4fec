"""The F codes: each with a formula question that has the fault, and a sound one that has none."""

from dataclasses import replace
from typing import Any

import pytest

from interview_prep.authoring.rules import Item, all_rules
from interview_prep.bank.reader import Block
from interview_prep.questions.model import Formula, FormulaExamples, FormulaSlip, WrongExample

SOUND = Formula(
    id="formula.scores",
    concept="transformer",
    level=2,
    prompt="Write the scaled scores. $Q$ is n x d_k, $K$ is m x d_k.",
    reference="Q K^T/sqrt(d_k)",
    latex=r"\frac{QK^\top}{\sqrt{d_k}}",
    dims={"n": [3], "m": [5], "dk": [7, 11]},
    symbols={
        "Q": {"tensor": ["n", "dk"]},
        "K": {"tensor": ["m", "dk"]},
        "d_k": {"size_of": "dk", "aliases": ["d"]},
    },
    accept=("Q K^T d_k^(-1/2)",),
    misconceptions=(FormulaSlip(id="unscaled", expr="Q K^T", because="The root is missing."),),
    examples=FormulaExamples(
        right=("QK^T/√d", "Q @ K.T / d_k**0.5", "QKᵀ/√dₖ", "Q K'/sqrt(d_k)", "d_k^{-1/2} Q K^T", "(Q/√d) K^T"),
        wrong=(
            WrongExample(input="QK^T", misconception="unscaled"),
            WrongExample(input="QK^T/d_k"),
            WrongExample(input="QK^T √d_k"),
            WrongExample(input="K Q^T/√d_k"),
            WrongExample(input="2 QK^T/√d_k"),
        ),
    ),
)


def found(question: Formula) -> dict[str, str]:
    """What the F rules say of a question: code and first message."""
    item = Item(question, Block(), "bank.yaml")
    said: dict[str, str] = {}
    for rule in all_rules():
        if rule.code.startswith("F5") and rule.scope == "item":
            for _path, message in rule.check(item):
                said.setdefault(rule.code, message)
    return said


def test_a_sound_question_has_no_fault() -> None:
    assert found(SOUND) == {}


@pytest.mark.parametrize(
    ("code", "changes", "words"),
    [
        ("F501", {"latex": r"\frac{QK^\top}{d_k}"}, "not equal to the reference"),
        ("F501", {"accept": ("Q X",)}, "not understood"),
        ("F501", {"symbols": {**SOUND.symbols, "V": {"tensor": ["dv"]}}}, "no dimension"),
        ("F501", {"symbols": {**SOUND.symbols, "n": {"size_of": "n", "aliases": ["d"]}}}, "spelling of d_k"),
        ("F503", {"misconceptions": (FormulaSlip(id="none", expr="(Q K^T)/√d_k", because=""),)}, "right answer"),
        ("F503", {"misconceptions": (FormulaSlip(id="none", expr="Q X", because=""),)}, "not understood"),
        ("F504", {"prompt": "Write the scaled scores."}, "say their shapes"),
        ("F505", {"examples": replace(SOUND.examples, right=("QK^T",) * 6)}, "not accepted"),
        ("F505", {"examples": replace(SOUND.examples, wrong=(WrongExample(input="QK^T/√d"),) * 5)}, "not judged wrong"),
        ("F506", {"examples": replace(SOUND.examples, right=("QK^T/√d",))}, "six right"),
        ("F507", {"reference": "Q K^T/sqrt(d_k - 11)", "latex": "", "accept": ()}, "no finite value"),
        ("F508", {"symbols": {**SOUND.symbols, "b": {"scalar": {}}}}, "never used"),
    ],
)
def test_each_fault_is_found(code: str, changes: dict[str, Any], words: str) -> None:
    said = found(replace(SOUND, id=f"formula.{code}.{words}", **changes))
    assert words in said.get(code, ""), said
