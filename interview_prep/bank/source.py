"""The files of one bank: a folder of YAML files with an optional `registry/`, or a single file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path

from interview_prep import __version__
from interview_prep.bank.index import SCHEMA_VERSION

_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a bank: its path below the bank's root ("" for a bank of one file), its size and time."""

    name: str
    size: int
    mtime_ns: int

    @property
    def registry(self) -> str | None:
        """Which registry the file belongs to (facts, tags, ...), or None for a file of questions."""
        parts = self.name.split("/")
        if len(parts) < 2 or parts[0] != "registry":
            return None
        return parts[1] if len(parts) > 2 else parts[1].rsplit(".", 1)[0]


class Source:
    """One bank on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Where a file of this bank is."""
        return self.root / name if name else self.root

    @cached_property
    def files(self) -> list[SourceFile]:
        """The bank's files in a stable order; none where there is no such bank."""
        try:
            if self.root.is_dir():
                return sorted(_scan(str(self.root), "", set()), key=lambda file: file.name)
            stat = self.root.stat()
            return [SourceFile("", stat.st_size, stat.st_mtime_ns)]
        except OSError:
            return []

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a file comes, goes, or has another size or time, and when the program that reads it changed."""
        rows = [f"{file.name}\0{file.size}\0{file.mtime_ns}" for file in self.files]
        return blake2b("\n".join([program_stamp(), *rows]).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def content_hash(content: bytes) -> str:
    """32 hexadecimal digits for a file's content."""
    return blake2b(content, digest_size=16).hexdigest()


def program_version() -> str:
    """What a shipped index must have been compiled by."""
    return f"{__version__}/{SCHEMA_VERSION}"


@lru_cache(maxsize=1)
def program_stamp() -> str:
    """The version, and sizes and times of the modules that decide what a file compiles to."""
    here = Path(__file__).parent
    rows = [program_version()]
    for folder in (here, here.parent / "questions"):
        rows += [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in sorted(folder.glob("*.py"))]
    return blake2b("\n".join(rows).encode()).hexdigest()[:32]


def _scan(folder: str, prefix: str, seen: set[str]) -> Iterator[SourceFile]:
    """The files below a folder. What cannot be read is among them, since reading it says why; no folder comes twice."""
    seen.add(os.path.realpath(folder))
    try:
        with os.scandir(folder) as listed:
            found = sorted(listed, key=lambda item: (item.is_symlink(), item.name))
    except OSError:
        yield SourceFile(prefix.rstrip("/"), 0, 0)
        return
    for item in found:
        name = prefix + os.fsencode(item.name).decode("utf-8", "replace")
        if item.name.startswith((".", "__")):
            continue
        if os.path.isdir(item.path):
            if os.path.realpath(item.path) not in seen:
                yield from _scan(item.path, f"{name}/", seen)
        elif item.name.endswith(_ENDINGS):
            yield _file(item, name)


def _file(item: os.DirEntry[str], name: str) -> SourceFile:
    try:
        stat = item.stat()
    except OSError:
        return SourceFile(name, 0, 0)
    return SourceFile(name, stat.st_size, stat.st_mtime_ns)
