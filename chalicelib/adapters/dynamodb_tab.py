"""Passes of customer tabs in DynamoDB, by the hash of their token; and used hand-overs."""

from datetime import datetime, timedelta

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import restored
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.tab import TabPass

KEEP_NONCES = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class DynamoTabPasses:
    """Fulfils the port ``TabPasses``. DynamoDB deletes what has ended when it comes to it: readers look at the time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, tenant: str, nonce: str, now: datetime) -> bool:
        sets = {"expires_at": keys.expiry(now, KEEP_NONCES)}
        return self._table.update(keys.tab_nonce_key(tenant, nonce), sets, "attribute_not_exists(#PK)", {}).done

    def keep(self, token: str, tab_pass: TabPass) -> None:
        expires_at = keys.expiry(tab_pass.ends_at, _MINUTE)
        self._table.put({**keys.tab_pass_key(token), "tab": tab_pass, "expires_at": expires_at})

    def find(self, token: str) -> TabPass | None:
        item = self._table.get(keys.tab_pass_key(token))
        return restored(item["tab"], TabPass) if item else None
