"""Write the changes of a window: adopt rows that lack their key, write the rows, then link them to their parents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.core.compare import Change, Present, Value, stamp_for
from chalicelib.core.counts import Outcome, RowReport
from chalicelib.core.lists import FULL_NAME_FIELD, ID_FIELD, KEY_FIELD, RUN_FIELD, ManagedList
from chalicelib.core.rowerrors import RowErrorClass, row_error_class
from chalicelib.core.run import Run
from chalicelib.ports import Clock, RowError, Salesforce, WriteResult
from chalicelib.usecases.resync.adopt import AMBIGUOUS, adopt
from chalicelib.usecases.resync.chunks import write_in_chunks


@dataclass(slots=True)
class Written:
    """What became of the changes; ``unlinked`` of the failed ones wait for a parent of the same list."""

    reports: list[RowReport] = field(default_factory=list)
    unlinked: int = 0


@dataclass(frozen=True, slots=True)
class _Steps:
    """A change in two steps: the row itself, then the links to rows that may not be there yet."""

    change: Change
    stamp: str
    row: Mapping[str, Value]
    links: Mapping[str, Value]

    @property
    def key(self) -> str:
        return self.change.wanted.key

    @property
    def mark(self) -> Mapping[str, Value]:
        """What the row keeps of its run. A single record has none, and leaves alone what a run under way has left."""
        return {} if self.stamp.startswith(":") else {RUN_FIELD: self.stamp}


def write(
    clock: Clock,
    run: Run,
    managed_list: ManagedList,
    salesforce: Salesforce,
    changes: Sequence[Change],
    present: Mapping[str, Present],
) -> Written:
    """Write all changes and report each; a dry run reports the same and writes nothing. Safe to repeat."""
    written = Written()
    if run.adopt:
        changes, ambiguous = adopt(salesforce, managed_list, changes)
        written.reports += [_report(change, Outcome.FAILED, AMBIGUOUS) for change in ambiguous]
    if run.dry_run:
        written.reports += [_report(change, Outcome(change.outcome)) for change in changes]
        return written
    steps = [_steps(run, managed_list, change, present) for change in changes]
    rows = _write_rows(clock, managed_list, salesforce, steps)
    linkable = [step for step in steps if step.links and not _refused(rows, step)]
    links = _write_links(clock, managed_list, salesforce, linkable)
    for step in steps:
        error = _refused(rows, step) or _refused(links, step)
        outcome = Outcome.FAILED if error else Outcome(step.stamp.partition(":")[2])
        written.reports.append(_report(step.change, outcome, error, rows.get(step.key)))
        written.unlinked += _waits(_refused(links, step))
    return written


def _steps(run: Run, managed_list: ManagedList, change: Change, present: Mapping[str, Present]) -> _Steps:
    """Links within the list come second, unless the parent is known to be there."""
    later = {
        link.path: change.values[link.path]
        for link in managed_list.self_links
        if change.values.get(link.path) is not None and change.values[link.path] not in present
    }
    row = {name: value for name, value in change.values.items() if name not in later}
    return _Steps(change, stamp_for(change, present, run.id), row, later)


def _write_rows(
    clock: Clock, managed_list: ManagedList, salesforce: Salesforce, steps: Sequence[_Steps]
) -> dict[str, WriteResult]:
    """Write the rows themselves: by key, or by Id where the row in Salesforce gets its key only now."""
    target = managed_list.salesforce
    by_key = [step for step in steps if step.row and KEY_FIELD not in step.row]
    by_id = [step for step in steps if KEY_FIELD in step.row]
    upserts = [{KEY_FIELD: step.key, **step.row, **step.mark} for step in by_key]
    updates = [{"Id": step.change.salesforce_id, **step.row, **step.mark} for step in by_id]
    results = write_in_chunks(clock, lambda piece: salesforce.upsert(target, piece), upserts)
    results += write_in_chunks(clock, lambda piece: salesforce.update(target, piece), updates)
    return {step.key: result for step, result in zip(by_key + by_id, results, strict=True)}


def _write_links(
    clock: Clock, managed_list: ManagedList, salesforce: Salesforce, steps: Sequence[_Steps]
) -> dict[str, WriteResult]:
    records = [{KEY_FIELD: step.key, **step.links, **step.mark} for step in steps]
    results = write_in_chunks(clock, lambda piece: salesforce.upsert(managed_list.salesforce, piece), records)
    return {step.key: result for step, result in zip(steps, results, strict=True)}


def _refused(results: Mapping[str, WriteResult], step: _Steps) -> RowError | None:
    result = results.get(step.key)
    return result.error if result else None


def _waits(link_error: RowError | None) -> bool:
    """Whether the row waits for a parent of its own list, which another range may bring yet."""
    if link_error is None:
        return False
    return row_error_class(link_error.code, link_error.message) is RowErrorClass.PARENT_MISSING


def _report(
    change: Change, outcome: Outcome, error: RowError | None = None, result: WriteResult | None = None
) -> RowReport:
    wanted = change.wanted
    return RowReport(
        outcome,
        wanted.key,
        wanted.record_key,
        str(wanted.values[ID_FIELD]),
        str(wanted.values[FULL_NAME_FIELD]),
        fields=() if change.creates else tuple(sorted(change.values)),
        code=error.code if error else "",
        message=error.message if error else "",
        salesforce_id=change.salesforce_id or (result.salesforce_id if result else ""),
    )
