"""Settings: a run works by the version that it began with, and who comes after a switch-off writes nothing."""

from chalicelib.core.lists import RUN_FIELD
from chalicelib.core.run import Run
from chalicelib.core.settings import Settings
from chalicelib.ports import RunMail, SyncRange
from dev.fakes.salesforce_org import Write
from tests.proof.simulator.oracle import IntacctWrite, Oracle
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.tenant import Tenant
from tests.proof.simulator.watch import Watch


class SettingsOracle(Oracle):
    """P7 and F39, judged at each row that is written and at each mail."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        self._saved: dict[str, list[tuple[int, Settings]]] = {
            tenant: [(0, self.sim.settings.current(tenant))] for tenant in self.sim.tenants
        }

    def settings_saved(self, tenant: str, settings: Settings, before: Settings) -> None:
        self.claim(settings.version == before.version + 1, "P7", f"version {settings.version} after {before.version}")
        self._saved[tenant].append((self.sim.trace.tick, settings))
        if self.watch.active(tenant):
            self.sim.reach.add("settings saved while a run is under way")

    def wrote(self, tenant: Tenant, write: Write, actor: Actor | None) -> None:
        if actor:
            self._judge(tenant.name, str(write.values.get(RUN_FIELD) or "").partition(":")[0], actor)

    def wrote_back(self, tenant: Tenant, write: IntacctWrite, actor: Actor) -> None:
        self._judge(tenant.name, "", actor)

    def mailed(self, mail: RunMail) -> None:
        pinned = self.sim.settings.version(mail.run.tenant, mail.run.settings_version)
        allowed = {mail.run.requester.email, *pinned.recipients}
        self.claim(set(mail.recipients) <= allowed, "P7", f"a mail of run {mail.run.id} went to {mail.recipients}")

    def _judge(self, tenant: str, stamped: str, actor: Actor) -> None:
        used = actor.line.settings_version
        known = set(self._since(tenant, actor.entered))
        run = self._run_of(tenant, stamped, actor)
        if run:
            allowed = {run.settings_version}
            if run.settings_version != self.sim.settings.current(tenant).version:
                self.sim.reach.add("a run wrote by settings that have changed since")
        else:
            allowed = {settings.version for settings in known}
        self.claim(used in allowed, "P7", f"{actor.name} wrote by version {used} of the settings, not by {allowed}")
        off = all(not settings.enabled for settings in known)
        self.claim(not off, "off", f"{actor.name} wrote, though synchronization was switched off before it began")

    def _since(self, tenant: str, tick: int) -> list[Settings]:
        """The settings that were current at some time since ``tick``."""
        saved = self._saved[tenant]
        ends = [until for until, _ in saved[1:]] + [self.sim.trace.tick + 1]
        return [settings for (_, settings), until in zip(saved, ends, strict=True) if until > tick]

    def _run_of(self, tenant: str, stamped: str, actor: Actor) -> Run | None:
        named = actor.task.run if isinstance(actor.task, SyncRange) else stamped
        return self.watch.eyes.runs.get((tenant, stamped or named))
