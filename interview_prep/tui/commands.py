"""What the palette offers: what the screen can do now, every place, every theme. All of it comes from the registry."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interview_prep.tui.actions import Action
from interview_prep.tui.registry import REGISTRY

if TYPE_CHECKING:
    from interview_prep.tui.app import PrepApp
    from interview_prep.tui.base import PrepScreen

PLACES = {
    "today": "Today",
    "quiz": "Daily quiz",
    "drill": "Whiteboard drill",
    "mock": "Mock interview",
    "report": "Report on the last mock",
    "lab": "Engine lab",
    "browse": "Browse questions",
    "learn": "Learn a concept",
    "statistics": "Statistics",
    "plan": "Interview date and plan",
    "welcome": "Minutes and new cards a day",
}
_HIDDEN = ("up", "down", "command_palette", "point_up", "point_down", "page", "pick", "newline")


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette: what it does, where it belongs, its key, and how to do it."""

    label: str
    group: str
    key: str
    run: Callable[[], object]


def commands(app: "PrepApp", screen: "PrepScreen") -> Iterator[Command]:
    """Everything that can be done from this screen, the nearest first."""
    rows = [row for row in REGISTRY.of(screen.PLACE, screen.state) if row.method not in _HIDDEN and screen.offers(row)]
    for help_words, alike in _by_help(rows).items():
        for label, row in alike.items():
            name = row.name if row.screen == screen.PLACE else f"app.{row.name}"
            group = screen.PLACE.capitalize() if row.screen == screen.PLACE else "App"
            words = f"{help_words}: {label}" if len(alike) > 1 else help_words
            yield Command(words, group, row.own_key, _action(screen, name))
    for place, label in PLACES.items():
        if place != screen.PLACE:
            yield Command(f"Go to: {label}", "Places", "", _opener(app, place))
    for theme in sorted(app.available_themes, key=lambda name: (name not in ("ink", "paper"), name)):
        yield Command(f"Theme: {theme}", "Themes", "", _themer(app, theme))


def matches(query: str, label: str) -> tuple[int, list[int]] | None:
    """How well a label fits what was typed (less is better) and which of its characters do; None where it does not.

    A run of characters beats scattered ones, and the beginning of a word beats its middle.
    """
    wanted, text = query.casefold(), label.casefold()
    at = text.find(wanted)
    if at >= 0:
        inside = at > 0 and text[at - 1].isalnum()
        return (at and 1) + 2 * inside, list(range(at, at + len(wanted)))
    if len(wanted) < 3:
        return None if wanted else (0, [])
    places: list[int] = []
    for character in wanted.replace(" ", ""):
        place = text.find(character, places[-1] + 1 if places else 0)
        if place < 0:
            return None
        places.append(place)
    return (4 + places[-1] - places[0], places)


def _by_help(rows: Iterable[Action]) -> dict[str, dict[str, Action]]:
    """Rows that say the same, by their labels: two keys for one thing are one line, nine concepts are nine."""
    found: dict[str, dict[str, Action]] = {}
    for row in rows:
        found.setdefault(row.help, {}).setdefault(row.label, row)
    return found


def _action(screen: "PrepScreen", name: str) -> Callable[[], object]:
    return lambda: screen.app.run_worker(screen.run_action(name), exit_on_error=False)


def _opener(app: "PrepApp", place: str) -> Callable[[], object]:
    return lambda: app.open(place)


def _themer(app: "PrepApp", theme: str) -> Callable[[], object]:
    return lambda: setattr(app, "theme", theme)
