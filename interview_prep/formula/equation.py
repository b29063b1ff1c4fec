"""A whole answer: brackets checked, the left side taken off and checked, the links of an equation parsed."""

from dataclasses import dataclass, field
from itertools import pairwise

from interview_prep.formula import naming
from interview_prep.formula.functions import function_named
from interview_prep.formula.lexer import tokenise
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node, Span
from interview_prep.formula.parser import RELATIONS, Parser, parser_for
from interview_prep.formula.readings import DEFAULT, Reading
from interview_prep.formula.symbols import SymbolTable, key_of, key_of_tokens
from interview_prep.formula.tokens import CLOSING, OPENING, Token

_TRAILING = (",", ";", ".", ":")
_WORDS = frozenset("where for with when if iff since subject".split())
_OPTIMA = {"max": 1, "argmax": 1, "maximize": 1, "maximise": 1, "min": -1, "argmin": -1, "minimize": -1, "minimise": -1}
_GENERIC = frozenset("loss Loss objective Objective L J out output result score".split())


@dataclass(frozen=True, slots=True)
class LeftSides:
    """The left sides that a question accepts: keys, their first names, and the arguments of those that have any."""

    keys: frozenset[str]
    bases: frozenset[str]
    arguments: dict[str, list[str]] = field(default_factory=dict)


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


def left_sides(forms: tuple[str, ...]) -> LeftSides:
    """What a question's `lhs` declares."""
    keys: set[str] = set()
    bases: set[str] = set()
    arguments: dict[str, list[str]] = {}
    for form in forms:
        tokens = tokenise(form)[:-1]
        head, inside = _head_of(tokens)
        keys |= {key_of(form), head}
        bases.add(tokens[0].text)
        if inside:
            arguments.setdefault(head, []).append(" ".join(t.text for t in inside))
    return LeftSides(frozenset(keys), frozenset(bases), arguments)


def parse_answer(text: str, table: SymbolTable, lefts: LeftSides, reading: Reading = DEFAULT) -> Answer:
    """Parse one answer under one reading. Raises NotUnderstoodError."""
    tokens = _trimmed(tokenise(text))
    if len(tokens) == 1:
        raise NotUnderstoodError("There is no formula yet.", tokens[0].span, "write it")
    check_brackets(tokens)
    tokens, optimum = _objective(tokens, table)
    slices = _split(tokens)
    kept, left, fault = _without_left(slices, table, lefts)
    met: set[str] = set()
    links = []
    for part in kept:
        p = parser_for(part, table, reading)
        links.append(_whole(p))
        met |= p.met
    return Answer(tuple(links), frozenset(met), left, fault, optimum)


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
    return tokens[place].text in ("if", "when", "iff") and all(t.kind == "name" for t in tokens[:place])


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
    for part in slices:
        if len(part) == 1:
            end = part[0]
            where = (end.start, end.start + (end is not tokens[-1]))
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
        head, inside = _head_of(tokens)
        if not head or not _names_the_formula(head, tokens, table, lefts):
            continue
        span = (tokens[0].start, tokens[-1].end)
        fault = _left_fault(head, inside, lefts)
        rest = slices[:place] + slices[place + 1 :]
        return rest, span, None if fault is None else (fault, span)
    return slices, None, None


def _head_of(tokens: list[Token]) -> tuple[str, list[Token]]:
    """The key of a name and the tokens in the bracket behind it; no key if more stands there than one name."""
    if not tokens or tokens[0].kind != "name":
        return "", []
    key, place = tokens[0].text, 1
    inside: list[Token] = []
    while place < len(tokens):
        token = tokens[place]
        if token.op("_", "^") and place + 1 < len(tokens):
            place += 1
            end = _close(tokens, place) if tokens[place].op("{") else place
            key += key_of_tokens(tokens[place : end + 1])
            place = end + 1
        elif token.op("'", "*"):
            key, place = key + token.text, place + 1
        elif token.op("(", "[") and not inside:
            end = _close(tokens, place)
            inside, place = tokens[place + 1 : end], end + 1
        elif token.op("@") and key == "pass":
            key, place = key + "@" + (tokens[place + 1].text if place + 1 < len(tokens) else ""), place + 2
        else:
            return "", []
    return key, inside


def _close(tokens: list[Token], start: int) -> int:
    level = 0
    for place in range(start, len(tokens)):
        token = tokens[place]
        if token.kind == "op":
            level += (token.text in OPENING) - (token.text in CLOSING)
        if level == 0:
            return place
    return len(tokens) - 1


def _names_the_formula(head: str, tokens: list[Token], table: SymbolTable, lefts: LeftSides) -> bool:
    base = tokens[0].text
    if naming.is_divergence(head):
        return head in lefts.keys and len(tokens) <= 3
    if head in lefts.keys or base in _GENERIC:
        return True
    if table.find(head) is not None or table.find(base) is not None:
        return False
    if base in lefts.bases:
        return True
    return function_named(head) is None and function_named(base) is None and len(base) > 1


def _left_fault(head: str, inside: list[Token], lefts: LeftSides) -> str | None:
    """What a left side claims wrongly: an argument that is shifted, or a preference the other way round."""
    given = " ".join(t.text for t in inside)
    declared = lefts.arguments.get(head, [])
    if given in declared:
        return None
    for token, following in pairwise(inside):
        if token.op("+", "-") and following.kind == "num":
            return "The left side names another entry than the one asked for."
    order = _preferred(inside)
    for form in declared:
        wanted = _preferred(tokenise(form)[:-1])
        if order and wanted and order != wanted:
            return "The left side prefers the other answer."
    return None


def _preferred(tokens: list[Token]) -> tuple[str, ...]:
    """The two sides of a preference, the better first."""
    for place, token in enumerate(tokens):
        if token.op(">", "<"):
            before = "".join(t.text for t in tokens[:place] if t.kind in ("name", "num"))
            after = ""
            for later in tokens[place + 1 :]:
                if later.op("|", ",", ";"):
                    break
                after += later.text if later.kind in ("name", "num") else ""
            return (before, after) if token.op(">") else (after, before)
    return ()
