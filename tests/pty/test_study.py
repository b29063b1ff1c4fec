"""Lab, Browse and Plan in a pseudo-terminal: hostile text that is pasted into them, the clipboard, the mouse alone."""

import base64
from typing import TYPE_CHECKING

from tests.pty.test_hostile import EVIL, clean

if TYPE_CHECKING:
    from tests.pty.conftest import Machine


def test_what_is_pasted_into_lab_browse_and_plan_stays_text(machine: "Machine") -> None:
    terminal = machine.start("lab", "pre_tokenize")
    terminal.wait("Cut text into the chunks").press("enter").wait("any Unicode text").paste(EVIL).wait("abc").press(
        "enter"
    )
    terminal.wait("[@click=app.quit]", "items")
    clean(terminal)
    terminal.press("o").wait("of 8").paste(EVIL).wait("0 of").press("escape").wait("Arguments")
    terminal.paste(f'{{"{EVIL[:30]}": 1}}').wait("has no argument")
    terminal.press("a").wait("one JSON object").paste(EVIL).wait("abc").press("enter").wait("not read at line")
    clean(terminal)
    terminal.press("escape").wait("change").press("escape").wait("Daily quiz")
    terminal.press("d").wait("When is the interview?").paste(EVIL).wait("abc").press("enter").wait("was not understood")
    terminal.press("escape").wait("Daily quiz")
    terminal.press("b").wait(" of ").paste(EVIL).wait("Search").press("escape").wait("Daily quiz")
    clean(terminal)


def test_a_hostile_path_is_one_clean_line_and_copying_reaches_the_clipboard(machine: "Machine") -> None:
    terminal = machine.start("lab", "bpe_train")
    terminal.wait("Learn the merges").press("t").wait("path of a text file").paste(f"/nowhere/{EVIL}").wait(
        "abc"
    ).press("enter")
    terminal.wait("there is no such file")
    clean(terminal)
    terminal.press("escape").wait("Arguments").press("y").wait("Copied")
    copied = terminal.raw.split(b"\x1b]52;c;")[1].split(b"\x07")[0]
    assert b"engine.bpe_train(text=" in base64.b64decode(copied)


def test_the_lab_by_mouse_from_today_and_back(machine: "Machine") -> None:
    terminal = machine.start()
    terminal.click("Engine lab").wait("Arguments", "scores")
    terminal.click("causal").click("o operation").wait("Large language models").click("cross_entropy").wait("per_token")
    terminal.click("esc back").wait("Daily quiz")
    clean(terminal)
