"""`python -m tests.benchmarks [WORD ...]`: the speed tables, a line for each row as soon as it is measured.

Words choose modules of this folder by a part of their name: `python -m tests.benchmarks attention samplers`. Whatever
the environment says of OpenBLAS's kernel is left out here, before NumPy is loaded; the first line says which one runs.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

SUPPORT = ("__init__", "__main__", "banks", "histories", "row")


def names(words: list[str]) -> list[str]:
    """The modules that are benchmarks and whose names hold one of `words` (all, without words)."""
    found = sorted(file.stem for file in Path(__file__).parent.glob("*.py") if file.stem not in SUPPORT)
    return [name for name in found if not words or any(word in name for word in words)]


def machine() -> str:
    """NumPy's version and its BLAS kernels."""
    import numpy as np
    from threadpoolctl import threadpool_info  # type: ignore[import-untyped]  # it ships no types

    kernels = [f"{lib['internal_api']} {lib.get('architecture', '')}".strip() for lib in threadpool_info()]
    return f"NumPy {np.__version__}, {', '.join(kernels) or 'no BLAS that threadpoolctl knows'}"


def main(words: list[str]) -> int:
    """Print every row of the chosen benchmarks; 1 when no benchmark has such a name."""
    chosen = names(words)
    if not chosen:
        print(f"no benchmark is called {' or '.join(words)}; there are {', '.join(names([]))}", file=sys.stderr)
        return 1
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        os.environ.pop(name, None)
    print(machine(), flush=True)
    for name in chosen:
        for row in import_module(f"tests.benchmarks.{name}").rows():
            print(row.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
