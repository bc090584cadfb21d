"""What the functions do that SQS wakes, for a queue that is no SQS."""

from datetime import datetime

from chalicelib.ports import PlanRun, SendMail, SyncRange, SyncRows, Task
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.resync.mail import send_mail
from chalicelib.usecases.resync.plan import plan_run
from chalicelib.usecases.resync.sync_range import sync_range
from chalicelib.usecases.single_rows import sync_rows
from chalicelib.usecases.world import World


def do_task(world: World, task: Task, deadline: datetime, desk: NoticeDesk | None = None) -> None:
    """``desk`` is needed where single records are told of. Raises what the use case raises."""
    match task:
        case PlanRun():
            plan_run(world, task)
        case SyncRange():
            sync_range(world, task, deadline)
        case SendMail():
            send_mail(world, task)
        case SyncRows():
            assert desk is not None, "Nobody expected word of single records here."
            sync_rows(desk, task, deadline)
