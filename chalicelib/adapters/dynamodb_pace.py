"""Counts of what was done lately, in DynamoDB: an item for each window of time."""

from datetime import datetime, timedelta

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.pace import Pace


class DynamoPaces:
    """Fulfils the port ``Paces``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def wait(self, tenant: str, pace: Pace, of: str, now: datetime) -> int:
        window, into = divmod(int(now.timestamp()), pace.seconds)
        sets = {"expires_at": keys.expiry(now, 2 * timedelta(seconds=pace.seconds))}
        key = keys.pace_key(tenant, pace.code, of, window)
        fewer = "attribute_not_exists(#times) OR #times < :most"
        counted = self._table.update(key, sets, fewer, {"most": pace.most, "one": 1}, "ADD #times :one")
        return 0 if counted.done else pace.seconds - into
