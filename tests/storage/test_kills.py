"""SIGKILL at random moments with two writers: nothing that was acknowledged is lost, and a full replay agrees."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from select import select

import pytest

from interview_prep.storage.opening import open_store

WRITER = Path(__file__).with_name("writer.py")
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with POSIX signals")


class Writer:
    """One process that writes to the log, and what it acknowledged."""

    def __init__(self, path: Path, seed: int, *mode: str) -> None:
        command = [sys.executable, str(WRITER), str(path), str(seed), *mode]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def first_line(self) -> str:
        """Wait for the first acknowledgement."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill_after(self, seconds: float) -> list[str]:
        """Let it run, kill it, and give everything it acknowledged in whole lines."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        select([self.process.stderr], [], [], seconds)  # wakes early only if the writer fails
        self.process.kill()
        out, errors = self.process.communicate()
        assert errors == ""
        return [line for line in out.split("\n")[:-1] if line]


def rounds(path: Path, kills: int, seed: int) -> Iterator[str]:
    """Kill one of two writers at a time, at random moments; every id that was acknowledged."""
    random = Random(seed)
    writers = [Writer(path, seed + number, "write") for number in range(2)]
    firsts = [writer.first_line() for writer in writers]
    for kill in range(kills):
        place = random.randrange(2)
        yield firsts[place]
        yield from writers[place].kill_after(random.uniform(0.0, 0.12))
        modes = (("write",), ("write",), ("silent", str(random.randint(2, 9))), ("replay",))
        writers[place] = Writer(path, seed + 10 + kill, *random.choice(modes))
        firsts[place] = writers[place].first_line()
    for place, writer in enumerate(writers):
        yield firsts[place]
        yield from writer.kill_after(0.0)


def check(path: Path, kills: int, seed: int) -> None:
    acknowledged = {line for line in rounds(path, kills, seed) if line not in ("", "replayed")}
    with open_store(path, now=lambda: datetime.now(UTC) + timedelta(minutes=1), zone=UTC) as log:
        stored = {event.id for event in log.events(undone=True)}
        result = log.verify()
    assert len(acknowledged) > kills
    assert acknowledged <= stored
    assert result.ok, result.problems
    assert [problem for problem in result.problems if "missing" in problem.message] == []


def test_no_acknowledged_review_is_lost(tmp_path: Path) -> None:
    check(tmp_path / "history.sqlite", 12, 1)


@pytest.mark.slow
def test_no_acknowledged_review_is_lost_in_two_hundred_kills(tmp_path: Path) -> None:
    check(tmp_path / "history.sqlite", 200, 2)


def test_killed_between_commit_and_acknowledgement(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    writer = Writer(path, 5, "silent", "7")
    out, errors = writer.process.communicate(timeout=60)
    assert errors == ""
    assert writer.process.returncode == -9
    with open_store(path, now=lambda: datetime.now(UTC), zone=UTC) as log:
        stored = [event.id for event in log.events()]
        assert log.verify().ok
    assert len(out.split()) == 6
    assert set(out.split()) < set(stored)
    assert len(stored) == 7


def test_killed_during_a_replay(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with open_store(path, now=lambda: datetime.now(UTC), zone=UTC) as log:
        for number in range(300):
            log.append("review", f"q{number % 40}", "h", {"rating": number % 4 + 1})
        before = log.cards()
    for pause in (0.0, 0.013, 0.031):
        writer = Writer(path, 1, "replay")
        writer.first_line()
        writer.kill_after(pause)
    with open_store(path, now=lambda: datetime.now(UTC) + timedelta(minutes=1), zone=UTC) as log:
        assert log.cards() == before
        assert log.verify().ok
