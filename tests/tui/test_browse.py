"""Browse on the screen: search as you type, filters, preview, practice, editing with a fault, the mouse."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import Input

from interview_prep.practice.browsing import Filter
from interview_prep.tui import browse_views, editing
from interview_prep.tui.widgets.listing import Listing
from tests.tui.conftest import NARROW

if TYPE_CHECKING:
    from tests.tui.conftest import Drive, Home


def chosen(drive: "Drive") -> str:
    """The id that the preview names."""
    return next(line.split()[-1] for line in drive.lines if " id " in line)


async def test_the_list_narrows_as_one_types_and_marks_the_letters(home: "Home") -> None:
    async with home.running("browse") as drive:
        total = len(drive.app.services.bank)
        assert f"{total} of {total}" in drive.text
        await drive.type("scores div")
        assert chosen(drive) == "small.choice"
        drive.app.screen.query_one("#search", Input).value = ""
        await drive.type("xyzzy")
        assert "Nothing matches" in drive.text
        await drive.resize(NARROW)
        assert "Nothing matches" in drive.text
        await drive.press("enter")
        assert drive.place == "browse"


async def test_arrows_pages_and_ends(home: "Home") -> None:
    async with home.running("browse") as drive:
        first = chosen(drive)
        await drive.press("down")
        second = chosen(drive)
        assert first != second
        await drive.press("up", "up")
        assert chosen(drive) == first
        await drive.press("pagedown")
        assert drive.app.screen.query_one(Listing).cursor == len(drive.app.services.bank) - 1
        await drive.press("pageup")
        assert chosen(drive) == first


async def test_filters_by_keys_and_by_click(home: "Home") -> None:
    async with home.running("browse") as drive:
        await drive.press("f2")
        assert drive.state == "filters"
        assert "▸concept" in drive.text
        await drive.press("down", "down")
        assert " transformer " in drive.text
        await drive.press("right", "down", "space")
        assert " choice " in drive.text
        assert chosen(drive) == "small.choice"
        await drive.press("backspace", "enter")
        assert drive.state == "search"
        await drive.press("f5")
        total = len(drive.app.services.bank)
        assert f"{total} of {total}" in drive.text
        await drive.click("level any")
        assert " level 1 " in drive.text
        await drive.type("zzz")
        assert "press f5" in drive.text


async def test_the_answer_shows_on_a_key(home: "Home") -> None:
    async with home.running("browse") as drive:
        await drive.type("scores div")
        assert "saturated softmax" not in drive.text
        await drive.press("f3")
        assert "✓" in drive.text
        assert "saturated" in drive.text
        await drive.press("f3")
        assert "saturated" not in drive.text


async def test_enter_practises_and_comes_back_to_the_same_question(home: "Home") -> None:
    async with home.running("browse") as drive:
        await drive.type("scores div")
        await drive.press("enter")
        assert drive.place == "quiz"
        await drive.press("a", "enter", "3")
        while drive.place != "browse":
            await drive.press("escape")
        assert chosen(drive) == "small.choice"
        assert "reviews" in drive.text


async def test_setting_aside_and_starting_over(home: "Home") -> None:
    home.review("small.choice", 3, days_ago=2)
    async with home.running("browse") as drive:
        await drive.type("scores div")
        assert "stability" in drive.text
        await drive.press("f7")
        assert "set aside" in drive.text
        await drive.press("f7")
        await drive.press("f8")
        assert "Started over" in drive.notices[-1]
        assert "stability" not in drive.text
    assert [event.kind for event in home.events()] == ["review", "suspend", "resume", "reset"]


GOOD = """
- id: own.first
  kind: cloze
  concept: tokens
  level: 1
  prompt: "Complete."
  text: "Mine begins with {{gap}}."
  accept: [this]
- id: own.second
  kind: cloze
  concept: tokens
  level: 1
  prompt: "Complete."
  text: "Mine ends with {{gap}}."
  accept: [that]
