"""Records the draws of the bundled bank's numeric families: `python -m interview_prep.authoring.golden`.

The check then finds a family whose seeds give other numbers than they once did, on any platform and in any version.
"""

import json
import sys

from interview_prep.authoring.lint.numeric import GOLDEN, golden_hash
from interview_prep.authoring.rules import Item
from interview_prep.bank.compiler import compile_file


def recorded() -> dict[str, str]:
    """The hash of the first draws of every numeric question that can be drawn, by id."""
    import question_bank

    hashes: dict[str, str] = {}
    for path in question_bank.question_files():
        for row in compile_file(path, str(path)).questions:
            if row.question.kind == "numeric":
                digest = golden_hash(Item(row.question, row.data, str(path)))
                if digest:
                    hashes[row.question.id] = digest
    return hashes


def main() -> int:
    """Write the file, and say what changed."""
    before = json.loads(GOLDEN.read_text(encoding="ascii")) if GOLDEN.exists() else {}
    after = recorded()
    GOLDEN.write_text(json.dumps(after, indent=0, sort_keys=True) + "\n", encoding="ascii")
    changed = [name for name in after if before.get(name, after[name]) != after[name]]
    print(f"{len(after)} families recorded, {len(after.keys() - before.keys())} new, {len(changed)} changed")
    for name in changed:
        print(f"  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
