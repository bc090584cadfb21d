"""Rows that Salesforce has and Intacct has not: make sure of it, and mark them inactive where that is asked for."""

from collections.abc import Sequence

from chalicelib.core.compare import Present, Values, Wanted
from chalicelib.core.lists import ACTIVE_FIELD, ManagedList
from chalicelib.core.ranges import Selection
from chalicelib.core.run import Run
from chalicelib.ports import Clock, Intacct, Salesforce
from chalicelib.usecases.resync.chunks import write_in_chunks
from chalicelib.usecases.resync.windows import wanted_rows


def confirmed_gone(
    intacct: Intacct, managed_list: ManagedList, missing: Sequence[Present], page_size: int
) -> tuple[tuple[Wanted, ...], tuple[Present, ...]]:
    """Ask Intacct for the missing rows by key: (those that exist after all, those that are gone).

    Both sides are read one after the other; a row that was added in between must not be called gone.
    """
    prefix = managed_list.external_key("")
    keys = [row.key.removeprefix(prefix) for row in missing]
    askable = tuple(key for key in keys if key.isdigit() or not managed_list.numeric_key)
    found = tuple(wanted_rows(intacct, managed_list, Selection(keys=askable), page_size)) if askable else ()
    there = {row.key for row in found}
    return found, tuple(row for row in missing if row.key not in there)


def mark_inactive(
    clock: Clock, run: Run, managed_list: ManagedList, salesforce: Salesforce, gone: Sequence[Present]
) -> int:
    """Clear ``Active__c`` of gone rows in a pass that shall mark them. Returns how many are inactive then."""
    inactive = [row for row in gone if not row.values[ACTIVE_FIELD]]
    if not run.mark_gone:
        return len(inactive)
    active = [row for row in gone if row.values[ACTIVE_FIELD]]
    records: list[Values] = [{"Id": row.id, ACTIVE_FIELD: False} for row in active]
    results = write_in_chunks(clock, lambda piece: salesforce.update(managed_list.salesforce, piece), records)
    return len(inactive) + sum(result.error is None for result in results)
