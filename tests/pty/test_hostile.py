"""Hostile text from a bank, an answer, a note, a file name, a setting: never raw in the terminal, never run."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from interview_prep.practice.services import Services

if TYPE_CHECKING:
    from tests.pty.conftest import Machine, Terminal

BIDI = "\u202e"
CONTROLS = "\x1b]0;pwned\x07\x1b[5;31mpwned \x9b31mpwned"
EVIL = f"[@click=app.quit]here[/] [/] [red]x[/red] list[int] $x_{{i}}$ {BIDI}abc {CONTROLS}"
NEVER = (b"\x1b]0;pwned", b"\x1b[5;31mp", "\x9b".encode(), b"\x9b31mp", BIDI.encode(), b"\x1b]52")

BANK = """
- id: evil.choice
  kind: choice
  concept: sampling
  level: 1
  prompt: "Why [@click=app.quit]here[/] is [/] no [red]markup[/red], and list[int] keeps its brackets?"
  options:
    - {text: "[/] closes nothing [@click=app.quit]really[/]", correct: true, because: "[bold]so[/bold] it is"}
    - {text: "[red]red[/red]", misconception: evil, because: "[link=x]no[/link]"}
    - {text: "$[[1, 2]]$ [b", misconception: evil, because: "[[1, 2], [3, 4]] ]["}
  explanation: "[@click=app.bell]ring[/] `[code]` **[bold]**"
  sources: [own]
- id: evil.recall
  kind: recall
  concept: sampling
  level: 1
  prompt: "Say [/] it."
  answer: "[@click=app.quit]an answer[/]"
  key_points:
    - {id: k1, text: "[/] one [@click=app.quit]x[/]", all_of: [[here]], paraphrases: ["it is here"]}
    - {id: k2, text: "two", all_of: [[there]], paraphrases: ["it is there"]}
    - {id: k3, text: "three", all_of: [[where]], paraphrases: ["it is where"]}
  sources: [own]
"""
ESCAPED = r"""
- {id: evil.escaped, kind: cloze, concept: sampling, level: 1, prompt: "Fill \e]0;pwned\x07 it", text: "a {{gap}}",
   accept: ["\u202ex"], sources: [own]}
"""


def clean(terminal: "Terminal") -> None:
    """Nothing hostile was written, and the program still runs."""
    assert terminal.child.isalive()
    for sequence in NEVER:
        assert sequence not in terminal.raw


PLACES = (("b", "Browse"), ("l", "Learn"), ("s", "Statistics"), ("d", "Plan"), ("m", "Mock"), ("e", "Lab"))


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank whose file name is as hostile as what stands in it, as far as file systems allow."""
    path = tmp_path / f"evil\x1b]0;pwned\x07[@click=app.quit]x[_]{BIDI}.yaml"
    path.write_text(BANK, encoding="utf-8")
    return path


def test_a_hostile_bank_is_asked_answered_noted_and_reported(machine: "Machine", bank: Path) -> None:
    terminal = machine.ask(bank, "evil.choice", "evil.recall")
    terminal.wait("Why [@click=app.quit]here[/] is [/] no [red]markup[/red]", "list[int]")
    terminal.click("really").press("enter").wait("[link=x]no[/link]", "[[1, 2], [3, 4]] ][")
    clean(terminal)
    terminal.press("n").wait("A note for this card").paste(EVIL).press("enter").wait("Kept with the card")
    terminal.press("!").wait("What is not right").paste(EVIL).press("enter").wait("thank you")
    terminal.press("3").wait("Say [/] it.").paste(f"it is here {EVIL}").wait("it is here").press("enter")
    terminal.wait("Key points", "[/] one [@click=app.quit]x[/]", "list[int]")
    terminal.press("space", "?").wait("after an answer").press("escape").gone("after an answer")
    terminal.press("ctrl+p").wait("Commands").paste(EVIL).wait("Nothing fits").press("escape").gone("Commands")
    terminal.press("3").wait("answered")
    clean(terminal)
    terminal.press("enter").wait("Today")
    clean(terminal)


def test_every_screen_stays_clean_with_a_hostile_bank_and_history(machine: "Machine", bank: Path) -> None:
    services = Services(
        database=machine.home / "history.sqlite",
        settings_file=machine.home / "settings.toml",
        cache=machine.home / "cache",
        extra_banks=(bank,),
    )
    for name in ("evil.choice", "evil.recall", "sampling.hot"):
        payload = {"rating": 1, "correct": False, "score": 0.0, "mode": "daily", "schedules": True, "response": EVIL}
        services.store.append("review", name, EVIL[:20], payload)
        services.store.append("note", name, "h", {"text": EVIL})
        services.store.append("flag", name, "h", {"text": EVIL})
    services.close()
    escaped = bank.with_name("escaped.yaml")
    escaped.write_text(ESCAPED, encoding="utf-8")
    terminal = machine.start(INTERVIEW_PREP_BANK=f"{bank}{os.pathsep}{escaped}")
    terminal.wait("Daily quiz", "left out")
    for key, words in (
        ("b", "Browse"),
        ("l", "Learn"),
        ("s", "Statistics"),
        ("d", "Plan"),
        ("m", "Mock"),
        ("e", "Lab"),
    ):
        terminal.press(key).wait(f"interview-prep  {words}")
        if key == "b":
            terminal.wait(" of ").paste("click").wait("[@click")
        clean(terminal)
        terminal.press("escape").gone(f"interview-prep  {words}").wait("Daily quiz")
    terminal.press("?").wait("esc closes").press("escape").gone("esc closes")
    terminal.press("5").wait("Sampling")
    clean(terminal)


def test_hostile_settings_and_files_are_told_in_one_clean_line(machine: "Machine", tmp_path: Path) -> None:
    settings = machine.home / "settings.toml"
    settings.write_text('welcomed = true\ntheme = "[red]\\u001b]0;pwned\\u0007"\nbanks = ["/no/[/]such\\u202e"]\n')
    terminal = machine.start().wait("Daily quiz", "8 new")
    clean(terminal)
    settings.write_text('minutes = "[/]\\u001b]0;pwned\\u0007"\n')
    broken = machine.start()
    assert broken.ended() == 1
    for sequence in NEVER:
        assert sequence not in broken.raw
    assert b"minutes" in broken.raw
    assert sys.executable.encode() not in broken.raw
