"""What actors do on the stage: press the button, work on a task, give a task up, let the minute's tick do its work."""

from chalicelib.core.run import Mode
from chalicelib.ports import PlanRun, SendMail, SyncRange, SyncRows, Task
from tests.proof.simulator.hands import Press
from tests.proof.simulator.postbox import Letter
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor, Crash

TIMEOUT_SECONDS: dict[type, float] = {PlanRun: 120, SyncRange: 300, SendMail: 60, SyncRows: 120}
SWEEP_SECONDS = 60.0
PRESS_SECONDS = 29.0
SLOWS_AT: dict[type, tuple[float, tuple[str, ...]]] = {
    PlanRun: (0.3, ("runs.get", "store.GetItem RUN")),
    SyncRows: (0.7, ("intacct.rows",)),
}
"""How many are slow after which calls: their work may be overtaken then."""
MOST_ACTORS = 4
"""How many act at once."""


class UnexpectedError(Exception):
    """A use case ended in something that is no Problem: a mistake of ours, whatever the world did."""


def press(sim: Simulation, tenant: str, admin: int, mode: Mode, dry_run: bool) -> Actor:
    """Somebody presses Synchronize, and once more with the same Idempotency-Key where no answer came."""
    hands = sim.hands
    asked = Press(sim.scenario.list, mode.value, dry_run, sim.scenario.confirm_gone, sim.ground.new_id())

    def work() -> None:
        for _ in range(3):
            try:
                joined = hands.press(tenant, admin, asked)
            except hands.try_again:
                continue
            except hands.problem as refusal:
                sim.reach.add(f"press refused: {refusal.code}")
                return
            sim.reach.add("press joined" if joined else "press started a run")
            return

    return sim.enter(f"{tenant} press {admin}", work, PRESS_SECONDS, hands)


def cancel(sim: Simulation, tenant: str, run_id: str) -> Actor:
    hands = sim.hands

    def work() -> None:
        try:
            hands.cancel(tenant, run_id)
            sim.reach.add("cancel asked for")
        except hands.problem:
            sim.reach.add("cancel refused")

    return sim.enter(f"{tenant} cancel", work, PRESS_SECONDS, hands)


def ticker(sim: Simulation) -> Actor:
    """As the product's schedule does it each minute: a sweep, then scheduled runs and kept rows."""
    hands = sim.hands
    return sim.enter("sweeper", hands.tick, SWEEP_SECONDS, hands)


def deliver(sim: Simulation, letter: Letter) -> Actor:
    """A worker takes the task of this letter; when it ends well the letter is gone, unless that is lost too."""
    hands, seconds = sim.hands, TIMEOUT_SECONDS[type(letter.task)]
    sim.postbox.receive(letter, seconds * sim.scenario.visible_again)
    if letter.dead:
        sim.reach.add("task given up")
    if isinstance(letter.task, PlanRun) and letter.task in [actor.task for actor in sim.stage.actors]:
        sim.reach.add("two planners of a run at once")

    def work() -> None:
        try:
            hands.do(letter.body, seconds, letter.dead)
        except (Crash, Exception) as failure:
            letter.in_work -= 1
            _comes_again(sim, letter, failure)
            if not isinstance(failure, (Crash, hands.problem, ConnectionError)):
                raise UnexpectedError(repr(failure)) from failure
            return
        letter.in_work -= 1
        if sim.faults.happens("lost_delete"):
            sim.reach.add("delete of a task lost")
        else:
            sim.postbox.delete(letter)

    actor = sim.enter(f"{_name(letter.task)}#{letter.number}.{letter.receives}", work, seconds, hands)
    actor.task = letter.task
    share, calls = SLOWS_AT.get(type(letter.task), (0.0, ()))
    actor.slows_at = calls if sim.random.random() < share else ()
    if not isinstance(letter.task, SyncRows):
        sim.deploy.note(letter.task.run, hands)
    return actor


def _comes_again(sim: Simulation, letter: Letter, failure: BaseException) -> None:
    """The queue hands it out again: at the latest when its visibility ends, often sooner."""
    letter.visible_at = min(letter.visible_at, sim.clock.seconds + sim.random.uniform(0, 120))
    if letter.dead and getattr(failure, "code", "") == "task_too_new":
        sim.reach.add("a message of a version that was taken back")
        sim.postbox.delete(letter)


def _name(task: Task) -> str:
    match task:
        case SyncRange():
            return f"range {task.range}/{task.pass_number}"
        case SyncRows():
            return f"rows of {task.list}"
    return "plan" if isinstance(task, PlanRun) else "mail"
