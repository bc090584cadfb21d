"""The fields of both sides that a map may pair, for people to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.core.fieldmap_list import locked_pairs
from chalicelib.core.fieldmap_types import MATRIX, IntacctField, IntacctKind
from chalicelib.core.lists import HIDDEN_FIELD, ManagedList
from chalicelib.core.principal import Principal
from chalicelib.usecases.fieldmap import list_named
from chalicelib.usecases.fieldmap_desk import FieldMapDesk
from chalicelib.usecases.fieldmap_sides import sides_of


@dataclass(frozen=True, slots=True)
class IntacctOffer:
    """``sources`` are the list's Intacct objects that have the field; ``lookups`` the lists it may point to."""

    name: str
    kind: IntacctKind
    writable: bool
    sources: tuple[str, ...]
    lookups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SalesforceOffer:
    name: str
    label: str
    type: str
    length: int
    writable: bool


@dataclass(frozen=True, slots=True)
class OfferedFields:
    """Without the fields of locked rows. ``pairs`` are the Salesforce types that go with each kind of Intacct field."""

    intacct: tuple[IntacctOffer, ...]
    salesforce: tuple[SalesforceOffer, ...]
    pairs: Mapping[IntacctKind, tuple[str, ...]]


def offered_fields(desk: FieldMapDesk, principal: Principal, list_key: str) -> OfferedFields:
    """Read from both sides now. Raises NotFound, TryAgain, NeedsAdmin."""
    managed_list = list_named(desk, list_key)
    settings = desk.settings.current(principal.tenant)
    sides = sides_of(desk, principal.tenant, settings, managed_list)
    pairs = locked_pairs(managed_list)
    taken = {pair.intacct for pair in pairs}
    kept = {HIDDEN_FIELD, *(pair.salesforce for pair in pairs)}
    by_name: dict[str, IntacctField] = {}
    for fields in sides.intacct.values():
        by_name = {**fields, **by_name}
    return OfferedFields(
        tuple(
            _intacct_offer(desk, managed_list, one, sides.intacct)
            for one in by_name.values()
            if one.readable and one.name not in taken
        ),
        tuple(
            SalesforceOffer(one.name, one.label, one.type, one.length, one.writable)
            for one in sides.salesforce.values()
            if one.name not in kept and not (one.encrypted or one.html)
        ),
        {kind: tuple(types) for kind, types in MATRIX.items()},
    )


def _intacct_offer(
    desk: FieldMapDesk, managed_list: ManagedList, field: IntacctField, sides: Mapping[str, Mapping[str, IntacctField]]
) -> IntacctOffer:
    sources = tuple(source.object for source in managed_list.sources if field.name in sides[source.object])
    targets = [one for one in desk.catalogue.lists if field.target in {source.object for source in one.sources}]
    return IntacctOffer(field.name, field.kind, field.writable, sources, tuple(one.key for one in targets))
