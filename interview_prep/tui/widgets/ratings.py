"""The four ratings at the bottom edge, with the interval that each gives."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from interview_prep.questions.verdict import Rating
from interview_prep.tui import views


class Choice(Protocol):
    """A rating and how long it would put the card away."""

    @property
    def rating(self) -> Rating:
        """The rating."""
        ...

    @property
    def interval(self) -> timedelta:
        """Until the card comes back."""
        ...


class RatingButton(Static):
    """One rating; a click gives it."""

    def __init__(self, rating: Rating) -> None:
        super().__init__("", markup=False)
        self._rating = rating

    async def on_click(self) -> None:
        """Rate by mouse."""
        await self.screen.run_action(f"rate({int(self._rating)})")


class Ratings(Horizontal):
    """Again, hard, good, easy; the suggested one is marked."""

    DEFAULT_CSS = """
    Ratings {
        dock: bottom;
        height: 2;
        padding: 0 2;
        margin-bottom: 2;
        display: none;
        & > RatingButton { width: 1fr; height: 2; background: $surface; margin-right: 1; }
        & > RatingButton:last-child { margin-right: 0; }
        & > RatingButton.-suggested { background: $primary 24%; }
        & > RatingButton:hover { background: $primary 16%; }
    }
    """

    def compose(self) -> ComposeResult:
        for rating in Rating:
            yield RatingButton(rating)

    def show(self, choices: Sequence[Choice], suggested: Rating) -> None:
        """Show the four intervals."""
        room = self.app.size.width >= 100
        for button, choice in zip(self.query(RatingButton), choices, strict=True):
            chosen = choice.rating == suggested
            button.set_class(chosen, "-suggested")
            button.update(views.rating(choice.rating, choice.interval, suggested=chosen, room=room))
