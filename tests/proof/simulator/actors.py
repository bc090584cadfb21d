"""What actors do on the stage: press the button, work on a task, give a task up, sweep, cancel."""

from datetime import timedelta

from chalicelib.core.errors import BadRequest, Conflict, NotFound, Problem, TryAgain
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import Mode
from chalicelib.ports import PlanRun, SendMail, SyncRange, SyncRows, Task
from chalicelib.usecases.resync.cancel import cancel_run
from chalicelib.usecases.resync.give_up import give_up
from chalicelib.usecases.resync.mail import send_mail
from chalicelib.usecases.resync.plan import plan_run
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.sweep import sweep
from chalicelib.usecases.resync.sync_range import sync_range
from chalicelib.usecases.schedules import tick
from chalicelib.usecases.single_rows import sync_rows
from tests.proof.simulator.postbox import Letter
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor, Crash

TIMEOUT_SECONDS: dict[type, float] = {PlanRun: 120, SyncRange: 300, SendMail: 60, SyncRows: 120}
SWEEP_SECONDS = 60.0
PRESS_SECONDS = 29.0
VISIBILITY_FACTOR = 6


class UnexpectedError(Exception):
    """A use case ended in something that is no Problem: a mistake of ours, whatever the world did."""


def press(sim: Simulation, tenant: str, admin: int, mode: Mode, dry_run: bool) -> Actor:
    """Somebody presses Synchronize, and once more with the same Idempotency-Key where no answer came."""
    person = _person(tenant, admin)
    key = sim.world.new_id()

    def work() -> None:
        for _ in range(3):
            try:
                started = start_run(sim.world, person, sim.scenario.list, mode, dry_run, sim.scenario.confirm_gone, key)
            except TryAgain:
                continue
            except (Conflict, NotFound, BadRequest) as refusal:
                sim.reach.add(f"press refused: {refusal.code}")
                return
            sim.reach.add("press joined" if started.joined else "press started a run")
            return

    return sim.stage.enter(f"{tenant} press {admin}", work, sim.clock.seconds + PRESS_SECONDS)


def cancel(sim: Simulation, tenant: str, run_id: str) -> Actor:
    def work() -> None:
        try:
            cancel_run(sim.world, _person(tenant, 1), run_id)
            sim.reach.add("cancel asked for")
        except Problem:
            sim.reach.add("cancel refused")

    return sim.stage.enter(f"{tenant} cancel", work, sim.clock.seconds + PRESS_SECONDS)


def sweeper(sim: Simulation) -> Actor:
    return sim.stage.enter("sweeper", lambda: sweep(sim.world), sim.clock.seconds + SWEEP_SECONDS)


def ticker(sim: Simulation) -> Actor:
    """As the product's schedule does it: a sweep, then scheduled runs and kept rows."""
    return sim.stage.enter("sweeper", lambda: tick(sim.desk), sim.clock.seconds + SWEEP_SECONDS)


def deliver(sim: Simulation, letter: Letter) -> Actor:
    """A worker takes the task of this letter; when it ends well the letter is gone, unless that is lost too."""
    seconds = TIMEOUT_SECONDS[type(letter.task)]
    sim.postbox.receive(letter, seconds * VISIBILITY_FACTOR)
    if letter.dead:
        sim.reach.add("task given up")

    def work() -> None:
        try:
            _do(sim, letter.task, letter.dead, seconds)
        except (Crash, Exception) as failure:
            letter.in_work -= 1
            # The queue hands it out again: at the latest when its visibility ends, often sooner.
            letter.visible_at = min(letter.visible_at, sim.clock.seconds + sim.random.uniform(0, 120))
            if not isinstance(failure, Crash | Problem | ConnectionError):
                raise UnexpectedError(repr(failure)) from failure
            return
        letter.in_work -= 1
        if sim.faults.happens("lost_delete"):
            sim.reach.add("delete of a task lost")
        else:
            sim.postbox.delete(letter)

    return sim.stage.enter(f"{_name(letter.task)}#{letter.number}.{letter.receives}", work, sim.clock.seconds + seconds)


def _do(sim: Simulation, task: Task, dead: bool, seconds: float) -> None:
    if dead:
        give_up(sim.world, task)
    elif isinstance(task, PlanRun):
        plan_run(sim.world, task)
    elif isinstance(task, SyncRange):
        sync_range(sim.world, task, sim.clock.now() + timedelta(seconds=seconds))
    elif isinstance(task, SendMail):
        send_mail(sim.world, task)
    elif isinstance(task, SyncRows):
        sync_rows(sim.desk, task, sim.clock.now() + timedelta(seconds=seconds))


def _name(task: Task) -> str:
    if isinstance(task, SyncRange):
        return f"range {task.range}/{task.pass_number}"
    if isinstance(task, SyncRows):
        return f"rows of {task.list}"
    return "plan" if isinstance(task, PlanRun) else "mail"


def _person(tenant: str, number: int) -> Principal:
    name = f"{tenant} admin {number}"
    return Principal(tenant, f"{tenant}-{number}", name, f"admin{number}@{tenant}.example", frozenset({Role.ADMIN}))
