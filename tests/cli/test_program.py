"""The real program in a process of its own: piped quizzes, bad usage, files that cannot be used."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "home with a space"


def program(home: Path, *arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end."""
    environment = {**os.environ, "INTERVIEW_PREP_HOME": str(home), "NO_COLOR": "1"}
    environment.pop("INTERVIEW_PREP_BANK", None)
    return subprocess.run(
        [sys.executable, "-m", "interview_prep", *arguments],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        env=environment,
        timeout=120,
        check=False,
    )


def test_a_piped_quiz_is_kept_and_the_log_verifies(home: Path) -> None:
    ran = program(home, "quiz", "--plain", "--limit", "3", given="\n\n\n\n\n\n")
    assert ran.returncode == 0, ran.stderr
    assert b"[1/3]" in ran.stdout
    assert b"Saved." in ran.stdout
    events = [json.loads(line) for line in program(home, "history", "export").stdout.splitlines()]
    assert [event["kind"] for event in events].count("review") >= 3
    keys = {"v", "id", "device", "seq", "at", "offset_min", "kind", "question", "hash", "payload"}
    assert all(event.keys() == keys and list(event) == sorted(event) for event in events)
    verified = program(home, "history", "verify")
    assert verified.returncode == 0
    assert b"a full replay agrees" in verified.stdout


def test_no_input_at_all_ends_well(home: Path) -> None:
    ran = program(home, "quiz", "--plain")
    assert ran.returncode == 0
    assert b"Nothing answered this time" in ran.stdout


def test_bytes_that_are_no_text_do_no_harm(home: Path) -> None:
    ran = program(home, "quiz", "--plain", "--limit", "1", given=b"\xff\xfe\x1b[2J answer\n\n")
    assert ran.returncode in (0, 1)
    assert b"Traceback" not in ran.stderr
    assert b"\x1b" not in ran.stdout


def test_the_same_seed_asks_the_same_questions(home: Path, tmp_path: Path) -> None:
    one = program(home, "quiz", "--plain", "--limit", "2", "--seed", "7", given="\n\n\n\n")
    two = program(tmp_path / "other", "quiz", "--plain", "--limit", "2", "--seed", "7", given="\n\n\n\n")
    assert one.stdout == two.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("quiz", "--plain", "--concept", "cooking"), 1, b"not one of the nine concepts"),
        (("quiz", "--plain", "--limit", "0"), 2, b"limit"),
        (("quiz", "--nonsense"), 2, b"No such option"),
        (("nonsense",), 2, b"No such command"),
        (("bank",), 2, b"interview-prep bank needs a command: check, list, "),
        (("history",), 2, b"`interview-prep history --help` tells more"),
        ((), 1, b"quiz --plain"),
        (("quiz",), 1, b"quiz --plain"),
        (("learn",), 1, b"interview-prep sheet"),
        (("due", "--at", "yesterday"), 1, b"2026-03-01T08:30"),
        (("due", "--at", "9999-12-31T23:59"), 1, b"2000 to 2099"),
        (("due", "--at", "0001-01-01"), 1, b"2000 to 2099"),
        (("review", "answers.q1_arch", "--rating", "3", "--at", "1969-12-31"), 1, b"2000 to 2099"),
        (("review", "answers.q1_arch", "--rating", "9"), 1, b"1 again, 2 hard, 3 good, 4 easy"),
        (("undo",), 1, b"nothing to undo"),
        (("history", "import", "none.jsonl"), 1, b"none.jsonl"),
        (("history", "merge", "none.sqlite"), 1, b"none.sqlite"),
        (("restore", "none.sqlite"), 1, b"none.sqlite"),
        (("report", "99"), 1, b""),
        (("engine", "run", "nonsense"), 1, b"nonsense"),
    ],
)
def test_bad_input_is_one_line_and_bad_usage_exits_with_2(
    home: Path, arguments: tuple[str, ...], code: int, says: bytes
) -> None:
    ran = program(home, *arguments)
    assert ran.returncode == code
    assert says in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("--version",), ("due", "--json"), ("bank", "list")])
def test_output_that_cannot_be_written_is_one_line(home: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "interview_prep", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "INTERVIEW_PREP_HOME": str(home)},
            timeout=60,
            check=False,
        )
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert b"No space left" in ran.stderr


@pytest.mark.parametrize("arguments", [("quiz", "--plain"), ("grade", "llm.loop", "--answer", "-"), ("backup",)])
def test_streams_closed_before_the_start_do_no_harm(home: Path, arguments: tuple[str, ...]) -> None:
    ran = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" -m interview_prep "$@" <&-', sys.executable, *arguments],
        capture_output=True,
        env={**os.environ, "INTERVIEW_PREP_HOME": str(home)},
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("arguments", [("engine", "list"), ("backup",), ("bank", "check", "é.yaml")])
def test_a_locale_without_unicode_does_no_harm(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "é.yaml").write_text("- id: x\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "interview_prep", *arguments],
        capture_output=True,
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "INTERVIEW_PREP_HOME": str(tmp_path / "hé m"),
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
        },
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in ran.stderr
    assert ran.stdout


def test_piped_input_may_begin_with_a_byte_order_mark(home: Path, tmp_path: Path) -> None:
    program(home, "quiz", "--plain", "--limit", "1", "--seed", "7", given="\n\n")
    exported = program(home, "history", "export").stdout.decode()
    ran = program(tmp_path / "other", "history", "import", "-", given=f"\ufeff{exported}")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(b"1 event taken in")


def test_a_reader_that_leaves_early_is_no_error(home: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, "-m", "interview_prep", "engine", "list", "--json"],
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "INTERVIEW_PREP_HOME": str(home)},
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_settings_that_cannot_be_read_are_told_and_not_overwritten(home: Path) -> None:
    home.mkdir()
    settings = home / "settings.toml"
    settings.write_text('minutes = "many"\n')
    ran = program(home, "quiz", "--plain", "--limit", "1", given="\n\n")
    assert ran.returncode == 1
    assert b"minutes" in ran.stderr
    assert b"settings.toml" in ran.stderr
    assert settings.read_text() == 'minutes = "many"\n'


def test_a_broken_bank_leaves_the_rest_usable(home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "mine.yaml"
    broken.write_text("- id: &anchor x\n")
    ran = program(home, "quiz", "--plain", "--limit", "1", "--bank", str(broken), given="\n\n")
    assert ran.returncode == 0
    assert b"[1/1]" in ran.stdout


def test_version_and_help(home: Path) -> None:
    assert program(home, "--version").stdout.startswith(b"interview-prep ")
    helped = program(home, "--help")
    assert helped.returncode == 0
    for name in (b"quiz", b"mock", b"lab", b"bank", b"engine", b"history", b"doctor"):
        assert name in helped.stdout
