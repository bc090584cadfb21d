"""Many tenants on one deployment, in virtual time: the use cases are the real ones, the ports are in memory."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import chalicelib
from app import app
from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.counts import Outcome, RowReport
from chalicelib.core.lists import parse_catalogue
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import Mode, Run
from chalicelib.core.settings import Settings
from chalicelib.ports import Clock, PlanRun, Runs, SendMail, SettingsStore, SyncRange, SyncRows, Task
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.schedules import tick
from chalicelib.usecases.world import World
from dev.fakes import SET_UP, FakeMailer, FakeRuns, FakeSecrets, FakeSettingsStore
from dev.fakes.notices import FakeHooks, FakeNotices, FakeSchedules
from dev.worker import do_task
from infra.resources import AT_ONCE, TIMEOUTS_SECONDS
from tests.proof.load.costs import Costs
from tests.proof.load.functions import Functions
from tests.proof.load.rows import Rows
from tests.proof.load.timeline import Timeline
from tests.proof.load.upstreams import LoadIntacct, LoadSalesforce
from tests.proof.simulator.gates import gated
from tests.proof.simulator.stage import Actor

CATALOGUE = parse_catalogue(tomllib.loads(Path(chalicelib.__path__[0], "lists.toml").read_text(encoding="utf-8")))
SWEEP_SECONDS = 60.0
FUNCTION_OF: Mapping[type, str] = {
    PlanRun: "plan_run",
    SyncRange: "sync_range",
    SyncRows: "sync_rows",
    SendMail: "send_mail",
}


def slots_of_the_cloud() -> dict[type, tuple[int, float]]:
    """Invocations at once and seconds of each function, as the app and the templates say."""
    bounds = {source.name: getattr(source, "maximum_concurrency", None) or AT_ONCE for source in app.event_sources}
    return {kind: (bounds[name], TIMEOUTS_SECONDS[name]) for kind, name in FUNCTION_OF.items()}


class LoadRuns(FakeRuns):
    """Keeps of a million row reports only those that somebody asks for again: the failed ones."""

    def put_rows(self, run: Run, number: int, window: int, rows: Sequence[RowReport]) -> None:
        super().put_rows(run, number, window, [row for row in rows if row.outcome is Outcome.FAILED])


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed Synchronize, at this second."""

    tenant: str
    run: str
    at: float


class Town:
    """``lists`` holds each tenant's rows by list; lists that a tenant does not have are empty.

    Without ``stores`` runs and settings are ``kept`` in memory.
    """

    def __init__(
        self,
        seed: int,
        slots: Mapping[type, tuple[int, float]] | None = None,
        stores: Callable[[Clock], tuple[Runs, SettingsStore]] | None = None,
    ) -> None:
        self.timeline = Timeline()
        self.costs = Costs(self.timeline, seed)
        self.functions = Functions(self.timeline, slots or slots_of_the_cloud())
        self.functions.work = self._work
        self.kept, kept_settings, self.mailer = LoadRuns(), FakeSettingsStore(), FakeMailer()
        self.runs, self.settings = stores(self.timeline) if stores else (self.kept, kept_settings)
        self.lists: dict[str, dict[str, Rows]] = {}
        self.presses: list[Press] = []
        self.sweeps: list[float] = []
        """How many seconds each sweep took."""
        numbers = count(1)
        self.world = World(
            catalogue=CATALOGUE,
            runs=gated(self.runs, "runs", self.costs),
            settings=gated(self.settings, "settings", self.costs),
            queue=gated(self.functions, "queue", self.costs),
            mailer=gated(self.mailer, "mailer", self.costs),
            clock=self.timeline,
            intacct=lambda tenant, _: LoadIntacct(tenant, self.lists[tenant], self.costs),
            salesforce=lambda tenant, _: LoadSalesforce(tenant, self.lists[tenant], self.costs),
            new_id=lambda: f"{next(numbers):026}",
        )
        self.desk = NoticeDesk(
            world=self.world,
            notices=gated(FakeNotices(), "notices", self.costs),
            hooks=FakeHooks(),
            schedules=gated(FakeSchedules(kept_settings), "schedules", self.costs),
            secrets=FakeSecrets(self.timeline),
            audit=kept_settings.audit,
            check_signature=check_signature,
            parse_notice=parse_notice,
            new_token=lambda: "token",
        )
        self.timeline.at(SWEEP_SECONDS, self._sweep)

    def at(self, seconds: float, do: Callable[[], None]) -> None:
        """Let something happen at that second."""
        self.timeline.at(seconds, do)

    def run_to_the_end(self, after: float) -> None:
        """Until every run has ended and every mail is dealt with, and ``after`` seconds are over."""
        self.timeline.run(lambda: self.timeline.seconds > after and self._over())
        self.timeline.close()
        if self.functions.failures:
            raise self.functions.failures[0]

    def _over(self) -> bool:
        return self.functions.idle() and not list(self.runs.active()) and not list(self.runs.unsent())

    def move_in(self, tenant: str, rows: Mapping[str, int], filled: bool = True, **settings: object) -> None:
        """A tenant with so many rows of each list, all of them in Salesforce already or none."""
        wanted = replace(Settings(enabled=True, recipients=(f"team@{tenant}.example",)), **settings)  # type: ignore[arg-type]
        self.settings.save(tenant, wanted, 0, SET_UP)
        self.lists[tenant] = {one.key: Rows(one, list(range(1, rows.get(one.key, 0) + 1))) for one in CATALOGUE.lists}
        for one in self.lists[tenant].values():
            if filled:
                one.held.fill()

    def refuse_later(self, tenant: str, list_key: str, key: int, seconds: float) -> None:
        """From that second on Salesforce refuses a row, which changes in the same moment."""

        def refuse() -> None:
            self.lists[tenant][list_key].refused.add(key)
            self.lists[tenant][list_key].change(key, self.timeline.now())

        self.at(seconds, refuse)

    def all_runs(self) -> list[Run]:
        return list(self.kept.tables.runs.values())

    def press(self, tenant: str, list_key: str, mode: Mode = Mode.FULL) -> None:
        """Somebody presses now, and the run is on record; to be called between events."""
        person = Principal(tenant, f"{tenant}-1", "Ada", f"ada@{tenant}.example", frozenset({Role.ADMIN}))

        def work() -> None:
            at = self.timeline.seconds
            started = start_run(self.world, person, list_key, mode)
            if not started.joined:
                self.presses.append(Press(tenant, started.run.id, at))

        self.timeline.begin(f"{tenant} press", work, lambda _: None)

    def run_of(self, press: Press) -> Run:
        run = self.runs.get(press.tenant, press.run)
        assert run is not None
        return run

    def dwell_seconds(self, press: Press) -> float:
        """From the press to the end of its run."""
        ended = self.run_of(press).finished_at
        assert ended is not None, "The run has not ended."
        return (ended - self.timeline.now()).total_seconds() + self.timeline.seconds - press.at

    def _work(self, task: Task, seconds: float) -> None:
        do_task(self.world, task, self.timeline.now() + timedelta(seconds=seconds), self.desk)

    def _sweep(self) -> None:
        began = self.timeline.seconds

        def ended(_: Actor) -> None:
            self.sweeps.append(self.timeline.seconds - began)

        self.timeline.at(began + SWEEP_SECONDS, self._sweep)
        self.timeline.begin("sweep", lambda: tick(self.desk), ended)
