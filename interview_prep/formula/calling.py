"""Calls, powers, roots, brackets, vectors and methods."""

from dataclasses import replace
from typing import TYPE_CHECKING

from interview_prep.formula import arguments, binders, naming
from interview_prep.formula.functions import GREEDY, SORTS, function_named
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node, Span, number
from interview_prep.formula.symbols import Symbol
from interview_prep.formula.tokens import OPENING, Token

if TYPE_CHECKING:
    from interview_prep.formula.parser import Parser

_BRACKETS = ("(", "[", "\\{", "{")
_SEPARATORS = (",", ";", "&", "\\\\")


def symbol(p: "Parser", declared: Symbol, spelling: str, span: Span) -> Node:
    """A declared symbol, with its arguments where it takes any."""
    if (
        declared.applies
        and p.token.op("(", "[")
        and not (declared.kind == "table" and p.token.op("[") and p.token.spaced)
    ):
        return arguments.application(p, declared, spelling, span)
    if declared.kind == "vector_function" and p.starts_factor():
        argument = p.operand()
        return Node("apply", (span[0], argument.span[1]), (argument,), declared.name, (spelling, ""))
    node = Node("sym", span, text=declared.name, marks=(spelling,))
    if declared.kind == "tensor" and len(declared.dims) == 1 and p.token.op("(") and _lone_index(p):
        p.take()
        saved, p.subscript = p.subscript, True
        argument = p.expression()
        p.subscript = saved
        end = p.take().end
        return Node("index", (span[0], end), (node, argument))
    return node


def _lone_index(p: "Parser") -> bool:
    """Whether the bracket holds nothing but an index: `p(i)` for a vector p."""
    token = p.ahead()
    primes = 1 if p.ahead(2).op("'") else 0
    if token.kind != "name" or not p.ahead(2 + primes).op(")"):
        return False
    declared = p.table.find(token.text)
    if declared is None and len(token.text) == 1:
        return True
    return naming.bound(p, token.text) is not None or (declared is not None and declared.kind == "index")


def function(p: "Parser", name: str, token: Token) -> Node:
    """A call of a known function: with brackets, or of the factors that follow."""
    over, exponent = "", None
    for script in naming.scripts_after(p, p.at):
        if script.mark == "^" and script.key and script.key.isdigit():
            exponent = number(float(script.key), (p.tokens[script.first].start, p.tokens[script.first].end))
        elif script.mark == "_" and SORTS[name] in ("reduce", "along") and script.key:
            over = script.key
        elif script.mark == "_" and name not in ("silu", "clip", "relu", "gelu") and script.key not in ("e", "a"):
            raise naming.unknown(p, token, [script])
        elif script.mark == "^" and name != "clip":
            break
        p.at = script.after
    node = _called(p, name, token)
    if node.kind == "call" and not over:
        node = _with_bars(node)
    if over:
        node = replace(node, marks=(*node.marks, "over"), parts=(*node.parts, Node("var", token.span, text=over)))
    if exponent is not None:
        node = Node("pow", node.span, (node, exponent))
    return node


def _with_bars(node: Node) -> Node:
    """`norm(a)` and `abs(a)` are ‖a‖ and |a|."""
    if len(node.parts) > 1:
        return node
    if node.text == "norm":
        return replace(node, kind="norm", text="2")
    return replace(node, kind="abs", text="") if node.text == "absolute" else node


def _called(p: "Parser", name: str, token: Token) -> Node:
    opening = p.token
    if not opening.op(*_BRACKETS):
        return _bare(p, name, token)
    found = arguments.call_arguments(p, name, token.start)
    if isinstance(found, Node):
        return found
    parts, options = found
    _check_count(name, len(parts) - len(options), token, p)
    node = Node("call", (token.start, p.tokens[p.at - 1].end), tuple(parts), name, tuple(options))
    if opening.spaced and name in GREEDY and p.token.op("/"):
        p.met.add("quotient")
        if p.reading.quotient:
            return _quotient(p, node)
    return node


def _quotient(p: "Parser", node: Node) -> Node:
    """`log (a)/(b)` read as the log of the quotient."""
    p.take()
    below = p.operand()
    inside = Node("product", (node.parts[0].span[0], below.span[1]), (node.parts[0], below), marks=("/",))
    return replace(node, span=(node.span[0], below.span[1]), parts=(inside,))


def _check_count(name: str, count: int, token: Token, p: "Parser") -> None:
    wanted = {"pair": (2, 2), "clip": (1, 3), "map": (1, 2 if name == "log" else 1)}.get(SORTS[name], (1, 9))
    if count < wanted[0] or count > wanted[1]:
        needs = {1: "one argument", 2: "two arguments", 3: "three arguments"}[min(wanted[1], 3)]
        span = (token.start, p.tokens[p.at - 1].end)
        raise NotUnderstoodError(f"{token.text} takes {needs}, here it has {count}.", span, "look at the commas")