"""


async def test_a_fault_from_the_editor_is_shown_and_nothing_is_lost(
    home: "Home", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(GOOD, encoding="utf-8")
    home.banks = (*home.banks, mine)
    opened: list[tuple[str, int]] = []

    def editor(broken: str) -> None:
        def edit(_app: object, path: str, line: int) -> None:
            opened.append((path, line))
            mine.write_text(broken, encoding="utf-8")

        monkeypatch.setattr(editing, "edit_file", edit)

    async with home.running("browse") as drive:
        total = len(drive.app.services.bank)
        await drive.type("mine ends")
        editor(
            GOOD.replace(
                'level: 1\n  prompt: "Complete."\n  text: "Mine ends',
                'level: 9\n  prompt: "Complete."\n  text: "Mine ends',
            )
        )
        await drive.press("f6")
        assert opened == [(str(mine), 9)]
        assert "! mine.yaml:" in drive.text
        assert "f6 opens the file there" in drive.text
        assert len(drive.app.services.bank) == total - 1  # the sound question of that file is still there
        editor(GOOD)
        await drive.press("f6")
        assert opened[1][0] == str(mine)
        assert "! mine.yaml" not in drive.text
        assert len(drive.app.services.bank) == total
        assert chosen(drive) == "own.second"


async def test_the_cursor_stays_on_its_question(home: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "edit_file", lambda *_: None)
    async with home.running("browse") as drive:
        await drive.press("down", "down", "down")
        name = chosen(drive)
        await drive.press("f6")
        assert "the bank is sound" in drive.notices[-1]
        assert chosen(drive) == name
        await drive.press("f2", "left", "down", "up", "enter")
        assert chosen(drive) == name


async def test_a_file_that_is_no_yaml_leaves_the_rest(
    home: "Home", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(GOOD, encoding="utf-8")
    home.banks = (*home.banks, mine)
    monkeypatch.setattr(editing, "edit_file", lambda *_: mine.write_bytes(b"- id: [\x00\xff"))
    async with home.running("browse") as drive:
        total = len(drive.app.services.bank)
        await drive.type("mine ends")
        await drive.press("f6")
        assert "! mine.yaml:" in drive.text
        assert len(drive.app.services.bank) == total - 2
        assert drive.place == "browse"


async def test_an_editor_that_fails_is_one_line(home: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor-at-all")
    monkeypatch.delenv("VISUAL", raising=False)
    async with home.running("browse") as drive:
        await drive.press("f6")
        assert "no editor was found" in drive.notices[-1]
        monkeypatch.setenv("EDITOR", "true")
        await drive.press("f6")  # without a terminal there is nothing to put aside
        assert "open " in drive.notices[-1]
        assert "in another window" in drive.notices[-1]
        assert drive.place == "browse"


async def test_the_preview_takes_the_place_of_the_list_at_eighty_columns(home: "Home") -> None:
    async with home.running("browse", size=NARROW) as drive:
        await drive.type("scores div")
        await drive.press("f3")
        assert drive.state == "look"
        assert chosen(drive) == "small.choice"
        assert "Search" not in drive.text
        await drive.press("escape")
        assert drive.state == "search"
        assert "Search" in drive.text
        await drive.press("f3")
        await drive.resize((120, 36))
        assert "Search" in drive.text
        assert chosen(drive) == "small.choice"


async def test_the_mouse_alone_points_then_practises(home: "Home") -> None:
    async with home.running("browse") as drive:
        row = "choice   Why are the"
        await drive.press("down")
        await drive.click(row)
        assert chosen(drive) == "small.choice"
        await drive.click("f3 answer")
        assert "✓" in drive.text
        await drive.click(row)
        assert drive.place == "quiz"


async def test_a_long_answer_is_scrolled_by_keys(home: "Home") -> None:
    async with home.running("browse", Filter(kind="recall"), size=(120, 20)) as drive:
        await drive.press("f3")
        preview = drive.app.screen.query_one("#preview")
        assert preview.max_scroll_y > 0
        await drive.press("shift+down")
        assert preview.scroll_y > 0
        await drive.press("shift+up")
        assert preview.scroll_y == 0
        await drive.resize((80, 16))
        await drive.press("f3", "pagedown")
        assert preview.scroll_y > 0


async def test_a_search_can_be_opened_with(home: "Home") -> None:
    async with home.running("browse", Filter(kind="order")) as drive:
        assert chosen(drive) == "small.order"


async def test_help_tells_how_the_search_reads(home: "Home") -> None:
    async with home.running("browse") as drive:
        await drive.press("f1")
        assert "may be unfinished" in drive.text
        await drive.press("escape", "f2", "right", "f1")
        assert "recall, choice, cloze" in drive.text


async def test_text_from_a_bank_stays_text(home: "Home", tmp_path: Path) -> None:
    mine = tmp_path / "mine[b].yaml"
    mine.write_text(GOOD.replace("Mine begins", "[@click=app.quit]Mine[/] list[int] begins"), encoding="utf-8")
    home.banks = (mine,)
    async with home.running("browse") as drive:
        assert "[@click=app.quit]Mine[/] list[int]" in drive.text
        await drive.click("[@click")
        await drive.type("\u202e")
        assert drive.place == "browse"
        assert "\u202e" not in drive.text.replace(drive.lines[3], "")


def test_only_whole_beginnings_of_words_are_marked() -> None:
    content = browse_views.marked("KL keeps it close; ankle", "kl")
    assert [content.plain[span.start : span.end] for span in content.spans] == ["KL"]
    assert not browse_views.marked("a.b", "...").spans


async def test_what_is_pasted_right_upon_the_key_that_opens_the_screen_is_searched_for(home: "Home") -> None:
    async with home.running("today") as drive:
        drive.app.post_message(events.Key("b", "b"))
        drive.app.post_message(events.Paste("attention"))
        await drive.settle()
        assert drive.app.screen.query_one("#search", Input).value == "attention"
