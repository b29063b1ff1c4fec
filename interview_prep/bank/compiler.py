"""From a bank's files to checked questions: good ones go on, bad ones become problems that say where and why.

Imported only when a file is seen for the first time: it loads pydantic and YAML.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from interview_prep.bank.hashing import question_hash
from interview_prep.bank.problem import Problem
from interview_prep.bank.reader import Block, Items, ReadError, parse, place_of, read_bytes
from interview_prep.bank.soundness import unsound
from interview_prep.bank.validation import validate
from interview_prep.questions import model


@dataclass(frozen=True, slots=True)
class Compiled:
    """One sound question: the object, its JSON, its hash, and the data with the places of its keys."""

    question: model.Question
    payload: str
    hash: str
    data: Block


@dataclass(slots=True)
class CompiledFile:
    """What became of a file."""

    questions: list[Compiled] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def compile_file(path: Path, shown: str) -> CompiledFile:
    """The sound questions of a file and its problems; `shown` is how problems name the file."""
    try:
        return compile_bytes(read_bytes(path), shown)
    except ReadError as error:
        return CompiledFile([], [Problem(shown, error.line, error.column, "Y001", error.message)])


def compile_bytes(data: bytes, shown: str) -> CompiledFile:
    """The same for the file's content."""
    result = CompiledFile()
    try:
        root = parse(data)
    except ReadError as error:
        result.problems.append(Problem(shown, error.line, error.column, "Y001", error.message))
        return result
    if not isinstance(root, Items):
        result.problems.append(_no_list(root, shown))
        return result
    for number, item in enumerate(root):
        if isinstance(item, Block):
            _compile_item(item, shown, result)
        else:
            message = 'this item is not a question; begin it with "- id: ..." and give its fields below'
            result.problems.append(Problem(shown, *root.marks[number], "Q002", message))
    return result


def _no_list(root: Any, shown: str) -> Problem:
    if isinstance(root, Block) and "schema" in root:
        message = f"the file declares schema {str(root['schema'])[:20]}; this program reads plain lists: update it"
        return Problem(shown, *place_of(root, ("schema",)), "Q009", message)
    message = 'a file of questions is a list; begin each question with "- id: ..."'
    return Problem(shown, *place_of(root, ()), "Q002", message)


def _compile_item(item: Block, shown: str, result: CompiledFile) -> None:
    name = item.get("id")
    payload = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    question, faults = validate(payload, item)
    if question is not None:
        faults = list(unsound(question))
    for code, path, message in faults:
        place = place_of(item, path)
        result.problems.append(Problem(shown, *place, code, message, question=name if isinstance(name, str) else None))
    if question is not None and not faults:
        result.questions.append(Compiled(question, payload, question_hash(item), item))


_UNSEARCHED = frozenset(
    "id prompt kind symbols dims draw compute engine args all_of unless paraphrases phrasings examples".split()
)


def searchable(data: dict[str, Any]) -> str:
    """The words by which a question is found, besides its id and prompt."""
    words: list[str] = []
    _gather(data, words)
    return "\n".join(words)


def _gather(value: Any, words: list[str]) -> None:
    if isinstance(value, str):
        words.append(value)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _UNSEARCHED:
                _gather(part, words)
    elif isinstance(value, list):
        for part in value:
            _gather(part, words)
