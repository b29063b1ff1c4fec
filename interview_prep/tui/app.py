"""The app: themes, modes by name, and what every screen may ask for. Screens are imported when first shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from interview_prep.tui.registry import REGISTRY
from interview_prep.tui.theme import OWN

if TYPE_CHECKING:
    from interview_prep.tui.services import Services


def _screen(module: str, name: str) -> Callable[..., Screen[object]]:
    def build(*arguments: object) -> Screen[object]:
        from importlib import import_module

        built: Screen[object] = getattr(import_module(f"interview_prep.tui.screens.{module}"), name)(*arguments)
        return built

    return build


class PrepApp(App[None]):
    """A thin shell: it holds the services, the theme and the screens, and knows nothing of questions."""

    TITLE = "interview-prep"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [*REGISTRY.bindings("app")]
    PLACES: ClassVar[dict[str, Callable[..., Screen[object]]]] = {
        "welcome": _screen("welcome", "WelcomeScreen"),
        "today": _screen("today", "TodayScreen"),
        "quiz": _screen("quiz", "QuizScreen"),
        "summary": _screen("summary", "SummaryScreen"),
        "drill": _screen("drill", "DrillScreen"),
        "mock": _screen("mock", "MockScreen"),
        "report": _screen("report", "ReportScreen"),
        "lab": _screen("lab", "LabScreen"),
        "browse": _screen("browse", "BrowseScreen"),
        "learn": _screen("learn", "LearnScreen"),
        "statistics": _screen("statistics", "StatisticsScreen"),
        "plan": _screen("plan", "PlanScreen"),
    }
