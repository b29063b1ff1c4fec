"""`python -m interview_prep.authoring [PATH...]`: `bank check` alone, for editors that check a file on saving."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from interview_prep import paths
from interview_prep.authoring.checking import check
from interview_prep.errors import UserError


def main(arguments: list[str]) -> int:
    """Print what is found; 1 if any of it is an error."""
    try:
        report = check([Path(name) for name in arguments], today=datetime.now(UTC).date(), cache=paths.cache())
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    for problem in report.problems:
        print(problem)
    return 1 if report.errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
