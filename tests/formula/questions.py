"""The bank's formula questions, read without the compiler, and answers that are known to be right."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

import question_bank
from interview_prep.bank.building import build
from interview_prep.grading.formula import grade
from interview_prep.questions.model import Formula
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Verdict

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def formulas() -> dict[str, Formula]:
    """Every formula question of the bank by id."""
    found: dict[str, Formula] = {}
    for file in sorted((question_bank.ROOT / "formulas").glob("*.yaml")):
        for data in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader):
            question = build(data)
            if isinstance(question, Formula):
                found[question.id] = question
    return found


def formula(name: str) -> Formula:
    """The question `formula.NAME`."""
    return formulas()[f"formula.{name}"]


def graded(name: str, answer: str) -> Verdict:
    """The verdict on one answer."""
    return grade(formula(name), Response(text=answer), 0)


@lru_cache(maxsize=1)
def spellings() -> list[tuple[str, str]]:
    """Right answers in many spellings: (name, answer)."""
    return _pairs("spellings.txt")


@lru_cache(maxsize=1)
def wrong_answers() -> list[tuple[str, str]]:
    """Wrong answers of all kinds: (name, answer)."""
    return _pairs("wrong.txt")


def _pairs(file: str) -> list[tuple[str, str]]:
    lines = (HERE / file).read_text("utf-8").splitlines()
    return [(name, answer) for name, _, answer in (line.partition(" | ") for line in lines if line.strip())]


@lru_cache(maxsize=1)
def judged() -> list[dict[str, Any]]:
    """The judged answers: id, answer, verdict (right, wrong, unparseable), misconception, column."""
    return [json.loads(line) for line in (HERE / "judged.jsonl").read_text("utf-8").splitlines()]


@lru_cache(maxsize=1)
def right_answers() -> list[tuple[str, str]]:
    """Every answer that is known to be right: spellings, the bank's examples and references, the judged ones."""
    found = dict.fromkeys(spellings())
    for question in formulas().values():
        name = question.id.removeprefix("formula.")
        for answer in (question.reference, question.latex, *question.accept, *question.examples.right):
            found[name, answer] = None
    for row in judged():
        if row["verdict"] == "right":
            found[row["id"].removeprefix("formula."), row["answer"]] = None
    return list(found)
