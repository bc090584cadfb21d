"""The store of settings, in memory."""

from dataclasses import replace
from threading import RLock

from chalicelib.adapters.run_rules import settings_moved_on, version_unknown
from chalicelib.core.audit import Deed, settings_entry
from chalicelib.core.settings import Settings
from dev.fakes.atomic import atomic
from dev.fakes.audit import FakeAudit


class FakeSettingsStore:
    """Fulfils the port ``SettingsStore``; ``audit`` holds what its saves wrote."""

    def __init__(self) -> None:
        self.audit = FakeAudit()
        self.lock = RLock()
        self.versions: dict[str, list[Settings]] = {}

    @atomic
    def current(self, tenant: str) -> Settings:
        return self.versions.get(tenant, [Settings()])[-1]

    @atomic
    def version(self, tenant: str, number: int) -> Settings:
        versions = self.versions.get(tenant, [Settings()])
        if not 0 <= number < len(versions):
            raise version_unknown(number)
        return versions[number]

    @atomic
    def save(self, tenant: str, settings: Settings, expected_version: int, deed: Deed) -> Settings:
        versions = self.versions.setdefault(tenant, [Settings()])
        if versions[-1].version != expected_version:
            raise settings_moved_on()
        saved = replace(settings, version=expected_version + 1)
        self.audit.keep(tenant, settings_entry(tenant, self.audit.end(tenant), deed, versions[-1], saved))
        versions.append(saved)
        return saved
