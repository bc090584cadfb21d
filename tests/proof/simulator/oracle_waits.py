"""Waiting is stored and kept: nothing is tried for a run before its time, and no connection goes beyond its share."""

from chalicelib.core.run import Run
from chalicelib.ports import PlanRun, SyncRange
from tests.proof.simulator.oracle import Oracle
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.watch import Watch


class WaitOracle(Oracle):
    """I9 and P9, judged at each call and each pause."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        self._paused: dict[str, int] = {}

    def run_changed(self, run: Run, before: Run) -> None:
        if run.pause and run.pause != before.pause:
            self._paused[run.id] = self.sim.trace.tick
            self.sim.reach.add(f"a run waits: {run.pause.code}")
            asked = self.sim.stage.current.asked_until if self.sim.stage.current else None
            kept = asked is None or run.pause.until >= asked or self.sim.clock.jumped
            self.claim(kept, "I9", f"run {run.id} waits until {run.pause.until}, asked for was {asked}")
        elif before.pause and not run.pause and not run.state.terminal:
            self.sim.reach.add("a run went on after a pause")

    def upstream_called(self, call: str, actor: Actor) -> None:
        if not isinstance(actor.task, PlanRun | SyncRange):
            return
        run = self.watch.eyes.runs.get((actor.task.tenant, actor.task.run))
        if run is None or not run.paused(self.sim.clock.now()) or self.sim.clock.jumped:
            return
        early = actor.entered > self._paused.get(run.id, self.sim.trace.tick)
        self.claim(not early, "I9", f"{call} by {actor.name}, though run {run.id} waits until {run.pause}")

    def over(self) -> None:
        for meter in self.sim.meters.values():
            self.claim(not meter.greedy, "P9", f"more than one call of a connection beyond the share: {meter.greedy}")
