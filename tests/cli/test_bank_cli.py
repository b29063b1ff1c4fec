"""`bank list / show / coverage / search / new / schema / check` and the documents that scripts rely on."""

import json
from pathlib import Path

import pytest

from interview_prep.questions.concepts import CONCEPTS
from interview_prep.questions.kinds import KINDS
from tests.cli.conftest import Command


def test_list_has_the_stable_fields(command: Command) -> None:
    rows = json.loads(command("bank", "list", "--json").out)
    keys = {"id", "kind", "concept", "level", "scope", "priority", "covers", "hash", "file", "line"}
    assert all(row.keys() == keys for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["concept"] for row in rows} == {concept.slug for concept in CONCEPTS}
    ids = {row["id"] for row in rows}
    assert {f"answers.q{n}" for n in range(1, 8)} == {
        name.partition("_")[0] for name in ids if name.startswith("answers.")
    }
    assert {f"concepts.c{n}" for n in range(1, 10)} == {
        name.partition("_")[0] for name in ids if name.startswith("concepts.")
    }


def test_list_filters(command: Command) -> None:
    rows = json.loads(command("bank", "list", "--concept", "scaling", "--kind", "numeric", "--json").out)
    assert rows
    assert {(row["concept"], row["kind"]) for row in rows} == {("scaling", "numeric")}


def test_every_fact_is_covered(command: Command) -> None:
    document = json.loads(command("bank", "coverage", "--json").out)
    assert document.keys() == {"facts", "concepts", "kinds", "misconceptions", "ladders"}
    assert document["facts"]["total"] == document["facts"]["covered"] == 270
    assert document["facts"]["uncovered"] == []
    assert len(document["ladders"]) == 22
    assert document["kinds"]["numeric"] >= 112


def test_show_keeps_the_answer_back_until_it_is_asked_for(command: Command) -> None:
    numbers = json.loads(command("bank", "list", "--kind", "numeric", "--json").out)
    name = numbers[0]["id"]
    shown = json.loads(command("bank", "show", name, "--seed", "4", "--json").out)
    assert shown["seed"] == 4
    assert "answer" not in shown
    whole = json.loads(command("bank", "show", name, "--seed", "4", "--answer", "--json").out)
    assert whole["prompt"] == shown["prompt"]
    assert {"answer", "steps", "misconceptions", "explanation"} <= whole.keys()
    again = json.loads(command("bank", "show", name, "--seed", "4", "--answer", "--json").out)
    assert again == whole


def test_show_draws_other_numbers_for_other_seeds(command: Command) -> None:
    name = json.loads(command("bank", "list", "--kind", "numeric", "--json").out)[0]["id"]
    prompts = {json.loads(command("bank", "show", name, "--seed", str(n), "--json").out)["prompt"] for n in range(6)}
    assert len(prompts) > 1


def test_search_finds_by_the_beginning_of_a_word(command: Command) -> None:
    rows = json.loads(command("bank", "search", "chinch", "--json").out)
    assert any(row["concept"] == "scaling" for row in rows)
    assert "nothing found" in command("bank", "search", "xylophone").out


def test_an_unknown_question_is_one_line_with_a_way_on(command: Command) -> None:
    ran = command("bank", "show", "answers.q1_arhc")
    assert ran.code == 1
    assert "answers.q1_arch" in ran.err


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_new_question_of_every_kind_passes_the_check(command: Command, tmp_path: Path, kind: str) -> None:
    made = command("bank", "new", kind, "--concept", "transformer")
    assert made.code == 0
    file = tmp_path / "new.yaml"
    file.write_text(made.out, encoding="utf-8")
    ran = command("bank", "check", str(file))
    assert " 0 errors" in ran.out, ran.out
    assert ran.code == 0


def test_schema_describes_every_kind(command: Command) -> None:
    document = json.loads(command("bank", "schema").out)
    text = json.dumps(document)
    assert all(f'"{kind}"' in text for kind in KINDS)


def test_check_reports_file_line_column_code_and_exits_1(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("- id: BAD ID\n  kind: choice\n  concept: llm\n", encoding="utf-8")
    ran = command("bank", "check", str(file))
    assert ran.code == 1
    assert f"{file.name}:1:" in ran.out
    document = json.loads(command("bank", "check", str(file), "--json").out)
    assert document["errors"] >= 1
    assert {"file", "line", "column", "code", "message"} <= document["problems"][0].keys()


def test_a_bad_bank_never_stops_the_good_questions(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("- id: [\x1b]0;pwned\x07\n", encoding="utf-8")
    ran = command("bank", "list", "--bank", str(file), "--json")
    assert ran.code == 0
    assert len(json.loads(ran.out)) > 300
    assert "\x1b" not in ran.out + ran.err


def test_a_path_that_is_not_there(command: Command, tmp_path: Path) -> None:
    ran = command("bank", "list", str(tmp_path / "none"))
    assert ran.code == 1
    assert "no such file or folder" in ran.err


def test_a_question_that_cannot_be_drawn_is_told_in_one_line(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "- id: mine.number\n  kind: numeric\n  concept: llm\n  level: 1\n  prompt: p\n  response: number\n"
        "  tolerance: {absolute: 0.1}\n  explanation: e\n"
        "  compute: {op: softmax, args: {logits: [1]}, take: softmax.0}\n"
    )
    for arguments in (("bank", "show", "mine.number"), ("grade", "mine.number", "--answer", "1")):
        ran = command(*arguments, "--bank", str(file))
        assert ran.code == 1
        assert "mine.number: compute: softmax" in ran.err


def test_a_bank_that_is_not_there_is_said_at_once_by_every_command(command: Command) -> None:
    for arguments in (("quiz", "--plain"), ("drill", "--plain"), ("grade", "answers.q1_arch", "--answer", "x")):
        for name in ("mistyped.yaml", "~nobody-of-this-name/bank"):
            ran = command(*arguments, "--bank", name)
            assert (ran.code, ran.out) == (1, ""), arguments
            assert f"{name}: there is no such file" in ran.err


def test_a_bank_with_faults_is_practised_and_its_first_fault_is_told(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    good = command("bank", "new", "choice").out
    file.write_text(good + "- id: mine.two\n  kind: riddle\n", encoding="utf-8")
    for arguments in (("quiz", "--plain"), ("drill", "--plain"), ("bank", "list"), ("bank", "search", "mask")):
        ran = command(*arguments, "--bank", str(file), given="q\n")
        assert ran.code == 0
        assert ran.err.startswith("1 problem in these banks"), arguments
        assert f"{file}:{good.count(chr(10)) + 1}: " in ran.err
        assert ran.err.count("\n") == 1


def test_the_check_without_a_path_takes_in_the_banks_of_the_settings(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("- id: mine.two\n  kind: riddle\n", encoding="utf-8")
    monkeypatch.setenv("INTERVIEW_PREP_BANK", str(file))
    found = json.loads(command("bank", "check", "--json").out)
    assert (found["errors"], found["problems"][0]["file"]) == (1, str(file))


@pytest.mark.parametrize(("option", "value", "code"), [("--kind", "x", 1), ("--concept", "x", 1), ("--level", "6", 2)])
def test_a_filter_that_can_fit_nothing_is_an_error(command: Command, option: str, value: str, code: int) -> None:
    assert command("bank", "list", option, value).code == code


def test_symbols_are_shown_in_words(command: Command) -> None:
    assert "  Q: tensor [n, dk], sample normal\n" in command("bank", "show", "formula.attention").out
