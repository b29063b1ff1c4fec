"""A whole answer: brackets checked, the left side taken off and checked, the links of an equation parsed."""

from dataclasses import dataclass

from interview_prep.formula import definitions, left, naming, script_splits
from interview_prep.formula.left import LeftSides
from interview_prep.formula.lexer import tokenise
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node, Span
from interview_prep.formula.parser import RELATIONS, Parser, parser_for
from interview_prep.formula.readings import DEFAULT, Reading
from interview_prep.formula.symbols import SymbolTable
from interview_prep.formula.tokens import CLOSING, OPENING, Token

_TRAILING = (",", ";", ".", ":")
_WORDS = frozenset("where for with when if iff since subject".split())
_OPTIMA = {"max": 1, "argmax": 1, "maximize": 1, "maximise": 1, "min": -1, "argmin": -1, "minimize": -1, "minimise": -1}


@dataclass(frozen=True, slots=True)
class Answer:
    """A parsed answer. Every link has to equal the reference; `left_fault` tells what a left side wrongly claims.

    `optimum` is 1 under a leading max and -1 under a leading min.
    """

    links: tuple[Node, ...]
    met: frozenset[str]
    left: Span | None = None
    left_fault: tuple[str, Span] | None = None
    optimum: int = 0

    @property
    def tree(self) -> Node:
        """The last link: what the learner gives as the formula."""
        return self.links[-1]


def parse_answer(text: str, table: SymbolTable, lefts: LeftSides, reading: Reading = DEFAULT) -> Answer:
    """Parse one answer under one reading. Raises NotUnderstoodError."""
    tokens = script_splits.split(_unaligned(tokenise(text)), table)
    check_brackets(tokens)
    tokens = _trimmed(definitions.filled_in(tokens, table))
    if len(tokens) == 1:
        raise NotUnderstoodError("There is no formula yet.", tokens[0].span, "write it")
    tokens = definitions.without_unit(tokens, table, lefts.keys)
    tokens, optimum = _objective(tokens, table)
    slices = _split(tokens)
    kept, side, fault = _without_left(slices, table, lefts)
    met: set[str] = set()
    links = []
    for part in kept:
        p = parser_for(part, table, reading)
        links.append(_whole(p))
        met |= p.met
    return Answer(tuple(links), frozenset(met), side, fault, optimum)


def _unaligned(tokens: list[Token]) -> list[Token]:
    """Without the marks that align the lines of an equation."""
    kept: list[Token] = []
    level = 0
    for token in tokens:
        if token.kind == "op":
            level += (token.text in OPENING) - (token.text in CLOSING)
        if level > 0 or not token.op("&", "\\\\"):
            kept.append(token)
    return kept


def _whole(p: Parser) -> Node:
    node = p.relation()
    if p.token.op(","):
        return _row(p, node)
    if p.token.kind != "end":
        raise p.stuck()
    return node


