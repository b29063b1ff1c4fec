"""Expectations with what they are over, and divergences between distributions."""

from typing import TYPE_CHECKING

from interview_prep.formula import binders, naming
from interview_prep.formula.functions import function_named
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node
from interview_prep.formula.tokens import Token

if TYPE_CHECKING:
    from interview_prep.formula.naming import Script
    from interview_prep.formula.parser import Parser


def expectation(p: "Parser") -> Node:
    start = p.take()
    p.deeper()
    groups: list[tuple[tuple[str, ...], Node]] = []
    if p.token.op("_"):
        groups = under(p)
    undeclared = [name for names, _ in groups for name in names if p.table.find(name) is None]
    p.scope.append({name: name for name in undeclared})
    body = _expected(p)
    p.scope.pop()
    p.depth -= 1
    span = (start.start, p.tokens[p.at - 1].end)
    marks = tuple(" ".join(names) for names, _ in groups)
    return Node("expect", span, (body, *(source for _, source in groups)), marks=marks)


def _expected(p: "Parser") -> Node:
    """The body: what stands in the bracket, or the factors that follow."""
    opening = p.token
    if not opening.op("[", "(", "\\{", "{"):
        return p.product()
    saved = p.bars, p.separating, p.subscript
    p.bars, p.separating, p.subscript = (), False, False
    close = p.closing(p.at)
    p.take()
    body = p.relation()
    if p.at != close:
        raise p.stuck()
    p.take()
    p.bars, p.separating, p.subscript = saved
    return body


def under(p: "Parser") -> list[tuple[tuple[str, ...], Node]]:
    """What an expectation is over, with or without braces: `E_{x~D}`, `E_(x,y)~D`, `E_t`."""
    scripts = naming.scripts_after(p, p.at)
    if not scripts:
        p.take()
        raise p.stuck()
    script = scripts[0]
    braced = p.tokens[script.after - 1].op("}")
    inside = p.within(script.first, script.last, separating=True)
    groups = _groups(inside, len(inside.tokens) - 1)
    p.at = script.after
    if p.token.op("~") and not braced:
        names = tuple(name for group, _ in groups for name in group)
        sign = p.take()
        saved, p.separating = p.separating, True
        groups = [(names, _distribution(p, sign, len(p.tokens) - 1, names))]
        while p.token.op(",") and _draws_follow(p):
            p.take()
            name, _ = _variable(p)
            groups.append(((name,), _distribution(p, p.take(), len(p.tokens) - 1, (name,))))
            if not name:
                raise p.stuck("No variable stands before “~”")
        p.separating = saved
    return groups


def _draws_follow(p: "Parser") -> bool:
    """Whether `, y ~` comes next."""
    if p.ahead().kind != "name":
        return False
    scripts = naming.scripts_after(p, p.at + 2)
    return p.tokens[scripts[-1].after if scripts else p.at + 2].op("~")


def _groups(p: "Parser", last: int) -> list[tuple[tuple[str, ...], Node]]:
    groups: list[tuple[tuple[str, ...], Node]] = []
    pending: list[tuple[str, Node]] = []
    if p.at >= last:
        raise p.stuck("I expected what the expectation is over")
    while p.at < last:
        token = p.token
        if p.accept(",", "(", ")", ";", "[", "]", "\\\\", "{", "}"):
            _refuse_empty(p, token, last)
            continue
        after_name = p.at > 0 and not p.tokens[p.at - 1].op(",", "(", ";", "[", "{", "\\\\")
        if token.kind == "name" and after_name and not binders.is_member(token):
            raise p.stuck("A comma or “~” is missing")
        if token.op("~") or binders.is_member(token):
            p.take()
            names = tuple(name for name, _ in pending)
            if not names or "" in names or set(names) & {name for group, _ in groups for name in group}:
                raise NotUnderstoodError(f"No variable stands before “{token.text}”.", token.span, "write x ~ D")
            groups.append((names, _distribution(p, token, last, names)))
            pending = []
            continue
        pending.append(_variable(p))
    together = tuple(name for name, _ in pending if name)
    groups += [((), source) for name, source in pending if not name]
    if together:
        groups.append((together, next(source for name, source in pending if name)))
    return groups


