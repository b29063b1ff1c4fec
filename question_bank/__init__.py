"""The bundled bank of questions: YAML files, handed out by path, and in a wheel the index compiled from them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent
REGISTRY = ROOT / "registry"


def question_files() -> Iterator[Path]:
    """Every YAML file that holds questions, in a stable order; the registry is apart."""
    return (path for path in sorted(ROOT.rglob("*.yaml")) if REGISTRY not in path.parents)
