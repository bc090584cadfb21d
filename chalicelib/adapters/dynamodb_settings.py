"""Settings in DynamoDB: versions that never change, and the current one beside them."""

from dataclasses import replace

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import restored, stored
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.adapters.run_rules import settings_moved_on, version_unknown
from chalicelib.core.settings import Settings


class DynamoSettings:
    """Fulfils the port ``SettingsStore``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def current(self, tenant: str) -> Settings:
        item = self._table.get(keys.settings_key(tenant))
        return restored(item["settings"], Settings) if item else Settings()

    def version(self, tenant: str, number: int) -> Settings:
        if number == 0:
            return Settings()
        item = self._table.get(keys.settings_key(tenant, number))
        if item is None:
            raise version_unknown(number)
        return restored(item["settings"], Settings)

    def save(self, tenant: str, settings: Settings, expected_version: int) -> Settings:
        saved = replace(settings, version=expected_version + 1)
        body = {"settings": stored(saved), "version": saved.version}
        unchanged, values = "attribute_not_exists(#PK)", {}
        if expected_version:
            unchanged, values = "#version = :expected", {"expected": expected_version}
        done = self._table.transact(
            [
                self._table.putting({**keys.settings_key(tenant), **body}, unchanged, values),
                self._table.putting({**keys.settings_key(tenant, saved.version), **body}, "attribute_not_exists(#PK)"),
            ]
        )
        if not done:
            raise settings_moved_on()
        return saved
