"""The bank as the rest of the program sees it: an immutable collection that can be filtered and describes itself."""

from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeAlias

from interview_prep.bank.entry import Entry
from interview_prep.bank.library import Library, UnknownQuestion
from interview_prep.bank.problem import Problem
from interview_prep.bank.registry import Registry
from interview_prep.bank.search import expressions
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.questions.model import Question
from interview_prep.text import counted

__all__ = ["Bank", "Entry", "Problem", "UnknownQuestion"]

Wanted: TypeAlias = str | int | Collection[Any] | None
"""One value or several; None asks for nothing."""


class Bank:
    """A selection of the questions of one or more banks. Filters give a new one; iteration gives rows."""

    def __init__(self, library: Library, rows: dict[str, Entry] | None = None, words: tuple[str, ...] = ()) -> None:
        self._library = library
        self._selected = rows
        self._words = words

    @property
    def _rows(self) -> dict[str, Entry]:
        return self._library.entries if self._selected is None else self._selected

    def __len__(self) -> int:
        return len(self._library) if self._selected is None else len(self._selected)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._rows.values())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._found(name) is not None

    def entry(self, name: str) -> Entry:
        """The row of a question by its id or a former id; raises UnknownQuestion (a UserError and a KeyError)."""
        found = self._found(name)
        if found is None:
            raise self._library.unknown(name)
        return found

    def get(self, name: str) -> Question:
        """The question of that id or former id; raises UnknownQuestion."""
        return self._library.question(self.entry(name))

    def where(
        self,
        *,
        kind: Wanted = None,
        concept: Wanted = None,
        level: Wanted = None,
        ids: Wanted = None,
        scope: Wanted = None,
        priority: Wanted = None,
    ) -> "Bank":
        """The questions that meet every given condition; each takes one value or a collection of values."""
        given = {"kind": kind, "concept": concept, "level": level, "id": ids, "scope": scope, "priority": priority}
        chosen = {name: _values(value) for name, value in given.items() if value is not None}
        if "id" in chosen:
            chosen["id"] = {self._library.aliases.get(name, name) for name in chosen["id"]} | chosen["id"]
        tests = [(Entry._fields.index(name), values) for name, values in chosen.items()]
        rows = {name: row for name, row in self._rows.items() if all(row[column] in values for column, values in tests)}
        words = [_NAMES[name](values) for name, values in chosen.items()]
        return Bank(self._library, rows, (*self._words, *words))

    def __and__(self, other: "Bank") -> "Bank":
        rows = {name: row for name, row in self._rows.items() if name in other._rows}
        return Bank(self._library, rows, tuple(dict.fromkeys((*self._words, *other._words))))

    def describe(self) -> str:
        """What this selection is, for a heading: "36 questions: Sampling, level 2"."""
        count = counted(len(self), "question")
        return f"{count}: {', '.join(self._words)}" if self._words else count

    def search(self, text: str, limit: int = 50) -> list[Entry]:
        """The questions of this selection in which all words of `text` occur, best first; else those with any of them.

        A question named by its whole id comes first. The last word may be unfinished. Nothing in `text` is an operator.
        """
        named = self._found(text.strip()) if text.isascii() else None
        wide = limit if self._selected is None else len(self._library) + 1
        for expression in expressions(text):
            rows = [self._found(name) for name in self._library.search(expression, wide)]
            found = [row for row in rows if row is not None]
            if found:
                return [*([named] if named else []), *(row for row in found if row != named)][:limit]
        return [named] if named else []

    @property
    def aliases(self) -> dict[str, str]:
        """Former ids of questions and the ids that they have now."""
        return dict(self._library.aliases)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files of every opened bank."""
        return self._library.problems

    @property
    def registry(self) -> Registry:
        """What the questions refer to: facts, errata, misconceptions, confusable pairs, sources, tags."""
        return self._library.registry

    def _found(self, name: str) -> Entry | None:
        if self._selected is None:
            return self._library.find(name)
        found = self._selected.get(name)
        return found if found is not None else self._selected.get(self._library.aliases.get(name, ""))


def _values(value: Any) -> set[Any]:
    return {value} if isinstance(value, str | int) else set(value)


def _listed(values: set[Any]) -> str:
    return " or ".join(str(value) for value in sorted(values)) or "none"


def _concepts(values: set[Any]) -> str:
    return " or ".join(concept.name for slug, concept in BY_SLUG.items() if slug in values) or _listed(values)


_NAMES: dict[str, Callable[[set[Any]], str]] = {
    "kind": _listed,
    "concept": _concepts,
    "level": lambda values: f"level {_listed(values)}",
    "id": lambda values: f"{len(values)} by id",
    "scope": lambda values: f"scope {_listed(values)}",
    "priority": lambda values: f"priority {_listed(values)}",
}
