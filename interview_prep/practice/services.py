"""What every session stands on: the learner's settings, log and bank, opened when first needed, and the clock."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from interview_prep import paths
from interview_prep.errors import UserError

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank
    from interview_prep.settings import Settings
    from interview_prep.storage.store import Store


def system_clock() -> datetime:
    """The only place that asks the machine for the time."""
    return datetime.now().astimezone()


@dataclass
class Services:
    """Opened lazily, so that a start pays only for what it shows.

    `now` gives an aware time; `extra_banks` are added to the bundled one (unless `bundled` is off) and to those of the
    settings.
    """

    now: Callable[[], datetime] = system_clock
    extra_banks: Sequence[Path] = ()
    bundled: bool = True
    database: Path = field(default_factory=paths.database)
    cache: Path = field(default_factory=paths.cache)
    settings_file: Path = field(default_factory=paths.settings_file)

    @cached_property
    def settings(self) -> "Settings":
        """The learner's settings."""
        from interview_prep.settings import load

        return load(self.settings_file)

    def change_settings(self, settings: "Settings") -> None:
        """Write new settings and use them from now on."""
        from interview_prep.settings import save

        save(self.settings_file, settings)
        self.__dict__["settings"] = settings

    @cached_property
    def bank(self) -> "Bank":
        """Every question that can be asked."""
        from interview_prep.bank.opening import open_bank

        return open_bank(self.bank_paths(), bundled=self.bundled, cache=self.cache)

    @property
    def bank_is_open(self) -> bool:
        """Whether questions can be asked at once; a bank that is seen for the first time takes a while."""
        return "bank" in self.__dict__

    def forget_bank(self) -> None:
        """Read the bank again when it is next needed: a file was edited."""
        self.__dict__.pop("bank", None)

    def bank_paths(self) -> list[Path]:
        """The banks beside the bundled one: INTERVIEW_PREP_BANK, the settings', then those of the command line."""
        import os

        named = [part for part in os.environ.get("INTERVIEW_PREP_BANK", "").split(os.pathsep) if part]
        return [paths.in_full(Path(part)) for part in (*named, *self.settings.banks)] + list(self.extra_banks)

    @cached_property
    def store(self) -> "Store":
        """The learner's log."""
        from interview_prep.scheduling.parameters import Scheduler
        from interview_prep.storage.opening import open_store

        scheduler = Scheduler(retention=self.settings.retention)
        return open_store(self.database, now=self.now, zone=self.zone, scheduler=scheduler)

    def cached(self, key: str) -> str | None:
        """A text that was kept with the log, read without opening the log where it is not open yet."""
        return self.kept(key)[0]

    def kept(self, key: str) -> tuple[str | None, int]:
        """The same and `Store.last_entry`, by which one sees whether the text is of now."""
        if "store" in self.__dict__:
            return self.store.cached(key), self.store.last_entry()
        from interview_prep.storage.peek import kept

        return kept(self.database, key)

    @cached_property
    def zone(self) -> tzinfo:
        """The learner's time zone: the one of the settings, else the machine's."""
        from interview_prep.scheduling.day import zone_of

        try:
            return zone_of(self.settings.zone)
        except ValueError as error:
            raise UserError(f"{self.settings_file}: {error}, or leave it out") from None

    def close(self) -> None:
        """Close what was opened, after the day's copy of the log."""
        if "store" in self.__dict__:
            with suppress(OSError, UserError):  # a copy that fails spoils no sitting; `doctor` shows the latest one
                self.store.backup_if_due()
            self.store.close()
