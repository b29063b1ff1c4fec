"""`grade` and `grade --batch`: the rows that scripts rely on, whatever the file holds."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Command

KEYS = {
    "id", "correct", "score", "grade", "rating", "covered", "unsure", "tripped", "misconception", "misconceptions",
    "message", "parsed", "error", "column",
}  # fmt: skip


def batch(command: Command, tmp_path: Path, *lines: object) -> list[dict[str, Any]]:
    """The rows for lines, given as objects or as raw text."""
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    ran = command("grade", "--batch", str(file))
    assert ran.code == 0
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert len(rows) == len(lines)
    assert all(row.keys() == KEYS for row in rows)
    return rows


def an_id(command: Command, kind: str) -> str:
    """Some question of a kind."""
    found = json.loads(command("bank", "list", "--kind", kind, "--json").out)
    return str(found[0]["id"])


def test_one_row_comes_out_for_every_line_in_order(command: Command, tmp_path: Path) -> None:
    choice = an_id(command, "choice")
    rows = batch(
        command,
        tmp_path,
        {"id": choice, "answer": "a"},
        "not json",
        {"id": "no.such", "answer": "a"},
        {"id": choice},
        {"id": choice, "answer": "a", "seed": "one"},
        {"answer": "a"},
        "[1, 2]",
        {"id": choice, "answer": "\x1b[2J"},
        '{"id": "' + choice + '", "answer": "b", "seed": 3}',
        "[" * 5000,
    )
    assert [row["id"] for row in rows[:4]] == [choice, None, "no.such", choice]
    assert isinstance(rows[0]["correct"], bool)
    for row in (*rows[1:7], rows[9]):
        assert row["error"]
        assert row["correct"] is None
        assert row["score"] is None
        assert row["covered"] == row["unsure"] == row["tripped"] == row["misconceptions"] == []
    assert rows[8]["error"] is None
    assert "\x1b" not in json.dumps(rows)


def test_seeds_draw_other_numbers_and_none_is_zero(command: Command, tmp_path: Path) -> None:
    number = an_id(command, "numeric")
    answers = [json.loads(command("bank", "show", number, "--seed", str(n), "--answer", "--json").out) for n in (0, 1)]
    rows = batch(
        command,
        tmp_path,
        {"id": number, "answer": str(answers[0]["answer"])},
        {"id": number, "answer": str(answers[0]["answer"]), "seed": 0},
        {"id": number, "answer": str(answers[1]["answer"]), "seed": 1},
    )
    assert [row["correct"] for row in rows] == [True, True, True]


def test_what_is_not_understood_claims_nothing_and_says_where(command: Command, tmp_path: Path) -> None:
    number = an_id(command, "numeric")
    [row] = batch(command, tmp_path, {"id": number, "answer": "roughly"})
    assert row["error"]
    assert row["correct"] is None
    assert row["column"] == 1


def test_a_spoken_answer_has_points_and_a_grade(command: Command, tmp_path: Path) -> None:
    text = "BERT is encoder-only and reads both directions; GPT is decoder-only and generates left to right."
    [row] = batch(command, tmp_path, {"id": "answers.q1_arch", "answer": text})
    assert row["correct"] is None
    assert row["grade"] in range(5)
    assert 0 <= row["score"] <= 1
    assert row["covered"]


def test_an_empty_file_gives_no_row_and_a_missing_one_is_an_error(command: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert command("grade", "--batch", str(empty)).out == ""
    ran = command("grade", "--batch", str(tmp_path / "none.jsonl"))
    assert ran.code == 1
    assert "none.jsonl" in ran.err
    assert "one JSON object a line" in ran.err


def test_one_answer_from_the_option_and_from_the_input(command: Command) -> None:
    choice = an_id(command, "choice")
    by_option = command("grade", choice, "--answer", "a", "--json")
    by_input = command("grade", choice, "--answer", "-", "--json", given="a\n")
    assert json.loads(by_option.out) == json.loads(by_input.out)
    assert json.loads(by_option.out).keys() == KEYS


def test_bad_usage_and_unknown_questions(command: Command) -> None:
    assert command("grade").code == 2
    assert command("grade", "some.id").code == 2
    ran = command("grade", "answers.q1_arh", "--answer", "x")
    assert ran.code == 1
    assert "answers.q1_arch" in ran.err
    assert len(ran.err.splitlines()) == 1
