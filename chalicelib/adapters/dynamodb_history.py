"""Runs in DynamoDB, part one: start or join, and look back."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from chalicelib.adapters import cursors
from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import Item, restored, run_item
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.adapters.run_rules import KEEP_REQUESTS, KEEP_RUNS, key_reused, other_run_under_way, same_kind
from chalicelib.core.errors import TryAgain
from chalicelib.core.run import Run, State
from chalicelib.ports import RunPage, Started

START_TRIES = 5


class Part:
    """The base of the parts of ``DynamoRuns``."""

    def __init__(self, table: Table) -> None:
        self.table = table


class RunHistory(Part):
    def start(self, run: Run, idempotency_key: str = "", request_hash: str = "") -> Started:
        """A run that ends between our looks makes us look again."""
        for _ in range(START_TRIES):
            answered = self.answered(run.tenant, idempotency_key, request_hash, run.started_at)
            if answered:
                return Started(answered, joined=True)
            started = self._begin(run, idempotency_key, request_hash) or self._join(run, idempotency_key, request_hash)
            if started:
                return started
        raise TryAgain("start_busy", "Other runs of this list start and end at this moment.")

    def answered(self, tenant: str, idempotency_key: str, request_hash: str, now: datetime) -> Run | None:
        request = self.table.get(keys.request_key(tenant, idempotency_key)) if idempotency_key else None
        if request is None or request["expires_at"] <= now.timestamp():
            return None
        if request["hash"] != request_hash:
            raise key_reused()
        return self.get(tenant, request["run"])

    def _begin(self, run: Run, key: str, request_hash: str) -> Started | None:
        expires_at = keys.expiry(run.started_at, KEEP_RUNS)
        head = {**keys.run_key(run.tenant, run.id), **run_item(run), "due": keys.DUE_RUN, "expires_at": expires_at}
        lock = {**keys.lock_key(run.tenant, run.list), "run": run.id, "taken_at": run.started_at}
        actions = [
            self.table.putting(lock, "attribute_not_exists(#PK)"),
            self.table.putting(head, "attribute_not_exists(#PK)"),
            self.table.setting(keys.list_key(run.tenant, run.list), {"last": run.id}),
        ]
        if key:
            actions.append(self._remembering(run, run.id, key, request_hash))
        return Started(run, joined=False) if self.table.transact(actions) else None

    def _join(self, run: Run, key: str, request_hash: str) -> Started | None:
        """The run that holds the lock; None where it has just ended, or another press came with our key."""
        lock = self.table.get(keys.lock_key(run.tenant, run.list))
        holder = self.get(run.tenant, lock["run"]) if lock else None
        if holder is None or holder.state.terminal:
            return None
        if not same_kind(run, holder):
            raise other_run_under_way(holder)
        if key and not self.table.transact([self._remembering(run, holder.id, key, request_hash)]):
            return None
        return Started(holder, joined=holder.id != run.id)

    def _remembering(self, run: Run, answer: str, key: str, request_hash: str) -> Any:
        expires_at = keys.expiry(run.started_at, KEEP_REQUESTS)
        request = {**keys.request_key(run.tenant, key), "hash": request_hash, "run": answer, "expires_at": expires_at}
        # TTL deletes some days late, so what has expired may still stand there.
        free = "attribute_not_exists(#PK) OR #expires_at <= :now"
        return self.table.putting(request, free, {"now": int(run.started_at.timestamp())})

    def get(self, tenant: str, run_id: str) -> Run | None:
        item = self.table.get(keys.run_key(tenant, run_id))
        return restored(item, Run) if item else None

    def page(
        self, tenant: str, list_key: str | None, state: State | None, limit: int, cursor: str, *, parts: bool = True
    ) -> RunPage:
        scope = (tenant, "runs", list_key or "", state or "", "" if parts else "whole")
        after = keys.run_key(tenant, cursors.decode(scope, cursor)[0]) if cursor else None
        wanted = {"list": list_key, "state": state}
        filters = {name: value for name, value in wanted.items() if value is not None}
        found = list(islice(self._newest_first(tenant, filters, parts, after, limit + 1), limit + 1))
        more = len(found) > limit
        runs = tuple(restored(item, Run) for item in found[:limit])
        return RunPage(runs, cursors.encode(scope, [runs[-1].id]) if more else "")

    def _newest_first(
        self, tenant: str, filters: dict[str, str], parts: bool, after: keys.Key | None, count: int
    ) -> Iterator[Item]:
        conditions = [f"#{name} = :{name}" for name in filters] + ([] if parts else ["attribute_not_exists(#parent)"])
        return self.table.query(
            "#PK = :PK AND begins_with(#SK, :SK)",
            {**keys.tenant_key(tenant, "RUN#"), **filters},
            filters=" AND ".join(conditions),
            newest_first=True,
            after=after,
            page_size=0 if conditions else count,
        )

    def last_run(self, tenant: str, list_key: str) -> Run | None:
        return self._pointed_at(tenant, list_key, "last")

    def last_good_start(self, tenant: str, list_key: str) -> datetime | None:
        pointers = self.table.get(keys.list_key(tenant, list_key)) or {}
        return datetime.fromisoformat(pointers["last_good_start"]) if "last_good_start" in pointers else None

    def last_real_run(self, tenant: str, list_key: str) -> Run | None:
        return self._pointed_at(tenant, list_key, "last_real")

    def _pointed_at(self, tenant: str, list_key: str, pointer: str) -> Run | None:
        pointers = self.table.get(keys.list_key(tenant, list_key)) or {}
        return self.get(tenant, pointers[pointer]) if pointer in pointers else None

    def active(self, tenant: str = "") -> Iterator[tuple[str, str]]:
        condition = "#due = :due AND #PK = :PK" if tenant else "#due = :due"
        values = {"due": keys.DUE_RUN} | ({"PK": keys.tenant_key(tenant, "")["PK"]} if tenant else {})
        return map(keys.run_of, self.table.query(condition, values, index="due"))
