"""A writer for the kill tests: records reviews and says each one's id once it is on disk. Run as a program.

Arguments: the log, a seed, and a mode: `write`; `silent N`, which kills itself between the N-th commit and its
acknowledgement; `replay`, which derives everything anew over and over.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from interview_prep.storage.opening import open_store


def main(path: Path, seed: int, mode: str, silent_at: int = 0) -> None:
    """Write until killed."""
    random = Random(seed)
    store = open_store(path, now=lambda: datetime.now(UTC), zone=UTC)
    count = 0
    while True:
        if mode == "replay":
            store.rebuild()
            print("replayed", flush=True)
            continue
        event = store.append("review", f"q{random.randrange(12)}", "h", {"rating": random.randint(1, 4), "n": count})
        count += 1
        if count == silent_at:
            os.kill(os.getpid(), signal.SIGKILL)
        print(event.id, flush=True)
        if count % 9 == 0:
            undone = store.undo_last()
            assert undone is not None
            print(undone[1].id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], *(int(given) for given in sys.argv[4:]))
