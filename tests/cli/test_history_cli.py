"""The commands of the log and the schedule, as a person or a script calls them, over a small bank in a new home."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from interview_prep.cli import history, insight, schedule
from interview_prep.errors import UserError
from tests.cli.conftest import Command

QUESTION = """
- id: {id}
  kind: choice
  concept: {concept}
  level: 1
  prompt: "Which one?"
  explanation: "The first."
  priority: {priority}
  options:
    - {{text: "this", correct: true, because: "it is"}}
    - {{text: "that", because: "it is not"}}
    - {{text: "neither", because: "one is"}}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a command in this process over a home of its own: (exit code, standard output, standard error)."""
    import typer
    from typer.testing import CliRunner

    bank = tmp_path / "bank"
    bank.mkdir()
    for concept in ("llm", "scaling"):
        texts = [QUESTION.format(id=f"{concept}.q{n}", concept=concept, priority="normal") for n in range(3)]
        (bank / f"{concept}.yaml").write_text("".join(texts))
    monkeypatch.setenv("INTERVIEW_PREP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("INTERVIEW_PREP_BANK", str(bank))
    app = typer.Typer(pretty_exceptions_enable=False)
    for group in (schedule, history, insight):
        group.register(app)
    runner = CliRunner()

    def running(*arguments: str, given: str | bytes | None = None) -> Any:
        result = runner.invoke(app, arguments, input=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            if isinstance(result.exception, UserError):
                return 1, result.stdout, str(result.exception)
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return running


def of_json(result: tuple[int, str, str]) -> Any:
    assert result[0] == 0, result
    return json.loads(result[1])


Run = Callable[..., Any]


def test_review_due_undo(run: Run) -> None:
    found = of_json(run("review", "llm.q0", "--rating", "4", "--at", "2026-01-05T09:00+00:00", "--json"))
    assert (found["id"], found["rating"], found["state"]) == ("llm.q0", 4, "review")
    assert found["at"] == "2026-01-05T09:00:00.000+00:00"
    assert found["stability"] == pytest.approx(8.2956)
    later = of_json(run("due", "--at", "2026-02-20T10:00Z", "--json"))
    assert set(later) == {"at", "study_day", "counts", "items"}
    assert later["study_day"] == "2026-02-20"
    item = next(item for item in later["items"] if item["id"] == "llm.q0")
    assert set(item) == {"id", "state", "due", "stability", "difficulty", "retrievability", "reason"}
    assert (item["reason"], item["state"]) == ("due", "review")
    assert 0.5 < item["retrievability"] < 0.9
    assert later["counts"]["due"] == 1
    assert later["counts"]["new"] == len([one for one in later["items"] if one["reason"] == "new"]) > 0
    before = of_json(run("due", "--at", "2026-01-06T10:00Z", "--json"))
    assert before["counts"]["due"] == 0
    assert of_json(run("undo", "--json"))["undone"] == found["event"]
    assert of_json(run("due", "--at", "2026-02-20T10:00Z", "--json"))["counts"]["due"] == 0
    assert run("undo")[0] == 1


def test_a_time_without_an_offset_is_local(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text('zone = "America/New_York"\n')
    found = of_json(run("review", "llm.q0", "--rating", "good", "--at", "2026-01-05T09:00", "--json"))
    assert found["at"] == "2026-01-05T14:00:00.000+00:00"
    assert of_json(run("due", "--at", "2026-01-06T03:59", "--json"))["study_day"] == "2026-01-05"
    assert of_json(run("due", "--at", "2026-01-06T04:00", "--json"))["study_day"] == "2026-01-06"


def test_a_ladder_has_no_schedule_to_rate_it_for(command: Command) -> None:
    ran = command("review", "ladder.la1", "--rating", "3")
    assert ran.code == 1
    assert "mock interviews climb it" in ran.err
    assert command("undo").code == 1  # nothing was recorded


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("review", "llm.q9", "--rating", "3"), "did you mean llm.q"),
        (("review", "zzzz", "--rating", "3"), "bank list"),
        (("review", "llm.q0", "--rating", "5"), "1 again, 2 hard"),
        (("review", "llm.q0", "--rating", "3", "--at", "soon"), "2026-03-01T08:30"),
        (("review", "llm.q0", "--rating", "3", "--at", "2099-01-01"), "a day ahead"),
        (("due", "--at", "x"), "--at"),
        (("history", "import", "missing.jsonl"), "cannot be read"),
        (("history", "merge", "missing.sqlite"), "cannot be read"),
        (("restore", "missing.sqlite"), "no such file"),
        (("readiness", "--date", "someday"), "someday"),
    ],
)
def test_bad_input_is_one_line_and_exit_1(run: Run, arguments: tuple[str, ...], named: str) -> None:
    code, out, error = run(*arguments)
    assert (code, out) == (1, "")
    assert named in error
    assert "\n" not in error.strip()


def test_export_import_merge_verify(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, rating in enumerate(("3", "1", "4")):
        run("review", "llm.q0", "--rating", rating, "--at", f"2026-01-0{number + 1}T09:00Z")
    target = tmp_path / "log.jsonl"
    assert run("history", "export", "--output", str(target))[0] == 0
    assert run("history", "export", "--output", str(target))[0] == 1
    text = run("history", "export")[1]
    assert text == target.read_text()
    assert [json.loads(line)["payload"]["rating"] for line in text.splitlines()] == [3, 1, 4]
    first = of_json(run("due", "--at", "2026-03-01T09:00Z", "--json"))
    home = tmp_path / "home" / "history.sqlite"
    monkeypatch.setenv("INTERVIEW_PREP_HOME", str(tmp_path / "second"))
    assert of_json(run("history", "import", "-", "--json", given=text))["added"] == 3
    assert of_json(run("history", "merge", str(home), "--json"))["known"] == 3
    assert of_json(run("due", "--at", "2026-03-01T09:00Z", "--json")) == first
    found = of_json(run("history", "verify", "--json"))
    assert (found["ok"], found["events"], found["cards"], found["problems"]) == (True, 3, 1, [])
    forged = text.replace('"rating":1', '"rating":2')
    code, out, _ = run("history", "import", "-", "--json", given=forged)
    assert code == 1
    assert len(json.loads(out)["corrupt"]) == 1
    code, _, error = run("history", "import", "-", given=text + "nonsense\n")
    assert (code, "line 4: not JSON" in error) == (1, True)
    assert run("history", "import", "-", "--skip-bad", given=text + "nonsense\n")[0] == 0


def test_backup_restore_and_salvage(run: Run, tmp_path: Path) -> None:
    run("review", "llm.q0", "--rating", "3", "--at", "2026-01-01T09:00Z")
    copy = of_json(run("backup", "--json"))["file"]
    run("review", "llm.q1", "--rating", "3", "--at", "2026-01-02T09:00Z")
    assert copy in run("restore")[1]
    told = of_json(run("restore", "--latest", "--json"))
    assert told["restored"] == copy
    assert of_json(run("history", "verify", "--json"))["events"] == 1
    assert of_json(run("history", "merge", told["aside"], "--json"))["added"] == 1
    (tmp_path / "home" / "history.sqlite").write_bytes(b"\x00" * 9000)
    code, _, error = run("due")
    assert code == 1
    assert "history.sqlite" in error
    code, out, _ = run("doctor")
    assert (code, "✗ history" in out) == (1, True)
    assert of_json(run("restore", "--salvage", "--json"))["from_copies"] == 1
    assert run("doctor")[0] == 0


def test_salvage_that_finds_nothing_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "history.sqlite").write_bytes(b"\x00" * 9000)
    code, out, error = run("restore", "--salvage")
    assert code == 0
    assert "0 events read, 0 more from copies; the old file is kept as " in out
    assert "`history merge FILE` goes on from it" in out
    assert "nothing in it can be read" in error


def test_statistics_readiness_and_doctor(run: Run) -> None:
    for day in range(1, 9):
        run("review", f"llm.q{day % 3}", "--rating", "3", "--at", f"2026-01-0{day}T09:00Z")
    found = of_json(run("stats", "--all", "--json"))
    assert found["reviews"] == 8
    assert {row["concept"]: row["seen"] for row in found["concepts"]}["llm"] == 3
    assert "8 reviews of all time" in run("stats", "--plain", "--all")[1]
    assert run("stats", "--concept", "llm")[0] == 2
    interview = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    ready = of_json(run("readiness", "--date", interview, "--json"))
    assert ready["date"] == interview
    assert len(ready["concepts"]) == 9
    assert ready["plan"]["new"] > 0
    checks = of_json(run("doctor", "--json"))
    assert checks["ok"]
    assert {check["name"] for check in checks["checks"]} >= {"settings", "home", "history", "backups", "bank"}
    assert of_json(run("doctor", "--rebuild", "--json"))["ok"]


def test_every_day_of_practice_leaves_a_copy(run: Run, tmp_path: Path) -> None:
    assert run("due")[0] == 0
    assert not (tmp_path / "home" / "backups").exists()
    for _ in range(2):
        assert run("review", "llm.q0", "--rating", "3")[0] == 0
    (copy,) = (tmp_path / "home" / "backups").iterdir()
    (tmp_path / "home" / "history.sqlite").unlink()
    assert run("restore", str(copy))[0] == 0
    assert len(run("history", "export")[1].splitlines()) == 1


def test_a_copy_that_fails_spoils_no_sitting(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "backups").write_text("a file where the folder belongs")
    code, out, _ = run("review", "llm.q0", "--rating", "3")
    assert (code, out.startswith("llm.q0: recorded")) == (0, True)


def test_what_comes_in_by_a_pipe_is_not_bent_into_utf_8(run: Run) -> None:
    run("review", "llm.q0", "--rating", "3")
    line = run("history", "export")[1].encode().replace(b'"command"', b'"comm\xe9nd"')
    code, out, error = run("history", "import", "-", given=line)
    assert (code, out) == (1, "")
    assert error == "standard input: not UTF-8 text; give a file that history export wrote"


def test_an_export_that_fails_leaves_no_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Any, stream: Any) -> int:
        stream.write("half")
        raise UserError("the disk is full")

    monkeypatch.setattr("interview_prep.storage.sqlite.SqliteStore.export", full)
    assert run("history", "export", "-o", str(tmp_path / "out.jsonl"))[2] == "the disk is full"
    assert not (tmp_path / "out.jsonl").exists()


def test_the_latest_of_no_copies_is_an_error(run: Run) -> None:
    code, out, error = run("restore", "--latest")
    assert (code, out) == (1, "")
    assert "there is no copy yet" in error


def test_the_real_program(tmp_path: Path) -> None:
    """Through the real entry point, once: an error is one line on standard error and exit 1."""
    environment = {**os.environ, "INTERVIEW_PREP_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "interview_prep", "review", "no-such-question", "--rating", "3"]
    found = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (1, "", 1)


def test_the_history_of_a_deleted_question_goes_to_the_one_that_claims_it(run: Run, tmp_path: Path) -> None:
    run("review", "llm.q0", "--rating", "3", "--at", "2026-01-05T09:00Z")
    assert of_json(run("history", "claim", "--json")) == {"orphans": []}
    bank = tmp_path / "bank" / "llm.yaml"
    bank.write_text(bank.read_text().replace("llm.q0", "llm.other"))
    assert run("history", "claim")[1] == "llm.q0\n"
    code, out, _ = run("doctor")
    assert code == 0
    assert "1 history without a question (llm.q0): kept, and not asked → `interview-prep history claim` lists" in out
    assert "`history claim` lists" in run("history", "claim", "scaling.q1", "llm.other")[2]
    assert "name the question" in run("history", "claim", "llm.q0")[2]
    claimed = of_json(run("history", "claim", "llm.q0", "llm.other", "--json"))
    assert (claimed["claimed"], claimed["id"], claimed["state"]) == ("llm.q0", "llm.other", "learning")
    assert of_json(run("history", "claim", "--json")) == {"orphans": []}
    assert run("history", "verify")[0] == 0
    run("undo")
    assert of_json(run("history", "claim", "--json")) == {"orphans": ["llm.q0"]}


def test_an_export_that_an_editor_saved_anew_comes_in(run: Run, tmp_path: Path) -> None:
    run("review", "llm.q0", "--rating", "3")
    lines = run("history", "export")[1]
    file = tmp_path / "edited.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + lines.replace("\n", "\r\n").encode())
    assert of_json(run("history", "import", str(file), "--json"))["known"] == 1
