"""Browse over 10,000 questions: what a key pressed in the search costs, from the query to the rows in sight."""

import tempfile
from pathlib import Path

from interview_prep.practice.browsing import Browsing, Filter
from interview_prep.practice.services import Services
from tests.benchmarks.bank import COUNT
from tests.benchmarks.banks import large_bank
from tests.benchmarks.row import Row
from tests.benchmarks.storage import typical

_IN_SIGHT = 30


def rows() -> list[Row]:
    """The rows of the table, against their targets in seconds."""
    folder = large_bank(Path(tempfile.gettempdir()) / "interview-prep-benchmarks" / "bank", COUNT)
    with tempfile.TemporaryDirectory() as home:
        services = Services(
            extra_banks=(folder,),
            bundled=False,
            database=Path(home) / "history.sqlite",
            cache=Path(home) / "cache",
            settings_file=Path(home) / "settings.toml",
        )
        browsing = Browsing(services)
        assert len(browsing.find(Filter())) == COUNT
        found = [
            _row(browsing, "a word typed in Browse, 10,000 questions", Filter("attention"), 0.016),
            _row(browsing, "the first letter typed in Browse, 10,000 questions", Filter("a"), 0.150),
            _row(browsing, "three filters in Browse, 10,000 questions", Filter("", "tokens", "choice", 2), 0.016),
        ]
        services.close()
    return found


def _row(browsing: Browsing, work: str, wanted: Filter, target: float) -> Row:
    return Row(work, typical(lambda: _shown(browsing, wanted)), "", None, target, f"target {target * 1e3:g} ms")


def _shown(browsing: Browsing, wanted: Filter) -> list[str]:
    return [f"{browsing.title(entry)} {browsing.when(entry)}" for entry in browsing.find(wanted)[:_IN_SIGHT]]


if __name__ == "__main__":
    for row in rows():
        print(row.line())
