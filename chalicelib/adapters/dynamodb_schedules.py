"""Schedules in DynamoDB: who has any, by the index of current settings, and when each is due next."""

from collections.abc import Iterator
from urllib.parse import unquote

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import restored, unmoved
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.schedule import NextRun


class DynamoSchedules:
    """Fulfils the port ``Schedules``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def tenants(self) -> Iterator[str]:
        items = self._table.query("#due = :due", {"due": keys.DUE_SCHEDULE}, index="due")
        return (unquote(item["PK"].partition("#")[2]) for item in items)

    def upcoming(self, tenant: str, name: str) -> NextRun | None:
        item = self._table.get(keys.schedule_key(tenant, name))
        return restored(item["upcoming"], NextRun) if item else None

    def move(self, tenant: str, name: str, upcoming: NextRun, previous: NextRun | None) -> bool:
        condition, values = unmoved(previous, "#upcoming") if previous else ("attribute_not_exists(#upcoming)", {})
        return self._table.update(keys.schedule_key(tenant, name), {"upcoming": upcoming}, condition, values).done
