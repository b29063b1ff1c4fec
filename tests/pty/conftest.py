"""The real program in a pseudo-terminal: keys and mouse go in, a terminal's screen and the raw bytes come out.

Nothing sleeps: every step waits for words on the screen.
"""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pexpect
import pyte
import pytest

PATIENCE = 30.0
KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "space": " ",
    "backspace": "\x7f",
    "f1": "\x1bOP",
    "f5": "\x1b[15~",
    "f7": "\x1b[18~",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
}
# What pyte does not know: private modes with prefixes, keyboard protocol, device strings, window reports.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9]* q|\x1b\[\?u|\x1b[P_^X][^\x1b]*\x1b\\|\x1b\[[0-9;]*t"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:?<>=$ ]*|[P_^X\]][^\x07\x1b]*\x1b?)?$")


class Terminal:
    """One run of the program. `raw` is everything that it wrote."""

    def __init__(self, command: list[str], env: dict[str, str], size: tuple[int, int], rate: int = 0) -> None:
        columns, rows = size
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._rate = rate
        self._carry = b""
        self.raw = b""
        self.child = pexpect.spawn(command[0], command[1:], env=env, dimensions=(rows, columns), timeout=PATIENCE)

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        return list(self._screen.display)

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines)

    def wait(self, *words: str) -> "Terminal":
        """Read until all of these words stand on the screen."""
        return self.until(lambda: all(word in self.text for word in words), f"{words} on the screen")

    def gone(self, *words: str) -> "Terminal":
        """Read until none of these words stands on the screen."""
        return self.until(lambda: not any(word in self.text for word in words), f"{words} gone")

    def until(self, reached: Callable[[], bool], what: str) -> "Terminal":
        """Read until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not reached():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited for {what}; there is\n{self.text}")
            if not self._read() and not self.child.isalive():
                raise AssertionError(f"waited for {what}; the program ended with\n{self.text}")
        return self

    def press(self, *keys: str) -> "Terminal":
        """Send keys: names, or characters as they are."""
        for key in keys:
            self.child.send(KEYS.get(key, key))
        return self

    def paste(self, text: str) -> "Terminal":
        """Send a text as a terminal's paste does."""
        self.child.send(f"\x1b[200~{text}\x1b[201~")
        return self

    def click(self, words: str) -> "Terminal":
        """Click where these words stand."""
        self.wait(words)
        y, line = next((y, line) for y, line in enumerate(self.lines) if words in line)
        x = line.index(words)
        self.child.send(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m")
        return self

    def kill(self) -> None:
        """End it as the system does in trouble: without a word."""
        self.child.kill(signal.SIGKILL)
        self.child.wait()

    def close(self) -> None:
        """End it, however it stands."""
        self.child.close(force=True)

    def ended(self) -> int:
        """Read to the end; the exit status."""
        deadline = time.monotonic() + PATIENCE
        while (self._read() or self.child.isalive()) and time.monotonic() < deadline:
            pass
        assert not self.child.isalive()
        self.child.close()
        return int(self.child.exitstatus or 0)

    def _read(self) -> bool:
        size = self._rate // 100 if self._rate else 1 << 16
        if self._rate:
            select.select([], [], [], 0.01)  # a slow link: so many bytes each hundredth of a second
        try:
            data = self.child.read_nonblocking(size, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        data = self._carry + data
        unfinished = _UNFINISHED.search(data)
        self._carry = data[unfinished.start() :] if unfinished else b""
        self._stream.feed(_UNKNOWN.sub(b"", data[: unfinished.start()] if unfinished else data))
        return True


@dataclass
class Machine:
    """A learner's home, and how the program is started in it."""

    home: Path
    env: dict[str, str]
    running: list[Terminal] = field(default_factory=list)

    def start(self, *arguments: str, size: tuple[int, int] = (120, 36), rate: int = 0, **env: str) -> Terminal:
        """Start `interview-prep` with these arguments."""
        return self._run([sys.executable, "-m", "interview_prep", *arguments], size, rate, env)

    def ask(self, bank: Path, *ids: str, size: tuple[int, int] = (120, 36)) -> Terminal:
        """Start the app at a sitting on these questions of a bank that stands alone."""
        code = (
            "import sys; from pathlib import Path; from interview_prep.practice.services import Services; "
            "from interview_prep.practice.sitting import SessionSpec; from interview_prep.tui.start import run; "
            "run(('quiz', (SessionSpec(ids=tuple(sys.argv[2:]), seed=1),)), "
            "Services(bundled=False, extra_banks=(Path(sys.argv[1]),)))"
        )
        return self._run([sys.executable, "-c", code, str(bank), *ids], size, 0, {})

    def _run(self, command: list[str], size: tuple[int, int], rate: int, env: dict[str, str]) -> Terminal:
        terminal = Terminal(command, self.env | env, size, rate)
        self.running.append(terminal)
        return terminal


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the bundled bank is compiled."""
    home = tmp_path_factory.mktemp("compiled")
    env = os.environ | {"INTERVIEW_PREP_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "interview_prep", "bank", "list"], env=env, check=True, capture_output=True)
    return home


@pytest.fixture
def machine(tmp_path: Path, compiled: Path) -> Iterator[Machine]:
    """A fresh home of somebody who has been welcomed."""
    home = tmp_path / "home"
    shutil.copytree(compiled, home)
    (home / "settings.toml").write_text('welcomed = true\nzone = "UTC"\n', encoding="utf-8")
    dropped = ("TMUX", "STY", "NO_COLOR", "INTERVIEW_PREP_BANK", "COLUMNS", "LINES")
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    env |= {"INTERVIEW_PREP_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    found = Machine(home, env)
    yield found
    for terminal in found.running:
        terminal.close()
