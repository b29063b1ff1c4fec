"""The app: themes, screens by name, and what every screen may ask for. Screens are imported when first shown."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from time import monotonic
from typing import ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.events import Event, Key, Paste
from textual.screen import Screen

from interview_prep.errors import UserError
from interview_prep.practice.services import Services
from interview_prep.text import one_line, sanitise
from interview_prep.tui.registry import REGISTRY
from interview_prep.tui.theme import OWN

_TURNS = 10_000  # of the event loop; a bound for a field that never comes to rest
_TWICE = 0.7
"""Seconds within which a second enter is the same press: a double one, or a key that is held down."""


class PrepApp(App[None]):
    """A thin shell: it holds the services, the theme and the screens, and knows nothing of questions."""

    TITLE = "interview-prep"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "app.tcss",
        "screens/today.tcss",
    ]  # one pass over the styles of a usual start
    BINDINGS: ClassVar[list[BindingType]] = [*REGISTRY.bindings("app")]
    PLACES: ClassVar[dict[str, str]] = {
        "welcome": "welcome:WelcomeScreen",
        "today": "today:TodayScreen",
        "quiz": "quiz:QuizScreen",
        "summary": "summary:SummaryScreen",
        "drill": "drill:DrillScreen",
        "drilled": "drill_summary:DrillSummaryScreen",
        "mock": "mock:MockScreen",
        "report": "report:ReportScreen",
        "lab": "lab:LabScreen",
        "plot": "lab_plot:PlotScreen",
        "train": "lab_train:TrainScreen",
        "browse": "browse:BrowseScreen",
        "learn": "learn:LearnScreen",
        "statistics": "statistics:StatisticsScreen",
        "plan": "plan:PlanScreen",
        "stats": "statistics:StatisticsScreen",
    }

    def __init__(
        self,
        services: Services,
        start: tuple[str, tuple[object, ...]] = ("today", ()),
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__()
        self.services = services
        self._seconds, self._entered = seconds, float("-inf")
        self.pressed_twice = False
        """Whether the enter at hand came right upon another one: it was not meant for what has just appeared."""
        self._queued: Paste | None = None
        self._start = start
        for theme in OWN:
            self.register_theme(theme)
        self.theme = self._wanted_theme()

    async def on_event(self, event: Event) -> None:
        """What is pasted comes from outside: it is cleaned before anything sees it."""
        if isinstance(event, Paste):
            event.text = sanitise(event.text.replace("\r\n", "\n").replace("\r", "\n"))
            self._entered = float("-inf")
            if not event.is_forwarded and not await self._in_turn(event):
                return
        elif isinstance(event, Key) and not event.is_forwarded:
            self._notice_enter(event.key)
            if self.focused is None or not event.is_printable:
                await self._let_typing_arrive()
                if await self._check_bindings(event.key, priority=True) or await self._check_bindings(event.key):
                    return  # at once: on Textual's way, up from the field or the screen, later keys overtake it
        await super().on_event(event)

    def _notice_enter(self, key: str) -> None:
        now = self._seconds()
        self.pressed_twice = key == "enter" and now - self._entered < _TWICE
        self._entered = now if key == "enter" else float("-inf")

    async def _in_turn(self, paste: Paste) -> bool:
        """Whether a paste may go to its field: keys come back to the app before they act, so it queues up once more."""
        if paste is not self._queued:
            await self._let_typing_arrive()
            self._queued = paste
            self.post_message(paste)
            return False
        for _ in range(_TURNS):
            if self.screen.is_mounted:  # a key before it may have opened this screen
                break
            await asyncio.sleep(0)
        return True

    async def _let_typing_arrive(self) -> None:
        """Wait until what has the keys has read them: the keys of a screen, enter above all, overtake fast typing."""
        for _ in range(_TURNS):
            if not (self.focused or self.screen).message_queue_size:
                return
            await asyncio.sleep(0)

    def get_default_screen(self) -> Screen[object]:
        """Paint what was asked for at once, without an empty screen before it."""
        place, arguments = self._start
        if place == "today" and not self.services.settings.welcomed:
            place = "welcome"
        screen = self.build(place, *arguments)
        # A default screen is neither styled by its own file nor made to be switched away from: do both by hand, for
        # the public way (pushing it from on_mount) paints an empty screen first.
        self._load_screen_css(screen)
        screen._push_result_callback(screen, None)
        return screen

    def build(self, place: str, *arguments: object) -> Screen[object]:
        """The screen of that name, imported now."""
        module, _, name = self.PLACES[place].partition(":")
        factory: Callable[..., Screen[object]] = getattr(import_module(f"interview_prep.tui.screens.{module}"), name)
        return factory(*arguments)

    def open(self, place: str, *arguments: object) -> None:
        """Show a screen on top of this one."""
        self.push_screen(self.build(place, *arguments))

    def replace(self, place: str, *arguments: object) -> None:
        """Show a screen in place of this one."""
        self.switch_screen(self.build(place, *arguments))

    def back(self) -> None:
        """The screen below; Today where there is none."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.replace("today")

    def say(self, message: str, *, problem: bool = False) -> None:
        """A short notice in the corner, cleaned and never read as markup."""
        self.notify(one_line(message), severity="warning" if problem else "information", markup=False)

    def attempt(self, work: Callable[[], object]) -> bool:
        """Do something that outside causes can stop; say so in one line when they do."""
        try:
            work()
        except UserError as error:
            self.say(str(error), problem=True)
            return False
        return True

    def action_command_palette(self) -> None:
        """Everything that can be done here, by name."""
        from interview_prep.tui.base import PrepScreen
        from interview_prep.tui.screens.palette import PaletteScreen

        if isinstance(self.screen, PrepScreen):
            self.push_screen(PaletteScreen(self, self.screen))

    def action_help(self) -> None:
        """Explain the screen, what has the keys, and all keys."""
        from interview_prep.tui.base import PrepScreen
        from interview_prep.tui.screens.help import HelpScreen

        if isinstance(self.screen, PrepScreen):
            self.push_screen(HelpScreen(self.screen.PLACE, self.screen.state, self.screen.focused_help()))

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Save the screen as an SVG picture in the reports folder."""
        from interview_prep import paths

        folder = paths.reports()

        def save() -> None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                self.say(f"Picture saved: {self.save_screenshot(filename, path=str(path or folder))}")
            except OSError as error:
                raise UserError(f"{folder}: the picture cannot be written ({error.strerror})") from error

        self.attempt(save)

    def watch_theme(self, theme: str) -> None:
        """Keep the theme that was chosen."""
        if self.is_running and theme != self.services.settings.theme:
            from dataclasses import replace

            settings = replace(self.services.settings, theme=theme)
            self.attempt(lambda: self.services.change_settings(settings))

    def _wanted_theme(self) -> str:
        wanted = self.services.settings.theme
        return wanted if wanted in self.available_themes else "ink"
