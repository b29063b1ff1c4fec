"""The symbols that can be put into a formula: the drill's own first, then Greek, signs and subscripts."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from interview_prep.formula.symbol_list import symbols
from interview_prep.questions import model
from interview_prep.text import sanitise
from interview_prep.tui.content import MUTED
from interview_prep.tui.widgets.listing import Listing
from interview_prep.tui.widgets.overlay import Overlay

_GREEK = "α β γ δ ε η θ λ μ π ρ σ τ φ ψ Σ Π"
_SIGNS = "√ · ⊙ ᵀ ‖ | ≤ ≥ ≠ ∈ ∞ − × 𝔼 ∏"
_SMALL = "₀ ₁ ₂ ₃ ₖ ₜ ᵢ ⱼ ² ³ ⁻ ¹"


class SymbolScreen(Overlay):
    """A list; enter puts the chosen one into the line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2", "app.pop_screen", "leave it", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("enter,space", "take", show=False),
    ]
    CSS_PATH = "symbols.tcss"

    def __init__(self, question: model.Question, insert: Callable[[str], None]) -> None:
        super().__init__()
        assert isinstance(question, model.Formula)
        self._insert = insert
        own = [(row.shown, row.spellings[0], row.meaning, row.spellings[1:]) for row in symbols(question)]
        more = [(sign, sign, "", ()) for group in (_GREEK, _SIGNS, _SMALL) for sign in group.split()]
        self._rows: list[tuple[str, str, str, tuple[str, ...]]] = [*own, *more]

    def compose(self) -> ComposeResult:
        """The list."""
        listing = Listing(opens=True)
        listing.border_title = "Symbols"
        listing.border_subtitle = "enter puts it in, esc leaves it"
        yield listing

    def on_mount(self) -> None:
        """Show every symbol."""
        self.query_one(Listing).fill(len(self._rows), self._line)

    def action_move(self, by: int) -> None:
        """Another symbol."""
        self.query_one(Listing).move(by)

    def action_take(self) -> None:
        """Put it into the line."""
        _, spelling, _, _ = self._rows[self.query_one(Listing).cursor]
        self.app.pop_screen()
        self._insert(spelling)

    def on_listing_opened(self) -> None:
        """A click takes."""
        self.action_take()

    def _line(self, index: int, _width: int) -> Content:
        shown, _, meaning, others = self._rows[index]
        also = f"   also {', '.join(others[:3])}" if others else ""
        return Content.assemble((f"{shown:<10}", "bold"), (sanitise(meaning), ""), (sanitise(also), MUTED))
