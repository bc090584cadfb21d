"""Settings in DynamoDB: versions that never change, and the current one beside them."""

from dataclasses import replace
from typing import Any

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_audit import APPEND_TRIES, DynamoAudit, appending, audit_busy
from chalicelib.adapters.dynamodb_codec import restored, stored
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.adapters.run_rules import settings_moved_on, version_unknown
from chalicelib.core.audit import Deed, settings_entry
from chalicelib.core.settings import Settings


class DynamoSettings:
    """Fulfils the port ``SettingsStore``."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._audit = DynamoAudit(table)

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

    def save(self, tenant: str, settings: Settings, expected_version: int, deed: Deed) -> Settings:
        """Another entry of the audit trail may come in between: then we look again."""
        saved = replace(settings, version=expected_version + 1)
        for _ in range(APPEND_TRIES):
            before = self.current(tenant)
            if before.version != expected_version:
                raise settings_moved_on()
            entry = settings_entry(tenant, self._audit.end(tenant), deed, before, saved)
            if self._table.transact([*self._putting(tenant, saved), *appending(self._table, tenant, entry)]):
                return saved
        raise audit_busy()

    def _putting(self, tenant: str, saved: Settings) -> list[Any]:
        body = {"settings": stored(saved), "version": saved.version}
        unchanged, values = "attribute_not_exists(#PK)", {}
        if saved.version > 1:
            unchanged, values = "#version = :expected", {"expected": saved.version - 1}
        due = {"due": keys.DUE_SCHEDULE} if saved.schedules else {}
        return [
            self._table.putting({**keys.settings_key(tenant), **body, **due}, unchanged, values),
            self._table.putting({**keys.settings_key(tenant, saved.version), **body}, "attribute_not_exists(#PK)"),
        ]
