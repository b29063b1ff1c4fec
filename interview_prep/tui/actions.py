"""The registry of actions: from its rows follow the keys, the footer, the help and the palette.

A screen has states (a card that waits for an answer, a verdict that waits for a rating); a row names the states in
which it holds. Letters belong to the text wherever text is typed, so such states take only enter, escape and
function keys.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.binding import Binding

_SIGNS = {
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "escape": "esc",
}


_SEVERAL = ("–", "←→", "↑↓", "[ ]")
"""What a footer's key holds where it stands for several actions."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a learner can do: on which screen, by which key, what the footer calls it, what the help says.

    `footer` orders the footer, 0 keeps the action out of it; `states` is empty where the action always holds.
    """

    screen: str
    name: str
    key: str
    label: str
    help: str
    footer: int = 0
    states: tuple[str, ...] = ()
    shown_key: str = ""
    priority: bool = False

    @property
    def id(self) -> str:
        """The stable id by which keys can be remapped."""
        return f"{self.screen}.{self.name}".replace("(", "-").rstrip(")")

    @property
    def method(self) -> str:
        """The name without its arguments."""
        return self.name.partition("(")[0]

    @property
    def keys(self) -> str:
        """The key as people read it."""
        return self.shown_key or self.own_key

    @property
    def own_key(self) -> str:
        """The key of this action alone, where the footer shows those of several: 1 of 1–4, → of ←→."""
        if self.shown_key and not any(sign in self.shown_key for sign in _SEVERAL):
            return self.shown_key
        held, _, key = self.key.split(",")[0].rpartition("+")
        return f"{held}+{_SIGNS.get(key, key)}" if held else _SIGNS.get(key, key)

    def holds(self, state: str) -> bool:
        """Whether the action can be done in this state of its screen."""
        return not self.states or state in self.states


class Registry:
    """All actions. Refuses two actions on one key of one state of a screen."""

    def __init__(self, rows: Iterable[Action]) -> None:
        self.rows = tuple(rows)
        taken: dict[tuple[str, str, str], str] = {}
        for row in self.rows:
            for key in row.key.split(","):
                for state in row.states or ("",):
                    place = (row.screen, state, key)
                    clash = taken.get(place) or taken.get((row.screen, "", key))
                    if clash:
                        raise ValueError(f"{row.id} and {clash} both take {key!r}")
                    taken[place] = row.id

    def of(self, screen: str, state: str | None = None) -> Iterator[Action]:
        """The actions of a screen, those of every screen last; of one state only when it is given."""
        for owner in (screen, "app"):
            for row in self.rows:
                if row.screen == owner and (state is None or row.holds(state)):
                    yield row

    def key(self, screen: str, name: str) -> str:
        """The key of an action, as people read it."""
        return next(row.keys for row in self.of(screen) if row.name == name)

    def find(self, screen: str, name: str, state: str) -> bool | None:
        """Whether the named action holds now; None when no row has that name."""
        rows = [row for row in self.of(screen) if row.method == name]
        return any(row.holds(state) for row in rows) if rows else None

    def bindings(self, screen: str) -> list[Binding]:
        """Textual's bindings for a screen; the footer is our own, so none is shown."""
        return [
            Binding(
                row.key,
                row.name,
                row.label,
                show=False,
                priority=row.priority or _is_function_key(row.key),
                id=row.id,
                tooltip=row.help,
                system=True,
            )
            for row in self.rows
            if row.screen == screen
        ]

    def footer(self, screen: str, state: str) -> list[Action]:
        """The five to eight actions that the footer lists: the main one first, palette and help last."""
        return sorted((row for row in self.of(screen, state) if row.footer), key=lambda row: row.footer)


def _is_function_key(key: str) -> bool:
    """Function keys belong to the screen: a text area would take f6 and f7 for itself."""
    return key[:1] == "f" and key[1:].isdigit()


def rating_rows(screen: str, states: tuple[str, ...]) -> tuple[Action, ...]:
    """The four ratings: the same keys wherever a card is rated."""
    return (
        Action(screen, "rate(1)", "1", "rate", "Again: I did not know it", 2, states, "1–4"),
        Action(screen, "rate(2)", "2", "hard", "Hard: it took effort", 0, states),
        Action(screen, "rate(3)", "3", "good", "Good: I knew it", 0, states),
        Action(screen, "rate(4)", "4", "easy", "Easy: at once", 0, states),
    )


APP_ROWS = (
    Action("app", "command_palette", "ctrl+p", "palette", "Everything that can be done here, by name", footer=90),
    Action("app", "help", "question_mark,f1", "help", "What this screen shows and which keys it takes", footer=99),
    Action("app", "screenshot", "ctrl+s", "picture", "Save a picture of the screen as SVG"),
    Action("app", "quit", "ctrl+q", "quit", "Leave; everything that was marked as saved is kept"),
)