def _refuse_empty(p: "Parser", sign: Token, last: int) -> None:
    """A comma has something on both sides."""
    alone = p.at == 1 or p.at >= last or p.tokens[p.at - 2].op("(", ",")
    if sign.op(",", ";") and (alone or p.token.op(",", ";", "~", ")")):
        raise NotUnderstoodError(f"Something is missing beside “{sign.text}”.", sign.span, "drop the comma")


def _variable(p: "Parser") -> tuple[str, Node]:
    """One name under an expectation: an index, or a distribution or data set without its index."""
    token = p.token
    if token.kind != "name" or function_named(token.text) is not None or token.text in binders.BIG:
        raise p.stuck("I expected a variable")
    scripts = naming.scripts_after(p, p.at + 1)
    for count in range(len(scripts), -1, -1):
        key = token.text + "".join(s.key or "" for s in scripts[:count])
        after = scripts[count - 1].after if count else p.at + 1
        while p.tokens[after].op("'"):
            key, after = key + "'", after + 1
        symbol = p.table.find(key)
        if symbol is None or symbol.implied:
            continue
        if symbol.kind in ("table", "tensor"):
            return "", p.postfix(p.atom())
        p.at = after
        return symbol.name, Node("hole", (token.start, p.tokens[after - 1].end))
    key = token.text + "".join(s.key or "" for s in scripts)
    p.at = scripts[-1].after if scripts else p.at + 1
    while p.token.op("'"):
        key += p.take().text
    hole = Node("hole", (token.start, p.tokens[p.at - 1].end))
    if len(key.rstrip("'")) == 1 and key[0].islower():
        return key, hole
    if not _names_data(key):
        raise NotUnderstoodError(f"I don't know what “{key}” is here.", hole.span, "write x ~ D")
    return "", Node("data", hole.span, text=key)


def _names_data(key: str) -> bool:
    """Whether an undeclared name can be that of a data set or of its distribution."""
    return key[0].isupper() or key.lower().startswith(("data", "pref", "pdata", "train", "mathcal"))


def _distribution(p: "Parser", sign: Token, last: int, names: tuple[str, ...]) -> Node:
    """What stands behind `~`: a declared distribution, or the name of a data set."""
    token = p.token
    if p.at >= last or token.kind != "name" or token.text == "E" or function_named(token.text) is not None:
        hint = "name the distribution, as in x ~ D"
        raise NotUnderstoodError(f"Nothing stands behind “{sign.text}”.", sign.span, hint)
    scripts = naming.scripts_after(p, p.at + 1)
    keys = [token.text + "".join(s.key or "" for s in scripts[:count]) for count in range(len(scripts), -1, -1)]
    symbols = [s for s in map(p.table.find, keys) if s is not None and not s.implied]
    if symbols and symbols[0].kind in ("table", "tensor"):
        p.scope.append({name: name for name in names})
        node = p.postfix(p.atom())
        p.scope.pop()
        return node
    if symbols:
        hint = "name the distribution, as in x ~ D"
        raise NotUnderstoodError(f"“{token.text}” is no distribution.", token.span, hint)
    if not _names_data(keys[0]):
        raise naming.unknown(p, token, scripts)
    p.at = scripts[-1].after if scripts else p.at + 1
    end = p.tokens[p.at - 1].end
    if p.token.op("(") and p.at < last:
        p.at = p.closing(p.at) + 1
    return Node("data", (token.start, end), text=token.text)


def divergence(p: "Parser", token: Token, scripts: "list[Script]") -> Node | None:
    """`KL(p || q)` in its spellings."""
    place = None
    for count in range(len(scripts), -1, -1):
        key = token.text + "".join(script.key or "" for script in scripts[:count])
        after = scripts[count - 1].after if count else p.at + 1
        if naming.is_divergence(key) and p.tokens[after].op("(", "[", "\\{", "{"):
            place = after
            break
    if place is None:
        return None
    close = p.closing(place)
    p.at = place + 1
    saved = p.bars, p.separating, p.subscript
    p.bars, p.separating, p.subscript = (), True, False
    left = p.postfix(p.atom())
    if not p.accept("||", "|", ",", ";"):
        if not (p.token.op("/") and p.ahead().op("/")):
            raise p.stuck("I expected “||” between the two distributions")
        p.at += 2
    right = p.postfix(p.atom())
    if p.at != close:
        raise p.stuck()
    p.take()
    p.bars, p.separating, p.subscript = saved
    return Node("kl", (token.start, p.tokens[close].end), (left, right))