def _bare(p: "Parser", name: str, token: Token) -> Node:
    """A function without brackets: `log p_i`, `cos m theta`, `softmax z`."""
    if SORTS[name] in ("pair", "clip", "concat", "drop", "transpose"):
        raise p.stuck(f"{token.text} needs its arguments in brackets")
    if not p.starts_factor() and not p.token.op("-", "√"):
        raise p.stuck(f"{token.text} has nothing to work on")
    p.deeper()
    factors = [p.operand()]
    signs: list[str] = []
    while name in GREEDY and p.starts_factor() and not _starts_function(p):
        if p.token.spaced:
            p.met.add("near")
            if p.reading.near:
                break
        factors.append(p.operand())
        signs.append(" ")
    p.depth -= 1
    if p.token.op("/") and name != "sqrt":
        p.met.add("quotient")
        if p.reading.quotient:
            p.take()
            factors.append(p.operand())
            signs.append("/")
    inside = factors[0]
    if signs:
        inside = Node("product", (factors[0].span[0], factors[-1].span[1]), tuple(factors), marks=tuple(signs))
    return Node("call", (token.start, inside.span[1]), (inside,), name)


def _starts_function(p: "Parser") -> bool:
    return p.token.kind == "name" and (
        (function_named(p.token.text) is not None and p.table.find(p.token.text) is None) or p.starts_binder()
    )


def rotation(p: "Parser", scripts: "list[naming.Script]") -> Node:
    """`R(mθ)` and `R_m`: the rotation by an angle, or by so many θ."""
    token = p.take()
    theta = Node("sym", token.span, text="theta", marks=("theta",))
    if scripts and scripts[0].mark == "_":
        inside = p.within(scripts[0].first, scripts[0].last, subscript=False)
        steps = inside.expression()
        if not inside.ended():
            raise inside.stuck()
        p.at = scripts[0].after
        turned = any(node.kind == "sym" and node.text == "theta" for node in steps.walk())
        angle = steps if turned else Node("product", steps.span, (steps, theta), marks=(" ",))
        return Node("call", (token.start, p.tokens[p.at - 1].end), (angle,), "rotation")
    if not p.token.op("("):
        raise naming.unknown(p, token, scripts)
    angle = group(p)
    return Node("call", (token.start, p.tokens[p.at - 1].end), (angle,), "rotation")


def capital(p: "Parser", token: Token) -> Node:
    """`C(n, k)` is a binomial, `O(...)` an order of growth, where these letters are not declared."""
    p.take()
    name = "binom" if token.text == "C" else "order"
    found = arguments.call_arguments(p, name, token.start)
    if isinstance(found, Node) or (name == "binom" and len(found[0]) != 2) or (name == "order" and len(found[0]) != 1):
        wanted = "two arguments" if name == "binom" else "one argument"
        raise NotUnderstoodError(f"{token.text} takes {wanted}.", token.span, "look at the commas")
    return Node("call", (token.start, p.tokens[p.at - 1].end), tuple(found[0]), name)


def root(p: "Parser") -> Node:
    """The root sign with its next factor."""
    sign = p.take()
    p.deeper()
    saved, p.rooted = p.rooted, True
    inside = root(p) if p.token.op("√") else p.postfix(p.atom())
    p.rooted = saved
    p.depth -= 1
    return Node("call", (sign.start, inside.span[1]), (inside,), "sqrt")


def power(p: "Parser", base: Node) -> Node:
    """What stands behind ^: a transposition or an exponent."""
    raised = p.take()
    end = _transposition(p)
    if end is not None:
        return Node("transpose", (base.span[0], end), (base,))
    p.deeper()
    exponent = p.atom() if raised.start == raised.end else _exponent(p)
    p.depth -= 1
    span = (base.span[0], exponent.span[1])
    if base.kind == "const" and base.text == "e":
        return Node("call", span, (exponent,), "exp")
    return Node("pow", span, (base, exponent))


def _transposition(p: "Parser") -> int | None:
    """Go past `T`, `⊤` or `{T}`, unless T is a quantity of this question."""
    braced = p.token.op("{", "(") and p.closing(p.at) == p.at + 2
    sign = p.ahead() if braced else p.token
    undeclared = p.table.find(sign.text) is None and naming.bound(p, sign.text) is None
    if sign.op("ᵀ", "'") or (sign.kind == "name" and sign.text in ("T", "top", "t") and undeclared):
        p.at += 3 if braced else 1
        return p.tokens[p.at - 1].end
    return None


