"""The learner's settings: a small TOML file, strict about values, written whole and atomically."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from interview_prep.errors import UserError
from interview_prep.text import one_line


@dataclass(frozen=True, slots=True)
class Settings:
    """What the learner chose. Unknown keys in the file are kept when it is written again."""

    interview: date | None = None
    minutes: int = 15
    new_per_day: int = 8
    reviews_per_day: int = 120
    retention: float = 0.9
    theme: str = "ink"
    zone: str = ""
    beyond: bool = True
    banks: tuple[str, ...] = ()
    welcomed: bool = False


_RANGES: dict[str, tuple[float, float]] = {
    "minutes": (1, 240),
    "new_per_day": (0, 200),
    "reviews_per_day": (1, 2000),
    "retention": (0.7, 0.98),
}


_FORMS: dict[type, str] = {
    int: "write it as a whole number, such as 15",
    float: "write it as a number, such as 0.9",
    bool: "write it as true or false",
    str: "write it as text in quotes",
}


def load(path: Path) -> Settings:
    """The settings in the file, or the defaults when there is none.

    Raises UserError naming the file, the setting and what it may be.
    """
    return _settings(path, _read(path))


def save(path: Path, settings: Settings) -> None:
    """Write the settings whole: to a new file beside the old one, which then takes its place."""
    import tomli_w

    try:
        kept = _read(path)
    except UserError:
        kept = {}
    values = {**kept, **{key: value for key, value in asdict(settings).items() if value is not None}}
    values["banks"] = list(settings.banks)
    if settings.interview is None:
        values.pop("interview", None)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(tomli_w.dumps(values), encoding="utf-8")
        os.replace(fresh, path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise UserError(
            f"{path}: settings cannot be written ({error.strerror}); check the folder's permissions"
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path}: not valid TOML ({one_line(str(error), 120)}); mend the line or delete the file"
        ) from None
    except OSError as error:
        raise UserError(f"{path}: settings cannot be read ({error.strerror}); check the file's permissions") from None


def _settings(path: Path, values: Mapping[str, Any]) -> Settings:
    known = {field.name: field.default for field in fields(Settings)}
    chosen: dict[str, Any] = {}
    for name, default in known.items():
        if name in values:
            chosen[name] = _checked(path, name, values[name], default)
    return Settings(**chosen)


def _checked(path: Path, name: str, value: Any, default: Any) -> Any:
    if name == "interview":
        if type(value) is not date:
            raise UserError(
                f"{path}: interview is {_written(value)}; write it as a date without quotes, such as 2026-03-31"
            )
        if not 2000 <= value.year < 2100:
            raise UserError(f"{path}: interview is {value}; check the year")
        return value
    if name == "banks":
        if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise UserError(f'{path}: banks is {value!r}; write it as a list, such as ["~/my-bank"]')
        return tuple(value)
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default):
        raise UserError(f"{path}: {name} is {_written(value)}; {_FORMS[type(default)]}")
    low, high = _RANGES.get(name, (float("-inf"), float("inf")))
    if name in _RANGES and not low <= value <= high:
        raise UserError(f"{path}: {name} is {value}; it can be from {low} to {high}")
    return value


def _written(value: Any) -> str:
    """A value about as it stands in a TOML file."""
    text = repr(value) if isinstance(value, str) else str(value)
    return one_line(text.lower() if isinstance(value, bool) else text, 60)
