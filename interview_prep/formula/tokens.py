"""What the lexer gives the parser: tokens with their place in the learner's text."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

TokenKind: TypeAlias = Literal["num", "name", "op", "cmd", "method", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """One sign, name or number. `start` and `end` are code points of the raw text; `spaced` says whether blank space
    stands before it; `big` marks the double-struck E.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    spaced: bool = False
    big: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the raw text."""
        return self.start, self.end

    def op(self, *texts: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind == "op" and self.text in texts


OPENING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
CLOSING = {close: start for start, close in OPENING.items()}
