"""The LaTeX half of the lexer: commands become signs, names, or the few commands that the parser knows."""

from typing import TYPE_CHECKING

from interview_prep.formula import signs
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.tokens import Token

if TYPE_CHECKING:
    from interview_prep.formula.lexer import Lexer

_MATRICES = ("matrix", "pmatrix", "bmatrix", "vmatrix", "Bmatrix", "smallmatrix", "array")
_IGNORED_ENVIRONMENTS = ("aligned", "align", "align*", "equation", "equation*", "split", "gathered", "gather", "cases")
_MAX_NESTED_STYLES = 20


def command(lexer: "Lexer") -> None:
    """Read the command that starts here."""
    start = lexer.at
    lexer.at += 1
    if not lexer.peek().isascii() or not lexer.peek().isalpha():
        name = lexer.peek()
        lexer.at += 1 if name else 0
    else:
        while lexer.peek().isascii() and lexer.peek().isalpha():
            lexer.at += 1
        name = lexer.text[start + 1 : lexer.at]
        if lexer.peek() == "*":
            lexer.at += name in ("operatorname", "text")
    _dispatch(lexer, name, start)


def _dispatch(lexer: "Lexer", name: str, start: int) -> None:
    if name in signs.VANISHING:
        lexer.spaced = lexer.spaced or name not in signs.DELIMITED
        if name in signs.DELIMITED and _skip_blank(lexer) and lexer.peek() == ".":
            lexer.at += 1
    elif name in signs.GREEK_COMMANDS:
        lexer.name(signs.GREEK_COMMANDS[name], start)
    elif name in signs.ELL:
        lexer.name(signs.ELL[name], start)
    elif name in signs.COMMANDS:
        lexer.emit("op", signs.COMMANDS[name], start, lexer.at)
    elif name in signs.GROUPING:
        lexer.emit("cmd", signs.GROUPING[name], start, lexer.at)
    elif name in signs.STYLES:
        _style(lexer, name, start)
    elif name in signs.ACCENT_COMMANDS:
        accent(lexer, signs.ACCENT_COMMANDS[name], start)
    elif name in ("begin", "end"):
        _environment(lexer, name, start)
    elif name in signs.WORD_COMMANDS or name in signs.GREEK.values() or len(name) > 2:
        _word(lexer, name, start)
    else:
        raise NotUnderstoodError(
            f"I don't know the command “\\{name}”.", (start, lexer.at), "write it in letters or signs"
        )


def _word(lexer: "Lexer", name: str, start: int) -> None:
    if name not in signs.WORD_COMMANDS and name not in (
        "Softmax",
        "Attention",
        "Concat",
        "clip",
        "silu",
        "SiLU",
        "Swish",
    ):
        raise NotUnderstoodError(
            f"I don't know the command “\\{name}”.", (start, lexer.at), "write it in letters or signs"
        )
    lexer.emit("name", name, start, lexer.at)


def _skip_blank(lexer: "Lexer") -> bool:
    while lexer.peek().isspace():
        lexer.at += 1
    return True


def _group(lexer: "Lexer") -> tuple[int, int]:
    """The raw range inside the braces that start here, or of the one character that stands here."""
    _skip_blank(lexer)
    if lexer.peek() != "{":
        return lexer.at, min(lexer.at + 1, len(lexer.text))
    depth = 0
    for place in range(lexer.at, len(lexer.text)):
        character = lexer.text[place]
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return lexer.at + 1, place
    raise NotUnderstoodError("This “{” is never closed.", (lexer.at, lexer.at + 1), "add “}”")


def _style(lexer: "Lexer", name: str, start: int) -> None:
    """`\\mathrm{softmax}` is one name; a style around anything else vanishes."""
    first, last = _group(lexer)
    content = lexer.text[first:last]
    plain = content.strip()
    braced = lexer.peek() == "{"
    if plain.isascii() and plain.isalpha():
        lexer.at = last + braced
        if name == "mathbb" and plain == "E":
            lexer.emit("name", "E", start, lexer.at, big=True)
        elif name.startswith("text") and plain in ("where", "with", "and", "if"):
            lexer.spaced = True
        else:
            lexer.name(plain, start)
    elif braced and not plain:
        lexer.at = last + 1
        lexer.spaced = True
    elif braced and _is_one_sign(plain):
        lexer.at = first
        while lexer.at < last:
            lexer.step()
        lexer.at = last + 1


def _is_one_sign(content: str) -> bool:
    """A single command or character: its braces mean nothing."""
    return (content.startswith("\\") and content[1:].isalpha()) or len(content) == 1


def accent(lexer: "Lexer", mark: str, start: int) -> None:
    """`\\hat{A}` is the name Ahat; over more than one name the accent is refused."""
    first, last = _group(lexer)
    braced = lexer.peek() == "{"
    saved, lexer.tokens = lexer.tokens, []
    lexer.at = first
    if first == last or mark_depth(lexer.text[first:last]) > _MAX_NESTED_STYLES:
        raise NotUnderstoodError(f"There is nothing under this {mark}.", (start, last), "put a letter under it")
    if not braced:
        lexer.step()
        last = lexer.at
    while lexer.at < last:
        lexer.step()
    inner, lexer.tokens = lexer.tokens, saved
    lexer.at = last + braced
    if not inner or inner[0].kind != "name":
        raise NotUnderstoodError(f"I can't put a {mark} on this.", (start, lexer.at), "put a single letter under it")
    head = inner[0]
    text = head.text if head.text == "E" else head.text + mark
    lexer.emit("name", text, start, head.end if len(inner) > 1 else lexer.at, head.big)
    lexer.tokens += [Token(t.kind, t.text, t.start, t.end, t.spaced, t.big) for t in inner[1:]]


def mark_depth(text: str) -> int:
    """How deep braces nest in a text."""
    depth = deepest = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest


def _environment(lexer: "Lexer", name: str, start: int) -> None:
    first, last = _group(lexer)
    what = lexer.text[first:last]
    lexer.at = last + 1
    if what in _MATRICES:
        if what == "array" and name == "begin" and lexer.peek() == "{":
            lexer.at = _group(lexer)[1] + 1
        lexer.emit("op", "[" if name == "begin" else "]", start, lexer.at)
    elif what not in _IGNORED_ENVIRONMENTS:
        raise NotUnderstoodError(f"I don't know the environment “{what}”.", (start, lexer.at), "use pmatrix")
