"""Scheduled runs: a due time starts one run, not before it has come, and none is forgotten."""

from datetime import datetime, timedelta

from chalicelib.core.run import Run
from chalicelib.core.schedule import SUBJECT, name_of, next_run
from chalicelib.core.settings import Schedule, Settings
from tests.proof.simulator.oracle import Oracle
from tests.proof.simulator.watch import Watch

MOST_BEHIND = timedelta(minutes=20)
"""Twice as far as our clock may be set back."""


class ScheduleOracle(Oracle):
    """Judged at each run that nobody pressed, by the time that whoever started it had seen to be due."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        self._started: set[tuple[str, str, datetime]] = set()
        self._schedules: dict[tuple[str, str], list[Schedule]] = {}
        """All that were ever saved under a name."""
        for tenant in self.sim.tenants:
            self._note(tenant, self.sim.settings.current(tenant))

    def settings_saved(self, tenant: str, settings: Settings, before: Settings) -> None:
        if settings.schedules != before.schedules:
            self._note(tenant, settings)

    def run_started(self, run: Run) -> None:
        if run.requester.subject != SUBJECT or run.parent:
            return
        self.sim.reach.add("a scheduled run started")
        actor, name = self.sim.stage.current, f"{run.list} {run.mode}"
        due = actor.due if actor else None
        schedules = self._schedules.get((run.tenant, name), [])
        right = due is not None and due <= self.sim.clock.most_now() and any(_is_due(one, due) for one in schedules)
        self.claim(right, "schedule", f"run {run.id} of {name} was started as if due at {due}")
        if due:
            again = (run.tenant, name, due) in self._started
            self.claim(not again, "schedule", f"run {run.id} of {name} is the second one that was due at {due}")
            self._started.add((run.tenant, name, due))

    def over(self) -> None:
        now = self.sim.clock.now()
        for tenant in self.sim.tenants:
            for schedule in self.sim.settings.current(tenant).schedules:
                name = name_of(schedule)
                upcoming = self.sim.schedules.upcoming(tenant, name)
                behind = upcoming is not None and upcoming.at < now - MOST_BEHIND
                # Whoever started its run may have died before it moved the time on.
                known = upcoming is not None and (tenant, name, upcoming.at) in self._started
                what = f"{schedule} of {tenant} is still due at {upcoming}, now is {now}"
                self.claim(known or not behind, "schedule", what)

    def _note(self, tenant: str, settings: Settings) -> None:
        for schedule in settings.schedules:
            self._schedules.setdefault((tenant, name_of(schedule)), []).append(schedule)


def _is_due(schedule: Schedule, at: datetime) -> bool:
    following = next_run(schedule, at - timedelta(seconds=1))
    return following is not None and following.at == at
