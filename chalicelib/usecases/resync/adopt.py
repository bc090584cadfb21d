"""Rows that stand in Salesforce without our key: take them over by their Intacct id, each once."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.core.compare import Change, Present, difference
from chalicelib.core.lists import ID_FIELD, KEY_FIELD, ManagedList
from chalicelib.ports import RowError, Salesforce

AMBIGUOUS = RowError("AMBIGUOUS_MATCH", "Several rows without key in Salesforce carry this Intacct id.", (ID_FIELD,))


def adopt(
    salesforce: Salesforce, managed_list: ManagedList, changes: Sequence[Change]
) -> tuple[list[Change], list[Change]]:
    """Turn a create into an update of the one unkeyed row with the same id.

    Returns (changes to make, changes that several rows would answer to: these are reported, not written).
    """
    ids = sorted({str(change.wanted.values[ID_FIELD]) for change in changes if change.creates})
    unkeyed: dict[str, list[Present]] = {}
    for row in salesforce.unkeyed(managed_list, ids) if ids else []:
        unkeyed.setdefault(str(row.values.get(ID_FIELD)), []).append(row)
    result, ambiguous = [], []
    for change in changes:
        matches = _matches(change, unkeyed) if change.creates else []
        if len(matches) > 1:
            ambiguous.append(change)
        else:
            result.append(_taken_over(change, matches[0]) if matches else change)
    return result, ambiguous


def _matches(change: Change, unkeyed: dict[str, list[Present]]) -> list[Present]:
    """Candidates for a row that is to be created: the very row with a lost record number before all others."""
    same_id = unkeyed.get(str(change.wanted.values[ID_FIELD]), [])
    own = [row for row in same_id if row.key == change.wanted.key]
    return own or [row for row in same_id if not row.key]


def _taken_over(change: Change, row: Present) -> Change:
    values = difference(change.wanted.values, row.values)
    return replace(change, values={KEY_FIELD: change.wanted.key, **values}, creates=False, salesforce_id=row.id)
