"""The bundled bank of questions: YAML files, handed out by path, and in a wheel the index compiled from them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent
REGISTRY = ROOT / "registry"


def question_files() -> Iterator[Path]:
    """Every YAML file that holds questions, in a stable order; the registry is apart."""
    return (path for path in sorted(ROOT.rglob("*.yaml")) if REGISTRY not in path.parents)


def registry_files(name: str) -> list[Path]:
    """The files of one registry (facts, errata, misconceptions, confusable, sources, tags, allowed).

    That is `registry/<name>.yaml` and every file in `registry/<name>/`.
    """
    single = REGISTRY / f"{name}.yaml"
    return [*([single] if single.exists() else []), *sorted((REGISTRY / name).glob("*.yaml"))]
