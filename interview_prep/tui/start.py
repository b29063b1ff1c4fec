"""Starts the app: the collector sleeps until the first paint, and what was loaded until then stays out of its way.

A thread of Textual's own writes what is painted; threads change places more often than Python has it, so that it does
not wait for what is done after the paint.
"""

import gc
import sys

from interview_prep.errors import UserError
from interview_prep.practice.services import Services
from interview_prep.text import one_line

_SWITCH_SECONDS = 0.001  # Python's own is 0.005, a third of a frame


def run(start: tuple[str, tuple[object, ...]] = ("today", ()), services: Services | None = None) -> None:
    """Run the app at a screen, with that screen's arguments."""
    gc.disable()
    sys.setswitchinterval(_SWITCH_SECONDS)
    from interview_prep.tui.app import PrepApp

    try:
        services = services or Services()
        app = PrepApp(services, start)
        app.call_later(_after_first_paint)
        app.run()
    except UserError as error:
        print(one_line(str(error), 600), file=sys.stderr)
        sys.exit(1)
    finally:
        if services is not None:
            services.close()
    sys.exit(app.return_code or 0)


def _after_first_paint() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
