"""Sessions in a pseudo-terminal: by keys, by mouse, in little room, over a slow link, in tmux, and after a kill."""

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from interview_prep.practice.services import Services

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pty.conftest import Machine, Terminal

NARROW = (80, 24)


def reviews(home: "Path") -> int:
    """How many reviews are on disk."""
    services = Services(database=home / "history.sqlite", settings_file=home / "settings.toml", cache=home / "cache")
    count = sum(1 for _ in services.store.events(kinds=("review",)))
    services.close()
    return count


def asked(terminal: "Terminal", place: int) -> "Terminal":
    """Wait for the card at this place of the sitting, whole: the footer is painted last."""
    return terminal.wait(f" {place} of ", "level", "check").gone("accept")


def answer(terminal: "Terminal", place: int) -> None:
    """Look at the answer of the card at this place of the sitting, and rate it good."""
    asked(terminal, place).press("enter").wait("accept").press("3")


def prompt(terminal: "Terminal") -> str:
    """The first line of the question on the screen."""
    return next(line for line in terminal.lines[3:] if line[:85].strip())[:85].strip()


@pytest.mark.parametrize(("size", "rate"), [((120, 36), 0), (NARROW, 0), (NARROW, 80_000)])
def test_a_session_by_keys(machine: "Machine", size: tuple[int, int], rate: int) -> None:
    terminal = machine.start(size=size, rate=rate)
    terminal.wait("Daily quiz", "8 new").press("enter")
    for place in (1, 2, 3):
        answer(terminal, place)
    terminal.wait(" 4 of ", "✓").press("escape").wait("Go on").press("q")
    assert terminal.ended() == 0
    assert reviews(machine.home) == 3


def test_a_session_with_the_mouse_alone(machine: "Machine") -> None:
    terminal = machine.start(size=NARROW)
    terminal.wait("8 new").click("Daily quiz")
    for place in (1, 2):
        asked(terminal, place).click("check").wait("accept").click("3 good")
    terminal.wait(" 3 of ", "✓").click("help")
    terminal.wait("esc closes")
    assert reviews(machine.home) == 2


def test_a_kill_loses_nothing_and_the_next_start_goes_on_at_the_card(machine: "Machine") -> None:
    terminal = machine.start()
    terminal.wait("8 new").press("5").wait("Sampling")
    answer(terminal, 1)
    answer(terminal, 2)
    asked(terminal, 3).wait("✓ saved")
    question = prompt(terminal)
    terminal.kill()
    assert reviews(machine.home) == 2
    again = machine.start()
    asked(again.wait("Go on").press("enter"), 3).wait(question)


def test_without_a_terminal_it_says_how_to_go_on(machine: "Machine") -> None:
    done = subprocess.run(
        [sys.executable, "-m", "interview_prep", "quiz"],
        env=machine.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "quiz --plain" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [(), ("quiz",)])
def test_settings_at_fault_end_the_start_with_a_line_and_a_status(
    machine: "Machine", arguments: tuple[str, ...]
) -> None:
    (machine.home / "settings.toml").write_text("minutes = true\n", encoding="utf-8")
    terminal = machine.start(*arguments)
    assert terminal.ended() == 1
    assert "settings.toml" in terminal.text
    assert "Traceback" not in terminal.text


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_a_session_inside_tmux(machine: "Machine", tmp_path: "Path") -> None:
    socket = str(tmp_path / "tmux")

    def tmux(*arguments: str) -> str:
        return subprocess.run(
            ["tmux", "-S", socket, *arguments], env=machine.env, check=True, capture_output=True, text=True, timeout=30
        ).stdout

    def wait(*words: str) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            shown = tmux("capture-pane", "-p", "-t", "app")
            if all(word in shown for word in words):
                return shown
        raise AssertionError(f"waited for {words}; there is\n{shown}")

    tmux("new-session", "-d", "-s", "app", "-x", "80", "-y", "24", sys.executable, "-m", "interview_prep")
    try:
        wait("8 new")
        tmux("send-keys", "-t", "app", "Enter")
        for place in (1, 2):
            wait(f" {place} of ", "check")
            tmux("send-keys", "-t", "app", "Enter")
            wait("accept")
            tmux("send-keys", "-t", "app", "3")
        wait(" 3 of ", "✓")
        assert reviews(machine.home) == 2
    finally:
        tmux("kill-server")
    assert not os.environ.get("TMUX")
