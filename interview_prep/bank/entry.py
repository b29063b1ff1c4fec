"""What is known of a question without reading it whole: enough to list, filter, schedule and find it."""

from typing import NamedTuple


class Entry(NamedTuple):
    """The index's row of one question. `file` is a path that can be opened; `line` is where the question begins."""

    id: str
    kind: str
    concept: str
    level: int
    scope: str
    priority: str
    covers: tuple[str, ...]
    hash: str
    needs: tuple[str, ...]
    confusable_with: tuple[str, ...]
    variant_of: str | None
    seconds: int
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    file: str
    line: int
