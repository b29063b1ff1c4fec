"""The app in a pseudo-terminal with 10,000 questions and 100,000 reviews, in turn with a bare Textual app and others.

First paint is when the first character stands on the screen, stable when its text has stopped changing, a key's time
runs from writing the key to the first change of the screen. Every program is started anew for each run.

The others are well-known Textual apps, where they are installed: Textual's own demo, which needs httpx, and Harlequin,
an editor for SQL. Both stand in the optional group `peers`, which is no part of the lock. Harlequin may as well be a
command on the path, from an environment of its own with the same version of Textual.
"""

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles

import pexpect
import pyte

from interview_prep.settings import Settings, save
from tests.benchmarks.histories import card_name
from tests.benchmarks.row import Row
from tests.benchmarks.storage import log_of

RUNS = 15
QUESTIONS = 10_000
COLUMNS, LINES = 120, 36
_QUIET = 0.3
_BETWEEN_KEYS = 0.1
_LONGEST = 20.0
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;:]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9]* q|\x1b\[\?u|\x1b\[[0-9;]*t")
_BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    count = 0

    def compose(self):
        yield Static("0 keys")

    def on_key(self):
        self.count += 1
        self.query_one(Static).update(f"{self.count} keys")

Bare().run()
"""
_COMMAND = "from interview_prep.__main__ import main; main()"  # what the installed command runs
_CONCEPTS = ("llm", "transformer", "tokens", "post-training", "sampling", "prompts", "in-context", "scaling")
_DEMO, _HARLEQUIN = "Textual's demo", "Harlequin"
_KEYS = {"down": "\x1b[B", "up": "\x1b[A", "enter": "\r"}


@dataclass(frozen=True, slots=True)
class Program:
    """A program to start, and the keys that are timed once it has stood for so many seconds."""

    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    keys: Sequence[str] = ()
    repeat: int = 1
    stands: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """What one run showed, in seconds."""

    first_paint: float
    stable: float
    keys: tuple[float, ...]


class _Screen:
    """A terminal that is read with the time of every change."""

    def __init__(self, program: Program) -> None:
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **program.env}
        for name in ("TMUX", "NO_COLOR", "PYTHONDONTWRITEBYTECODE"):
            env.pop(name, None)
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self.began = time.perf_counter()
        self.child = pexpect.spawn(
            program.command[0], list(program.command[1:]), env=env, dimensions=(LINES, COLUMNS), timeout=_LONGEST
        )
        self.child.delaybeforesend = None

    def text(self) -> str:
        """The characters on the screen."""
        return "\n".join(self._screen.display)

    def chunks(self, quiet: float, at_most: float = _LONGEST) -> Iterator[tuple[float, bytes]]:
        """What comes, with its time, until nothing has come for so long; a clock on the screen never ends it."""
        until = time.perf_counter() + at_most
        while (left := until - time.perf_counter()) > 0:
            try:
                data = self.child.read_nonblocking(1 << 16, timeout=min(quiet, left))
            except (pexpect.TIMEOUT, pexpect.EOF):
                return
            yield time.perf_counter(), data

    def feed(self, data: bytes) -> None:
        """Show what came; parsing happens after the reading, so that it never slows the program."""
        self._stream.feed(_UNKNOWN.sub(b"", data))


def run_once(program: Program) -> Run:
    """Start it, wait until it stands, press its keys."""
    screen = _Screen(program)
    try:
        first, stable = _painted(screen)
        for _, data in screen.chunks(program.stands, at_most=program.stands):
            screen.feed(data)
        keys = [_pressed(screen, key) for _ in range(program.repeat) for key in program.keys]
        return Run(first, stable, tuple(keys))
    finally:
        screen.child.close(force=True)


def _painted(screen: _Screen) -> tuple[float, float]:
    log: list[tuple[float, bytes]] = []
    shown = ""
    first = stable = 0.0
    while not shown.strip():
        log = list(screen.chunks(_QUIET))
        for at, data in log:
            screen.feed(data)
            text = screen.text()
            if text.strip() and not first:
                first = at - screen.began
            if text != shown:
                shown, stable = text, at - screen.began
        if time.perf_counter() - screen.began > _LONGEST:
            raise RuntimeError("nothing was painted")
    return first, stable


def _pressed(screen: _Screen, key: str) -> float:
    """The seconds from a key to the first output after it; then everything is read until it is quiet."""
    began = time.perf_counter()
    screen.child.send(_KEYS.get(key, key))
    first, data = next(screen.chunks(_LONGEST))
    screen.feed(data)
    for _, data in screen.chunks(_BETWEEN_KEYS, at_most=1.0):
        screen.feed(data)
    return first - began


def in_turn(programs: Mapping[str, Program], runs: int = RUNS) -> dict[str, list[Run]]:
    """All programs, one run of each in turn, after one that warms up."""
    for program in programs.values():
        run_once(program)
    found: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, program in programs.items():
            found[name].append(run_once(program))
    return found


def home_of(folder: Path) -> Path:
    """A learner's home with the large bank and the long log, seen once so that it is compiled and cached."""
    home = folder / "app-home"
    bank = folder / f"cards-{QUESTIONS}.yaml"
    if not bank.exists():
        bank.write_text("".join(map(_question, range(QUESTIONS))), encoding="utf-8")
    home.mkdir(exist_ok=True)
    for old in home.glob("history.sqlite*"):
        old.unlink()
    shutil.copyfile(log_of(100_000), home / "history.sqlite")
    save(home / "settings.toml", Settings(welcomed=True, banks=(str(bank),)))
    return home


def _question(number: int) -> str:
    options = "".join(_option(number, place) for place in (1, 2, 3))
    return (
        f"- id: {card_name(number)}\n  kind: choice\n  concept: {_CONCEPTS[number % len(_CONCEPTS)]}\n"
        f"  level: {1 + number % 5}\n  prompt: Question {number} asks which of these three options is the right one, "
        f"in a prompt that is long enough to need a second line?\n  options:\n{options}"
        f"  explanation: Of the three options of question {number} the first is right. This is the text that x hides "
        "and shows, as long as those of the bank, with $e^0 = 1$ in it, and it too needs a second line.\n"
        "  sources: [benchmark]\n"
    )


def _option(number: int, place: int) -> str:
    text = f'    - {{text: "Option {place} of {number}, in about as many words as options have", '
    if place == 1:
        return text + "correct: true}\n"
    return text + f'because: "Option {place} is wrong, and this line says why, behind the option."}}\n'


def rows() -> list[Row]:
    """The rows of the table; ratios are to the bare app, taken in turn."""
    folder = Path(tempfile.gettempdir()) / "interview-prep-benchmarks"
    folder.mkdir(exist_ok=True)
    env = {"INTERVIEW_PREP_HOME": str(home_of(folder))}
    ours = [sys.executable, "-c", _COMMAND]
    programs = {
        "bare app": Program([sys.executable, "-c", _BARE], keys=("down",), repeat=20),
        "today": Program(ours, env, keys=("down",), repeat=20),
        "quiz": Program([*ours, "quiz"], env, keys=("down", "enter", "x", "3"), repeat=5),
    }
    runs = in_turn(programs | _peers(folder / "peers-home"))
    found = [
        _row("first paint of Today", runs, "today", "first_paint", 1.15),
        _row("stable screen of Today", runs, "today", "stable", 1.45),
        _key_row("key to paint on Today, p95", runs, "today"),
        _key_row("key to paint on a full card, p95", runs, "quiz"),
    ]
    for peer in (_DEMO, _HARLEQUIN):
        found += [
            _row("first paint of Today", runs, "today", "first_paint", 1.0, peer),
            _key_row("key to paint on a full card, p95", runs, "quiz", 1.0, peer),
        ]
    return found


def _peers(home: Path) -> dict[str, Program]:
    """The well-known apps that are installed, with a home of their own."""
    home.mkdir(exist_ok=True)
    env = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
    found: dict[str, Program] = {}
    if find_spec("httpx") is not None:
        found[_DEMO] = Program([sys.executable, "-m", "textual"], env, keys=("down", "up"), repeat=10)
    beside = Path(sys.executable).parent
    if command := shutil.which("harlequin", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"):
        found[_HARLEQUIN] = Program([command], env, keys=("x",), repeat=20, stands=4.0)  # it loads for that long
    return found


def _row(
    work: str, runs: Mapping[str, Sequence[Run]], name: str, what: str, target: float, peer: str = "bare app"
) -> Row:
    ours = median(getattr(run, what) for run in runs[name])
    theirs = median(getattr(run, what) for run in runs[peer]) if peer in runs else None
    return Row(work, ours, peer, theirs, target)


def _key_row(
    work: str, runs: Mapping[str, Sequence[Run]], name: str, target: float = 4.0, peer: str = "bare app"
) -> Row:
    middle = median(seconds for run in runs[name] for seconds in run.keys)
    note = f"median {middle * 1e3:.1f} ms" + ("; target 16 ms or the ratio" if peer == "bare app" else "")
    return Row(work, p95(runs[name]), peer, p95(runs[peer]) if peer in runs else None, target, note)


def p95(runs: Sequence[Run]) -> float:
    """The 95th percentile of all keys of all runs."""
    return quantiles([seconds for run in runs for seconds in run.keys], n=20)[18]


if __name__ == "__main__":
    for row in rows():
        print(row.line())
