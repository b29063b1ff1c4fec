"""What a key paints: the rows that changed and no others, so that a key is on the screen within a frame."""

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from textual.strip import Strip
from textual.widget import Widget

from interview_prep.tui.screens.quiz import QuizScreen
from interview_prep.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from tests.tui.conftest import Drive, Home

WIDE, NARROW, TINY = (120, 36), (80, 24), (80, 8)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Counter[Widget]:
    """How many rows each widget painted."""
    rows: Counter[Widget] = Counter()
    paint = Widget.render_line

    def counting(widget: Widget, y: int) -> Strip:
        rows[widget] += 1
        return paint(widget, y)

    monkeypatch.setattr(Widget, "render_line", counting)
    return rows


def quiz_of(drive: "Drive") -> QuizScreen:
    """The quiz on the screen."""
    assert isinstance(drive.app.screen, QuizScreen)
    return drive.app.screen


async def test_an_answer_and_a_rating_paint_no_empty_ground(home: "Home", painted: Counter[Widget]) -> None:
    async with home.asking("small.number", "small.vector") as drive:
        quiz = quiz_of(drive)
        ground = {quiz, quiz.card, quiz.query_one("#columns")}
        assert ground <= painted.keys()
        for key, state in (("enter", "verdict"), ("3", "type")):
            painted.clear()
            await drive.press(key)
            assert drive.state == state
            assert not ground & painted.keys()


async def test_moving_the_cursor_paints_two_rows(home: "Home", painted: Counter[Widget]) -> None:
    async with home.asking("small.choice") as drive:
        painted.clear()
        await drive.press("down")
        assert painted == {quiz_of(drive).query_one(Rows): 2}


async def test_room_is_kept_for_the_ratings_where_the_screen_is_tall(home: "Home") -> None:
    async with home.asking("small.choice") as drive:
        quiz = quiz_of(drive)
        before = quiz.card.size
        await drive.press("enter")
        assert quiz.card.size == before


async def test_a_short_screen_gives_the_question_the_room_of_the_ratings(home: "Home") -> None:
    async with home.asking("small.choice", size=NARROW) as drive:
        quiz = quiz_of(drive)
        before = quiz.card.size.height
        await drive.press("enter")
        assert quiz.card.size.height < before
        assert "good" in drive.text


async def test_the_room_of_the_ratings_follows_the_height(home: "Home") -> None:
    async with home.asking("small.choice") as drive:
        ratings = quiz_of(drive).ratings
        shown = [ratings.display]
        for size in (NARROW, WIDE):
            await drive.resize(size)
            shown.append(ratings.display)
        assert shown == [True, False, True]


async def test_the_cursor_is_brought_into_view_on_the_smallest_screen(home: "Home") -> None:
    async with home.asking("small.choice", size=TINY) as drive:
        quiz = quiz_of(drive)
        last = quiz.session.current
        assert last is not None
        await drive.press("up")
        assert last.options[-1][:20] in drive.text
