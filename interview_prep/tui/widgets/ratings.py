"""The four ratings at the bottom edge, with the interval that each gives. One widget; a click rates."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from textual.content import Content
from textual.events import Click
from textual.widget import Widget

from interview_prep.questions.verdict import Rating
from interview_prep.tui import views

_WIDE, _TALL = 100, 30


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


class Ratings(Widget):
    """Again, hard, good, easy; the suggested one is marked.

    While nothing is to rate its two rows stay blank: taken away and given back they would resize the card above, and
    so paint all of it anew with every answer. Only a short screen has no rows to spare.
    """

    DEFAULT_CSS = """
    Ratings { dock: bottom; height: 2; margin: 0 2 2 2; text-wrap: nowrap; }
    """
    auto_links = False

    def __init__(self) -> None:
        super().__init__()
        self._choices: Sequence[Choice] = ()
        self._suggested = Rating.AGAIN

    def show(self, choices: Sequence[Choice], suggested: Rating) -> None:
        """Show the four intervals."""
        self._choices, self._suggested = choices, suggested
        self.fit()
        self.refresh()

    def clear(self) -> None:
        """Nothing is to rate."""
        self.show((), Rating.AGAIN)

    def fit(self) -> None:
        """Take or leave the two rows, by the height of the screen."""
        self.display = bool(self._choices) or self.app.size.height >= _TALL

    def on_mount(self) -> None:
        """Stand from the first layout on, where there is room."""
        self.fit()

    def render(self) -> Content:
        """Four boxes of two rows, one cell apart."""
        room = self.app.size.width >= _WIDE
        boxes = [
            views.rating(
                choice.rating, choice.interval, self._width(at), suggested=choice.rating == self._suggested, room=room
            )
            for at, choice in enumerate(self._choices)
        ]
        return Content("\n").join(Content(" ").join(box[row] for box in boxes) for row in (0, 1))

    async def on_click(self, event: Click) -> None:
        """Rate by mouse."""
        index, within = divmod(event.x, self._box + 1)
        if index < len(self._choices) and within < self._width(index):
            await self.screen.run_action(f"rate({int(self._choices[index].rating)})")

    def _width(self, at: int) -> int:
        """The last box ends where the screen's rows end."""
        return self._box if at < 3 else max(1, self.size.width - 3 * (self._box + 1))

    @property
    def _box(self) -> int:
        return max(1, (self.size.width - 3) // 4)
