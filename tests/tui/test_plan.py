"""Plan on the screen: the date and the day's time are kept or mended, what fits and what to drop are named."""

from datetime import date
from typing import TYPE_CHECKING

from textual.widgets import Input

from interview_prep.settings import load
from tests.tui.conftest import NARROW

if TYPE_CHECKING:
    from tests.tui.conftest import Drive, Home


async def _field(drive: "Drive", name: str, value: str) -> None:
    drive.app.screen.query_one(f"#{name}", Input).value = value
    await drive.settle()
    await drive.press("enter")


async def test_a_date_is_kept_and_the_page_says_what_fits(home: "Home") -> None:
    async with home.running("plan") as drive:
        assert "With a date set" in drive.text
        await drive.type("in 3 weeks")
        await drive.press("enter")
        assert "Kept: Mon 23 Mar 2026." in drive.notices
        for words in ("21 days left", "What fits", "new questions", "Everything fits", "Nine concepts"):
            assert words in drive.text
    assert load(home.folder / "settings.toml").interview == date(2026, 3, 23)


async def test_what_does_not_fit_is_named_by_priority_and_concept(home: "Home") -> None:
    home.configure(interview=date(2026, 3, 3), minutes=5, new_per_day=8)
    async with home.running("plan") as drive:
        assert "One day left" in drive.text
        assert "What to drop" in drive.text
        assert "core" in drive.text.split("What fits")[1]
        assert "minutes a day for everything" in drive.text
        await _field(drive, "minutes", "240")
        await _field(drive, "new", "200")
        assert "Everything fits" in drive.text
    kept = load(home.folder / "settings.toml")
    assert (kept.minutes, kept.new_per_day) == (240, 200)


async def test_what_is_not_understood_is_said_and_not_kept(home: "Home") -> None:
    home.configure(interview=date(2026, 3, 20))
    async with home.running("plan") as drive:
        await _field(drive, "date", "32 Dec\x1b[31m")
        assert "was not understood" in drive.text
        await _field(drive, "date", "1 Mar 2026")
        assert "has passed" in drive.text
        await _field(drive, "date", "20 Mar")
        await _field(drive, "minutes", "0")
        assert "minutes a day: a number from 1 to 240" in drive.text
        await _field(drive, "minutes", "15")
        assert "a number from" not in drive.text
    assert load(home.folder / "settings.toml").interview == date(2026, 3, 20)


async def test_the_keys_go_to_the_field_at_fault(home: "Home") -> None:
    async with home.running("plan") as drive:
        await drive.type("soonish")
        await drive.press("tab", "enter")
        assert drive.app.focused is drive.app.screen.query_one("#date")
        await drive.press("ctrl+u")
        drive.app.screen.query_one("#new", Input).value = "many"
        await drive.settle()
        await drive.press("enter")
        assert drive.app.focused is drive.app.screen.query_one("#new")


async def test_an_empty_date_takes_it_away(home: "Home") -> None:
    home.configure(interview=date(2026, 3, 20))
    async with home.running("plan") as drive:
        await _field(drive, "date", "")
        assert "With a date set" in drive.text
    assert load(home.folder / "settings.toml").interview is None


async def test_the_day_itself(home: "Home") -> None:
    home.configure(interview=date(2026, 3, 2))
    async with home.running("plan") as drive:
        assert "The day is here" in drive.text


async def test_fields_scroll_help_and_back_by_keys(home: "Home") -> None:
    home.configure(interview=date(2026, 3, 20))
    async with home.running("plan", size=NARROW) as drive:
        await drive.press("tab")
        assert drive.app.focused is drive.app.screen.query_one("#minutes")
        await drive.press("f1")
        assert "reviews come first" in drive.text
        await drive.press("escape", "shift+tab")
        assert drive.app.focused is drive.app.screen.query_one("#date")
        for _ in range(12):
            await drive.press("down")
        assert "Scaling laws" in drive.text
        await drive.press("escape")
        assert drive.place == "today"
