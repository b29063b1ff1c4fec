"""The bundled bank of questions: YAML files only, handed out by path."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent


def question_files() -> Iterator[Path]:
    """Every YAML file that holds questions, in a stable order; the registry is apart."""
    return (path for path in sorted(ROOT.rglob("*.yaml")) if path.parent.name != "registry")


def registry_file(name: str) -> Path:
    """The registry's file of that name: facts, misconceptions, confusable, sources or tags."""
    return ROOT / "registry" / f"{name}.yaml"
