"""The description of each tenant's Account object in one compressed DynamoDB item."""

import gzip
from dataclasses import replace

import msgspec

from chalicelib.adapters.account_cache import MOST_BYTES
from chalicelib.adapters.dynamodb_keys import tenant_key
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.ports.account import AccountDescription

SORT_KEY = "ACCOUNT"


class DynamoFieldDescriptions:
    """Fulfils the port ``FieldDescriptions``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str) -> AccountDescription | None:
        item = self._table.get(tenant_key(tenant, SORT_KEY))
        return unpacked(item["content"]) if item else None

    def put(self, tenant: str, description: AccountDescription) -> None:
        self._table.put({**tenant_key(tenant, SORT_KEY), "content": packed(description)})


def packed(description: AccountDescription) -> bytes:
    """At most what an item holds: labels of the longest picklists are given up first, then those values stand bare."""
    content = _compressed(description)
    while len(content) > MOST_BYTES and any(field.labels for field in description.fields):
        longest = max(description.fields, key=lambda field: len(field.labels))
        fields = (replace(field, labels=()) if field is longest else field for field in description.fields)
        description = replace(description, fields=tuple(fields))
        content = _compressed(description)
    return content


def unpacked(content: bytes) -> AccountDescription:
    return msgspec.json.decode(gzip.decompress(content), type=AccountDescription)


def _compressed(description: AccountDescription) -> bytes:
    return gzip.compress(msgspec.json.encode(description), compresslevel=6, mtime=0)