def _row(p: Parser, first: Node) -> Node:
    """Entries with commas and no brackets: `x_1 cos a - x_2 sin a, x_1 sin a + x_2 cos a`."""
    items = [first]
    while p.accept(","):
        items.append(p.expression())
    if p.token.kind != "end":
        raise p.stuck()
    return Node("vec", (first.span[0], items[-1].span[1]), tuple(items), "(")


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Without a sentence that explains symbols, and without the punctuation at the end."""
    level = 0
    for place, token in enumerate(tokens):
        if token.kind == "op":
            level += (token.text in OPENING) - (token.text in CLOSING)
        starts_words = token.kind == "name" and token.text in _WORDS
        if (
            level <= 0
            and starts_words
            and not any(t.op(*RELATIONS) for t in tokens[:place])
            and _is_words(tokens, place)
        ):
            return _trimmed(tokens[place + 1 :])
        if level <= 0 and place > 0 and (starts_words or token.op("∀")):
            tokens = [*tokens[:place], Token("end", "", token.start, token.start, True)]
            break
    while len(tokens) > 2 and tokens[-2].op(*_TRAILING):
        last = tokens[-2]
        tokens = [*tokens[:-2], Token("end", "", last.start, last.start, True)]
    return tokens


def _is_words(tokens: list[Token], place: int) -> bool:
    """Whether what stands before an "if" is words: keep i if p_i ≥ …"""
    return (
        tokens[place].text in ("if", "when", "iff", "with", "where")
        and place > 0
        and all(t.kind == "name" for t in tokens[:place])
    )


def check_brackets(tokens: list[Token]) -> None:
    """Every bracket is closed by its own kind; otherwise the caret stands at the one to blame."""
    open_ones: list[Token] = []
    for token in tokens:
        if token.kind != "op":
            continue
        if token.text in OPENING:
            open_ones.append(token)
        elif token.text in CLOSING:
            if open_ones and OPENING[open_ones[-1].text] == token.text:
                open_ones.pop()
            elif any(OPENING[other.text] == token.text for other in open_ones):
                raise _unclosed(open_ones[-1])
            else:
                raise _unopened(token, open_ones)
    if open_ones:
        raise _unclosed(open_ones[-1])


def _unclosed(token: Token) -> NotUnderstoodError:
    sign = token.text.strip("\\")
    return NotUnderstoodError(
        f"This “{sign}” is never closed.", token.span, f"add “{OPENING[token.text].strip(chr(92))}”"
    )


def _unopened(token: Token, open_ones: list[Token]) -> NotUnderstoodError:
    sign = token.text.strip("\\")
    if open_ones:
        other = open_ones[-1].text.strip("\\")
        return NotUnderstoodError(f"This “{sign}” closes a “{other}”.", token.span, "use brackets of one kind")
    return NotUnderstoodError(f"This “{sign}” was never opened.", token.span, "drop it, or open it before")


def _objective(tokens: list[Token], table: SymbolTable) -> tuple[list[Token], int]:
    """Take `max_θ` off the front, where it says over which parameters one optimises."""
    places = [0] + [i + 1 for i, token in enumerate(tokens) if token.op("=")]
    for place in places:
        token = tokens[place]
        word = token.text
        after = place + 1
        if word == "arg" and tokens[after].kind == "name":
            word, after = "arg" + tokens[after].text, after + 1
        if token.kind != "name" or word not in _OPTIMA:
            continue
        p = parser_for(tokens, table)
        scripts = naming.scripts_after(p, after)
        under = scripts[0] if scripts and scripts[0].mark == "_" else None
        if under is None:
            if word.startswith("arg") or tokens[after].text == "E":
                return [*tokens[:place], *tokens[after:]], _OPTIMA[word]
            continue
        symbol = table.find(under.key or "")
        if symbol is not None and symbol.kind not in ("table", "function", "vector_function"):
            continue
        if symbol is None and under.key not in naming.PARAMETERS and not (under.key or "").startswith("pi"):
            continue
        return [*tokens[:place], *tokens[under.after :]], _OPTIMA[word]
    return tokens, 0


def _split(tokens: list[Token]) -> list[list[Token]]:
    """The links of an equation, each with an end token."""
    slices: list[list[Token]] = [[]]
    level = 0
    for place, token in enumerate(tokens[:-1]):
        if token.kind == "op":
            level += (token.text in OPENING) - (token.text in CLOSING)
        if token.op("=") and level == 0 and not _is_bound(tokens, place):
            slices[-1].append(Token("end", "", token.start, token.start, True))
            slices.append([])
        else:
            slices[-1].append(token)
    slices[-1].append(tokens[-1])
    if len(slices) > 1 and len(slices[0]) == 1:
        del slices[0]
    for place, part in enumerate(slices):
        if len(part) == 1:
            sign = slices[place - 1][-1] if place else part[0]
            where = (sign.start, sign.start + 1)
            raise NotUnderstoodError("One side of the equation is empty.", where, "write both sides, or only the right")
    return slices


def _is_bound(tokens: list[Token], place: int) -> bool:
    """Whether this = belongs to a sum written without braces: `sum_j=1^n`."""
    before = tokens[max(0, place - 3) : place]
    return len(before) == 3 and before[0].text in ("sum", "prod", "max", "min") and before[1].op("_")


def _without_left(
    slices: list[list[Token]], table: SymbolTable, lefts: LeftSides
) -> tuple[list[list[Token]], Span | None, tuple[str, Span] | None]:
    """Drop what only names the formula, at either end, and check what it claims."""
    if len(slices) == 1:
        return slices, None, None
    for place in (0, len(slices) - 1):
        tokens = slices[place][:-1]
        head = left.head_of(tokens)
        if head is None or not left.names_the_formula(head, len(tokens), table, lefts):
            continue
        span = (tokens[0].start, tokens[-1].end)
        fault = left.fault(head, lefts)
        rest = slices[:place] + slices[place + 1 :]
        return rest, span, None if fault is None else (fault, span)
    return slices, None, None
