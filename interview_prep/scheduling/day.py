"""The study day: it turns over at 04:00 local time, so that a late evening still belongs to it.

Zones change their offset, repeat hours and skip dates; a day is therefore the span between two instants, its start and
the next day's, and never 24 hours.
"""

import time
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as clock_time

TURNOVER = clock_time(4)
_EPOCH = date(1970, 1, 1).toordinal()


class SystemZone(tzinfo):
    """The computer's own zone with all its rules, where no name was given."""

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """The offset that holds at a wall time (`fold` tells the second of a repeated hour)."""
        return None if when is None else when.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, when: datetime | None) -> timedelta | None:
        """Not told: nothing here depends on it."""
        return None

    def tzname(self, when: datetime | None) -> str | None:
        """The zone's short name at a wall time."""
        return time.tzname[0] if when is None else when.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, when: datetime) -> datetime:
        """The wall time of an instant given in UTC."""
        local = when.replace(tzinfo=UTC).astimezone()
        return local.replace(tzinfo=self)


def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name such as Europe/Berlin; the computer's own for an empty name.

    Raises ValueError naming the zone that does not exist.
    """
    if not name:
        return SystemZone()
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"zone: no time zone is called {name!r}; write it as Europe/Berlin") from None


def day_start(day: date, zone: tzinfo, turnover: clock_time = TURNOVER) -> datetime:
    """The instant (UTC) at which a study day begins; where the clock skips it, the instant after the gap."""
    return datetime.combine(day, turnover, zone).astimezone(UTC)


def study_day(at: datetime, zone: tzinfo, turnover: clock_time = TURNOVER) -> date:
    """The study day that an instant belongs to: the day whose start lies at or before it, and the next one's after."""
    moment = at.astimezone(UTC)
    wall = moment.astimezone(zone).replace(tzinfo=None)
    day = (wall - timedelta(hours=turnover.hour, minutes=turnover.minute)).date()
    while moment < day_start(day, zone, turnover):
        day -= timedelta(days=1)
    while moment >= day_start(day + timedelta(days=1), zone, turnover):
        day += timedelta(days=1)
    return day


def day_end(at: datetime, zone: tzinfo, turnover: clock_time = TURNOVER) -> datetime:
    """The instant (UTC) at which the study day of `at` is over."""
    return day_start(study_day(at, zone, turnover) + timedelta(days=1), zone, turnover)


def offset_minutes(at: datetime, zone: tzinfo) -> int:
    """The zone's offset from UTC at an instant, in minutes."""
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)


def day_number(at_ms: int, offset_min: int) -> int:
    """Days since 1970-01-01 of the study day in which an event was lived: by its own offset, wherever it is read."""
    return (at_ms + offset_min * 60_000 - TURNOVER.hour * 3_600_000) // 86_400_000


def number_of(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def date_of(number: int) -> date:
    """The date that many days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH)
