"""Bad questions are left out and explained in people's words, at their place; good ones beside them load."""

import pytest

from interview_prep.bank.compiler import compile_bytes
from interview_prep.bank.problem import Problem

HEAD = "- id: a.one\n  kind: {kind}\n  concept: llm\n  level: 2\n  prompt: What?\n"
CHOICE = HEAD.format(kind="choice") + "  options:\n    - {text: a, correct: true}\n    - {text: b}\n    - {text: c}\n"
RECALL = HEAD.format(kind="recall") + "  answer: It.\n  key_points:\n    - {id: k1, text: it}\n"
CLOZE = HEAD.format(kind="cloze") + "  text: A {{gap}}.\n  accept: [b]\n"
CLOZE = CLOZE.replace("A {{gap}}.", "'A {{gap}}.'")
NUMERIC = HEAD.format(kind="numeric") + "  compute: {op: softmax, args: {x: [1, 2]}}\n"
ORDER = HEAD.format(kind="order") + "  steps: [a, b, c]\n"
FLAG = HEAD.format(kind="flag") + "  statement: It is. It was.\n  wrong: It was.\n  correction: It was not.\n"
FORMULA = HEAD.format(kind="formula") + "  reference: a + b\n"
RUNG = (
    "    - {level: %d, question: q, answer: a, key_points: [{id: k1, text: t}],"
    " red_flags: [], follow_ups: {strong: s, weak: w, wrong: x}}\n"
)
LADDER = HEAD.format(kind="ladder") + "  rungs:\n" + "".join(RUNG % level for level in range(1, 6))
SOUND = {
    "choice": CHOICE, "recall": RECALL, "cloze": CLOZE, "numeric": NUMERIC, "order": ORDER, "flag": FLAG,
    "formula": FORMULA, "ladder": LADDER,
}  # fmt: skip


def _problems(text: str) -> list[Problem]:
    return compile_bytes(text.encode(), "bank.yaml").problems


@pytest.mark.parametrize("text", SOUND.values(), ids=list(SOUND))
def test_smallest_sound_question_of_each_kind(text: str) -> None:
    compiled = compile_bytes(text.encode(), "bank.yaml")
    assert [row.question.id for row in compiled.questions] == ["a.one"]
    assert compiled.problems == []


