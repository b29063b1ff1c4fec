"""How values are shown: parameters exactly, computed values to the digits that matter, arrays as lists."""

from collections.abc import Callable, Mapping
from typing import Any

from interview_prep.questions.model import Tolerance

_SIGNIFICANT = 4
_PLAIN = frozenset({bool, int, float, str, type(None)})


def plain(value: Any) -> Any:
    """The value as lists, numbers and text: arrays and array scalars are unpacked, nothing is squeezed."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def show_exact(value: Any) -> str:
    """A parameter, with every digit that it has."""
    return _show(plain(value), _exact)


def show(value: Any) -> str:
    """A computed value, to four significant digits; integers keep all of theirs."""
    return _show(plain(value), lambda number: _rounded(number, _SIGNIFICANT))


def show_answer(value: Any, tolerance: Tolerance) -> str:
    """A computed value with enough digits to count as right when it is typed as shown."""

    def number(x: float) -> str:
        allowed = max(tolerance.absolute, tolerance.relative * abs(x)) / 4
        for digits in range(_SIGNIFICANT, 17):
            text = _rounded(x, digits)
            if abs(float(text.replace(",", "")) - x) <= allowed:
                return text
        return _rounded(x, 17)

    return _show(plain(value), number)


def _show(value: Any, number: Callable[[float], str]) -> str:
    """What `plain` gave, as text."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return _integer(value)
        case float():
            return number(value)
        case list():
            return f"[{', '.join([_item(item, number) for item in value])}]"
        case dict():
            return ", ".join(f"{key}: {_show(item, number)}" for key, item in value.items())
    return str(value)


def _item(value: Any, number: Callable[[float], str]) -> str:
    """An entry of a list, where a comma parts entries and so groups no thousands."""
    text = _show(value, number)
    return text.replace(",", "") if isinstance(value, int | float) else text


def _integer(value: int) -> str:
    return f"{value:,}"


def _exact(value: float) -> str:
    if abs(value) >= 1e7 and float(f"{value:.3g}") == value:
        mantissa, _, exponent = f"{value:.2e}".partition("e")  # 1e10 is read at a glance, its zeros are counted
        return _tidy(f"{mantissa.rstrip('0').rstrip('.')}e{exponent}")
    if value.is_integer() and abs(value) < 1e15:
        return _integer(int(value))
    return _tidy(repr(value))


def _rounded(value: float, digits: int) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return _integer(int(value))
    if 1_000 <= abs(value) < 1e6:
        digits = max(digits, len(str(int(abs(value)))))  # 32,865 seconds are not shown as 32,870
    text = f"{value:,.{digits}g}"
    if "e" in text and 1e-4 <= abs(value) < 1e9:
        text = _integer(int(float(text)))
    return _tidy(text)


def _tidy(text: str) -> str:
    """1e+10 as 1e10, 1e-05 as 1e-5, and no negative zero."""
    mantissa, mark, exponent = text.partition("e")
    if mark:
        return f"{mantissa}e{int(exponent)}"
    return "0" if mantissa in ("-0", "-0.0") else mantissa
