"""Where things are kept: the platform's directories, or everything under INTERVIEW_PREP_HOME."""

import os
from contextlib import suppress
from pathlib import Path

from interview_prep.errors import UserError

_VARIABLE = "INTERVIEW_PREP_HOME"


def _override() -> Path | None:
    given = os.environ.get(_VARIABLE)
    if not given:
        return None
    folder = in_full(Path(given))
    if str(folder).startswith("~"):
        raise UserError(f"{_VARIABLE} is {given}: nobody of that name has a home here; write the whole path")
    return folder


def in_full(path: Path) -> Path:
    """The path with its `~` spelled out; as it is where no such person has a home here, and so nothing is found."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def discard(fresh: Path) -> None:
    """Leave nothing of a database that was not finished, nor of its journal; on a full disk least of all."""
    for part in (fresh, fresh.with_name(f"{fresh.name}-journal")):
        with suppress(OSError):
            part.unlink(missing_ok=True)


def data() -> Path:
    """The folder of the learner's log and backups."""
    override = _override()
    if override is not None:
        return override
    from platformdirs import user_data_path

    return user_data_path("interview-prep", appauthor=False)


def cache() -> Path:
    """The folder of what can be made anew: compiled banks, checked files."""
    override = _override()
    if override is not None:
        return override / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("interview-prep", appauthor=False)


def settings_file() -> Path:
    """The TOML file of settings."""
    override = _override()
    if override is not None:
        return override / "settings.toml"
    from platformdirs import user_config_path

    return user_config_path("interview-prep", appauthor=False) / "settings.toml"


def database() -> Path:
    """The learner's log."""
    return data() / "history.sqlite"


def backups() -> Path:
    """The folder of automatic backups."""
    return data() / "backups"


def reports() -> Path:
    """The folder that written reports go to."""
    return data() / "reports"
