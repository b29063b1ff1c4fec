"""The drill: its setting, live drawing, faults, tries, ratings, symbols, times; and formula cards in the quiz."""

from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import TextArea

import question_bank
from interview_prep.practice.sitting import SessionSpec

if TYPE_CHECKING:
    from tests.tui.conftest import Home

WIDE, NARROW = (120, 36), (80, 24)
ONE = SessionSpec(kinds=("formula",), ids=("small.formula",))


async def test_the_setting_is_chosen_by_keys_and_remembered_in_the_sitting(home: "Home") -> None:
    async with home.running("drill") as drive:
        assert drive.state == "setting"
        assert "due and new today" in drive.text
        await drive.press("space", "down", "space", "up", "left")
        assert "due and new today" in drive.text
        assert "Large language models" in drive.text
        await drive.press("down", "left", "enter")
        assert drive.state == "formula"


async def test_a_setting_is_chosen_by_the_mouse(home: "Home") -> None:
    async with home.running("drill", size=NARROW) as drive:
        await drive.click("every concept")
        assert "▸ About   Large language models" in drive.text


async def test_a_set_without_formulas_says_what_to_do(home: "Home") -> None:
    async with home.running("drill") as drive:
        await drive.press("down", *["space"] * 6, "enter")
        assert drive.state == "setting"
        assert any("another set" in notice for notice in drive.notices)


async def test_what_is_typed_is_drawn_at_once(home: "Home") -> None:
    async with home.running("drill", ONE) as drive:
        await drive.type("softmax(Q K^T")
        assert "missing bracket dotted" in drive.text
        await drive.type("/sqrt(d_k))V")
        assert "read as" in drive.text
        assert "┌──" in drive.text


async def test_a_fault_is_shown_and_is_no_attempt(home: "Home") -> None:
    async with home.running("drill", ONE) as drive:
        await drive.type("softmax(Q K^T")
        await drive.press("enter")
        assert drive.state == "formula"
        assert "never closed" in drive.text
        assert "Not counted as an attempt" in drive.text
        await drive.type(")")
        assert "never closed" not in drive.text
        assert home.events() == []


async def test_a_slip_is_named_then_mended_then_rated(home: "Home") -> None:
    async with home.running("drill", ONE) as drive:
        await drive.type("softmax(Q K^T) V")
        await drive.press("enter")
        assert drive.state == "verdict"
        assert "yours" in drive.text
        assert "the formula" in drive.text
        assert "on one draw" in drive.text
        await drive.press("enter")
        assert drive.state == "formula"
        assert "attempt 2" in drive.text
        await drive.press("ctrl+a", "ctrl+k")
        await drive.type("softmax(Q K^T/sqrt(d_k)) V")
        await drive.press("enter")
        assert "Right" in drive.text
        await drive.press("enter")
        assert drive.place == "summary"
        assert "Times" in drive.text
    [event] = home.events("review")
    assert (event.payload["tries"], event.payload["rating"], event.payload["mode"]) == (2, 2, "drill")


async def test_giving_up_shows_the_formula(home: "Home") -> None:
    async with home.running("drill", ONE) as drive:
        await drive.press("f5")
        assert drive.state == "verdict"
        assert "The answer" in drive.text
        await drive.press("x")
        assert "Why it matters" in drive.text


async def test_hints_symbols_and_the_clock(home: "Home") -> None:
    async with home.running("drill", ONE) as drive:
        await drive.press("f3")
        assert "hint" in drive.text
        assert "0:00" in drive.text
        await drive.press("f6")
        assert "0:00" not in drive.text
        await drive.press("f2", "down", "enter")
        assert drive.place == "drill"
        assert "read as" in drive.text


@pytest.mark.parametrize("key", ["f2", "escape"])
async def test_the_latex_source_lies_over_the_card_until_a_key_closes_it(home: "Home", key: str) -> None:
    home.banks = (question_bank.ROOT,)
    async with home.running("drill", SessionSpec(ids=("formula.dpo",)), size=NARROW) as drive:
        await drive.press("f5", "f2")
        assert "LaTeX" in drive.text
        assert "\\mathbb{E}" in drive.text
        assert drive.notices == []
        await drive.press(key)
        assert drive.place == "drill"
        assert "\\mathbb{E}" not in drive.text


async def test_a_wrong_formula_to_mend_stands_in_the_line(home: "Home") -> None:
    async with home.running("drill", ONE, "mend") as drive:
        assert "There is a mistake in this one" in drive.text
        await drive.press("enter")
        assert drive.state == "verdict"
        assert "✗" in drive.text


async def test_undo_from_the_summary_brings_the_formula_back(home: "Home") -> None:
    async with home.running("drill", ONE) as drive:
        await drive.press("f5", "1")
        while drive.place == "drill":
            await drive.press("f5", "3")
        await drive.press("u")
        assert drive.place == "drill"
    assert len(home.events("review")) == len(home.events("review", undone=True)) - 1


async def test_a_formula_card_in_the_quiz_is_drawn_too(home: "Home") -> None:
    async with home.asking("small.formula") as drive:
        await drive.type("softmax(Q K^T) V")
        assert "read as" in drive.text
        await drive.press("enter")
        assert "the formula" in drive.text


@pytest.mark.parametrize(
    "hostile", ["\x1b]0;x\x07", "[@click=app.quit]x[/]", "\u202eabc", "(" * 300, "9^9^9^9", "x" * 5000]
)
async def test_hostile_input_does_no_harm(home: "Home", hostile: str) -> None:
    async with home.running("drill", ONE) as drive:
        await drive.type(hostile)
        await drive.press("enter")
        assert drive.place == "drill"
        assert "\x1b" not in drive.text
        assert "\u202e" not in drive.text


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("theme", ["ink", "paper"])
def test_the_pictures(home: "Home", snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    app = home.app("drill", ONE, theme=theme)

    async def wrong(pilot: Any) -> None:
        drive = home.drive(pilot, app)
        await drive.settle()
        await drive.type("softmax(Q K^T/d_k) V")
        await drive.press("enter")

    assert snap_compare(app, terminal_size=size, run_before=wrong)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_picture_of_a_fault(home: "Home", snap_compare: Any, size: tuple[int, int]) -> None:
    app = home.app("drill", ONE)

    async def faulty(pilot: Any) -> None:
        drive = home.drive(pilot, app)
        await drive.settle()
        await drive.type("softmax(Q K^T/sqrt(d_k) V")
        await drive.press("enter")
        app.screen.query_one(TextArea).cursor_blink = False
        await drive.settle()

    assert snap_compare(app, terminal_size=size, run_before=faulty)