BAD = [
    ("choice", "kind: choice", "kind: chioce", (1, 3), "Q002", "`kind` is \"chioce\"; it can be recall, choice"),
    ("choice", "  kind: choice\n", "", (1, 3), "Q002", "`kind` is missing; it can be recall, choice"),
    ("choice", "  prompt: What?\n", "", (1, 3), "Q002", "`prompt` is missing; a choice question needs it"),
    ("choice", "prompt: What?", "promt: What?", (5, 3), "Q002", "did you mean `prompt`"),
    ("choice", "prompt: What?", "prompt: 3", (5, 3), "Q002", "`prompt` is 3; it has to be text; put quotes around it"),
    ("choice", "prompt: What?", "prompt:", (5, 3), "Q002", "`prompt` is empty; it has to be text"),
    ("choice", "prompt: What?", "prompt: ' '", (5, 3), "P111", "`prompt` is empty; write what is asked"),
    ("choice", "level: 2", "level: 6", (4, 3), "Q005", "`level` is 6; it can be 1, 2, 3, 4 or 5"),
    ("choice", "level: 2", "level: '2'", (4, 3), "Q005", "`level` is \"2\"; it can be 1, 2, 3, 4 or 5"),
    ("choice", "concept: llm", "concept: lmm", (3, 3), "Q005", "`concept` is \"lmm\"; it can be 'llm', 'transformer'"),
    ("choice", "level: 2", "level: true", (4, 3), "Q005", "`level` is true; it can be 1, 2, 3, 4 or 5"),
    ("choice", "level: 2", "level: 1.0", (4, 3), "Q005", "`level` is 1.0; it can be 1, 2, 3, 4 or 5"),
    ("choice", "level: 2", "level: 2\n  seconds: true", (5, 3), "Q002", "`seconds` is true; it has to be a whole"),
    ("ladder", "level: 3,", "level: 3.0,", (9, 8), "Q002", "`rungs[3].level` is 3.0; it can be 1, 2, 3, 4 or 5"),
    ("choice", "level: 2", "level: 2\n  scope: all", (5, 3), "Q005",
     "`scope` is \"all\"; it can be 'article' or 'beyond'"),
    ("choice", "level: 2", "level: 2\n  seconds: 1.5", (5, 3), "Q002", "`seconds` is 1.5; it has to be a whole number"),
    ("choice", "level: 2", "level: 2\n  seconds: 0", (5, 3), "Q002", "it can be 1 to 3600"),
    ("choice", "level: 2", "level: 2\n  seconds: " + "9" * 30, (5, 3), "Q002", "it has to be a whole number"),
    ("choice", "level: 2", "level: 2\n  volatile: no", (5, 3), "Q002", "it has to be true or false"),
    ("choice", "level: 2", "level: 2\n  tags: one", (5, 3), "Q002", "it has to be a list; write it as [one, two]"),
    ("choice", "level: 2", "level: 2\n  worked: {}", (5, 3), "Q002", "`worked.op` is missing; `worked` needs it"),
    ("choice", "level: 2", "level: 2\n  as_of: 2024", (5, 3), "Q002", "put quotes around it"),
    ("choice", "level: 2", "level: 2\n  as_of: soon", (5, 3), "Q002", "write 2026, 2026-03 or 2026-03-31"),
    ("choice", "id: a.one", "id: A one", (1, 3), "Q001", "the id \"A one\" does not fit; write 2-80 of a-z"),
    ("choice", "level: 2", "level: 2\n  aliases: ['x y']", (5, 3), "Q001", "does not fit"),
    ("choice", "{text: b}", "{text: 0.5}", (8, 8), "Q002", "`options[2].text` is 0.5; it has to be text"),
    ("choice", "{text: b}", "{text: b, corect: true}", (8, 17), "Q002",
     "`options[2].corect` is not a field of `options[2]`"),
    ("choice", "{text: b}", "just text", (8, 7), "Q002", "it has to be a mapping of names to values"),
    ("choice", "{text: b}", "{text: b, correct: true}", (6, 3), "M201", "2 options are correct; mark exactly one"),
    ("choice", ", correct: true", "", (6, 3), "M201", "0 options are correct; mark exactly one"),
    ("choice", "    - {text: c}\n", "", (6, 3), "M202", "2 options given; give three"),
    ("choice", "{text: c}", "{text: ' B '}", (9, 8), "M203", "this option repeats option 2; change it"),
    ("choice", "{text: c}", "{text: ''}", (9, 8), "M203", "this option is empty"),
    ("recall", "    - {id: k1, text: it}\n", "    []\n", (7, 3), "R601", "`key_points` is empty; list three to seven"),
    ("recall", "{id: k1, text: it}", "{id: k1, text: it}\n    - {id: k1, text: x}", (9, 8), "Q002", "two key points"),
    ("cloze", "A {{gap}}.", "A gap.", (6, 3), "L301", "`text` has 0 gaps; write {{gap}} exactly once"),
    ("cloze", "A {{gap}}.", "{{gap}} {{gap}}", (6, 3), "L301", "`text` has 2 gaps"),
    ("cloze", "A {{gap}}.", "{{gap}} {{n}}", (6, 3), "L301", "only {{gap}} is a hole"),
    ("cloze", "[b]", "[]", (7, 3), "Q002", "`accept` is empty"),
    ("cloze", "[b]", "[96]", (7, 12), "Q002", "`accept[1]` is 96; it has to be text; put quotes around it"),
    ("numeric", "{op: softmax, args: {x: [1, 2]}}", "{}", (6, 3), "N401", "needs either `op`"),
    ("numeric", "op: softmax", "op: softmax, exercise: x", (6, 3), "N401", "and not both"),
    ("numeric", "{op: softmax, args: {x: [1, 2]}}", "{exercise: x}\n  draw: {a: {choice: [1]}}", (7, 3), "N401",
     "an exercise owns its draw"),
    ("numeric", "[1, 2]}}", "[1, 2]}}\n  tolerance: {absolute: -1}", (7, 3), "N405", "cannot be negative"),
    ("numeric", "[1, 2]}}", "[1, 2]}}\n  misconceptions: [{id: m, because: b}]", (7, 20), "N401", "needs `compute`"),
    ("numeric", "[1, 2]}}", "[1, 2]}}\n  response: complex", (7, 3), "Q002", "it can be 'number', 'vector'"),
    ("order", "[a, b, c]", "[a, b]", (6, 3), "R607", "2 steps given; give at least three"),
    ("order", "[a, b, c]", "[a]", (6, 3), "R607", "1 step given; give at least three"),
    ("order", "[a, b, c]", "[a, b, A]", (6, 17), "R607", "every step has to differ"),
    ("flag", "wrong: It was.", "wrong: It were.", (7, 3), "Q002", "word for word; copy it from there"),
    ("flag", "It is. It was.", "It was. It was.", (7, 3), "Q002", "exactly once in `statement`"),
    ("flag", "correction: It was not.", "correction: ''", (8, 3), "Q002", "write the sentence as it should be"),
    ("formula", "reference: a + b", "reference: ' '", (6, 3), "F501", "write the formula"),
    ("formula", "a + b", "a + b\n  misconceptions: [{id: m, expr: 3, because: b}]", (7, 28), "Q002", "has to be text"),
    ("ladder", "level: 3", "level: 4", (6, 3), "R605", "the levels [1, 2, 4, 4, 5]; five rungs go from 1 to 5"),
    ("ladder", RUNG % 5, "", (6, 3), "R605", "five rungs go from 1 to 5"),
    ("ladder", "weak: w, ", "", (7, 90), "Q002", "`rungs[1].follow_ups.weak` is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "old", "new", "place", "code", "says"), BAD)
def test_bad_question_is_explained(kind: str, old: str, new: str, place: tuple[int, int], code: str, says: str) -> None:
    text = SOUND[kind].replace(old, new, 1)
    assert text != SOUND[kind]
    second = CHOICE.replace("a.one", "a.two")
    compiled = compile_bytes((text + second).encode(), "bank.yaml")
    assert [row.question.id for row in compiled.questions] == ["a.two"], "the good one beside it loads"
    found = [row for row in compiled.problems if row.code == code and says in row.message]
    assert [(row.line, row.column) for row in found] == [place], [str(row) for row in compiled.problems]
    assert "Input should" not in str(compiled.problems)
    assert str(found[0]).startswith(f"bank.yaml:{place[0]}:{place[1]}: {code} ")


@pytest.mark.parametrize(
    ("text", "place", "code", "says"),
    [
        ("id: a.one\n", (1, 1), "Q002", "a file of questions is a list"),
        ("schema: 2\nquestions: []\n", (1, 1), "Q009", "declares schema 2; this program reads plain lists"),
        ("just words\n", (1, 1), "Q002", "a file of questions is a list"),
        ("- just words\n", (1, 3), "Q002", "this item is not a question"),
        ("- [1, 2]\n", (1, 3), "Q002", "this item is not a question"),
        ("- id: a.one\n  id: b\n", (2, 3), "Y001", "a second time"),
    ],
)
def test_files_that_hold_no_questions(text: str, place: tuple[int, int], code: str, says: str) -> None:
    (problem,) = _problems(text)
    assert (problem.line, problem.column, problem.code) == (*place, code)
    assert says in problem.message
