"""Several compiled banks side by side: who has which question, and what is wrong with them."""

from difflib import get_close_matches
from functools import cached_property

from interview_prep.bank.building import build
from interview_prep.bank.entry import Entry
from interview_prep.bank.index import Index
from interview_prep.bank.problem import Problem
from interview_prep.bank.registry import Registry, merged
from interview_prep.errors import UserError
from interview_prep.questions.model import Question


class UnknownQuestion(UserError, KeyError):  # noqa: N818  # what is not there, as in FileNotFound
    """No bank has a question of this id."""

    def __str__(self) -> str:
        return str(self.args[0])


class Library:
    """The banks in order of precedence. Rows and questions are read when they are first asked for."""

    def __init__(self, indexes: tuple[Index, ...], problems: tuple[Problem, ...] = ()) -> None:
        self._indexes = indexes
        self._missing = problems
        self._questions: dict[str, Question] = {}

    def __len__(self) -> int:
        return len(self._indexes[0]) if len(self._indexes) == 1 else len(self.entries)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every question's row by id, in the order of the banks and their files."""
        found: dict[str, Entry] = {}
        for index in self._indexes:
            for entry in index.entries():
                found.setdefault(entry.id, entry)
        return found

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Former ids and where they lead; an id that is in use is no former id."""
        found: dict[str, str] = {}
        for index in self._indexes:
            for alias, name in index.aliases().items():
                found.setdefault(alias, name)
        return found

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in any bank, and ids that two banks share."""
        found = list(self._missing)
        owners: dict[str, Index] = {}
        for index in self._indexes:
            found += index.problems()
            if len(self._indexes) > 1:
                for name in index.ids():
                    owner = owners.setdefault(name, index)
                    if owner is not index:
                        found.append(_shared(name, owner, index))
        return tuple(found)

    @cached_property
    def registry(self) -> Registry:
        """The registries of all banks as one; where a name occurs twice, the first wins."""
        result = Registry()
        for index in self._indexes:
            result = merged(result, index.registry())
        return result

    def find(self, name: str) -> Entry | None:
        """The row of a question by its id or a former id."""
        if "entries" in self.__dict__:
            found = self.entries.get(name)
            return found if found is not None else self.entries.get(self.aliases.get(name, ""))
        return self._direct(name) or self._former(name)

    def question(self, entry: Entry) -> Question:
        """The question of a row of this library."""
        question = self._questions.get(entry.id)
        if question is None:
            question = self._questions[entry.id] = self._built(entry.id)
        return question

    def search(self, expression: str, limit: int) -> list[str]:
        """The ids that an FTS5 expression finds, best first."""
        ranked: list[tuple[float, int, str]] = []
        for order, index in enumerate(self._indexes):
            ranked += [(rank, order, name) for rank, name in index.matches(expression, limit)]
        return list(dict.fromkeys(name for _, _, name in sorted(ranked, key=lambda row: row[:2])))

    def unknown(self, name: str) -> UnknownQuestion:
        """The error for an id that no bank has, with the nearest one that exists."""
        near = get_close_matches(name, self.entries, 1)
        hint = f"did you mean {near[0]}" if near else "`interview-prep bank search` finds questions by their words"
        return UnknownQuestion(f"there is no question {name[:80]!r}; {hint}")

    def _direct(self, name: str) -> Entry | None:
        for index in self._indexes:
            found = index.entry(name)
            if found is not None:
                return found
        return None

    def _former(self, name: str) -> Entry | None:
        for index in self._indexes:
            now = index.resolve_alias(name)
            if now is not None:
                return self._direct(now)
        return None

    def _built(self, name: str) -> Question:
        for index in self._indexes:
            payload = index.payload(name)
            if payload is not None:
                return build(payload)
        raise self.unknown(name)


def _shared(name: str, owner: Index, index: Index) -> Problem:
    here, first = index.entry(name), owner.entry(name)
    assert here is not None and first is not None  # noqa: PT018  # both indexes have just listed this id
    message = f'the id "{name}" is taken by {first.file}, which comes first; give this question another'
    return Problem(here.file, here.line, 1, "Q001", message, question=name)
