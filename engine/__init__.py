"""The mathematics of language models in NumPy, small enough for a whiteboard.

Every public function is `engine.NAME`, imported on first use, so that `import engine` itself loads no NumPy.
"""

from importlib import import_module
from typing import Any

_ERRORS = ("DTypeError", "ShapeError", "TokenIdError")
_TRACE = ("Step", "Summary", "Trace")


def _where(name: str) -> str | None:
    if name in _ERRORS:
        return "engine.errors"
    if name in _TRACE:
        return "engine.trace"
    from engine.catalog import OPERATIONS

    row = OPERATIONS.get(name)
    return row.module if row else None


def __getattr__(name: str) -> Any:
    module = None if name.startswith("_") else _where(name)
    if module is None:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    from engine.catalog import OPERATIONS

    return sorted([*_ERRORS, *_TRACE, *OPERATIONS])
