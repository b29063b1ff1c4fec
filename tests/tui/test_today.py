"""Today: its keys, its mouse, what it shows, and going on with a sitting that was left."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from interview_prep.practice.today import MockRow, cached_view, current_view
from interview_prep.tui import today_views
from interview_prep.tui.screens.today import TodayScreen

if TYPE_CHECKING:
    from tests.tui.conftest import Home

NARROW = (80, 24)
LETTERS = [("w", "drill"), ("m", "mock"), ("l", "learn"), ("e", "lab"), ("b", "browse"), ("s", "statistics")]


@pytest.mark.parametrize(("key", "place"), [pair for pair in LETTERS if pair[0] != "w"] + [("d", "plan")])
async def test_a_letter_opens_its_place_and_escape_comes_back(home: "Home", key: str, place: str) -> None:
    async with home.running("today") as drive:
        await drive.press(key)
        assert drive.place == place
        await drive.press("escape")
        assert drive.place == "today"


async def test_arrows_and_letters_move_the_cursor_and_enter_starts_what_it_stands_on(home: "Home") -> None:
    async with home.running("today") as drive:
        assert "▸ Daily quiz" in drive.text
        await drive.press("down", "j", "down", "up", "k")
        assert "▸ Whiteboard drill" in drive.text
        await drive.press("down", "enter")
        assert drive.place == "mock"


async def test_the_cursor_goes_around_the_ends(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("up")
        assert "▸ Statistics" in drive.text
        await drive.press("down", "enter")
        assert drive.place == "quiz"


@pytest.mark.parametrize("size", [(120, 36), NARROW])
async def test_a_click_starts_an_entry(home: "Home", size: tuple[int, int]) -> None:
    async with home.running("today", size=size) as drive:
        await drive.click("Engine lab")
        assert drive.place == "lab"


async def test_a_click_in_the_footer_does_what_the_key_does(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.click("interview date")
        assert drive.place == "plan"


async def test_a_number_starts_a_quiz_on_that_concept_alone(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("3")
        assert drive.place == "quiz"
        assert "Tokens and context" in drive.text
        assert "1 of 1" in drive.text


async def test_counts_are_those_of_the_queue(home: "Home") -> None:
    home.review("small.choice", 3, days_ago=40)
    async with home.running("today") as drive:
        assert "1 due" in drive.text
        assert "8 new" in drive.text
        assert "9 questions" in drive.text


async def test_study_ahead_takes_cards_that_are_not_due_and_cram_any(home: "Home") -> None:
    home.review("small.cloze", 4, days_ago=1)
    for key in ("a", "c"):
        async with home.running("today") as drive:
            await drive.press(key)
            assert drive.place == "quiz"
            assert "fill the gap" in drive.text
            await drive.press("enter", "3")
        assert [event.payload["schedules"] for event in home.events("review")][-1] is False


async def test_all_done_says_so(home: "Home") -> None:
    home.configure(new_per_day=0)
    async with home.running("today") as drive:
        assert "all done for today" in drive.text


async def test_the_date_of_the_interview_and_what_it_means_stand_there(home: "Home") -> None:
    home.configure(interview=date(2026, 3, 23))
    home.practised()
    for size in ((120, 36), NARROW):
        async with home.running("today", size=size) as drive:
            assert "Mon 23 Mar" in drive.text
            assert "in 21 days" in drive.text
            assert "on the day" in drive.text


async def test_no_row_is_wider_than_the_screen_and_none_is_lost(home: "Home") -> None:
    home.practised()
    for size in ((200, 60), (120, 36), (119, 30), (100, 30), NARROW):
        async with home.running("today", size=size) as drive:
            assert {len(line) for line in drive.lines} == {size[0]}
            for words in ("Large language models", "Transformer and attention", "Scaling laws", "Next seven days"):
                assert words in drive.text
            assert "help" in drive.lines[-1]


async def test_the_layout_follows_the_size_of_the_terminal(home: "Home") -> None:
    async with home.running("today") as drive:
        assert "none ·" in drive.text
        await drive.resize(NARROW)
        assert "none ·" not in drive.text
        assert "Twelve weeks" in drive.text
        await drive.resize((120, 36))
        assert "none ·" in drive.text


async def test_a_sitting_that_was_left_goes_on_where_it_stopped(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("2", "enter", "3", "enter", "3")
        waiting = drive.app.screen.query_one("#question").render()
        await drive.press("escape")
        assert "Go on, 2 left" in drive.text
        await drive.press("enter")
        assert drive.place == "quiz"
        assert str(drive.app.screen.query_one("#question").render()) == str(waiting)


async def test_figures_that_are_out_of_date_are_not_shown_first(home: "Home") -> None:
    async with home.running("today"):
        pass
    assert is_stale(home) is False
    home.clock.on(days=1)
    assert is_stale(home) is True
    home.clock.on(days=-1)
    home.review("small.choice", 3, days_ago=0)
    assert is_stale(home) is True


async def test_enter_goes_on_before_anything_is_counted(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("2", "enter", "3", "escape")
        screen = drive.app.screen
        assert isinstance(screen, TodayScreen)
        assert screen._view is not None
        screen._view = replace(screen._view, left=0, stale=True)
        screen._paint()
        await drive.settle()
        assert "counting…" in drive.text
        await drive.press("enter")
        assert "2 of 4" in drive.text


def is_stale(home: "Home") -> bool | None:
    """What a start would think of the figures of the last time."""
    view = cached_view(home.services())
    return view.stale if view else None


async def test_a_sitting_of_yesterday_is_not_gone_on_with(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("2", "enter", "3", "escape")
        assert "Go on" in drive.text
    home.clock.on(days=1)
    async with home.running("today") as drive:
        assert "Daily quiz" in drive.text


async def test_q_leaves(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("q")
        assert drive.app._exit


async def test_the_first_paint_is_what_the_last_time_left(home: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    home.review("small.choice", 3, days_ago=40)
    async with home.running("today"):
        pass
    monkeypatch.setattr(TodayScreen, "_count", lambda _screen: None)
    async with home.running("today") as drive:
        assert "1 due" in drive.text
        assert "store" not in drive.app.services.__dict__


def test_a_long_title_of_the_last_mock_keeps_apart_from_its_dots(home: "Home") -> None:
    rows = (MockRow("What a language model is and is not", 3, 4), MockRow("DPO", 4, None))
    view = replace(current_view(home.services()), mock_day="2026-03-01", mock=rows)
    lines = today_views.last_mock(view, 42).plain.splitlines()[2:]
    assert [line.index("●") for line in lines] == [21, 21]
    assert "… " in lines[0]
    assert all(len(line) <= 42 for line in lines)
