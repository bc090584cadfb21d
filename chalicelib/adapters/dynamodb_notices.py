"""Kept rows in DynamoDB: an item a row, an item a list for who has it in hand, an item a list and day for the numbers.

A row's item is written before the list's ``marks`` are counted up: whoever sees the marks sees the row.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from uuid import uuid4

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import restored, stored
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.adapters.run_rules import KEEP_ANSWERS, KEEP_DAYS, KEEP_NOTICES
from chalicelib.core.counts import Trouble
from chalicelib.core.notice import DayOfRows, KeptRow, ListWork, latest_errors

FREE = "(attribute_not_exists(#lease_until) OR #lease_until <= :now)"
ONCE = "attribute_not_exists(#wrote) OR #wrote <> :wrote"
"""Holds for every write but its own repetition after a lost answer."""
TRANSACTION = 100
READY = f"{FREE} AND (attribute_not_exists(#due_at) OR #due_at <= :now)"


class DynamoNotices:
    """Fulfils the port ``Notices``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def answered(self, tenant: str, request: str, now: datetime) -> str:
        item = self._table.get(_request_key(tenant, request))
        # TTL deletes some days late, so what has expired may still stand there.
        return str(item["answer"]) if item and item["expires_at"] > now.timestamp() else ""

    def remember(self, tenant: str, request: str, answer: str, now: datetime) -> None:
        expires_at = keys.expiry(now, KEEP_ANSWERS)
        self._table.put({**_request_key(tenant, request), "answer": answer, "expires_at": expires_at})

    def keep(self, tenant: str, list_key: str, record_key: str, now: datetime) -> None:
        row = KeptRow(record_key, uuid4().hex, now)
        kept = {**stored(row), "expires_at": keys.expiry(now, KEEP_NOTICES)}
        self._table.put({**keys.kept_key(tenant, list_key, record_key), **kept})
        key = keys.rows_key(tenant, list_key)
        self._table.update(key, {"due": keys.DUE_ROWS}, ONCE, {"one": 1}, "REMOVE #due_at ADD #marks :one")

    def kept(self, tenant: str, list_key: str, most: int, now: datetime) -> list[KeptRow]:
        values = {**keys.kept_key(tenant, list_key), "now": _instant(now)}
        ready = "attribute_not_exists(#not_before) OR #not_before <= :now"
        items = self._table.query("#PK = :PK AND begins_with(#SK, :SK)", values, filters=ready)
        return [restored(item, KeptRow) for item in islice(items, most)]

    def next_wait(self, tenant: str, list_key: str) -> datetime | None:
        values: Mapping[str, object] = keys.kept_key(tenant, list_key)
        items = self._table.query(
            "#PK = :PK AND begins_with(#SK, :SK)", values, filters="attribute_exists(#not_before)"
        )
        return min((datetime.fromisoformat(item["waits_until"]) for item in items), default=None)

    def settle(self, tenant: str, list_key: str, rows: Sequence[KeptRow]) -> None:
        deletions = [
            self._table.deleting(keys.kept_key(tenant, list_key, row.record_key), "#mark = :mark", {"mark": row.mark})
            for row in rows
        ]
        for start in range(0, len(deletions), TRANSACTION):
            together = deletions[start : start + TRANSACTION]
            if not self._table.transact(together):
                for deletion in together:
                    self._table.transact([deletion])

    def postpone(self, tenant: str, list_key: str, row: KeptRow, until: datetime) -> None:
        key = keys.kept_key(tenant, list_key, row.record_key)
        sets = {"tries": row.tries + 1, "not_before": _instant(until), "waits_until": until}
        self._table.update(key, sets, "#mark = :mark", {"mark": row.mark})

    def take(self, tenant: str, list_key: str, now: datetime, until: datetime) -> ListWork | None:
        key, values = keys.rows_key(tenant, list_key), {"now": _instant(now), "one": 1}
        condition = f"attribute_exists(#PK) AND {READY}"
        taken = self._table.update(key, {"lease_until": _instant(until)}, condition, values, "ADD #begun :one")
        return restored(taken.item, ListWork) if taken.done and taken.item else None

    def look(self, tenant: str, list_key: str) -> ListWork:
        return restored(self._table.get(keys.rows_key(tenant, list_key)) or {}, ListWork)

    def rest(self, tenant: str, list_key: str, work: ListWork, due_at: datetime | None) -> bool:
        key, values = keys.rows_key(tenant, list_key), {"marks": work.marks}
        sets: dict[str, object] = {"begun": 0, "waits": 0}
        removes = "REMOVE #lease_until, #due_at, #due"
        if due_at:
            sets["due_at"], removes = _instant(due_at), "REMOVE #lease_until"
        return self._table.update(key, sets, "#marks = :marks", values, removes).done

    def wait(self, tenant: str, list_key: str, due_at: datetime, stumbled: bool) -> None:
        waits = self.look(tenant, list_key).waits + 1 if stumbled else 0
        sets = {"begun": 0, "waits": waits, "due_at": _instant(due_at), "due": keys.DUE_ROWS}
        self._table.update(keys.rows_key(tenant, list_key), sets, "attribute_exists(#PK)", {}, "REMOVE #lease_until")

    def due(self, now: datetime) -> Iterator[tuple[str, str]]:
        for item in self._table.query("#due = :due", {"due": keys.DUE_ROWS}, index="due"):
            there = self._table.get({"PK": item["PK"], "SK": item["SK"]}) or {}
            if max(there.get("lease_until", 0), there.get("due_at", 0)) <= _instant(now):
                yield keys.list_of(item)

    def count(self, tenant: str, list_key: str, now: datetime, rows: DayOfRows) -> None:
        key = keys.day_key(tenant, now.date(), list_key)
        before = restored(self._table.get(key) or {}, DayOfRows)
        sets = {
            "last_at": now,
            "errors": latest_errors((*before.errors, *rows.errors)),
            "expires_at": keys.expiry(now, KEEP_DAYS),
        }
        added = {"written": rows.written, "gone": rows.gone, "failed": rows.failed}
        more = "REMOVE #trouble ADD #written :written, #gone :gone, #failed :failed"
        self._table.update(key, sets, ONCE, added, more)

    def hold_up(self, tenant: str, list_key: str, now: datetime, trouble: Trouble) -> None:
        sets = {"trouble": trouble, "expires_at": keys.expiry(now, KEEP_DAYS)}
        self._table.update(keys.day_key(tenant, now.date(), list_key), sets, ONCE, {})

    def day(self, tenant: str, day: date) -> Mapping[str, DayOfRows]:
        items = self._table.query("#PK = :PK AND begins_with(#SK, :SK)", keys.day_key(tenant, day))
        return {keys.list_of(item)[1]: restored(item, DayOfRows) for item in items}


def _request_key(tenant: str, request: str) -> keys.Key:
    """Apart from the keys that people send with a press: no visible key holds a line feed."""
    return keys.request_key(tenant, f"notice\n{request}")


def _instant(moment: datetime) -> int:
    """Milliseconds, so that the store can compare them."""
    return int(moment.timestamp() * 1000)
