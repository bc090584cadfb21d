"""The store of settings, in memory."""

from dataclasses import replace
from threading import RLock

from chalicelib.adapters.run_rules import settings_moved_on, version_unknown
from chalicelib.core.settings import Settings
from dev.fakes.atomic import atomic


class FakeSettingsStore:
    """Fulfils the port ``SettingsStore``."""

    def __init__(self) -> None:
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
    def save(self, tenant: str, settings: Settings, expected_version: int) -> Settings:
        versions = self.versions.setdefault(tenant, [Settings()])
        if versions[-1].version != expected_version:
            raise settings_moved_on()
        versions.append(replace(settings, version=expected_version + 1))
        return versions[-1]
