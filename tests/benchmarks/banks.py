"""Large banks for measurements: as many questions as wanted, of all kinds, in the words of the bundled ones."""

from pathlib import Path

import question_bank

BRIEF = ("choice", "cloze", "numeric", "order", "flag")
KINDS = (*BRIEF, "recall")
_REFERRING = ("  needs:", "  confusable_with:", "  variant_of:", "  aliases:")


def large_bank(folder: Path, count: int = 10_000, kinds: tuple[str, ...] = KINDS) -> Path:
    """A folder with that many questions of these kinds under fresh ids, written once."""
    done = folder / f"{count}.done"
    if done.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    files = [file for file in sorted(question_bank.ROOT.glob("*/*.yaml")) if file.stem in kinds]
    texts = [_items(file) for file in files]
    copies = -(-count // sum(map(len, texts)))
    written = 0
    for file, items in zip(files, texts, strict=True):
        asked = [(copy, place) for copy in range(copies) for place in range(len(items))][: count - written]
        lines = [_renamed(items[place], f"{file.parent.name}.{file.stem}-{copy}-{place}") for copy, place in asked]
        if lines:
            (folder / f"{file.parent.name}-{file.stem}.yaml").write_text("".join(lines), encoding="utf-8")
        written += len(asked)
    done.touch()
    return folder


def _items(file: Path) -> list[str]:
    """The questions of a file, each as its own text."""
    parts = ("\n" + file.read_text(encoding="utf-8")).split("\n- id: ")
    return [part for part in parts[1:] if "\n  kind: " in part]


def _renamed(item: str, name: str) -> str:
    """The question under a new id, without what refers to others: the field, and the list below it."""
    kept: list[str] = []
    refers = False
    for line in item.partition("\n")[2].split("\n"):
        refers = line.startswith(_REFERRING) or (refers and line.startswith(("  - ", "   ")))
        if not refers:
            kept.append(line)
    return f"- id: {name}\n" + "\n".join(kept).rstrip() + "\n"
