"""Runs in DynamoDB, part two: the steps of a run from its plan to its end, each one conditional write."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import restored, run_item
from chalicelib.adapters.dynamodb_history import Part
from chalicelib.adapters.dynamodb_table import Written
from chalicelib.adapters.run_rules import KEEP_ROWS, KEEP_RUNS
from chalicelib.core.counts import Calls
from chalicelib.core.ranges import Cut
from chalicelib.core.run import Child, Pause, Run, State, Stop, can_be_retried, renews_good_start

ACTIVE = "#state IN (:planning, :running)"
ACTIVE_VALUES = {"planning": State.PLANNING, "running": State.RUNNING}
RUNNING_AS_READ = "#state = :running AND #pass_number = :pass"


class RunSteps(Part):
    def put_plan(self, run: Run, cut: Cut, adopt: bool, calls: Calls, now: datetime) -> bool:
        sets = {"state": State.RUNNING, "cut": cut, "adopt": adopt, "calls": calls, "progress_at": now}
        sets |= _opening(frozenset(cut.ranges))
        return self._step(run, sets, "#state = :planning", {"planning": State.PLANNING}).done

    def put_children(self, run: Run, children: Sequence[Child], now: datetime) -> bool:
        sets = {"state": State.RUNNING, "children": tuple(children), "progress_at": now}
        same, values = _same_children(run)
        return self._step(run, sets, f"{ACTIVE} AND {same}", {**ACTIVE_VALUES, **values}).done

    def close_range(self, run: Run, number: int, now: datetime) -> Run | None:
        """DynamoDB drops a set with its last member, so an absent ``open`` is an empty one."""
        values = {"running": State.RUNNING, "pass": run.pass_number, "number": {number}}
        closed = self._step(run, {"progress_at": now}, RUNNING_AS_READ, values, "DELETE #open :number")
        return restored(closed.item, Run) if closed.done and closed.item else None

    def reopen(self, run: Run, ranges: frozenset[int], mark_gone: bool, unlinked: int, now: datetime) -> bool:
        sets = {"pass_number": run.pass_number + 1, "mark_gone": mark_gone, "unlinked": unlinked, "calls": run.calls}
        sets |= {"checked_from": now, "progress_at": now, **_opening(ranges)}
        none_open = f"{RUNNING_AS_READ} AND attribute_not_exists(#open)"
        return self._step(run, sets, none_open, {"running": State.RUNNING, "pass": run.pass_number}).done

    def stop(self, run: Run, stop: Stop) -> Run | None:
        first = f"{ACTIVE} AND attribute_not_exists(#stop)"
        there = self._step(run, {"stop": stop}, first, ACTIVE_VALUES).item
        stopped = restored(there, Run) if there else None
        return stopped if stopped and not stopped.state.terminal else None

    def pause(self, run: Run, pause: Pause | None) -> None:
        if pause:
            self._step(run, {"pause": pause}, ACTIVE, ACTIVE_VALUES)
        else:
            self._step(run, {}, ACTIVE, ACTIVE_VALUES, "REMOVE #pause")

    def finish(self, run: Run) -> bool:
        """Also False where a plan, a pass or a child came in between: totals of then are not those of now."""
        same, values = _same_children(run)
        planned = f"attribute_{'exists' if run.cut else 'not_exists'}(#cut)"
        unmoved = f"{ACTIVE} AND attribute_not_exists(#open) AND #pass_number = :pass AND {planned} AND {same}"
        head = {
            **keys.run_key(run.tenant, run.id),
            **run_item(run),
            "expires_at": keys.expiry(run.started_at, KEEP_RUNS),
        }
        lock = keys.lock_key(run.tenant, run.list)
        actions = [
            self.table.putting(head, unmoved, {**ACTIVE_VALUES, "pass": run.pass_number, **values}),
            self.table.deleting(lock, "attribute_not_exists(#PK) OR #run = :run", {"run": run.id}),
        ]
        pointers = _pointers(run)
        if pointers:
            actions.append(self.table.setting(keys.list_key(run.tenant, run.list), pointers))
        if not run.parent:
            mail = {**keys.mail_key(run.tenant, run.id), "state": "PENDING", "attempt": 0, "not_before": 0}
            mail |= {"due": keys.DUE_MAIL, "expires_at": keys.expiry(run.started_at, KEEP_ROWS)}
            actions.append(self.table.putting(mail, "attribute_not_exists(#PK)"))
        return self.table.transact(actions)

    def _step(self, run: Run, sets: dict[str, Any], condition: str, values: dict[str, Any], more: str = "") -> Written:
        return self.table.update(keys.run_key(run.tenant, run.id), sets, condition, values, more)


def _opening(ranges: frozenset[int]) -> dict[str, Any]:
    """DynamoDB knows no empty set."""
    return {"open": ranges} if ranges else {}


def _same_children(run: Run) -> tuple[str, dict[str, Any]]:
    """Compared as a whole: a version whose ``Child`` has more members can't be taken back while runs are under way."""
    if not run.children:
        return "attribute_not_exists(#children)", {}
    return "#children = :seen", {"seen": run.children}


def _pointers(run: Run) -> dict[str, Any]:
    pointers: dict[str, Any] = {"last_real": run.id} if can_be_retried(run) else {}
    return pointers | ({"last_good_start": run.started_at} if renews_good_start(run) else {})