def _exponent(p: "Parser") -> Node:
    saved = p.subscript
    p.subscript = False
    start = p.token
    if start.op("-", "+"):
        p.take()
        inner = _exponent(p)
        node = Node("neg", (start.start, inner.span[1]), (inner,)) if start.op("-") else inner
    elif start.op("*"):
        raise p.stuck("I don't know this power")
    else:
        node = root(p) if start.op("√") else p.atom()
        while p.token.op("_") or (p.token.op("[") and not p.token.spaced and naming.takes_brackets(p, node)):
            node = naming.index(p, node) if p.token.op("_") else naming.bracket_index(p, node)
        if p.token.op("^"):
            node = power(p, node)
        elif p.token.op("!"):
            node = Node("call", (node.span[0], p.take().end), (node,), "factorial")
    p.subscript = saved
    return node


def command(p: "Parser") -> Node:
    """The LaTeX commands that take groups."""
    token = p.take()
    if token.text == "underset":
        return _underset(p)
    if token.text == "sqrt":
        return _latex_root(p, token)
    top, bottom = _latex_group(p), _latex_group(p)
    span = (token.start, p.tokens[p.at - 1].end)
    if token.text == "binom":
        return Node("call", span, (top, bottom), "binom")
    return Node("product", span, (top, bottom), marks=("/",))


def _latex_group(p: "Parser") -> Node:
    """A group in braces, or the next sign; of a number only its first digit."""
    token = p.token
    if (
        token.kind == "num"
        and len(token.text) > 1
        and token.text.isdigit()
        and len(token.text) == token.end - token.start
    ):
        first = Token("num", token.text[0], token.start, token.start + 1, token.spaced)
        p.tokens[p.at : p.at + 1] = [first, Token("num", token.text[1:], token.start + 1, token.end)]
    if token.kind == "end":
        raise p.stuck()
    if not token.op("{"):
        return p.atom()
    return group(p)


def _latex_root(p: "Parser", token: Token) -> Node:
    degree = None
    if p.token.op("["):
        degree = group(p)
    inside = _latex_group(p) if p.token.op("{") or p.token.kind == "num" else p.postfix(p.atom())
    span = (token.start, p.tokens[p.at - 1].end)
    if degree is None:
        return Node("call", span, (inside,), "sqrt")
    one = number(1, degree.span)
    return Node("pow", span, (inside, Node("product", degree.span, (one, degree), marks=("/",))))


def _underset(p: "Parser") -> Node:
    """`\\underset{x}{\\max}` is `\\max_{x}`."""
    if not p.token.op("{"):
        raise p.stuck()
    first = p.closing(p.at)
    under = p.tokens[p.at : first + 1]
    if not p.tokens[first + 1].op("{"):
        last, over = first + 2, p.tokens[first + 1 : first + 2]
    else:
        last = p.closing(first + 1) + 1
        over = p.tokens[first + 2 : last - 1]
    mark = Token("op", "_", under[0].start, under[0].start)
    p.tokens[p.at : last] = [*over, mark, *under]
    return p.atom()


def bars(p: "Parser") -> Node:
    """An absolute value or a norm."""
    opening = p.take()
    p.deeper()
    saved = p.bars, p.separating, p.subscript
    p.bars, p.separating, p.subscript = (*saved[0], opening.text), False, False
    inside = p.expression()
    if opening.op("|") and p.token.op("||"):
        token = p.token
        middle = (token.start + token.end + 1) // 2
        halves = [Token("op", "|", token.start, middle), Token("op", "|", middle, token.end)]
        p.tokens[p.at : p.at + 1] = halves
    if not p.token.op(opening.text):
        if p.token.kind == "end" or p.token.text in OPENING.values():
            raise NotUnderstoodError(f"This “{opening.text}” is never closed.", opening.span, "close it")
        raise p.stuck()
    p.bars, p.separating, p.subscript = saved
    p.depth -= 1
    closing = p.take()
    if opening.op("|"):
        return Node("abs", (opening.start, closing.end), (inside,))
    order = "2"
    for script in naming.scripts_after(p, p.at):
        if script.mark == "_":
            order = script.key or "2"
            p.at = script.after
            break
        break
    if order not in ("1", "2", "F"):
        raise NotUnderstoodError(f"I don't know the norm “{order}”.", p.tokens[p.at - 1].span, "leave the index out")
    return Node("norm", (opening.start, p.tokens[p.at - 1].end), (inside,), order)


