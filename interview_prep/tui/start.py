"""Starts the app: the collector sleeps until the first paint, and what was loaded until then stays out of its way.

A thread of Textual's own writes what is painted; threads change places more often than Python has it, so that it does
not wait for what is done after the paint.
"""

import gc
import sys

from interview_prep.errors import UserError
from interview_prep.practice.services import Services

_WITHOUT = {"today": "quiz --plain", "lab": "engine list", "browse": "bank list", "learn": "sheet"}
"""What does the work of a screen where there is no terminal; for the others their own command, plainly."""
_SWITCH_SECONDS = 0.001  # Python's own is 0.005, a third of a frame


def run(start: tuple[str, tuple[object, ...]] = ("today", ()), services: Services | None = None) -> int:
    """Run the app at a screen, with that screen's arguments; its exit status. Raises UserError."""
    gc.disable()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        _need_terminal(start[0])
        from interview_prep.tui.app import PrepApp

        services = services or Services()
        app = PrepApp(services, start)
        app.call_later(_after_first_paint)
        app.run()
        return app.return_code or 0
    finally:
        if services is not None:
            services.close()


def _need_terminal(place: str) -> None:
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        instead = _WITHOUT.get(place, f"{place} --plain")
        raise UserError(f"the app needs a terminal; in a pipe use: interview-prep {instead}")


def _after_first_paint() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
