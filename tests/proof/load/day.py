"""A day of schedules, compressed: every list of several tenants by its own timetable, while people change rows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from random import Random

from chalicelib.core.counts import Calls
from chalicelib.core.run import ALL_LISTS, Mode, Run, State
from chalicelib.core.schedule import SUBJECT, next_run
from chalicelib.core.settings import Schedule
from tests.proof.load.rows import LONG_AGO, Rows
from tests.proof.load.timeline import BEGINNING
from tests.proof.load.town import CATALOGUE, Town

DAY_SECONDS = 24 * 3600.0
FIRST_SECONDS = 600.0
"""A schedule that is new has its first time after the first look at it; the day that is judged begins later."""
TIMETABLES = ("hourly", "cron */15 * * * *", "cron 30 */2 * * *", "daily 07:45")
TIME_ZONES = ("UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata")
SIZES = (40, 150, 400, 900, 2500)
INVALID_KEY = 7
"""Salesforce refuses this row of each tenant's first list from noon on."""


@dataclass(frozen=True, slots=True)
class Day:
    """``changes_an_hour`` rows of a tenant are renamed or added; now and then one is deleted."""

    seed: int = 1
    tenants: int = 20
    changes_an_hour: float = 40.0


@dataclass(frozen=True, slots=True)
class Told:
    """What came of the day. ``started`` is how many due times began so many runs: one each is right.

    ``calls`` are those that the upstreams saw, ``told`` those that the runs tell of.
    """

    due: int
    runs: tuple[Run, ...]
    started: Counter[int]
    latest_start_seconds: float
    slowest_seconds: float
    calls: Calls
    ideal: Calls
    told: Calls
    mails: Counter[str]
    longest_sweep_seconds: float
    overdue_rows: int
    """Rows that changed before the last look at their list, and that Salesforce could take and has not."""


def play(day: Day) -> Told:
    town = Town(day.seed)
    luck = Random(day.seed)
    names = [f"t{number:02}" for number in range(1, day.tenants + 1)]
    for number, name in enumerate(names):
        sizes = {one.key: luck.choice(SIZES) for one in CATALOGUE.lists}
        town.move_in(name, sizes, schedules=_schedules(number))
        town.refuse_later(name, CATALOGUE.lists[0].key, INVALID_KEY, DAY_SECONDS / 2)
        _change_rows(town, name, day, luck)
    town.run_to_the_end(after=DAY_SECONDS + FIRST_SECONDS)
    return _told(town, names)


def _schedules(number: int) -> tuple[Schedule, ...]:
    """Changes of each list by one of the timetables, and everything in full once a night."""
    zone = TIME_ZONES[number % len(TIME_ZONES)]
    lists = [
        Schedule(one.key, TIMETABLES[(number + index) % len(TIMETABLES)], zone)
        for index, one in enumerate(CATALOGUE.lists)
    ]
    return (*lists, Schedule(ALL_LISTS, f"daily {number % 5:02}:20", zone, Mode.FULL))


def _change_rows(town: Town, name: str, day: Day, luck: Random) -> None:
    def change() -> None:
        rows = town.lists[name][luck.choice(CATALOGUE.lists).key]
        what = luck.random()
        if what < 0.05:
            rows.remove(luck.choice(rows.keys))
        else:
            rows.change(rows.keys[-1] + 1 if what < 0.2 else luck.choice(rows.keys), town.timeline.now())

    moment = 0.0
    while moment < DAY_SECONDS:
        moment += luck.expovariate(day.changes_an_hour / 3600)
        town.at(moment, change)


def _told(town: Town, names: list[str]) -> Told:
    runs = [run for run in town.all_runs() if not run.parent]
    ends = [run for run in town.all_runs() if run.list != ALL_LISTS]
    delays = list(_delays(town, names, runs))
    return Told(
        due=len(delays),
        runs=tuple(runs),
        started=Counter(len(one) for one in delays),
        latest_start_seconds=max(max(one, default=0.0) for one in delays),
        slowest_seconds=max(_seconds(run) for run in runs),
        calls=Calls(town.costs.of_port("intacct"), town.costs.of_port("salesforce")),
        ideal=sum((ideal_calls(run) for run in ends), Calls()),
        told=sum((run.calls for run in ends), Calls()),
        mails=Counter(mail.run.id for mail in town.mailer.sent if mail.recipients),
        longest_sweep_seconds=max(town.sweeps),
        overdue_rows=sum(_overdue(town.lists[run.tenant][run.list], run.started_at) for run in _last_of_each(ends)),
    )


def _delays(town: Town, names: list[str], runs: list[Run]) -> Iterator[list[float]]:
    """For each due time, the seconds until each run that it started; a run that was under way already counts as 0."""
    by_request: dict[tuple[str, str], list[Run]] = {}
    known = {(run.tenant, run.id): run for run in runs}
    for (tenant, key), request in town.kept.tables.requests.items():
        if key.startswith("schedule "):
            by_request.setdefault((tenant, key), []).append(known[tenant, request.run])
    for name in names:
        for schedule in town.settings.current(name).schedules:
            for due in _due_times(schedule):
                started = by_request.get((name, f"schedule {schedule.list} {schedule.mode} {due.isoformat()}"), [])
                yield [max((run.started_at - due).total_seconds(), 0.0) for run in started]


def _due_times(schedule: Schedule) -> Iterator[datetime]:
    """Those of the judged day, from the timetable itself."""
    moment, end = BEGINNING + timedelta(seconds=FIRST_SECONDS), BEGINNING + timedelta(seconds=DAY_SECONDS)
    while following := next_run(schedule, moment):
        moment = following.at
        if moment > end:
            return
        yield moment


def _last_of_each(runs: list[Run]) -> list[Run]:
    """The last run of each tenant's list."""
    return list({(run.tenant, run.list): run for run in runs}.values())


def _overdue(rows: Rows, looked_at: datetime) -> int:
    before = (key for key in rows.keys if rows.changed_at.get(key, LONG_AGO) < looked_at and key not in rows.refused)
    return sum(rows.held.versions.get(key) != rows.version(key) for key in before)


def _seconds(run: Run) -> float:
    assert run.finished_at is not None
    return (run.finished_at - run.started_at).total_seconds()


def ideal_calls(run: Run) -> Calls:
    """What the plan of a run costs when nothing is read or written twice, by what the run found."""
    managed_list = next(one for one in CATALOGUE.lists if one.key == run.list)
    sources, totals, ranges = len(managed_list.sources), run.totals, run.range_count
    assert run.cut is not None
    written = ceil((totals.created + totals.updated + totals.failed) / 200)
    if run.cut.since is not None:
        found = min(totals.read, 1)
        return Calls(sources * (2 + found), found + ceil(totals.read / 200) + written)
    survey = sources * (2 if ranges > 1 else 1)
    look = sources * (1 if managed_list.modified else ranges)
    asked_for_gone = (1 + sources) * min(totals.gone, 1)
    read = max(ceil(totals.in_salesforce / 2000), ranges)
    return Calls(survey + sources * ranges + look + asked_for_gone, 1 + read + written)


def mails_due(run: Run) -> int:
    """Nobody waits for the mail of a scheduled run: there is one where somebody must act."""
    return 0 if run.requester.subject == SUBJECT and run.state is State.DONE else 1
