"""The addresses of notices in DynamoDB: by the hash of the address, and by tenant."""

from hashlib import sha256

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import restored, stored
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.errors import TryAgain
from chalicelib.core.notice import Hook


class DynamoHooks:
    """Fulfils the port ``Hooks``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def issue(self, token: str, hook: Hook) -> None:
        """The tenant's item says which address counts, so that an earlier one stops to hold in the same step."""
        body = {"hook": stored(hook), "address": sha256(token.encode()).hexdigest()}
        actions = [
            self._table.putting({**keys.hook_key(token), **body}, "attribute_not_exists(#PK)"),
            self._table.putting({**keys.tenant_key(hook.tenant, "HOOK"), **body}),
        ]
        if not self._table.transact(actions):
            raise TryAgain("hook_taken", "This address is given out already.", remedy="Ask for another one.")

    def hook(self, token: str) -> Hook | None:
        item = self._table.get(keys.hook_key(token))
        if item is None:
            return None
        hook = restored(item["hook"], Hook)
        present = self._table.get(keys.tenant_key(hook.tenant, "HOOK")) or {}
        return hook if present.get("address") == item["address"] else None

    def issued(self, tenant: str) -> Hook | None:
        item = self._table.get(keys.tenant_key(tenant, "HOOK"))
        return restored(item["hook"], Hook) if item else None
