"""Newer schema, damaged file, full disk, read-only home, another program's file: one clear line, and nothing lost."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from interview_prep.errors import UserError
from interview_prep.storage import connection, schema
from interview_prep.storage.backup import restored
from interview_prep.storage.doctor import examine
from interview_prep.storage.failure import translated
from interview_prep.storage.opening import open_store
from interview_prep.storage.pages import events_in
from interview_prep.storage.recovery import recover
from interview_prep.storage.store import Store

OpenLog = Callable[..., Store]
NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def fill(log: Store, count: int) -> list[str]:
    payloads = [{"rating": n % 4 + 1, "response": "x" * 200} for n in range(count)]
    return [log.append("review", f"q{n % 30}", "h", payload).id for n, payload in enumerate(payloads)]


def raw(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


def one_line(error: pytest.ExceptionInfo[UserError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_a_newer_schema_is_refused_untouched(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log()
    fill(log, 3)
    log.close()
    raw(log.path, f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    before = log.path.read_bytes()
    with pytest.raises(UserError, match="update interview-prep") as error:
        open_log()
    assert str(log.path) in one_line(error)
    assert log.path.read_bytes() == before


def test_another_programs_file_is_refused_untouched(open_log: OpenLog, tmp_path: Path) -> None:
    diary = b"dear diary, today I read about attention. " * 40
    for name, content in (("text", diary), ("half", b"SQLite format 3\x00")):
        path = tmp_path / f"{name}.sqlite"
        path.write_bytes(content)
        with pytest.raises(UserError, match="no interview-prep history") as error:
            open_log(name)
        assert str(path) in one_line(error)
        assert path.read_bytes() == content
    foreign = tmp_path / "foreign.sqlite"
    raw(foreign, "CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(UserError, match="no interview-prep history"):
        open_log("foreign")


def test_an_empty_file_becomes_a_log(open_log: OpenLog, tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    log = open_log("empty")
    fill(log, 1)
    assert log.verify().ok


def test_files_are_private(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log("folder/history")
    fill(log, 1)
    written = [*(tmp_path / "folder").iterdir(), log.backup()]
    assert {path.name for path in written} >= {"history.sqlite", "history.sqlite-wal"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in written)
    assert (tmp_path / "folder").stat().st_mode & 0o077 == 0


def test_a_migration_first_makes_a_copy(open_log: OpenLog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = open_log()
    fill(log, 5)
    log.close()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE extra (x INTEGER) STRICT; "))
    again = open_log()
    assert len(list(again.events())) == 5
    assert (tmp_path / "history.schema-1.sqlite").exists()
    raw(again.path, "INSERT INTO extra VALUES (1)")
    monkeypatch.undo()
    with pytest.raises(UserError, match="schema 2"):
        open_log()


def test_a_failed_migration_changes_nothing(open_log: OpenLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log = open_log()
    fill(log, 5)
    log.close()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE extra (x INTEGER); CREATE nonsense"))
    with pytest.raises(UserError, match="syntax error"):
        open_log()
    monkeypatch.undo()
    assert len(list(open_log().events())) == 5


def test_a_full_disk_loses_nothing_that_was_acknowledged(open_log: OpenLog) -> None:
    log = open_log()
    kept = fill(log, 20)
    pages = log._connection.db.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
    log._connection.db.execute(f"PRAGMA max_page_count = {pages + 2}")  # type: ignore[attr-defined]

    def write_on() -> None:
        for _ in range(200):
            kept.append(log.append("review", "q", "h", {"rating": 3, "response": "y" * 500}).id)

    with pytest.raises(UserError, match="disk is full") as error:
        write_on()
    assert "nothing recorded so far is lost" in one_line(error)
    log.close()
    again = open_log()
    assert {event.id for event in again.events()} == set(kept)
    assert again.verify().ok
    fill(again, 1)


def test_a_disk_without_a_block_left_is_called_full(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    with pytest.raises(UserError, match="disk is full"), translated(tmp_path):
        raise error


def test_a_log_on_a_full_disk_is_read_and_taken_to_another_one(
    open_log: OpenLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = open_log()
    kept = fill(log, 3)
    log.close()

    def full(self: connection.Connection) -> sqlite3.Connection:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
        raise error

    monkeypatch.setattr(connection.Connection, "_writable", full)
    again = open_log()
    assert [event.id for event in again.events()] == kept
    assert again.backup(tmp_path / "elsewhere" / "copy.sqlite").exists()
    with pytest.raises(UserError, match="the disk is full"):
        fill(again, 1)


LIMITED = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from interview_prep.errors import UserError
from interview_prep.storage.opening import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(Path(sys.argv[1]), now=lambda: datetime.now(UTC), zone=UTC)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    while True:
        print(store.append("review", "q", "h", {"rating": 3, "response": "x" * 900}).id, flush=True)
except UserError as error:
    print(error, file=sys.stderr)
"""


