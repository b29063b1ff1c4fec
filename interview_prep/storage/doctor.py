"""Everything about the log that can be wrong, checked one by one, each with how to mend it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from interview_prep.errors import UserError
from interview_prep.storage.backup import backups_of
from interview_prep.storage.opening import open_store
from interview_prep.storage.store import Verification
from interview_prep.text import counted, one_line

_LOW_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, what was found, and what to do."""

    name: str
    ok: bool
    found: str
    remedy: str = ""

    def as_json(self) -> dict[str, object]:
        """As `doctor --json` prints it."""
        return {"name": self.name, "ok": self.ok, "found": self.found, "remedy": self.remedy}


def examine(path: Path, now: Callable[[], datetime]) -> Iterator[Check]:
    """Look at the home, the file, the log and its copies."""
    yield _home(path)
    yield _space(path)
    if not path.exists():
        yield Check("history", True, f"{path}: none yet; the first answer begins it")
        return
    yield _private(path)
    yield from _history(path, now)
    yield _copies(path)


def _home(path: Path) -> Check:
    home = next(folder for folder in path.parents if folder.exists())
    if home.is_dir() and os.access(home, os.W_OK):
        return Check("home", True, f"{path.parent} can be written")
    return Check("home", False, f"{home} cannot be written", "check its permissions, or set INTERVIEW_PREP_HOME")


def _space(path: Path) -> Check:
    home = next(folder for folder in path.parents if folder.exists())
    free = shutil.disk_usage(home).free
    found = f"{free / 1e6:.0f} MB free"
    return Check("disk", free > _LOW_BYTES, found, "" if free > _LOW_BYTES else "free some space: answers need it")


def _private(path: Path) -> Check:
    mode = path.stat().st_mode & 0o077
    if not mode or os.name == "nt":
        return Check("privacy", True, "only you can read the history")
    return Check("privacy", False, "others on this computer can read the history", f"chmod 600 {path}")


def _history(path: Path, now: Callable[[], datetime]) -> Iterator[Check]:
    try:
        with open_store(path, now=now) as store:
            result = store.verify()
    except UserError as error:
        told = one_line(str(error))
        salvage = "restore --salvage" in told  # which would take a later version's log back to this one's
        again = "do what this line says, then run `interview-prep doctor` again"
        yield Check("history", False, told, "interview-prep restore --salvage" if salvage else again)
        return
    yield from _problems(result)


def _problems(result: Verification) -> Iterator[Check]:
    if result.ok:
        found = f"{counted(result.events, 'event')}, {counted(result.cards, 'card')}"
        yield Check("history", True, f"{found}; a full replay agrees")
    for problem in result.problems:
        yield Check("history", problem.severity == "warning", problem.message, problem.remedy)


def _copies(path: Path) -> Check:
    copies = backups_of(path)
    if not copies:
        return Check("backups", True, "none yet; one is made on each day of practice", "interview-prep backup")
    return Check("backups", True, f"{len(copies)} in {copies[0].parent}, the latest {copies[0].name}")
