"""`bank check`: compiles files, runs every rule, and remembers what it found in files that have not changed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from interview_prep.authoring.memory import Memory
from interview_prep.authoring.rules import Item, Whole, all_rules
from interview_prep.authoring.running import Where, check_item, check_whole
from interview_prep.bank.compiler import Compiled, compile_bytes
from interview_prep.bank.opening import open_bank
from interview_prep.bank.problem import Problem
from interview_prep.bank.reader import Block, ReadError, parse, read_bytes
from interview_prep.bank.registry import Registry, collect, merged, registry_from
from interview_prep.bank.source import Source
from interview_prep.errors import UserError


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, in the order of files and lines; `remembered` files had been checked before."""

    problems: tuple[Problem, ...]
    files: int
    questions: int
    remembered: int

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.problems) - self.errors


def check(paths: Sequence[Path] = (), *, today: date, cache: Path) -> Report:
    """Check the given files and folders, or the bundled bank where none is given.

    Raises UserError for a path that does not exist. Files outside the bundled bank may refer to its facts, sources,
    tags, misconceptions and questions.
    """
    import question_bank

    for path in paths:
        if not path.exists():
            raise UserError(f"{path}: there is no such file or folder; give a YAML file or a folder of them")
    roots = [path.absolute() for path in paths] or [question_bank.ROOT]
    bundled = [root.resolve() for root in roots] == [question_bank.ROOT.resolve()]
    return _Check(roots, bundled, cache).run(today)


class _Check:
    def __init__(self, roots: Sequence[Path], bundled: bool, cache: Path) -> None:
        self._sources = [Source(root) for root in roots]
        self._bundled = bundled
        self._cache = cache
        self._memory = Memory(cache / "checked")
        self._problems: list[Problem] = []
        self._items: list[Item] = []
        self._first: dict[str, tuple[str, int]] = {}
        self._places: dict[str, Where] = {"": (shown_path(roots[0]), 1, 1)}
        self._registries: list[tuple[str, str, bytes]] = []
        self._remembered = 0

    def run(self, today: date) -> Report:
        files = 0
        for source in self._sources:
            for file in source.files:
                files += 1
                self._read(source.path(file.name), file.registry)
        data, problems = collect(self._registries)
        registry, elsewhere = self._surroundings(registry_from(data))
        whole = Whole(self._items, registry, today, elsewhere)
        self._problems += problems
        self._problems += check_whole(whole, all_rules(), self._bundled, self._places)
        kept = without_allowed(self._problems, registry)
        self._memory.tidy()
        return Report(tuple(sorted(kept, key=_order)), files, len(self._items), self._remembered)

    def _read(self, path: Path, registry: str | None) -> None:
        shown = shown_path(path)
        try:
            content = read_bytes(path)
        except ReadError as error:
            self._problems.append(Problem(shown, error.line, error.column, "Y001", error.message))
            return
        if registry is not None:
            self._registries.append((registry, shown, content))
            self._places |= {key: place for key, place in _keys(content, shown) if key not in self._places}
        else:
            self._check_questions(shown, content)

    def _check_questions(self, shown: str, content: bytes) -> None:
        compiled = compile_bytes(content, shown)
        self._problems += compiled.problems
        items = [Item(row.question, row.data, shown) for row in compiled.questions if self._is_new(row, shown)]
        self._items += items
        whole = len(items) == len(compiled.questions)  # a question whose id is taken is not looked at
        found = self._memory.recall(content, shown) if whole else None
        if found is None:
            found = [problem for item in items for problem in check_item(item, all_rules())]
            if whole:
                self._memory.keep(content, found)
        else:
            self._remembered += 1
        self._problems += found

    def _is_new(self, row: Compiled, shown: str) -> bool:
        name, place = row.question.id, row.data.place
        first = self._first.setdefault(name, (shown, place[0]))
        if first == (shown, place[0]):
            return True
        message = f'the id "{name}" is taken (first in {first[0]}, line {first[1]}); give this question another'
        self._problems.append(Problem(shown, *place, "Q001", message, question=name))
        return False

    def _surroundings(self, registry: Registry) -> tuple[Registry, frozenset[str]]:
        """What questions outside the bundled bank may refer to as well: its registry and its questions."""
        if self._bundled:
            return registry, frozenset()
        bundle = open_bank(cache=self._cache)
        names = frozenset(entry.id for entry in bundle) | frozenset(bundle.aliases)
        return merged(registry, bundle.registry), names


def shown_path(path: Path) -> str:
    """The path as people would type it here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def without_allowed(problems: Sequence[Problem], registry: Registry) -> Iterator[Problem]:
    """The problems without the warnings that the registry allows with a reason; errors are never allowed."""
    allowed: dict[str, set[str]] = defaultdict(set)
    for row in registry.allowed:
        allowed[row.id].add(row.code)
    for problem in problems:
        if problem.severity == "error" or problem.code not in allowed[problem.question or ""]:
            yield problem


def _keys(content: bytes, shown: str) -> Iterator[tuple[str, Where]]:
    try:
        root = parse(content)
    except ReadError:
        return
    if isinstance(root, Block):
        for key, (line, column) in root.marks.items():
            yield key, (shown, line, column)


def _order(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.file, problem.line, problem.column, problem.code, problem.message
