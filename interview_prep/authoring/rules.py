"""The table of checks. Each is one small function under a code; adding one touches nothing else.

An item rule sees one question; what it finds depends on the question and the program alone, so it is remembered per
file. A bank rule sees all questions and the registry. A bundled rule holds for the bundled bank only: learners' banks
need no coverage.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import Any, Literal, TypeAlias

from interview_prep.bank.problem import Severity
from interview_prep.bank.reader import Block, Place, place_of
from interview_prep.bank.registry import Registry

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value inside a question: ("options", 1, "text")."""
Scope: TypeAlias = Literal["item", "bank", "bundled"]


@dataclass(frozen=True, slots=True)
class Item:
    """A sound question with its plain data, which knows the places of its keys."""

    question: Any
    data: Block
    file: str
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What one rule computed and another of its family needs again."""

    def place(self, path: Path = ()) -> Place:
        """Line and column of a value, or of its nearest holder."""
        return place_of(self.data, path)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a bank rule sees: the questions, the registry, ids that exist elsewhere, and what day it is."""

    items: Sequence[Item]
    registry: Registry
    today: date
    elsewhere: frozenset[str] = frozenset()
    """Ids and former ids in banks that are not being checked, to which `needs` may point."""


Found: TypeAlias = Iterable[tuple[Path, str]]
"""What an item rule reports: where, and what is wrong with how to mend it."""
FoundIn: TypeAlias = Iterable[tuple[Item | None, Path, str]]
"""What a bank rule reports; None stands for the bank as a whole."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: its code, how bad a finding is, what it sees, and which kinds it is about (none named: all)."""

    code: str
    severity: Severity
    scope: Scope
    check: Callable[[Any], Any]
    kinds: frozenset[str]


RULES: list[Rule] = []
_FAMILIES = ("structure", "prompts", "choice", "cloze", "numeric", "formula", "rubric", "facts", "overlap", "balance")


def rule(
    code: str, severity: Severity, *kinds: str, scope: Scope = "item"
) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Put a function into the table."""

    def register(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
        RULES.append(Rule(code, severity, scope, check, frozenset(kinds)))
        return check

    return register


def all_rules() -> Sequence[Rule]:
    """Every check, in the order of the families."""
    for family in _FAMILIES:
        import_module(f"interview_prep.authoring.lint.{family}")
    return RULES
