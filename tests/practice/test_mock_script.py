"""`mock --script`: an interview from a file, the same every time; what is not understood is one clear line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from interview_prep.cli.app import app
from interview_prep.errors import UserError
from interview_prep.practice.mock_script import run_script, transcript
from interview_prep.practice.mock_terms import MockSpec
from interview_prep.practice.services import Services
from tests.practice.mocks import held, strong

GOOD = """
role: junior
minutes: 15
manner: terse
seed: 4
answers:
- It is a decoder-only transformer trained on trillions of tokens to predict the next token autoregressively.
- {text: "The loss is the cross-entropy, by the chain rule, at all positions in parallel.", seconds: 120}
-
- I don't know
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A file of answers."""
    path = tmp_path / "answers.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_script_gives_the_same_transcript_byte_for_byte(script: Path, room: Services) -> None:
    told = transcript(run_script(room, script, MockSpec()))
    assert json.dumps(told) == json.dumps(transcript(run_script(room, script, MockSpec())))
    assert told["spec"]["role"] == "junior"
    assert [turn["outcome"] for turn in told["transcript"][:4]] == ["strong", "strong", "passed over", "passed over"]
    assert told["transcript"][1]["seconds"] == 120
    assert told["report"]["depths"]["llm"] == 2
    assert told["report"]["pace"]["over"] == 1


def test_the_command_prints_it_and_records_nothing(
    script: Path, room: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interview_prep.practice.services.Services.bank", room.bank)
    told = json.loads(CliRunner().invoke(app, ["mock", "--script", str(script), "--json"]).stdout)
    assert told == json.loads(json.dumps(transcript(run_script(room, script, MockSpec()))))
    assert CliRunner().invoke(app, ["mock", "--script", str(script)]).stdout.startswith("# Mock interview")
    assert "no mock interview is finished yet" in str(CliRunner().invoke(app, ["report"]).exception)


def test_the_report_of_a_finished_interview_in_three_forms(
    tmp_path: Path, room: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(room, MockSpec(minutes=15, seed=7), strong, record=True)
    monkeypatch.setattr("interview_prep.practice.services.Services.bank", room.bank)
    assert "●●●●○" in CliRunner().invoke(app, ["report"]).stdout
    assert json.loads(CliRunner().invoke(app, ["report", "1", "--json"]).stdout)["depths"]["llm"] == 4
    page = tmp_path / "report.html"
    assert CliRunner().invoke(app, ["report", "--html", str(page)]).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "1 is the latest" in str(CliRunner().invoke(app, ["report", "2"]).exception)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("answers: 3", "expected a list of answers"),
        ("role: boss\nanswers: [a]", "`role: boss` is not understood"),
        ("answers: [{text: a, second: 3}]", "answer 1 is neither a text nor"),
        ("- [nested]", "answer 1 is neither a text nor"),
        ("answers: [a", "answers.yaml"),
        ("concepts: [bananas]\nanswers: [a]", "is not understood"),
        ("minutes: true\nanswers: [a]", "is not understood"),
        ("role: [mid]\nanswers: [a]", "`role: ['mid']` is not understood"),
        ("concepts: [{llm: 1}]\nanswers: [a]", "is not understood"),
        ("answers:\n- *anchor", "answers.yaml:2:3: "),
    ],
)
def test_what_is_not_understood_is_said(text: str, said: str, script: Path, room: Services) -> None:
    script.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        run_script(room, script, MockSpec())
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(script))


def test_a_script_that_is_not_there_is_named(tmp_path: Path, room: Services) -> None:
    with pytest.raises(UserError, match="there is no such file; give a YAML file of answers"):
        run_script(room, tmp_path / "mistyped.yaml", MockSpec())


def test_json_without_a_script_is_bad_usage() -> None:
    ran = CliRunner().invoke(app, ["mock", "--json"])
    assert (ran.exit_code, "--script" in ran.stderr) == (2, True)


def test_where_answers_run_out_the_candidate_is_silent(script: Path, room: Services) -> None:
    script.write_text("[]", encoding="utf-8")
    told = transcript(run_script(room, script, MockSpec(minutes=15)))
    assert {turn["answer"] for turn in told["transcript"]} == {""}
    assert set(told["depths"].values()) == {0}
