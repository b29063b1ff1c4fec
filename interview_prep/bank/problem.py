"""What is wrong with a bank, and exactly where. Problems are data: they are listed, and never stop the app."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: `file:line:column: code message`. Lines and columns count from 1, columns in code points."""

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"
    question: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.message}"

    def to_json(self) -> dict[str, Any]:
        """The problem as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Problem":
        """A problem from what `to_json` gave."""
        return cls(**data)
