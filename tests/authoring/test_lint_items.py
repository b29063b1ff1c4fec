"""Every check of a single question finds its bad question at the right place, and leaves the near miss alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from interview_prep.authoring.checking import Report
from interview_prep.authoring.rules import all_rules

REMOVED = "<removed>"


@dataclass(frozen=True)
class Case:
    """A code, the edits that make a sound question bad, where the finding points (`at`), what its remedy says,

    and the edits of the near miss, which stays silent.
    """

    code: str
    kind: str
    bad: dict[str, Any]
    at: str
    says: str
    good: dict[str, Any] = field(default_factory=dict)
    severity: str = "warning"


LONG = " ".join(["word"] * 46) + "?"
CASES = [
    Case("P101", "recall", {"prompt": LONG}, "prompt:", "46 words; cut", {"prompt": LONG[5:]}),
    Case("P102", "choice", {"prompt": "What is a mask? Why is it there?"}, "prompt:", "make two",
         {"prompt": "What is it?"}),
    Case("P102", "cloze", {"prompt": "What is a head and how wide is it?"}, "prompt:", "make two",
         {"prompt": "What do queries and keys give?"}),
    Case("P103", "choice", {"prompt": "Is the mask causal?"}, "prompt:", "ask why",
         {"prompt": "Island or not: what is it?"}),
    Case("P104", "recall", {"prompt": "Explain the following."}, "prompt:", "say what is meant",
         {"prompt": "Explain what follows."}),
    Case("P105", "choice", {"prompt": "What gets minus infinity: a future position gets minus infinity?"}, "prompt:",
         "word the question", {"prompt": "What gets minus infinity?"}, "error"),
    Case("P105", "cloze", {"text": "Ninety-six and {{gap}}"}, "text:", "stands in the question",
         {"text": "Ninety and {{gap}}"}, "error"),
    Case("P106", "recall", {"prompt": "Discuss attention."}, "prompt:", "has to contain",
         {"prompt": "Why was the discussion closed?"}),
    Case("P107", "recall", {"prompt": "Why is it divided?"}, "prompt:", "name the thing",
         {"prompt": "Why is attention scaled when it is masked?"}),
    Case("P108", "choice", {"prompt": "Which score is not masked?"}, "prompt:", "capitals",
         {"prompt": "Which score is NOT masked?"}),
    Case("P110", "choice", {"options.1.text": "The latest position"}, "text: The latest", "name the year",
         {"options.1.text": "The latest position", "as_of": "2026-05"}),
    Case("P111", "choice", {"options.1.because": "Spaces \nat the end."}, "because:", "ends in spaces",
         {"options.1.because": "Spaces\nat the end."}, "error"),
    Case("P111", "choice", {"options.1.because": "A\ttab."}, "because:", "use spaces",
         {"options.1.because": "A tab."}, "error"),
    Case("P111", "choice", {"options.1.because": "Cafe\u0301."}, "because:", "NFC",
         {"options.1.because": "Caf\u00e9."}, "error"),
    Case("P112", "cloze", {"accept": ["one, two, three and four"]}, "prompt:", "split it",
         {"accept": ["one, two and three"]}),
    Case("M204", "choice", {"options.1.because": REMOVED}, "- text: A future position gets zero", "refutes",
         {"options.0.because": "It is right."}, "error"),
    Case("M204", "choice", {"options.1.misconception": REMOVED}, "- text: A future position gets zero", "believe",
         {}, "error"),
    Case("M205", "choice",
         {"options.0.text": "A future position gets minus infinity before the softmax and thus no weight"},
         "text: A future position gets minus", "shorten",
              {"options.0.text": "A future position gets minus infinity now"}),
    Case("M206", "choice", {"options.2.text": "None of the above"}, "text: None", "about the subject",
         {"options.2.text": "None of the tokens"}),
    Case("M207", "choice", {"options.1.text": "Every score", "options.2.text": "Never a score"}, "text: Every",
         "soften",
         {"options.1.text": "Every score", "options.2.text": "Some score"}),
    Case("M208", "choice", {"prompt": "What does infinity do here?"}, "text: A future position gets minus", "reword",
         {"prompt": "What does a future position get?"}),
    Case("M209", "choice", {"options.0.text": "8 GiB", "options.1.text": "16 GB", "options.2.text": "4 GiB"},
         "options:",
         "the same", {"options.0.text": "8 GiB", "options.1.text": "16 GiB", "options.2.text": "4 GiB"}),
    Case("M209", "choice", {"options.0.text": "0.5", "options.1.text": "0.25", "options.2.text": "1.5"}, "options:",
         "round them", {"options.0.text": "0.5", "options.1.text": "0.2", "options.2.text": "1.5"}),
    Case("M211", "choice", {"options.0.text": "Masking it", "options.1.text": "The zero", "options.2.text": "The sum"},
         "text: Masking", "parallel", {"options.0.text": "The mask", "options.1.text": "The zero",
              "options.2.text": "The sum"}),
    Case("M212", "choice", {"options.0.text": "100.0", "options.1.text": "100.2", "options.2.text": "7.0"},
         "text: '100.2'",
         "cannot be told apart", {"options.0.text": "100", "options.1.text": "101", "options.2.text": "7"}, "error"),
    Case("L302", "cloze", {"accept": ["one two three four five six seven"]}, "- one two", "hide the one word",
         {"accept": ["one two three four five six"]}),
    Case("L302", "cloze", {"accept": ["the"]}, "- the", "carries the fact", {"accept": ["theorem"]}),
    Case("L304", "cloze", {"accept": ["σ"]}, "accept:", "ASCII", {"accept": ["σ", "sigma"]}, "error"),
    Case("L305", "cloze", {"text": "It has an {{gap}}."}, "text:", "reword", {"text": "It has the {{gap}}."}),
    Case("L305", "cloze", {"text": "It has {{gap}}s."}, "text:", "hide it", {"text": "It has {{gap}} so."}),
    Case("N401", "numeric", {"compute": {"exercise": "llm.no-such"}}, "exercise:", "there is no exercise", {}, "error"),
    Case("N401", "numeric", {"compute": {"op": "no_such"}, "misconceptions": []}, "op:", "engine list", {}, "error"),
    Case("N402", "numeric", {"compute": {"exercise": "llm.no-such"}}, "compute:", "cannot be drawn", {}, "error"),
    Case("N404", "numeric", {"misconceptions.0.id": "unused"}, "id: unused", "remove it", {}, "error"),
    Case("N405", "numeric", {"tolerance": REMOVED}, "id: q0", "is missing; write", {}, "error"),
    Case("N405", "numeric", {"tolerance": {}}, "tolerance:", "allow some", {}, "error"),
    Case("N408", "numeric", {"prompt": "Give the mean loss of five tokens in nats."}, "prompt:",
         "{{p}} into the prompt",
         {}, "error"),
    Case("R601", "recall", {"key_points": [{"id": "k1", "text": "gradients"}, {"id": "k2", "text": "softmax"}]},
         "key_points:",
         "one atom", {}, "error"),
    Case("R602", "recall", {"red_flags": []}, "red_flags:", "no good answer", {}, "error"),
    Case("R603", "recall", {"answer_short": "Gradients vanish."}, "answer_short:", "can be spoken", {}),
    Case("R603", "recall", {"answer": "softmax variance gradient " * 41}, "answer:", "123 words",
         {"answer": ("softmax variance gradient " * 40).strip()}),
    Case("R604", "recall", {"key_points.0.text": "Bananas ripen", "key_points.0.all_of": [["banana*"]]},
         "text: Bananas", "drop the point", {"key_points.0.text": "Bananas saturate"}, "error"),
    Case("R605", "ladder", {"rungs.2.follow_ups.weak": " "}, "weak: ' '", "write it", {}, "error"),
    Case("R606", "ladder", {"rungs.3.answer": "Prefill compute bandwidth decoding memory"}, "answer: Prefill compute",
         "derivation", {}),
    Case("R611", "recall", {"key_points.0.all_of": []}, "- id: k1", "add `all_of`", {}),
    Case("R611", "recall", {"key_points.1.examples": {"covered": ["x"]}}, "- id: k2", "one covered", {}),
    Case("R612", "recall", {"key_points.0.unless": ["isn't"]}, "- isn't", "read as not",
         {"key_points.0.unless": ["isn't one"]}, "error"),
    Case("R612", "recall", {"red_flags.0.all_of": [["can't"]]}, "- can't", "read as cannot",
         {"red_flags.0.all_of": [["cannot"]]}, "error"),
    Case("S701", "choice", {"sources": REMOVED}, "id: q0", "name paper and section", {}, "error"),
    Case("S703", "choice", {"explanation": "The third id is 89568."}, "explanation:", "87935",
         {"explanation": "The third id is 87935."}, "error"),
    Case("S703", "choice", {"explanation": "Attention is permutation-invariant."}, "explanation:", "equivariant",
         {"explanation": "Attention is not permutation-invariant."}, "error"),
    Case("S703", "choice", {"explanation": "DPO came in late 2023."}, "explanation:", "May 2023",
         {"explanation": "The API came in late 2023."}, "error"),
    Case("S703", "choice", {"explanation": "A paper subtitled so."}, "explanation:", "title",
         {"explanation": "A paper titled so."}, "error"),
    Case("S703", "recall", {"answer": "The attention weights are learned parameters."}, "answer:", "anew",
         {"red_flags.0.text": "attention weights are learned parameters"}, "error"),
    Case("S703", "choice", {"explanation": "Temperature 0 is deterministic."}, "explanation:", "say so in `nuance`",
         {"explanation": "Temperature 0 is deterministic.", "nuance": "As a rule; kernels may differ."}, "error"),
    Case("S704", "choice", {"worked": {"op": "no_such", "args": {}}}, "op:", "engine list", {}, "error"),
    Case("S704", "choice", {"explanation": "unhappiness is [359, 71, 67390]."}, "explanation:", "correct them",
         {"explanation": "unhappiness is [359, 71, 67391]."}, "error"),
    Case("S706", "numeric", {"unit": REMOVED, "prompt": "{{p}}: how much memory?"}, "prompt:", "name its unit",
         {"unit": REMOVED, "prompt": "{{p}}: which loss?"}),
    Case("S707", "choice", {"explanation": "The behaviour is optimized."}, "explanation:", "British way",
         {"explanation": "The behaviour of an optimizer."}),
    Case("B804", "choice", {"seconds": 91}, "seconds:", "split it", {"seconds": 90}),
]  # fmt: skip


def _place(text: str, at: str) -> tuple[int, int]:
    """Line and column of the first occurrence; a dash before a list item is not part of it."""
    start = text.index(at)
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return line, column + 2 if at.startswith("- ") else column


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.says[:20]}")
def test_bad_question_is_found(case: Case, checked: Callable[..., Report], as_yaml: Callable[..., str]) -> None:
    questions = [(case.kind, case.bad)]
    found = [row for row in checked(questions).problems if row.code == case.code and case.says in row.message]
    assert [(row.line, row.column, row.severity) for row in found] == [
        (*_place(as_yaml(questions), case.at), case.severity)
    ]
    assert found[0].file.endswith("questions.yaml")
    assert str(found[0]).startswith(f"{found[0].file}:{found[0].line}:{found[0].column}: {case.code} ")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.says[:20]}")
def test_near_miss_is_silent(case: Case, checked: Callable[..., Report]) -> None:
    found = checked([(case.kind, case.good)]).problems
    assert [row for row in found if row.code == case.code] == []


def test_every_check_of_a_question_has_a_case() -> None:
    graded_elsewhere = {f"F50{number}" for number in range(1, 9)} | {"R610", "N403", "N406", "N409", "N410"}
    codes = {rule.code for rule in all_rules() if rule.scope == "item"}
    assert codes - graded_elsewhere == {case.code for case in CASES}
