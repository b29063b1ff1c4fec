"""Opening a file in the learner's editor, with the app put aside meanwhile."""

import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

from interview_prep.errors import UserError
from interview_prep.text import one_line

if TYPE_CHECKING:
    from textual.app import App


def edit_file(app: "App[None]", path: str, line: int) -> None:
    """Open `path` at a line. Raises UserError where there is no editor, or where it fails."""
    given = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    command = shlex.split(given) if given else [name for name in ("nano", "vi") if shutil.which(name)][:1]
    if not command or not shutil.which(command[0]):
        raise UserError("no editor was found; set EDITOR, for example: export EDITOR=nano")
    place = [f"+{line}"] if os.path.basename(command[0]) in ("vi", "vim", "nvim", "nano", "emacs") else []
    from textual.app import SuspendNotSupported

    try:
        with app.suspend():
            code = subprocess.run([*command, *place, path], check=False).returncode
    except SuspendNotSupported:
        where = f"{one_line(path, 200)} at line {line}"
        raise UserError(f"the app cannot be put aside here; open {where} in another window") from None
    if code != 0:
        raise UserError(f"{command[0]} ended with code {code}; the bank is as it was on disk")
