"""Checks that see all questions at once: references, registry, near-duplicates, coverage, balance."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from interview_prep.authoring import shingles
from interview_prep.authoring.checking import Report
from interview_prep.authoring.lint import overlap
from interview_prep.authoring.rules import all_rules
from interview_prep.bank.problem import Problem

Checker = Callable[..., Report]
Rows = list[tuple[str, dict[str, Any]]]
SOFTMAX = "Which of the scores of attention does the mask lower to minus infinity?"
OTHER = "Which weight of a residual branch shrinks at depth, by how much, in whose paper?"

CASES: list[tuple[str, str, Rows, str, str, Rows]] = [
    ("Q001", "error", [("choice", {"id": "a.one"}), ("cloze", {"id": "a.one"})], "a.one", "give this question another",
     [("choice", {"id": "a.one"}), ("cloze", {"id": "a.two"})]),
    ("Q001", "error", [("choice", {"id": "a.one"}), ("cloze", {"id": "a.two", "aliases": ["a.one"]})], "a.two",
     "never used again", [("choice", {"id": "a.one"}), ("cloze", {"id": "a.two", "aliases": ["a.three"]})]),
    ("Q003", "error", [("choice", {"id": "a.one", "covers": ["C9.99"]})], "a.one", "facts.yaml",
     [("choice", {"id": "a.one", "covers": ["C1.3"]})]),
    ("Q006", "warning", [("choice", {"id": "a.one", "tags": ["atention"]})], "a.one", "use one of", [("choice",
         {"tags": []})]),
    ("Q007", "error", [("choice", {"id": "a.one", "needs": ["a.two"]})], "a.one", "correct the id",
     [("choice", {"id": "a.one", "needs": ["a.two"]}), ("cloze", {"id": "a.two"})]),
    ("Q007", "error", [("choice", {"id": "a.one", "variant_of": "a.one"})], "a.one", "variant of itself",
     [("choice", {"id": "a.one", "variant_of": "a.two"}), ("cloze", {"id": "a.two"})]),
    ("Q007", "error", [("choice", {"id": "a.one", "confusable_with": ["a.one"]})], "a.one", "cannot name itself",
     [("choice", {"id": "a.one", "confusable_with": ["a.old"], "aliases": ["a.old"]})]),
    ("Q007", "error", [("choice", {"id": "a.one", "variant_of": "a.two"})], "a.one", "`variant_of`",
     [("choice", {"id": "a.one", "variant_of": "a.two"}), ("cloze", {"id": "a.two"})]),
    ("Q007", "error", [("ladder", {"id": "a.one", "rungs.1.asks": "a.two"})], "a.one", "`asks`",
     [("ladder", {"id": "a.one", "rungs.1.asks": "a.two"}), ("cloze", {"id": "a.two"})]),
    ("Q007", "error", [("ladder", {"id": "a.one", "rungs.1.earns": ["k9"]})], "a.one", "`earns`",
     [("ladder", {"id": "a.one", "rungs.1.earns": ["k1"]})]),
    ("Q007", "error", [("choice", {"id": "a.one", "needs": ["a.two"]}), ("cloze", {"id": "a.two", "needs": ["a.one"]})],
     "a.one", "circle", [("choice", {"id": "a.one"}), ("cloze", {"id": "a.two", "needs": ["a.one"]})]),
    ("Q008", "warning", [("choice", {"id": "a.one", "as_of": "2024-11"})], "a.one", "18 months",
     [("choice", {"as_of": "2024-12"}), ("cloze", {"as_of": "2020-05", "text": "In 2020 {{gap}} heads were many."})]),
    ("Q008", "warning", [("choice", {"id": "a.one", "as_of": "2025-11", "volatile": True})], "a.one", "6 months",
     [("choice", {"as_of": "2025-12", "volatile": True})]),
    ("Q008", "warning", [("choice", {"id": "a.one", "volatile": True})], "a.one", "needs `as_of`", [("choice", {})]),
    ("P109", "warning", [("choice", {"id": "a.zero", "prompt": SOFTMAX}), ("choice", {"id": "a.one",
         "prompt": SOFTMAX})],
     "a.one", "nearly the same as a.zero",
     [("choice", {"id": "a.zero", "prompt": SOFTMAX}),
      ("choice", {"id": "a.one", "prompt": SOFTMAX, "variant_of": "a.zero"}), ("choice", {"prompt": OTHER})]),
    ("M204", "error", [("choice", {"id": "a.one", "options.1.misconception": "odd"})], "a.one",
         "registry/misconceptions/",
     [("choice", {})]),
    ("M204", "error", [("numeric", {"id": "a.one", "misconceptions.0.id": "odd"})], "a.one",
         "registry/misconceptions/llm",
     [("numeric", {})]),
    ("L303", "warning",
     [("cloze", {"id": "a.x", "text": "{{gap}} b c", "accept": ["a"]}), ("cloze", {"id": "a.y",
          "text": "a {{gap}} c", "accept": ["b"]}),
      ("cloze", {"id": "a.one", "text": "a b {{gap}}", "accept": ["c"]})], "a.one", "ask about another",
     [("cloze", {"id": "a.x", "text": "{{gap}} b c", "accept": ["a"]}), ("cloze", {"id": "a.y",
          "text": "a {{gap}} c", "accept": ["b"]})]),
    ("S701", "error", [("choice", {"id": "a.one", "sources": ["nobody1999 §3"]})], "a.one",
         "registry/sources/transformer.yaml",
     [("choice", {"sources": ["brown2020, Table 2.1"]})]),
    ("S702", "error", [("choice", {"id": "a.one", "errata": ["E7"]})], "a.one", "needs a `nuance`: 96 heads",
     [("choice", {"errata": ["E7"], "nuance": "Of the largest model."})]),
    ("S702", "error", [("choice", {"id": "a.one", "errata": ["E99"], "nuance": "x"})], "a.one", "registry/errata.yaml",
     [("choice", {})]),
]  # fmt: skip


def _of(report: Report, code: str) -> list[Problem]:
    return [row for row in report.problems if row.code == code]


@pytest.mark.parametrize(("code", "severity", "bad", "who", "says", "good"), CASES, ids=lambda value: str(value)[:24])
def test_whole_bank(
    code: str, severity: str, bad: Rows, who: str, says: str, good: Rows, checked: Checker, as_yaml: Callable[..., str]
) -> None:
    found = [row for row in _of(checked(bad), code) if says in row.message]
    assert [(row.question, row.severity) for row in found] == [(who, severity)]
    lines = as_yaml(bad).splitlines()
    starts = [number for number, line in enumerate(lines, 1) if line == f"- id: {who}"]
    assert starts[-1] <= found[0].line < starts[-1] + len(lines)
    assert found[0].column >= 1
    assert _of(checked(good), code) == []


def test_errata_that_always_ask_for_a_nuance(checked: Checker, bundle: Path) -> None:
    errata = {"E1": {"title": "it depends", "touches": ["C1.3"], "nuance": True}}
    (bundle / "registry" / "errata.yaml").write_text(yaml.safe_dump(errata), encoding="utf-8")
    rows = _of(checked([("choice", {"covers": ["C1.3"]}), ("cloze", {"covers": ["C2.9"], "errata": []})]), "S702")
    assert [row.message for row in rows] == ["erratum E1 needs a `nuance`: it depends"]


def test_coverage_is_asked_of_the_bundled_bank_only(checked: Checker) -> None:
    rows: Rows = [("choice", {"covers": ["C2.9", "C2.11"]})]
    assert _of(checked(rows), "Q004") == []
    found = _of(checked(rows, bundled=True), "Q004")
    assert {(row.question, Path(row.file).name) for row in found} == {("C2.9", "facts.yaml"), ("C1.3", "facts.yaml")}
    assert "add another kind" in next(row.message for row in found if row.question == "C2.9")
    rows += [("cloze", {"covers": ["C2.9", "C1.3"]})]
    assert _of(checked(rows, bundled=True), "Q004") == []


def test_balance_counts_kinds_levels_and_core(checked: Checker) -> None:
    found = checked([("choice", {})], bundled=True).problems
    subjects = {(row.code, row.question) for row in found if row.code in ("B801", "B802")}
    assert {("B801", "choice"), ("B801", "scaling"), ("B802", "level 1"), ("B802", "core")} <= subjects
    assert not [row for row in checked([("choice", {})]).problems if row.code in ("B801", "B802")]


def test_confusable_pair_wants_a_contrast(checked: Checker, bundle: Path) -> None:
    (bundle / "registry" / "confusable.yaml").write_text("- [rope, alibi]\n", encoding="utf-8")
    found = _of(checked([("choice", {"tags": ["rope", "alibi"]})], bundled=True), "B803")
    assert [row.question for row in found] == ["rope/alibi"]
    assert _of(checked([("choice", {"tags": ["rope", "alibi", "contrast"]})], bundled=True), "B803") == []


def test_same_engine_call_three_times(checked: Checker) -> None:
    call = {"op": "majority_vote", "args": {"answers": ["a", "b"]}}
    rows: Rows = [("choice", {"worked": call}), ("cloze", {"worked": call})]
    assert _of(checked(rows, bundled=True), "B805") == []
    assert len(_of(checked([*rows, ("order", {"worked": call})], bundled=True), "B805")) == 1


def test_copied_sentence(checked: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Seven wise owls counted their tokens before breakfast every single day"
    packed = shingles.pack(text)
    known = frozenset(packed[start : start + shingles.SIZE] for start in range(0, len(packed), shingles.SIZE))
    monkeypatch.setattr(overlap, "known_hashes", lambda: known)
    copied = "So seven wise owls counted their tokens, before BREAKFAST."
    found = _of(checked([("choice", {"explanation": copied})], bundled=True), "S705")
    assert [row.message for row in found] == [
        '"seven wise owls counted their tokens before breakfast" stands so in the article; say it in other words'
    ]
    near = copied.replace("wise", "old")
    assert _of(checked([("choice", {"explanation": near})], bundled=True), "S705") == []


def test_key_places_over_the_bank(checked: Checker) -> None:
    numbers = {"options.0.text": "1", "options.1.text": "20", "options.2.text": "300"}
    rows: Rows = [("choice", {"id": f"m.q{number}", **numbers}) for number in range(30)]
    found = _of(checked(rows, bundled=True), "M210")
    assert "place 1 100% of the time" in found[0].message
    assert _of(checked([("choice", {"id": f"m.q{number}"}) for number in range(30)], bundled=True), "M210") == []


def test_places_of_the_wrong_sentence_over_the_bank(checked: Checker) -> None:
    sentences = ["One is so.", "Two is so.", "Three is so."]

    def statements(places: list[int]) -> Rows:
        return [
            ("flag", {"id": f"m.q{number}", "statement": " ".join(sentences), "wrong": sentences[place]})
            for number, place in enumerate(places)
        ]

    found = _of(checked(statements([1] * 24 + [2] * 12), bundled=True), "B806")
    assert [row.message.split(";")[0] for row in found] == [
        "the wrong sentence is number 1 0% of the time",
        "the wrong sentence is number 2 67% of the time",
    ]
    assert _of(checked(statements([0, 1, 2] * 12), bundled=True), "B806") == []
    assert _of(checked(statements([1] * 10), bundled=True), "B806") == []


def test_allowed_warning_is_silent_and_errors_are_not(checked: Checker, bundle: Path) -> None:
    rows = [{"id": "a.one", "code": "P101", "reason": "quoted"}, {"id": "a.one", "code": "S701", "reason": "no"}]
    (bundle / "registry" / "allowed.yaml").write_text(yaml.safe_dump(rows), encoding="utf-8")
    bad = {"id": "a.one", "prompt": "word " * 50 + "?", "sources": []}
    codes = {row.code for row in checked([("choice", bad)]).problems}
    assert "P101" not in codes
    assert "S701" in codes
    bad["id"] = "a.two"
    codes = {row.code for row in checked([("choice", bad)]).problems}
    assert {"P101", "Q010"} <= codes


def test_reviewing_takes_the_day_as_given(checked: Checker) -> None:
    rows: Rows = [("choice", {"as_of": "2026"})]
    assert _of(checked(rows, today=date(2028, 6, 30)), "Q008") == []
    assert len(_of(checked(rows, today=date(2028, 7, 1)), "Q008")) == 1


def test_every_check_of_the_bank_has_a_case() -> None:
    here = {"Q004", "B801", "B802", "B803", "B805", "B806", "S705", "M210", "Q010"}
    elsewhere = {"N407", "F502"}  # beside the numeric families, and beside the engine
    codes = {rule.code for rule in all_rules() if rule.scope != "item"}
    assert codes == here | elsewhere | {case[0] for case in CASES}


def test_a_file_beside_its_copy_is_checked_in_full_when_it_stands_alone(
    checked: Checker, as_yaml: Callable[[Rows], str], tmp_path: Path
) -> None:
    faulty: Rows = [("choice", {"id": "a.one", "tags": ["atention"]})]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "copy.yaml").write_text(as_yaml(faulty), encoding="utf-8")
    assert "Q001" in {problem.code for problem in checked(faulty).problems}
    (tmp_path / "mine" / "copy.yaml").unlink()
    assert "Q006" in {problem.code for problem in checked(faulty).problems}
