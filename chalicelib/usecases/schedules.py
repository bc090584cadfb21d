"""Once a minute: sweep what is late, start the runs that settings schedule, hand out kept rows whose time has come."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfoNotFoundError

from chalicelib.core.errors import Conflict, NotFound, Problem, TryAgain
from chalicelib.core.schedule import NextRun, is_of, name_of, next_run, requester_of
from chalicelib.core.settings import Schedule
from chalicelib.ports import SyncRows
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.sweep import sweep

LIST_BUSY = "run_under_way"


def tick(desk: NoticeDesk) -> None:
    """Safe to do twice, and by two at once: a scheduled time starts one run."""
    sweep(desk.world)
    for tenant in desk.schedules.tenants():
        # One tenant's trouble must not keep the others waiting, nor a schedule that this version can't read.
        with suppress(Problem, ValueError, ZoneInfoNotFoundError):
            for schedule in desk.world.settings.current(tenant).schedules:
                _see_to(desk, tenant, schedule, desk.world.clock.now())
    for tenant, list_key in desk.notices.due(desk.world.clock.now()):
        with suppress(TryAgain):
            desk.world.queue.send([SyncRows(tenant, list_key)])


def _see_to(desk: NoticeDesk, tenant: str, schedule: Schedule, now: datetime) -> None:
    """Start what is due, then move on to the next time; a time passed over while nobody looked is made up once."""
    name = name_of(schedule)
    stored = desk.schedules.upcoming(tenant, name)
    known = stored if stored and is_of(stored, schedule) else None
    if known and (known.at > now or not _started(desk, tenant, schedule, known)):
        return
    following = next_run(schedule, now)
    if following and following != stored:
        desk.schedules.move(tenant, name, following, stored)


def _started(desk: NoticeDesk, tenant: str, schedule: Schedule, due: NextRun) -> bool:
    """Whether the run is started, or can't be; False where the list is busy with a run of another kind."""
    key = f"schedule {name_of(schedule)} {due.at.isoformat()}"
    try:
        start_run(desk.world, requester_of(tenant, schedule), schedule.list, schedule.mode, idempotency_key=key)
    except NotFound:
        return True
    except Conflict as conflict:
        return conflict.code != LIST_BUSY
    return True
