"""Right answers with one token deleted, inserted or swapped with its neighbour, and which of them stay the same."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from interview_prep.formula.differing import canonical
from interview_prep.formula.equation import parse_answer
from interview_prep.formula.lexer import tokenise
from interview_prep.formula.limits import FormulaError
from interview_prep.formula.nodes import Node, shape_of
from interview_prep.formula.readings import DEFAULT, Reading, others
from interview_prep.formula.state import compiled_for
from interview_prep.questions.model import Formula


def mutants(answer: str, insertions: int = 6) -> Iterator[str]:
    """Every deletion, every swap of neighbours, and some insertions of one of the answer's own tokens."""
    places = [(token.start, token.end) for token in tokenise(answer) if token.end > token.start]
    random = Random(answer)
    for start, end in places:
        yield f"{answer[:start]} {answer[end:]}"
    for (start, middle), (second, end) in pairwise(places):
        yield answer[:start] + answer[second:end] + answer[middle:second] + answer[start:middle] + answer[end:]
    for _ in range(insertions):
        start, end = random.choice(places)
        place = random.choice(places)[0]
        yield f"{answer[:place]} {answer[start:end]} {answer[place:]}"


def same_formula(question: Formula, one: str, other: str) -> bool:
    """Whether two answers are the same formula by their trees alone: order, signs of products and blanks aside."""
    mine, theirs = _shapes(question, one), _shapes(question, other)
    return bool(mine & theirs)


def _shapes(question: Formula, answer: str) -> set[object]:
    compiled = compiled_for(question)
    found: set[object] = set()
    try:
        first = parse_answer(answer, compiled.table, compiled.lefts)
    except FormulaError:
        return found
    readings: list[Reading] = [DEFAULT, *others(first.met)]
    sizes = frozenset(s.name for s in compiled.table.symbols.values() if s.kind == "size_of")
    matrices = any(len(s.dims) > 1 for s in compiled.table.symbols.values() if s.kind == "tensor")
    for reading in readings:
        try:
            parsed = parse_answer(answer, compiled.table, compiled.lefts, reading)
        except FormulaError:
            continue
        if parsed.left_fault is None:
            found.add(tuple(sorted({repr(_sorted(canonical(link, sizes), matrices)) for link in parsed.links})))
    return found


def _sorted(node: Node, matrices: bool) -> object:
    """A tree as nested tuples with commuting parts in one order; products of matrices keep theirs."""
    if node.kind == "neg" and node.parts[0].kind == "neg":
        return _sorted(node.parts[0].parts[0], matrices)
    if node.kind == "product":
        signs = ("*", *("/" if mark == "/" else "*" for mark in node.marks))
        rows = [
            repr((sign, _sorted(part, matrices)))
            for sign, part in zip(signs, node.parts, strict=True)
            if not _is_one(part)
        ]
        ordered = rows if matrices else sorted(rows)
        return ("product", tuple(ordered))
    if node.kind == "add":
        return ("add", tuple(sorted(repr(_sorted(part, matrices)) for part in node.parts)))
    return (shape_of(replace(node, parts=())), tuple(_sorted(part, matrices) for part in node.parts))


def _is_one(node: Node) -> bool:
    return node.kind == "num" and node.value == 1
