"""Today: its keys, its mouse, and what it shows."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.tui.conftest import Home


async def test_enter_starts_the_quiz(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("enter")
        assert drive.place == "quiz"
