"""Scheduled runs: a due time starts one run at most, and none is forgotten."""

from collections import Counter
from datetime import datetime, timedelta

from chalicelib.core.run import Run
from chalicelib.core.schedule import SUBJECT, name_of, next_run
from chalicelib.core.settings import Schedule, Settings
from tests.proof.simulator.oracle import Oracle
from tests.proof.simulator.watch import Watch

FURTHEST_BEHIND = timedelta(minutes=10)
"""How far our clock may be set back."""
MOST_BEHIND = 2 * FURTHEST_BEHIND


class ScheduleOracle(Oracle):
    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        self._started: Counter[tuple[str, str]] = Counter()
        self._since: dict[tuple[str, str], datetime] = {}
        for tenant in self.sim.tenants:
            self._note(tenant, self.sim.settings.current(tenant))

    def settings_saved(self, tenant: str, settings: Settings, before: Settings) -> None:
        if settings.schedules != before.schedules:
            self._note(tenant, settings)

    def run_started(self, run: Run) -> None:
        if run.requester.subject != SUBJECT:
            return
        self.sim.reach.add("a scheduled run started")
        name = f"{run.list} {run.mode}"
        self._started[run.tenant, name] += 1
        schedule = self._schedule(run.tenant, name)
        since = self._since.get((run.tenant, name))
        if schedule is None or since is None:
            return
        due = self._due_times(schedule, since, self.sim.clock.most_now())
        started = self._started[run.tenant, name]
        self.claim(started <= due, "schedule", f"{started} runs of {schedule} since {since}, due {due} times")

    def over(self) -> None:
        now = self.sim.clock.now()
        for tenant in self.sim.tenants:
            for schedule in self.sim.settings.current(tenant).schedules:
                upcoming = self.sim.schedules.upcoming(tenant, name_of(schedule))
                behind = upcoming is not None and upcoming.at < now - MOST_BEHIND
                self.claim(not behind, "schedule", f"{schedule} of {tenant} is still due at {upcoming}, now is {now}")

    def _note(self, tenant: str, settings: Settings) -> None:
        for schedule in settings.schedules:
            self._since.setdefault((tenant, name_of(schedule)), self.sim.clock.true_now() - FURTHEST_BEHIND)

    def _schedule(self, tenant: str, name: str) -> Schedule | None:
        schedules = self.sim.settings.current(tenant).schedules
        return next((one for one in schedules if name_of(one) == name), None)

    def _due_times(self, schedule: Schedule, since: datetime, now: datetime) -> int:
        times, at = 0, since
        while (following := next_run(schedule, at)) and following.at <= now:
            times, at = times + 1, following.at
        return times