def test_a_file_that_may_not_grow(tmp_path: Path, open_log: OpenLog) -> None:
    found = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "history.sqlite")], capture_output=True, text=True, check=False
    )
    assert found.stderr.count("\n") == 1
    assert "history.sqlite: " in found.stderr
    log = open_log()
    assert {event.id for event in log.events()} >= set(found.stdout.split())
    assert log.verify().ok


READER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from interview_prep.errors import UserError
from interview_prep.storage.opening import open_store
import interview_prep.storage.sqlite
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
store = open_store(Path(sys.argv[1]), now=lambda: datetime.now(UTC), zone=UTC)
print(store.read_only, len(list(store.events())), len(store.cards()), store.put_cached("today", "x"))
try:
    store.append("review", "q", "h", {"rating": 3})
except UserError as error:
    print(error)
"""


@pytest.mark.parametrize("journal", [False, True])
def test_a_read_only_home_can_be_read_and_says_so(journal: bool) -> None:
    """The reader gives up root first, for whom no home is read-only; the folder is one that anybody may enter."""
    folder = Path(mkdtemp(prefix="interview-prep-test-"))
    try:
        log = open_store(folder / "history.sqlite", now=lambda: NOW, zone=UTC)
        fill(log, 40)
        if journal:
            for suffix in ("", "-wal"):  # as a kill leaves them: commits that stand in the journal alone
                shutil.copy(f"{log.path}{suffix}", f"{folder}/copy.sqlite{suffix}")
        log.close()
        path = folder / ("copy.sqlite" if journal else "history.sqlite")
        for file in folder.iterdir():
            file.chmod(0o444)
        folder.chmod(0o555)
        command = [sys.executable, "-c", READER, str(path)]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        assert found.stderr == ""
        seen, refusal = found.stdout.splitlines()
        assert seen == "True 40 30 None"
        assert "can be read but not written" in refusal
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def damaged(log: Store) -> Path:
    """The log's file with a stretch in its middle overwritten."""
    log.close()
    path = log.path
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(size // 2 // 4096 * 4096)
        stream.write(os.urandom(4096 * 3))
    return path


def test_a_damaged_file_says_what_to_do_and_salvage_brings_back_the_rest(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log()
    kept = fill(log, 1500)
    path = damaged(log)

    def use_it() -> None:
        broken = open_log()
        assert not broken.verify().ok
        list(broken.events())
        broken.rebuild()

    with pytest.raises(UserError, match="damaged") as error:
        use_it()
    assert "restore --salvage" in one_line(error)
    assert not all(check.ok for check in examine(path, lambda: NOW))
    found = recover(path, now=lambda: NOW)
    assert found.aside is not None
    assert found.aside.exists()
    mended = open_log()
    assert mended.verify().events == found.read
    assert 1200 < found.read <= 1500
    assert {event.id for event in mended.events()} <= set(kept)
    assert mended._connection.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"  # type: ignore[attr-defined]


def test_salvage_joins_the_copies(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log()
    kept = fill(log, 1500)
    log.backup()
    found = recover(damaged(log), now=lambda: NOW)
    assert found.read + found.from_copies == 1500
    mended = open_log()
    assert {event.id for event in mended.events()} == set(kept)
    assert mended.verify().ok


@pytest.mark.parametrize("length", [100, 4096, 3 * 4096])
def test_a_file_without_a_head_is_read_from_its_pages(open_log: OpenLog, length: int) -> None:
    log = open_log()
    kept = fill(log, 300)
    kept += [log.append("note", None, None, {"text": "x" * size}).id for size in range(3_000, 20_000, 850)]
    log.close()
    with log.path.open("r+b") as stream:
        stream.write(b"\xa5" * length)
    with pytest.raises(UserError, match="restore --salvage"):
        open_log()
    found = recover(log.path, now=lambda: NOW)
    assert found.read >= 260
    mended = open_log()
    assert {event.id for event in mended.events()} <= set(kept)
    assert length > 4096 or found.read == len(kept)
    assert mended.verify().ok


def test_what_only_the_journal_holds_is_read_without_a_head(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log()
    kept = fill(log, 40)
    path = tmp_path / "killed.sqlite"
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{log.path}{suffix}", f"{path}{suffix}")
    with path.open("r+b") as stream:
        stream.write(b"\xa5" * 100)
    assert {row[0] for row in events_in(path)} == set(kept)


def test_salvage_of_a_file_that_holds_nothing_uses_the_copies(open_log: OpenLog) -> None:
    log = open_log()
    kept = fill(log, 50)
    log.backup()
    log.close()
    log.path.write_bytes(os.urandom(40_000))
    found = recover(log.path, now=lambda: NOW)
    assert (found.read, found.from_copies) == (0, 50)
    assert {event.id for event in open_log().events()} == set(kept)


def test_a_copy_is_brought_back_and_the_present_log_kept(open_log: OpenLog) -> None:
    log = open_log()
    early = fill(log, 5)
    copy = log.backup()
    name, late = log.device, fill(log, 3)
    log.close()
    aside = restored(log.path, copy, NOW)
    back = open_log()
    assert {event.id for event in back.events()} == set(early)
    assert back.device != name
    assert aside is not None
    back.append("review", "q", "h", {"rating": 3})
    assert back.merge(aside).added == 3
    assert {event.id for event in back.events()} > set(early) | set(late)
    assert back.verify().ok


def test_restoring_what_is_no_copy_changes_nothing(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log()
    fill(log, 2)
    log.close()
    (tmp_path / "text").write_text("no copy at all, only a text that is long enough to be looked at " * 9)
    for name in ("missing", "text"):
        with pytest.raises(UserError, match=name):
            restored(log.path, tmp_path / name, NOW)
    assert len(list(open_log().events())) == 2


def test_a_log_in_use_is_restored_with_what_its_journal_holds(open_log: OpenLog, tmp_path: Path) -> None:
    other = open_store(tmp_path / "other" / "history.sqlite", now=lambda: NOW)
    fill(other, 3)  # and stays open
    path = tmp_path / "history.sqlite"
    assert restored(path, other.path, NOW) is None
    assert len(list(open_store(path, now=lambda: NOW).events())) == 3
    other.close()


def test_what_is_no_copy_is_named_as_such_and_nothing_is_left(open_log: OpenLog, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no copy at all, only a text that is long enough to be looked at " * 9)
    with pytest.raises(UserError, match="this is no copy of a history; `interview-prep restore` lists"):
        restored(tmp_path / "history.sqlite", tmp_path / "text", NOW)
    assert [file.name for file in tmp_path.iterdir()] == ["text"]


def test_the_doctor_does_not_take_a_newer_log_back(open_log: OpenLog) -> None:
    log = open_log()
    fill(log, 1)
    log.close()
    raw(log.path, "PRAGMA user_version = 99")
    (wrong,) = [check for check in examine(log.path, lambda: NOW) if not check.ok]
    assert "update interview-prep" in wrong.found
    assert "salvage" not in wrong.remedy


def test_a_home_that_is_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    home = next(check for check in examine(tmp_path / "home" / "history.sqlite", lambda: NOW) if check.name == "home")
    assert not home.ok


def test_one_copy_a_day_and_ten_are_kept(open_log: OpenLog, clock: Any, tmp_path: Path) -> None:
    log = open_log()
    assert log.backup_if_due() is None
    for _ in range(13):
        fill(log, 1)
        assert log.backup_if_due() is not None
        assert log.backup_if_due() is None
        clock.on(days=1)
    assert len(list((tmp_path / "backups").iterdir())) == 10
    with pytest.raises(UserError, match="already"):
        log.backup(log.path)


def test_a_day_of_practice_that_was_cut_off_is_copied_later_and_a_clock_set_wrong_holds_up_no_copy(
    open_log: OpenLog, clock: Any, tmp_path: Path
) -> None:
    log = open_log()
    fill(log, 1)
    clock.on(days=3)
    assert log.backup_if_due() is not None
    clock.on(days=3)
    assert log.backup_if_due() is None  # nothing new since
    clock.on(days=-30)
    fill(log, 1)  # while the copy there is lies in the future
    assert log.backup_if_due() is not None
    assert log.backup_if_due() is None
    (tmp_path / "backups" / f"{log.path.stem}-zz.sqlite").touch()
    clock.on(days=30)
    fill(log, 1)
    assert log.backup_if_due() is not None


def test_a_stored_state_that_is_wrong_is_found_and_mended(open_log: OpenLog) -> None:
    log = open_log()
    fill(log, 40)
    wrongs = {
        "UPDATE cards SET due = due + 1 WHERE question = 'q3'": "card q3",
        "DELETE FROM cards WHERE question = 'q4'": "number of cards|card q4",
        "UPDATE tallies SET n = n + 1 WHERE name = 'rating' AND bin = 1": "tallies",
        "DELETE FROM reviews WHERE question = 'q5'": "reviews of q5",
    }
    for statement, named in wrongs.items():
        raw(log.path, statement)
        result = log.verify()
        assert not result.ok
        assert any(re.search(named, problem.message) for problem in result.problems)
        assert "--rebuild" in result.problems[0].remedy
        log.rebuild()
        assert log.verify().ok


def test_lost_and_forged_events_are_found(open_log: OpenLog) -> None:
    log = open_log()
    fill(log, 10)
    raw(log.path, "DELETE FROM events WHERE seq = 4")
    assert any("missing" in problem.message for problem in log.verify().problems)
    raw(log.path, "UPDATE events SET payload = '{\"rating\": 9}' WHERE seq = 5")
    assert not log.verify().ok


def test_two_that_open_a_new_home_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path;"
        "from interview_prep.storage.opening import open_store;"
        "s = open_store(Path(sys.argv[1]), now=lambda: datetime.now(UTC), zone=UTC);"
        "[s.append('review', 'q', None, {'rating': 3}) for _ in range(20)]"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "history.sqlite")]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[1] for process in running] == ["", "", ""]
    opened = connection.Connection(tmp_path / "history.sqlite")
    assert opened.db.execute("SELECT count(*), count(DISTINCT seq), max(seq) FROM events").fetchone() == (60, 60, 60)
    opened.close()


def test_opening_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path;"
        "from interview_prep.storage.opening import open_store;"
        "s = open_store(Path(sys.argv[1]), now=lambda: datetime.now(UTC)); s.cached('today'); s.cards();"
        "print([name for name in ('fsrs', 'numpy', 'yaml', 'pydantic', 'typer', 'textual') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "history.sqlite")], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_what_another_process_bars_for_a_moment_is_tried_again() -> None:
    from interview_prep.storage.connection import patiently

    answers: list[sqlite3.OperationalError | str] = [
        busy(sqlite3.SQLITE_BUSY),
        busy(sqlite3.SQLITE_BUSY_RECOVERY),
        "open",
    ]

    def work() -> str:
        answer = answers.pop(0)
        if isinstance(answer, sqlite3.OperationalError):
            raise answer
        return answer

    assert patiently(work) == "open"
    answers.append(busy(sqlite3.SQLITE_FULL))
    with pytest.raises(sqlite3.OperationalError):
        patiently(work)


def busy(code: int) -> sqlite3.OperationalError:
    """What SQLite raises with this code."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = code
    return error
