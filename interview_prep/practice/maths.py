"""Inline maths of prompts as one line of Unicode: `$\\sqrt{d_k}$` becomes √dₖ.

Only what the bank writes is understood; an unknown command keeps its name. A superscript is raised only where Unicode
has every one of its characters, otherwise it stays as `x^(ij)`; subscripts are lowered where that holds for all,
so that y_w never stands beside yₗ.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

_COMMANDS = {
    **{
        name: chr(code)
        for name, code in zip(
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma "
            "tau upsilon phi chi psi omega".split(),
            range(0x3B1, 0x3CA),
            strict=True,
        )
    },
    **dict(zip("Gamma Delta Theta Lambda Pi Sigma Phi Psi Omega".split(), "ΓΔΘΛΠΣΦΨΩ", strict=True)),
    "varepsilon": "ε",
    "varphi": "φ",
    "cdot": "·",
    "times": "×",
    "odot": "⊙",
    "circ": "∘",
    "pm": "±",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ne": "≠",
    "neq": "≠",
    "approx": "≈",
    "sim": "∼",
    "propto": "∝",
    "in": "∈",
    "to": "→",
    "rightarrow": "→",
    "leftarrow": "←",
    "infty": "∞",
    "sum": "Σ",
    "prod": "Π",
    "partial": "∂",
    "nabla": "∇",
    "top": "⊤",
    "mid": "|",
    "|": "‖",
    "Vert": "‖",
    "lVert": "‖",
    "rVert": "‖",
    "ldots": "…",
    "dots": "…",
    "cdots": "…",
    "quad": "  ",
    "qquad": "    ",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "langle": "⟨",
    "rangle": "⟩",
    "forall": "∀",
    "ll": "≪",
    "gg": "≫",
    "ell": "ℓ",
    ",": " ",
    ";": " ",
    ":": " ",
    " ": " ",
    "!": "",
    "left": "",
    "right": "",
    "big": "",
    "Big": "",
    "bigl": "",
    "bigr": "",
    "Bigl": "",
    "Bigr": "",
    "{": "{",
    "}": "}",
    "%": "%",
    "$": "$",
    "_": "_",
    "&": "&",
    "#": "#",
}
_FRACTIONS = (r"\frac", r"\tfrac", r"\dfrac")
_TRANSPARENT = {"mathrm", "mathbf", "mathbb", "mathcal", "text", "textbf", "operatorname", "mathit", "boldsymbol"}
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "overline": "\u0304"}
_SUB = dict(zip("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_SUPER = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzTVWαβ⊤",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀⱽᵂᵅᵝᵀ",
        strict=True,
    )
)
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([{}^_])|(\s+)|(.)", re.DOTALL)
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """How deep in braces, whether subscripts are lowered, and which ones were met."""

    depth: int = 0
    lower: bool = True
    met: list[str] = field(default_factory=list)


def to_unicode(latex: str, *, lower: bool | None = None) -> str:
    """The maths of one `$...$` as a single line. `lower` says whether subscripts may be lowered; None looks at all."""
    return _read(latex, _Place(lower=can_lower([latex]) if lower is None else lower))


def can_lower(formulas: Iterable[str]) -> bool:
    """Whether Unicode has every character of every subscript of these formulas."""
    place = _Place(lower=False)
    for latex in formulas:
        _read(latex, place)
    return all(character in _SUB for text in place.met for character in text)


def _read(latex: str, place: _Place) -> str:
    tokens = [match.group(0) for match in _TOKEN.finditer(latex)]
    text, _ = _sequence(tokens, 0, place)
    return re.sub(r" {2,}", " ", text).replace("-", "−").strip()


def _sequence(tokens: list[str], at: int, place: _Place) -> tuple[str, int]:
    """The text of tokens up to the closing brace, and where that is."""
    parts: list[str] = []
    while at < len(tokens) and tokens[at] != "}":
        if tokens[at] in ("_", "^"):
            text, after = _argument(tokens, at + 1, place)
            parts.append(_script(text, tokens[at], place))
        else:
            text, after = _argument(tokens, at, place)
            if tokens[at] in _FRACTIONS and (_applies(parts) or _goes_on(tokens[after:])):
                text = f"({text})"
            parts.append(text)
        at = after
    return "".join(parts), at


def _applies(parts: list[str]) -> bool:
    """Whether what stands before a fraction is a function or a factor: log a/b would be read as (log a)/b."""
    before = "".join(parts).rstrip()[-1:]
    return before.isalnum() or before in ("Σ", "Π", "∂", "∇")


def _goes_on(tokens: list[str]) -> bool:
    """Whether a factor or an exponent follows a fraction: a/b x would be read as a/(b x)."""
    following = next((token for token in tokens if not token.isspace()), "")
    if following.startswith("\\"):
        name = following[1:]
        return name not in _TRANSPARENT | {"right"} and _COMMANDS.get(name, name)[:1].isalnum()
    return following[:1].isalnum() or following == "^"


def _argument(tokens: list[str], at: int, place: _Place) -> tuple[str, int]:
    """One token or one braced group, and what comes after it."""
    if at >= len(tokens):
        return "", at
    token = tokens[at]
    if token == "{" and place.depth < _MAX_DEPTH:
        text, end = _sequence(tokens, at + 1, replace(place, depth=place.depth + 1))
        return text, end + 1
    if token.startswith("\\") and len(token) > 1:
        return _command(token[1:], tokens, at + 1, place)
    return (" " if token.isspace() else token), at + 1


def _command(name: str, tokens: list[str], at: int, place: _Place) -> tuple[str, int]:
    if f"\\{name}" in _FRACTIONS:
        top, at = _argument(tokens, at, place)
        bottom, at = _argument(tokens, at, place)
        return f"{_wrapped(top)}/{_wrapped(bottom)}", at
    if name == "binom":
        top, at = _argument(tokens, at, place)
        bottom, at = _argument(tokens, at, place)
        return f"C({top}, {bottom})", at
    if name == "sqrt":
        inner, at = _argument(tokens, at, place)
        return (f"√{inner}" if _is_atom(inner) else f"√({inner})"), at
    if name in _TRANSPARENT:
        return _argument(tokens, at, place)
    if name in _ACCENTS:
        inner, at = _argument(tokens, at, place)
        return inner + _ACCENTS[name], at
    return _COMMANDS.get(name, name), at


def _script(text: str, mark: str, place: _Place) -> str:
    if mark == "_":
        place.met.append(text)
    table = _SUPER if mark == "^" else _SUB if place.lower else {}
    if text and all(character in table for character in text):
        return "".join(table[character] for character in text)
    if mark == "^" and text in ("*", "∗", "′", "'"):
        return text
    return f"{mark}{text}" if len(text) == 1 or text.isalnum() else f"{mark}({text})"


def _is_atom(text: str) -> bool:
    return bool(text) and not re.search(r"[\s+\-−·×/=,]", text)


def _wrapped(text: str) -> str:
    return text if _is_atom(text) else f"({text.strip()})"