def group(p: "Parser") -> Node:
    """What stands in brackets: one expression, or a vector, or a matrix."""
    opening = p.take()
    close = OPENING[opening.text]
    saved = p.bars, p.separating, p.subscript
    joined = _joined(p)
    rooted, p.rooted = p.rooted, False
    p.bars, p.separating, p.subscript = (), bool(joined), False
    p.deeper()
    items, separators = [item(p)], []
    if opening.op("[", "(") and p.token.text == "for":
        binders.comprehension(p)
    while p.token.op(*_SEPARATORS, *joined):
        separators.append(p.take().text)
        if p.token.op(close):
            if separators[-1] != "\\\\":
                raise p.stuck("An entry is missing")
            separators.pop()
            break
        items.append(item(p))
    closing = p.need(close, opening)
    p.depth -= 1
    p.bars, p.separating, p.subscript = saved
    p.rooted = rooted
    return _grouped(opening, (opening.start, closing.end), items, separators)


def _joined(p: "Parser") -> tuple[str, ...]:
    """The signs that join matrices to one, where the question has a stack of them: `(head_1 ‖ … ‖ head_h)`."""
    if any(len(declared.dims) == 3 for declared in p.table.declared() if declared.kind == "tensor"):
        return ("||", "|", "⊕")
    return ()


def angle(p: "Parser") -> Node:
    """`<a, b>`, an inner product in ASCII."""
    opening = p.token
    p.take()
    left = p.expression()
    if not p.accept(","):
        p.at -= 1
        raise NotUnderstoodError("Nothing stands before “<”.", opening.span, "write what is smaller")
    right = p.expression()
    closing = p.need(">", opening)
    return Node("call", (opening.start, closing.end), (left, right), "dot")


def item(p: "Parser") -> Node:
    """One entry in brackets, with `over` and `choose`, which bind more loosely than all else."""
    above = p.expression()
    sign = p.token
    if not sign.op("over", "choose") and not (sign.kind == "name" and sign.text == "choose"):
        return above
    p.take()
    below = p.expression()
    span = (above.span[0], below.span[1])
    if sign.op("over"):
        return Node("product", span, (above, below), marks=("/",))
    return Node("call", span, (above, below), "binom")


def _grouped(opening: Token, span: Span, items: list[Node], separators: list[str]) -> Node:
    if opening.op("⟨"):
        if len(items) != 2:
            raise NotUnderstoodError("An inner product takes two vectors.", span, "write ⟨a, b⟩")
        return Node("call", span, tuple(items), "dot")
    if opening.op("⌊", "⌈"):
        return Node("call", span, tuple(items[:1]), "floor" if opening.op("⌊") else "ceil")
    if len(items) == 1:
        return items[0]
    kinds = set(separators)
    if kinds <= {"||", "|", "⊕"}:
        return Node("call", span, tuple(items), "concat")
    rows = "\\\\" if "\\\\" in kinds else ";"
    if len(kinds) == 1 or rows not in kinds:
        return Node("vec", span, tuple(items), opening.text)
    nested: list[list[Node]] = [[items[0]]]
    for separator, item in zip(separators, items[1:], strict=True):
        if separator == rows:
            nested.append([])
        nested[-1].append(item)
    vectors = tuple(Node("vec", (row[0].span[0], row[-1].span[1]), tuple(row), "[") for row in nested)
    return Node("vec", span, vectors, "[")


def method(p: "Parser", node: Node) -> Node:
    """`.T`, `.sum(-1)`, `.shape[-1]`."""
    token = p.take()
    name = function_named(token.text.replace("_", ""))
    if token.text in ("T", "mT", "H", "mH", "t", "transpose", "swapaxes", "permute"):
        if p.token.op("("):
            skip_group(p)
        return Node("transpose", (node.span[0], p.tokens[p.at - 1].end), (node,))
    if token.text in ("size", "shape") and p.token.op("(", "["):
        p.take()
        axis = p.expression()
        p.take()
        return Node("call", (node.span[0], p.tokens[p.at - 1].end), (node, axis), "size")
    if name is None:
        raise NotUnderstoodError(f"I don't know the method “.{token.text}”.", token.span, "write it as a formula")
    parts: list[Node] = []
    options: list[str] = []
    if not p.token.op("("):
        raise p.stuck(f"A method such as .{token.text} needs its brackets")
    if p.token.op("("):
        found = arguments.call_arguments(p, name, token.start, may_be_empty=True)
        if not isinstance(found, Node):
            parts, options = found
    span = (node.span[0], p.tokens[p.at - 1].end)
    _check_count(name, 1 + len(parts) - len(options), token, p)
    return _with_bars(Node("call", span, (node, *parts), name, tuple(options)))


def skip_group(p: "Parser") -> None:
    """Go past a bracket and all in it."""
    p.at = p.closing(p.at) + 1
