"""The Salesforce rows that belong to given Intacct rows, read in as few calls as the keys allow."""

from collections.abc import Sequence

from chalicelib.core.compare import Present, Wanted
from chalicelib.core.lists import ManagedList
from chalicelib.core.ranges import Selection
from chalicelib.ports import Salesforce

FEW_ROWS = 300
"""About what one query by key can hold."""
DENSE = 3
"""Up to this many numbers a row, reading the whole stretch of numbers costs less than naming each key."""


def present_rows(salesforce: Salesforce, managed_list: ManagedList, selection: Selection) -> dict[str, Present]:
    """The rows of a selection by ``Intacct_Key__c``."""
    return {row.key: row for row in salesforce.rows(managed_list, selection)}


def counterparts(salesforce: Salesforce, managed_list: ManagedList, rows: Sequence[Wanted]) -> dict[str, Present]:
    """The Salesforce rows of ``rows`` by key, perhaps with others between them; ``rows`` ascend by key."""
    if not rows:
        return {}
    return present_rows(salesforce, managed_list, _covering(managed_list, rows))


def _covering(managed_list: ManagedList, rows: Sequence[Wanted]) -> Selection:
    if managed_list.numeric_key and len(rows) > FEW_ROWS:
        first, last = int(rows[0].record_key), int(rows[-1].record_key)
        if last - first < len(rows) * DENSE:
            return Selection(above=first - 1, up_to=last)
    return Selection(keys=tuple(row.record_key for row in rows))
