"""The last good values of Accounts, and the right to read them anew, one DynamoDB item each for a day.

T#<tenant>#A#<sha256 of the customer id>   <choice>   content · lease · lease_until · expires_at
T#<tenant>                                 ACCOUNT    the description of the Account object
"""

import gzip
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

import msgspec

from chalicelib.adapters.dynamodb_keys import Key, expiry, tenant_key
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.account_state import KEPT, Remembered
from chalicelib.ports.account import AccountKey

LEASE = timedelta(seconds=30)
"""As long as a request may last at most; whoever holds a lease for longer has died."""
MOST_BYTES = 380_000
"""DynamoDB's items end at 400 KB."""

# Amounts come out of Salesforce's JSON as Decimals, and come out of here as such.
_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(Remembered, float_hook=Decimal)


class DynamoAccountCache:
    """Fulfils the port ``AccountCache``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, key: AccountKey) -> Remembered:
        item = self._table.get(_key(key))
        content = item.get("content") if item else None
        return _decoder.decode(gzip.decompress(content)) if content else Remembered()

    def lease(self, key: AccountKey, now: datetime) -> str | None:
        lease = uuid4().hex
        sets = {"lease": lease, "lease_until": _milliseconds(now + LEASE), "expires_at": expiry(now, KEPT)}
        free = "attribute_not_exists(#lease_until) OR #lease_until < :now"
        return lease if self._table.update(_key(key), sets, free, {"now": _milliseconds(now)}).done else None

    def put(self, key: AccountKey, lease: str, remembered: Remembered) -> None:
        """What no item can hold is not kept: such an Account is read anew each time."""
        content = gzip.compress(_encoder.encode(remembered), compresslevel=6, mtime=0)
        sets = {"content": content if len(content) <= MOST_BYTES else b""}
        self._table.update(_key(key), sets, "#lease = :mine", {"mine": lease}, "REMOVE #lease, #lease_until")


def _key(key: AccountKey) -> Key:
    customer = sha256(key.customer_id.encode()).hexdigest()
    return {"PK": f"{tenant_key(key.tenant, '')['PK']}#A#{customer}", "SK": key.choice}


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
