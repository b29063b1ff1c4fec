"""What questions refer to: facts, errata, misconceptions, confusable pairs, sources, tags, and allowed warnings.

A bank's `registry/` folder holds a file for each, `registry/<name>.yaml`, or several in `registry/<name>/`, so that
people who write on different concepts do not meet in one file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from interview_prep.bank.problem import Problem

NAMES: Final = ("facts", "errata", "misconceptions", "confusable", "sources", "tags", "allowed")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that the bank covers; core facts are asked by two kinds of question or more."""

    title: str
    core: bool = False


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction of a common claim: the facts it touches, and whether every question on it needs a nuance."""

    title: str
    touches: tuple[str, ...] = ()
    nuance: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that learners mix up, each named by its tag; a contrast question carries both and `contrast`."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """A warning that may stay, with the reason. `id` is a question, or `bank` for a finding about all of it."""

    id: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything that questions may refer to."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    errata: Mapping[str, Erratum] = field(default_factory=dict)
    misconceptions: Mapping[str, str] = field(default_factory=dict)
    confusable: tuple[Pair, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[Allowance, ...] = ()


def registry_from(data: Mapping[str, Any]) -> Registry:
    """The registry from the plain data that `collect` gave."""
    return Registry(
        facts={name: Fact(**row) for name, row in data.get("facts", {}).items()},
        errata={
            name: Erratum(row["title"], tuple(row.get("touches", ())), row.get("nuance", False))
            for name, row in data.get("errata", {}).items()
        },
        misconceptions=data.get("misconceptions", {}),
        confusable=tuple(Pair(*pair) for pair in data.get("confusable", ())),
        sources=data.get("sources", {}),
        tags=data.get("tags", {}),
        allowed=tuple(Allowance(**row) for row in data.get("allowed", ())),
    )


def merged(first: Registry, second: Registry) -> Registry:
    """Both registries as one; where a name occurs twice, the first wins."""
    values: dict[str, Any] = {}
    for row in fields(Registry):
        left, right = getattr(first, row.name), getattr(second, row.name)
        values[row.name] = (*left, *right) if isinstance(left, tuple) else {**right, **left}
    return Registry(**values)


def collect(files: Iterable[tuple[str, str, bytes]]) -> tuple[dict[str, Any], list[Problem]]:
    """The plain data of registry files, given as (name of the registry, file as shown, content), and what is wrong.

    A file that cannot be read, or a row that does not fit, is left out and listed.
    """
    from interview_prep.bank.reader import ReadError, parse

    result: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, shown, content in files:
        try:
            root = parse(content)
        except ReadError as error:
            problems.append(Problem(shown, error.line, error.column, "Y001", error.message))
            continue
        if name not in NAMES:
            message = f"the registry has no part called {name}; it can be {', '.join(NAMES)}"
            problems.append(Problem(shown, 1, 1, "Q006", message))
        else:
            problems += _merge(result, name, shown, root)
    return result, problems


def _merge(result: dict[str, Any], name: str, shown: str, root: Any) -> list[Problem]:
    if name in _LISTS:
        return _merge_list(result.setdefault(name, []), name, shown, root)
    return _merge_mapping(result.setdefault(name, {}), name, shown, root)


def _merge_mapping(known: dict[str, Any], name: str, shown: str, root: Any) -> list[Problem]:
    if not isinstance(root, dict):
        return [Problem(shown, 1, 1, "Q002", f"{name} are a mapping; {_EXAMPLES[name]}")]
    problems = []
    for key, row in root.items():
        line, column = root.marks[key]  # type: ignore[attr-defined]
        if key in known:
            message = f"{name}: {key} is registered twice; keep one"
            problems.append(Problem(shown, line, column, "Q001", message))
        elif _fits(row, _ROWS[name]):
            known[key] = row
        else:
            problems.append(Problem(shown, line, column, "Q002", f"{name}: {key} does not fit; {_EXAMPLES[name]}"))
    return problems


def _merge_list(known: list[Any], name: str, shown: str, root: Any) -> list[Problem]:
    if not isinstance(root, list):
        return [Problem(shown, 1, 1, "Q002", f"{name} is a list; {_EXAMPLES[name]}")]
    problems = []
    for number, row in enumerate(root):
        if _LISTS[name](row):
            known.append(row)
        else:
            line, column = root.marks[number]  # type: ignore[attr-defined]
            problems.append(Problem(shown, line, column, "Q002", f"{name}: this row does not fit; {_EXAMPLES[name]}"))
    return problems


def _fits(row: Any, shape: Mapping[str, type] | type) -> bool:
    if isinstance(shape, type):
        return isinstance(row, shape)
    return (
        isinstance(row, dict)
        and "title" in row
        and all(key in shape and isinstance(value, shape[key]) for key, value in row.items())
    )


def _is_pair(row: Any) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row)


def _is_allowance(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and set(row) == {"id", "code", "reason"}
        and all(isinstance(value, str) and value.strip() for value in row.values())
    )


_ROWS: Final[Mapping[str, Mapping[str, type] | type]] = {
    "facts": {"title": str, "core": bool},
    "errata": {"title": str, "touches": list, "nuance": bool},
    "misconceptions": str,
    "sources": str,
    "tags": str,
}
_LISTS: Final = {"confusable": _is_pair, "allowed": _is_allowance}
_EXAMPLES: Final = {
    "facts": 'write C2.9: {title: "...", core: true}',
    "errata": 'write E5: {title: "...", touches: [C2.8], nuance: true}',
    "misconceptions": "write no-scaling: one sentence that says what is believed",
    "sources": "write vaswani-2017: authors, year, title",
    "tags": "write name: what it marks",
    "confusable": "write [one-tag, other-tag]",
    "allowed": "write {id: question-id, code: P101, reason: why it may stay}",
}
