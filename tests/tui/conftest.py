"""The app on a small bank, with a clock that is set by hand, at a size and in a theme: every test of a screen uses it.

async def test_enter_starts_the_quiz(home: "Home") -> None:
    async with home.running("today", size=NARROW) as drive:
        await drive.press("enter")
        assert drive.place == "quiz"
        assert "Quiz" in drive.text
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot

from interview_prep.practice.services import Services
from interview_prep.practice.sitting import SessionSpec
from interview_prep.settings import Settings, save
from interview_prep.storage.store import Event, Kind
from interview_prep.tui.app import PrepApp

BANK = Path(__file__).parent / "bank"
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WIDE, NARROW = (120, 36), (80, 24)
_CHARACTERS = {"space": " ", "exclamation_mark": "!", "question_mark": "?", "slash": "/"}
_TICK = 0.001
_QUIET = 8
_PATIENCE = 2_000


@dataclass
class Clock:
    """The time that everything in a test is told."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


class Drive:
    """The running app as a person meets it: keys, the mouse, and the text on the screen."""

    def __init__(self, pilot: Pilot[None], app: PrepApp) -> None:
        self.pilot = pilot
        self.app = app

    @property
    def place(self) -> str:
        """The registry's name of the screen on top."""
        return str(getattr(self.app.screen, "PLACE", ""))

    @property
    def state(self) -> str:
        """The state of the screen on top."""
        return str(getattr(self.app.screen, "state", ""))

    @property
    def lines(self) -> list[str]:
        """The rows of the screen, as text."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines)

    @property
    def notices(self) -> list[str]:
        """What the notices in the corner say, the oldest first."""
        return [notice.message for notice in self.app._notifications]

    async def settle(self) -> None:
        """Wait until no message is on its way and every screen is painted."""
        quiet = 0
        for _ in range(_PATIENCE):
            await asyncio.sleep(0)
            quiet = 0 if self._busy() else quiet + 1
            if quiet == _QUIET:
                return
            if not quiet:
                await asyncio.sleep(_TICK)
        raise AssertionError("the app does not come to rest")

    def _busy(self) -> bool:
        screen = self.app.screen
        working = any(not worker.is_finished for worker in self.app.workers)
        painting = bool(screen._callbacks or screen._dirty_widgets or screen._layout_required)
        pumps = (self.app, screen, *screen.walk_children())
        return working or painting or any(pump.message_queue_size or pump._next_callbacks for pump in pumps)

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            character = key if len(key) == 1 else _CHARACTERS.get(key)
            self.app.post_message(Key(key, character))
            await self.settle()

    async def type(self, text: str) -> None:
        """Put a text where the keys go, as pasting it does: a key for each character would be slow."""
        self.app.post_message(Paste(text))
        await self.settle()

    async def click(self, words: str) -> None:
        """Click on the first place where these words stand."""
        for row, line in enumerate(self.lines):
            if words in line:
                await self.pilot.click(offset=(line.index(words), row))
                await self.settle()
                return
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text}")

    async def resize(self, size: tuple[int, int]) -> None:
        """Make the terminal another size."""
        await self.pilot.resize_terminal(*size)
        await self.settle()


@dataclass
class Home:
    """A learner's folder with the small bank. `app` builds the app, `running` runs it, `review` writes history."""

    folder: Path
    clock: Clock
    cache: Path
    settings: Settings = field(default_factory=lambda: Settings(welcomed=True, zone="UTC"))
    banks: tuple[Path, ...] = (BANK,)
    seconds: Callable[[], float] = field(default_factory=lambda: partial(next, count(0.0, 1.0)))
    """What tells one press of a key from two: a second passes with each."""
    opened: list[Services] = field(default_factory=list)

    def services(self) -> Services:
        """Services of their own, as a fresh start has them."""
        path = self.folder / "settings.toml"
        if not path.exists():
            save(path, self.settings)
        found = Services(
            now=self.clock,
            extra_banks=self.banks,
            bundled=False,
            database=self.folder / "history.sqlite",
            cache=self.cache,
            settings_file=path,
        )
        self.opened.append(found)
        return found

    def configure(self, **changed: object) -> None:
        """Other settings, for what is started from now on."""
        self.settings = replace(self.settings, **changed)  # type: ignore[arg-type]  # the fields are checked when read
        save(self.folder / "settings.toml", self.settings)

    def review(self, question: str, rating: int = 3, *, days_ago: float = 1.0, correct: bool | None = None) -> None:
        """One answered card in the past."""
        services = self.services()
        self._record(services, question, rating, days_ago, correct)
        services.close()

    def practised(self) -> None:
        """Three weeks of practice, the same every time."""
        services = self.services()
        names = [entry.id for entry in services.bank if entry.kind != "ladder"]
        for day in range(21, 0, -1):
            for number, name in enumerate(names):
                if (day * 7 + number * 5) % 9 < 3:
                    self._record(services, name, 1 if (day + number) % 7 == 0 else 3 + (number % 5 == 0), day)
        services.close()

    def _record(
        self, services: Services, question: str, rating: int, days_ago: float, correct: bool | None = None
    ) -> None:
        payload = {
            "rating": rating,
            "suggested": rating,
            "correct": rating > 1 if correct is None else correct,
            "score": float(rating > 1),
            "mode": "daily",
            "schedules": True,
            "seconds": 20.0,
            "confidence": 66,
        }
        content_hash = services.bank.entry(question).hash
        services.store.append("review", question, content_hash, payload, self.clock() - timedelta(days=days_ago))

    def day(self, ahead: int) -> date:
        """The date so many days ahead."""
        return (self.clock() + timedelta(days=ahead)).date()

    @staticmethod
    def drive(pilot: Pilot[None], app: PrepApp) -> Drive:
        """The keys and the mouse of an app that runs already, as snapshots need them."""
        return Drive(pilot, app)

    def app(self, place: str = "today", *arguments: object, theme: str = "ink") -> PrepApp:
        """The app, not running yet; `place` and its arguments as `PrepApp.PLACES` names them."""
        if theme != self.settings.theme:
            self.configure(theme=theme)
        return PrepApp(self.services(), (place, arguments), self.seconds)

    def quiz(self, *ids: str, theme: str = "ink", seed: int | None = 1) -> PrepApp:
        """The app at a sitting on the named questions, with the same numbers every time."""
        return self.app("quiz", SessionSpec(ids=ids, seed=seed), theme=theme)

    @asynccontextmanager
    async def run(self, app: PrepApp, size: tuple[int, int] = WIDE) -> AsyncIterator[Drive]:
        """Run an app without a terminal."""
        async with app.run_test(size=size) as pilot:
            drive = Drive(pilot, app)
            await drive.settle()
            yield drive

    @asynccontextmanager
    async def running(
        self, place: str = "today", *arguments: object, size: tuple[int, int] = WIDE, theme: str = "ink"
    ) -> AsyncIterator[Drive]:
        """Run the app at a screen."""
        async with self.run(self.app(place, *arguments, theme=theme), size) as drive:
            yield drive

    @asynccontextmanager
    async def asking(self, *ids: str, size: tuple[int, int] = WIDE, seed: int | None = 1) -> AsyncIterator[Drive]:
        """Run the app at a sitting on the named questions."""
        async with self.run(self.quiz(*ids, seed=seed), size) as drive:
            yield drive

    def events(self, *kinds: Kind, undone: bool = False) -> list[Event]:
        """What is on disk now, as a fresh start would read it."""
        services = self.services()
        found = list(services.store.events(kinds=kinds, undone=undone))
        services.close()
        return found


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled banks are kept for the whole run."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, clock: Clock, compiled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A fresh home; nothing is written outside the test's folder."""
    monkeypatch.setenv("INTERVIEW_PREP_HOME", str(tmp_path))
    monkeypatch.delenv("INTERVIEW_PREP_BANK", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", _TICK)
    found = Home(tmp_path, clock, compiled)
    yield found
    for services in found.opened:
        services.close()
