"""What changes a question's hash, and what does not; and that questions come back from JSON as they were compiled."""

import json
from typing import Any

import pytest

from interview_prep.bank.building import build
from interview_prep.bank.compiler import compile_bytes
from interview_prep.bank.hashing import question_hash

COMMON = {"id": "a.one", "concept": "llm", "level": 2, "prompt": "What is it?"}
POINTS = [{"id": "k1", "text": "it", "must": True, "all_of": [["it", "that"]], "examples": {"covered": ["it"]}}]
FLAGS = [{"id": "r1", "text": "never", "phrasings": ["no"], "polarity": "denied"}]
RUNGS = [
    {"level": level, "question": "q", "answer": "a", "key_points": POINTS, "red_flags": FLAGS,
     "follow_ups": {"strong": "s", "weak": "w", "wrong": "x"}}
    for level in range(1, 6)
]  # fmt: skip
OWN: dict[str, dict[str, Any]] = {
    "recall": {"answer": "It is it.", "key_points": POINTS, "red_flags": FLAGS},
    "choice": {"options": [{"text": "a", "correct": True}, {"text": "b", "because": "no"}, {"text": "c"}]},
    "cloze": {"text": "A {{gap}}.", "accept": ["b", "c"]},
    "numeric": {
        "draw": {"n": {"integers": [1, 9]}, "m": {"choice": [1, 2]}},
        "compute": {"op": "softmax", "args": {"x": ["$n", 2.5, [True, None]]}, "take": "softmax.0"},
        "tolerance": {"relative": 1}, "unit": "GiB", "response": "vector",
        "misconceptions": [{"id": "m", "because": "b", "compute": {"op": "softmax", "args": {"x": [1]}}}],
    },
    "formula": {
        "reference": "a + b", "latex": "a+b", "lhs": ["c"], "symbols": {"a": {"scalar": {"range": [1, 2]}}}, "draws": 3,
        "misconceptions": [{"id": "m", "expr": ["a - b", "b - a"], "because": "b"},
                           {"id": "n", "expr": "a", "because": "b"}],
        "examples": {"right": ["b + a"], "wrong": [{"input": "a", "misconception": "n"}, {"input": "b"}]},
    },
    "order": {"steps": ["a", "b", "c"]},
    "flag": {"statement": "It is. It was.", "wrong": "It was.", "correction": "It is not.", "key_points": POINTS},
    "ladder": {"rungs": RUNGS},
}  # fmt: skip


def _question(kind: str, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps({**COMMON, "kind": kind, **OWN[kind], **changes}))
    return data


@pytest.mark.parametrize("kind", OWN)
def test_what_is_built_equals_what_was_validated(kind: str) -> None:
    everything = {
        "explanation": "e", "covers": ["C1.1"], "sources": ["s 1"], "nuance": "n", "errata": ["E1"], "tags": ["t"],
        "priority": "core", "scope": "beyond", "needs": ["a.two"], "confusable_with": ["a.two"], "variant_of": "a.two",
        "seconds": 30, "as_of": "2026", "volatile": True, "aliases": ["a.old"],
        "worked": {"op": "softmax", "args": {"x": [[1, 2], [3.5, 4]]}, "caption": "c"},
    }  # fmt: skip
    for data in (_question(kind), _question(kind, **everything)):
        compiled = compile_bytes(json.dumps([data]).encode(), "x")
        assert compiled.problems == []
        (row,) = compiled.questions
        assert build(json.loads(row.payload)) == row.question
        assert hash(row.question.covers) is not None


SAME = {
    "explanation": "new", "nuance": "new", "sources": ["new"], "tags": ["new"], "priority": "extra", "seconds": 9,
    "covers": ["C9.9"], "needs": ["a.b"], "aliases": ["a.c"], "as_of": "2020", "prompt": "What  is\n it?",
}  # fmt: skip


@pytest.mark.parametrize("kind", OWN)
def test_explanations_and_metadata_do_not_count(kind: str) -> None:
    known = question_hash(_question(kind))
    assert len(known) == 16
    assert {question_hash(_question(kind, **{name: value})) for name, value in SAME.items()} == {known}


DIFFERENT = [
    ("choice", {"prompt": "Who is it?"}),
    ("choice", {"options": [{"text": "a"}, {"text": "b", "correct": True}, {"text": "c"}]}),
    ("choice", {"options": [{"text": "a", "correct": True}, {"text": "b"}, {"text": "d"}]}),
    ("recall", {"answer": "It was it."}),
    ("recall", {"key_points": [{"id": "k1", "text": "that"}]}),
    ("recall", {"key_points": [{"id": "k1", "text": "it", "must": False}]}),
    ("cloze", {"accept": ["b"]}),
    ("cloze", {"text": "The {{gap}}."}),
    ("numeric", {"draw": {"m": {"choice": [1, 2]}, "n": {"integers": [1, 9]}}}),
    ("numeric", {"tolerance": {"relative": 0.5}}),
    ("numeric", {"unit": "GB"}),
    ("numeric", {"response": "number"}),
    ("numeric", {"compute": {"op": "softmax", "args": {"x": ["$n", 3]}}}),
    ("formula", {"reference": "a * b"}),
    ("formula", {"accept": ["b"]}),
    ("order", {"steps": ["a", "c", "b"]}),
    ("flag", {"correction": "Never."}),
    ("ladder", {"rungs": [*RUNGS[:4], {**RUNGS[4], "question": "other"}]}),
]


@pytest.mark.parametrize(("kind", "change"), DIFFERENT)
def test_what_is_asked_and_accepted_counts(kind: str, change: dict[str, Any]) -> None:
    assert question_hash(_question(kind, **change)) != question_hash(_question(kind))


def test_reasons_cues_and_written_defaults_do_not_count() -> None:
    options = [{"text": "a", "correct": True}, {"text": "b", "because": "other", "correct": False}, {"text": "c"}]
    assert question_hash(_question("choice", options=options)) == question_hash(_question("choice"))
    points = [{"id": "k1", "text": "it", "all_of": [["other"]], "paraphrases": ["p"]}]
    assert question_hash(_question("recall", key_points=points)) == question_hash(_question("recall"))
    tolerance = {"relative": 1.0, "absolute": 0.0}
    assert question_hash(_question("numeric", tolerance=tolerance)) == question_hash(_question("numeric"))
    formula = _question("formula", latex="other", relation=False, hints=["h"], examples={})
    assert question_hash(formula) == question_hash(_question("formula"))


def test_hashes_are_stable_between_versions() -> None:
    """Learners' logs hold these: a change here would mark every card as edited."""
    assert question_hash(_question("choice")) == GOLDEN["choice"]
    assert question_hash(_question("numeric")) == GOLDEN["numeric"]
    assert question_hash(_question("ladder")) == GOLDEN["ladder"]


GOLDEN = {"choice": "6fade6ce403c1a13", "numeric": "ef358faee8a4ae20", "ladder": "1512666396179979"}
