"""Remembers what was found in a file, by its content and by the program that looked, so that a check stays quick."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from interview_prep.bank.problem import Problem

_KEPT = 1_000


class Memory:
    """Findings per file content, each in a small JSON file. A folder that cannot be written remembers nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recall(self, content: bytes, shown: str) -> list[Problem] | None:
        """What was found in this content before, named after the file that it is in now, or None."""
        try:
            rows = json.loads(self._path(content).read_text(encoding="utf-8"))
            return [replace(Problem.from_json(row), file=shown) for row in rows]
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def keep(self, content: bytes, problems: Sequence[Problem]) -> None:
        """Remember what was found in this content."""
        path = self._path(content)
        fresh = path.with_suffix(".new")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps([problem.to_json() for problem in problems])
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(path)

    def tidy(self) -> None:
        """Forget the oldest files when there are too many."""
        with suppress(OSError):
            files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
            for file in files[:-_KEPT]:
                file.unlink(missing_ok=True)

    def _path(self, content: bytes) -> Path:
        return self._folder / f"{blake2b(content, digest_size=12, key=_program()).hexdigest()}.json"


@lru_cache(maxsize=1)
def _program() -> bytes:
    """Changes with every source file that could change a finding: sizes and times of the program's own modules."""
    import engine
    import interview_prep

    rows = [interview_prep.__version__]
    parts = ("questions", "bank", "exercises", "formula", "grading", "authoring")
    program = Path(str(interview_prep.__file__)).parent
    for folder in (Path(str(engine.__file__)).parent, *(program / part for part in parts)):
        files = (file for file in sorted(folder.rglob("*")) if file.suffix in (".py", ".json", ".yaml"))
        rows += [f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    return blake2b("\n".join(rows).encode(), digest_size=32).digest()
