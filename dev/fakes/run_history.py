"""Runs in memory, part one: start or join, and look back."""

from datetime import datetime

from chalicelib.adapters import cursors
from chalicelib.adapters.run_rules import KEEP_REQUESTS, key_reused, other_run_under_way, same_kind
from chalicelib.core.run import Run, State
from chalicelib.ports import RunPage, Started
from dev.fakes.atomic import atomic
from dev.fakes.run_tables import Request, RunStore


class RunHistory(RunStore):
    @atomic
    def start(self, run: Run, idempotency_key: str = "", request_hash: str = "") -> Started:
        answered = self.answered(run.tenant, idempotency_key, request_hash, run.started_at)
        if answered:
            return Started(answered, joined=True)
        started = self._join(run) or self._begin(run)
        if idempotency_key:
            until = run.started_at + KEEP_REQUESTS
            self.tables.requests[run.tenant, idempotency_key] = Request(request_hash, started.run.id, until)
        return started

    @atomic
    def answered(self, tenant: str, idempotency_key: str, request_hash: str, now: datetime) -> Run | None:
        request = self.tables.requests.get((tenant, idempotency_key))
        if request is None or request.until <= now:
            return None
        if request.hash != request_hash:
            raise key_reused()
        return self.tables.runs[tenant, request.run]

    def _join(self, run: Run) -> Started | None:
        holder = self.tables.locks.get((run.tenant, run.list))
        if holder is None:
            return None
        other = self.tables.runs[run.tenant, holder]
        if not same_kind(run, other):
            raise other_run_under_way(other)
        return Started(other, joined=other.id != run.id)

    def _begin(self, run: Run) -> Started:
        of_list = (run.tenant, run.list)
        self.tables.runs[run.tenant, run.id] = run
        self.tables.locks[of_list] = run.id
        self.tables.last[of_list] = run.id
        return Started(run, joined=False)

    @atomic
    def get(self, tenant: str, run_id: str) -> Run | None:
        return self.tables.runs.get((tenant, run_id))

    @atomic
    def page(
        self, tenant: str, list_key: str | None, state: State | None, limit: int, cursor: str, *, parts: bool = True
    ) -> RunPage:
        scope = (tenant, "runs", list_key or "", state or "", "" if parts else "whole")
        below = cursors.decode(scope, cursor)[0] if cursor else None
        runs = sorted((run for run in self.tables.runs.values() if run.tenant == tenant), key=lambda run: run.id)
        matching = [
            run
            for run in reversed(runs)
            if list_key in (None, run.list) and state in (None, run.state) and (below is None or run.id < below)
            if parts or not run.parent
        ]
        more = len(matching) > limit
        return RunPage(tuple(matching[:limit]), cursors.encode(scope, [matching[limit - 1].id]) if more else "")

    @atomic
    def last_run(self, tenant: str, list_key: str) -> Run | None:
        return self.tables.runs.get((tenant, self.tables.last.get((tenant, list_key), "")))

    @atomic
    def last_good_start(self, tenant: str, list_key: str) -> datetime | None:
        return self.tables.last_good.get((tenant, list_key))

    @atomic
    def last_real_run(self, tenant: str, list_key: str) -> Run | None:
        return self.tables.runs.get((tenant, self.tables.last_real.get((tenant, list_key), "")))

    @atomic
    def active(self, tenant: str = "") -> list[tuple[str, str]]:
        runs = self.tables.runs.items()
        return [key for key, run in runs if not run.state.terminal and tenant in ("", run.tenant)]
