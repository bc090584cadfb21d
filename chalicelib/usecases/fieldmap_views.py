"""What the API, the command line and the console show of field maps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.core.fieldmap import MappedField, Rule, Status
from chalicelib.core.fieldmap_list import locked_pairs, maps_apply, standard_rows
from chalicelib.core.lists import ManagedList
from chalicelib.core.settings import IntegrationMode, Settings

NOT_IN_ADVANCED = "In the integration mode “advanced” field maps always apply; the switch is one of the mode “basic”."
SWITCHED_OFF = "“Enable field map” is switched off; saved rows are kept and do nothing."


@dataclass(frozen=True, slots=True)
class SwitchView:
    """*Enable field map*: ``available`` in the mode ``basic`` only, ``reason`` says why not."""

    enabled: bool
    available: bool
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class RowView:
    """One row. ``locked`` ones can't be changed, of ``derived`` ones the status alone; ``standard`` ones are not saved.

    ``intacct`` is "" where Passerelle itself makes the value.
    """

    intacct: str
    salesforce: str
    rule: Rule = Rule.FROM_INTACCT
    status: Status = Status.ACTIVE
    lookup: str = ""
    locked: bool = False
    derived: bool = False
    standard: bool = False


@dataclass(frozen=True, slots=True)
class FieldMapView:
    """A list's whole map, locked rows first. ``applies`` is whether runs heed what was saved, ``reason`` why not."""

    list: str
    label: Mapping[str, str]
    sources: tuple[str, ...]
    salesforce: str
    version: int
    applies: bool
    reason: str
    rows: tuple[RowView, ...]


def switch_view(settings: Settings) -> SwitchView:
    available = settings.mode is IntegrationMode.BASIC
    enabled = available and settings.field_maps.enabled
    return SwitchView(enabled, available, "" if available else NOT_IN_ADVANCED, settings.version)


def map_view(managed_list: ManagedList, settings: Settings) -> FieldMapView:
    applies = maps_apply(settings)
    return FieldMapView(
        list=managed_list.key,
        label=managed_list.label,
        sources=tuple(source.object for source in managed_list.sources),
        salesforce=managed_list.salesforce,
        version=settings.version,
        applies=applies,
        reason="" if applies else SWITCHED_OFF,
        rows=tuple(_rows(managed_list, settings.field_maps.of(managed_list.key))),
    )


def row_view(row: MappedField, *, standard: bool = False) -> RowView:
    derived = row.shape.derived
    return RowView(row.intacct, row.salesforce, row.rule, row.status, row.lookup, derived=derived, standard=standard)


def _rows(managed_list: ManagedList, saved: tuple[MappedField, ...]) -> Iterator[RowView]:
    lookups = {(link.field, link.salesforce): link.list for link in managed_list.links}
    for pair in locked_pairs(managed_list):
        lookup = lookups.get((pair.intacct, pair.salesforce), "")
        yield RowView(pair.intacct, pair.salesforce, lookup=lookup, locked=True)
    for row in standard_rows(managed_list, saved):
        yield row_view(row, standard=True)
    yield from map(row_view, saved)
