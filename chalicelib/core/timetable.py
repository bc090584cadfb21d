"""When a schedule is due: ``hourly``, ``daily 02:30``, or ``cron`` and its five fields."""

import re
from dataclasses import dataclass
from datetime import datetime

_DAILY = re.compile(r"daily ([01][0-9]|2[0-3]):([0-5][0-9])")
_PART = re.compile(r"(?:\*|([0-9]{1,2})(?:-([0-9]{1,2}))?)(?:/([0-9]{1,2}))?")
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_SUNDAY = 7


@dataclass(frozen=True, slots=True)
class Timetable:
    """Minutes of local time. ``any_day`` is cron's rule: where both kinds of day are named, one of them suffices."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool

    def includes(self, local: datetime) -> bool:
        """Whether the minute of this local time is one of the timetable."""
        in_days, in_weekdays = local.day in self.days, local.isoweekday() % _SUNDAY in self.weekdays
        on_day = in_days or in_weekdays if self.any_day else in_days and in_weekdays
        return on_day and local.minute in self.minutes and local.hour in self.hours and local.month in self.months


def parse_when(text: str) -> Timetable:
    """The timetable that ``text`` describes. Raises ValueError with a sentence on what can be written."""
    daily = _DAILY.fullmatch(text)
    if daily:
        return _of_cron(f"{int(daily[2])} {int(daily[1])} * * *")
    return _of_cron("0 * * * *" if text == "hourly" else text.removeprefix("cron ") if text[:5] == "cron " else "")


def _of_cron(text: str) -> Timetable:
    parts = text.split(" ")
    if len(parts) != len(_BOUNDS):
        raise ValueError("Write “hourly”, “daily 02:30”, or “cron” with its five fields.")
    minutes, hours, days, months, weekdays = map(_numbers, parts, *zip(*_BOUNDS, strict=True))
    any_day = parts[2] != "*" and parts[4] != "*"
    return Timetable(minutes, hours, days, months, frozenset(day % _SUNDAY for day in weekdays), any_day)


def _numbers(text: str, lowest: int, highest: int) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"“{text[:40]}” is no field of cron.")
        first = int(match[1]) if match[1] else lowest
        last = int(match[2]) if match[2] else highest if match[1] is None or match[3] else first
        step = int(match[3] or 1)
        if not (lowest <= first <= last <= highest and step):
            raise ValueError(f"“{part}” is not between {lowest} and {highest}, or not in order.")
        found |= set(range(first, last + 1, step))
    return frozenset(found)
