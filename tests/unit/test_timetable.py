"""When schedules are due."""

from datetime import datetime

import pytest

from chalicelib.core.timetable import parse_when

MONDAY = datetime(2026, 3, 2, 2, 30)  # noqa: DTZ001 - local time, whose zone stands in the schedule


@pytest.mark.parametrize(
    ("when", "moment", "due"),
    [
        ("hourly", MONDAY.replace(minute=0), True),
        ("hourly", MONDAY, False),
        ("daily 02:30", MONDAY, True),
        ("daily 02:30", MONDAY.replace(hour=14), False),
        ("daily 02:30", MONDAY.replace(minute=31), False),
        ("cron 30 2 * * *", MONDAY, True),
        ("cron */15 * * * *", MONDAY, True),
        ("cron */15 * * * *", MONDAY.replace(minute=31), False),
        ("cron 0-30/10,45 2 * * *", MONDAY, True),
        ("cron 30 2 * 3 1-5", MONDAY, True),
        ("cron 30 2 * 4 1-5", MONDAY, False),
        ("cron 30 2 * * 7", MONDAY, False),
        ("cron 30 2 * * 7", MONDAY.replace(day=1), True),
        ("cron 30 2 * * 0", MONDAY.replace(day=1), True),
        ("cron 30 2 15 * 1", MONDAY, True),
        ("cron 30 2 15 * 2", MONDAY, False),
        ("cron 30 2 15 * *", MONDAY, False),
        ("cron 30 2 2 * *", MONDAY, True),
        ("cron 20/10 2 * * *", MONDAY.replace(minute=50), True),
    ],
)
def test_a_timetable_includes_the_minutes_that_it_names(when: str, moment: datetime, due: bool) -> None:
    assert parse_when(when).includes(moment) is due


@pytest.mark.parametrize(
    "when",
    [
        "",
        "Hourly",
        "hourly ",
        "daily",
        "daily 24:00",
        "daily 2:30",
        "daily 02:60",
        "0 2 * * *",
        "cron",
        "cron ",
        "cron 0 2 * *",
        "cron 0 2 * * * *",
        "cron  0 2 * * *",
        "cron 60 * * * *",
        "cron 0 24 * * *",
        "cron 0 0 0 * *",
        "cron 0 0 * 13 *",
        "cron 0 0 * * 8",
        "cron 5-1 * * * *",
        "cron */0 * * * *",
        "cron 1, * * * *",
        "cron -1 * * * *",
        "cron @daily * * * *",
        "cron 0 2 * * MON",
        "cron ٣ * * * *",
        "cron 0 2 * * *\n",
    ],
)
def test_what_is_no_timetable_is_refused_in_a_sentence(when: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_when(when)
