"""Scheduled runs: when the next one is due by the clock on the wall of its time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chalicelib.core.principal import Principal, Role
from chalicelib.core.settings import Schedule
from chalicelib.core.timetable import Timetable, parse_when

SUBJECT = "passerelle:schedule"
"""The subject of runs that nobody pressed."""
EVERY_HOUR = frozenset(range(24))
FURTHEST_DAYS = 8 * 366
"""The 29th of February can be eight years away; a day that is further never comes."""


@dataclass(frozen=True, slots=True)
class NextRun:
    """When a schedule is due next; ``of`` tells whether that was reckoned from the schedule as it is now."""

    at: datetime
    of: str


def name_of(schedule: Schedule) -> str:
    """What tells a tenant's schedules apart."""
    return f"{schedule.list} {schedule.mode}"


def next_run(schedule: Schedule, after: datetime) -> NextRun | None:
    """The first due time later than ``after``; None where the schedule is never due again.

    A wall time that the clocks jump over is due when they have jumped; one that comes twice is due the first time.
    Schedules of every hour are due every real hour.
    """
    timetable, zone = parse_when(schedule.when), ZoneInfo(schedule.time_zone)
    today = after.astimezone(zone).date()
    for number in range(FURTHEST_DAYS):
        instants = _instants(timetable, today + timedelta(days=number), zone)
        later = [instant for instant in instants if instant > after]
        if later:
            return NextRun(min(later), _fingerprint(schedule))
    return None


def is_of(upcoming: NextRun, schedule: Schedule) -> bool:
    return upcoming.of == _fingerprint(schedule)


def requester_of(tenant: str, schedule: Schedule) -> Principal:
    """Who starts a scheduled run. Without an address of its own: its mails go to the tenant's recipients."""
    return Principal(tenant, SUBJECT, f"Schedule ({schedule.when})", "", frozenset({Role.IMPLEMENTER}), language="")


def _instants(timetable: Timetable, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    folds = (0, 1) if timetable.hours == EVERY_HOUR else (0,)
    for hour in sorted(timetable.hours):
        for minute in sorted(timetable.minutes):
            local = datetime.combine(day, time(hour, minute), zone)
            if timetable.includes(local):
                yield from (local.replace(fold=fold).astimezone(UTC) for fold in folds)


def _fingerprint(schedule: Schedule) -> str:
    return f"{schedule.when}|{schedule.time_zone}"
