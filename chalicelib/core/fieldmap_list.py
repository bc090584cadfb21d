"""A managed list as a tenant's field map makes it: the rows it always has, those put in their place, and further ones.

A saved row that names a field of a standard row, on either side, stands in its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from chalicelib.core import lists
from chalicelib.core.fieldmap import MappedField, Shape
from chalicelib.core.lists import ManagedList, Source
from chalicelib.core.settings import IntegrationMode, Settings


@dataclass(frozen=True, slots=True)
class LockedPair:
    """A row that every resync needs as it is. ``intacct`` is "" where Passerelle itself makes the value."""

    intacct: str
    salesforce: str


def maps_apply(settings: Settings) -> bool:
    """Whether saved rows have any effect: the mode ``basic`` has a switch for them."""
    return settings.mode is IntegrationMode.ADVANCED or settings.field_maps.enabled


def locked_pairs(managed_list: ManagedList) -> tuple[LockedPair, ...]:
    """The rows that nobody can change: what ties the two systems together, and what a resync keeps there itself."""
    made = [lists.KEY_FIELD, lists.RUN_FIELD] + ([lists.TYPE_FIELD] if managed_list.type else [])
    made += dict.fromkeys(name for source in managed_list.sources for name in source.constants)
    pairs = [("key", lists.RECORD_NO_FIELD)] if managed_list.numeric_key else []
    pairs += [(managed_list.id, lists.ID_FIELD), (managed_list.name, lists.NAME_FIELD)]
    pairs += [(managed_list.name, lists.FULL_NAME_FIELD), (managed_list.status, lists.ACTIVE_FIELD)]
    pairs += [(managed_list.entity, lists.ENTITY_FIELD)] if managed_list.entity else []
    pairs += [(link.field, link.salesforce) for link in managed_list.links]
    return tuple(LockedPair(*pair) for pair in (*pairs, *(("", name) for name in made)))


def standard_rows(managed_list: ManagedList, saved: Iterable[MappedField] = ()) -> tuple[MappedField, ...]:
    """The list's own further fields as rows, without those that a saved row stands in for."""
    taken = {name for row in saved for name in (row.intacct, row.salesforce)}
    return tuple(
        MappedField(extra.field, extra.salesforce, shape=Shape(extra.type, extra.length, extra.scale))
        for extra in managed_list.fields
        if not {extra.field, extra.salesforce} & taken
    )


def effective_list(managed_list: ManagedList, settings: Settings) -> ManagedList:
    """The list with what its map brings from Intacct to Salesforce."""
    saved = settings.field_maps.of(managed_list.key) if maps_apply(settings) else ()
    if not saved:
        return managed_list
    kept = {row.salesforce for row in standard_rows(managed_list, saved)}
    standard = tuple(extra for extra in managed_list.fields if extra.salesforce in kept)
    return _with_rows(replace(managed_list, fields=standard), [row for row in saved if row.fills_salesforce])


def rows_to_intacct(managed_list: ManagedList, settings: Settings) -> tuple[MappedField, ...]:
    """The rows whose changes in Salesforce go to Intacct."""
    saved = settings.field_maps.of(managed_list.key) if maps_apply(settings) else ()
    return tuple(row for row in saved if row.fills_intacct)


def list_to_intacct(managed_list: ManagedList, rows: Iterable[MappedField]) -> ManagedList:
    """The list with these rows for its only further columns, by which both sides are read for a write to Intacct."""
    return _with_rows(replace(managed_list, fields=(), links=()), rows)


def _with_rows(managed_list: ManagedList, rows: Iterable[MappedField]) -> ManagedList:
    rows = tuple(rows)
    return replace(
        managed_list,
        fields=managed_list.fields + tuple(row.extra for row in rows if not row.lookup),
        links=managed_list.links + tuple(row.link for row in rows if row.lookup),
        sources=tuple(_without(source, rows) for source in managed_list.sources),
    )


def _without(source: Source, rows: Iterable[MappedField]) -> Source:
    missing = {row.intacct for row in rows if source.object in row.shape.missing_from}
    return replace(source, omit=source.omit | missing)
