"""When scheduled runs are due: by the wall clock of their zone, also where clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.run import Mode
from chalicelib.core.schedule import is_of, name_of, next_run, requester_of
from chalicelib.core.settings import Schedule

PARIS = "Europe/Paris"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def due(when: str, after: str, zone: str = PARIS, times: int = 1) -> list[str]:
    """The next times, as the wall clock shows them."""
    schedule, moment, found = Schedule("class", when, zone), at(after), []
    for _ in range(times):
        upcoming = next_run(schedule, moment)
        assert upcoming is not None
        moment = upcoming.at
        found.append(moment.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"))
    return found


def test_a_daily_run_is_due_at_its_time_of_day_in_winter_and_summer() -> None:
    assert due("daily 02:30", "2026-01-15T12:00+01:00") == ["2026-01-16T02:30+01:00"]
    assert due("daily 02:30", "2026-07-15T12:00+02:00") == ["2026-07-16T02:30+02:00"]
    assert due("daily 12:00", "2026-01-15T11:59+01:00") == ["2026-01-15T12:00+01:00"]


def test_the_present_minute_is_over() -> None:
    assert due("daily 12:00", "2026-01-15T12:00+01:00") == ["2026-01-16T12:00+01:00"]


def test_a_time_that_the_clocks_jump_over_is_due_once_after_the_jump() -> None:
    """In Paris, 2026-03-29 has no time from 02:00 to 03:00."""
    assert due("daily 02:30", "2026-03-28T12:00+01:00", times=2) == ["2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"]


def test_a_time_that_comes_twice_is_due_once() -> None:
    """In Paris, 2026-10-25 has the time from 02:00 to 03:00 twice."""
    assert due("daily 02:30", "2026-10-24T12:00+02:00", times=2) == ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]


@pytest.mark.parametrize("start", ["2026-03-28T20:00+01:00", "2026-10-24T20:00+02:00"])
def test_an_hourly_run_is_due_every_real_hour_whatever_the_clocks_do(start: str) -> None:
    times = [at(text) for text in due("hourly", start, times=12)]
    assert {later - earlier for earlier, later in pairwise(times)} == {timedelta(hours=1)}


def test_a_day_of_the_month_or_week_as_cron_has_it() -> None:
    assert due("cron 0 6 * * 1", "2026-03-04T00:00+01:00") == ["2026-03-09T06:00+01:00"]
    assert due("cron 0 6 29 2 *", "2026-03-04T00:00+01:00") == ["2028-02-29T06:00+01:00"]


def test_a_day_that_never_comes_is_never_due() -> None:
    assert next_run(Schedule("class", "cron 0 6 30 2 *", PARIS), at("2026-03-04T00:00+01:00")) is None


def test_west_of_greenwich_the_day_is_the_one_there() -> None:
    assert due("daily 23:00", "2026-03-05T05:00+00:00", "America/Los_Angeles") == ["2026-03-04T23:00-08:00"]


def test_a_schedule_that_was_changed_is_told_by_its_next_time() -> None:
    schedule = Schedule("class", "daily 02:30", PARIS)
    upcoming = next_run(schedule, at("2026-03-04T00:00+01:00"))
    assert upcoming is not None
    assert is_of(upcoming, schedule)
    assert not is_of(upcoming, Schedule("class", "daily 02:31", PARIS))
    assert not is_of(upcoming, Schedule("class", "daily 02:30", "UTC"))


def test_schedules_of_one_list_differ_by_mode() -> None:
    assert name_of(Schedule("class", "hourly")) != name_of(Schedule("class", "hourly", mode=Mode.FULL))


def test_nobody_pressed_a_scheduled_run() -> None:
    assert requester_of("demo", Schedule("class", "hourly")).email == ""


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - made aware below
    st.sampled_from(["hourly", "daily 02:30", "cron */15 1-3 * * *", "cron 0 0 1 * *"]),
    st.sampled_from([PARIS, "UTC", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_the_next_time_is_later_and_none_lies_between(moment: datetime, when: str, zone: str) -> None:
    after, schedule = moment.replace(tzinfo=UTC), Schedule("class", when, zone)
    upcoming = next_run(schedule, after)
    assert upcoming is not None
    assert upcoming.at > after
    between = next_run(schedule, upcoming.at - timedelta(seconds=1))
    assert between == upcoming
