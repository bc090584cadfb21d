"""The Salesforce objects and fields that a catalogue of managed lists needs."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from chalicelib.core.lists import (
    ACTIVE_FIELD,
    ENTITY_FIELD,
    FULL_NAME_FIELD,
    HIDDEN_FIELD,
    ID_FIELD,
    KEY_FIELD,
    NAME_FIELD,
    RECORD_NO_FIELD,
    RUN_FIELD,
    TYPE_FIELD,
    Catalogue,
    ExtraField,
    Link,
    ManagedList,
)
from dev.salesforce_source import NAME_FIELD_LENGTH, FieldSource, ObjectSource

CUSTOMER_FIELD = "Intacct_Customer_Id__c"
LONGEST_TEXT = 255
LONGEST_RELATIONSHIP_NAME = 40

ACCOUNT = ObjectSource(
    "Account",
    "Account",
    {
        CUSTOMER_FIELD: FieldSource(
            CUSTOMER_FIELD,
            "Intacct Customer Id",
            "Text",
            length=100,
            external_id=True,
            unique=True,
            description="The ID of the Intacct customer that this account stands for; joins the two records.",
        )
    },
)

_NAME = FieldSource(NAME_FIELD, "Name", "Text", length=NAME_FIELD_LENGTH)

_STANDARD = (
    FieldSource(
        KEY_FIELD,
        "Intacct Key",
        "Text",
        length=120,
        external_id=True,
        unique=True,
        case_sensitive=True,
        description="Managed list and Intacct record key. The resync finds its rows by it: do not edit.",
    ),
    FieldSource(
        RECORD_NO_FIELD,
        "Intacct Record No",
        "Number",
        precision=18,
        external_id=True,
        description="The Intacct record number. Not unique: several lists may share this object.",
    ),
    FieldSource(
        ID_FIELD,
        "Intacct Id",
        "Text",
        length=100,
        external_id=True,
        description="The ID that people use in Intacct. Not unique: several lists may share this object.",
    ),
    FieldSource(
        FULL_NAME_FIELD,
        "Full Name",
        "Text",
        length=255,
        description="The whole Intacct name; Name holds 80 characters.",
    ),
    FieldSource(
        ACTIVE_FIELD, "Active", "Checkbox", default="true", description="Whether the row is active in Intacct."
    ),
    FieldSource(
        HIDDEN_FIELD,
        "Hidden",
        "Checkbox",
        default="false",
        description="Owned by the Salesforce administrator: tick it to keep the row out of filtered lookups. "
        "The resync neither reads nor writes it.",
    ),
    FieldSource(
        ENTITY_FIELD, "Intacct Entity", "Text", length=100, description="The owning Intacct entity; empty at top level."
    ),
    FieldSource(
        RUN_FIELD,
        "Intacct Sync Run",
        "Text",
        length=60,
        description="The last run that wrote this row, and whether it created or updated it.",
    ),
)

_TYPE = FieldSource(
    TYPE_FIELD, "Type", "Text", length=80, description="Which of the lists on this object the row is of."
)

_SALESFORCE_TYPES = {"date": "Date", "datetime": "DateTime", "boolean": "Checkbox", "number": "Number"}


def objects_of(catalogue: Catalogue) -> tuple[ObjectSource, ...]:
    """Every object of the catalogue, in the order of the names; lists that share an object have their fields merged.

    Raises ValueError where two lists want one field with different definitions.
    """
    by_object: dict[str, list[ManagedList]] = {}
    for lst in sorted(catalogue.lists, key=lambda lst: (lst.salesforce, lst.key)):
        by_object.setdefault(lst.salesforce, []).append(lst)
    return tuple(_object(name, lists, catalogue) for name, lists in by_object.items())


def _object(name: str, lists: Sequence[ManagedList], catalogue: Catalogue) -> ObjectSource:
    label = _label(name)
    titles = "; ".join(lst.label["en"] for lst in lists)
    fields = {_NAME.name: _NAME}
    for lst in lists:
        for wanted in _fields(lst, catalogue):
            fields[wanted.name] = _merge(name, fields.get(wanted.name), wanted)
    ordered = dict(sorted(fields.items(), key=lambda item: (item[0] != NAME_FIELD, item[0])))
    description = f"Kept equal to Sage Intacct, one way: {titles}. Edit the rows in Intacct, not here."
    return ObjectSource(name, label, ordered, _plural(label), description)


def _fields(lst: ManagedList, catalogue: Catalogue) -> Iterator[FieldSource]:
    yield from _STANDARD
    if lst.type:
        yield _TYPE
    for constant in _constants(lst):
        yield FieldSource(constant, _label(constant), "Text", length=40, description=f"Set by the list {lst.key}.")
    yield from (_extra(extra) for extra in lst.fields)
    yield from (_lookup(lst, link, catalogue) for link in lst.links)


def _constants(lst: ManagedList) -> Iterable[str]:
    return dict.fromkeys(name for source in lst.sources for name in source.constants)


def _extra(extra: ExtraField) -> FieldSource:
    label, description = _label(extra.salesforce), f"Intacct field: {extra.field}."
    if extra.type == "text":
        text_type = "Text" if extra.length <= LONGEST_TEXT else "LongTextArea"
        return FieldSource(extra.salesforce, label, text_type, length=extra.length, description=description)
    found = FieldSource(extra.salesforce, label, _SALESFORCE_TYPES[extra.type], description=description)
    if extra.type == "number":
        return replace(found, precision=18, scale=extra.scale)
    return replace(found, default="false") if extra.type == "boolean" else found


def _lookup(lst: ManagedList, link: Link, catalogue: Catalogue) -> FieldSource:
    target = catalogue.get(link.list)
    if target is None:
        raise ValueError(f"{lst.key} links to the list {link.list}, which is not in the catalogue.")
    return FieldSource(
        link.salesforce,
        _label(link.salesforce),
        "Lookup",
        reference_to=target.salesforce,
        relationship_name=_relationship_name(lst.salesforce, link.salesforce),
        description=f"Intacct field: {link.field}.",
    )


def _relationship_name(child: str, lookup: str) -> str:
    """Unique on the parent, since it names child and lookup; a name over Salesforce's 40 characters ends in a hash."""
    name = f"{_stem(child).removeprefix('Intacct_')}_{_stem(lookup)}"
    if len(name) <= LONGEST_RELATIONSHIP_NAME:
        return name
    return f"{name[:31].rstrip('_')}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _merge(where: str, known: FieldSource | None, wanted: FieldSource) -> FieldSource:
    """The field that serves both lists: texts take the greater length, anything else must be alike."""
    if known is None:
        return wanted
    length = max(known.length, wanted.length) if known.type == wanted.type == "Text" else wanted.length
    merged = replace(wanted, length=length, description=known.description)
    if merged != replace(known, length=length):
        raise ValueError(f"{where}.{wanted.name} is wanted in two ways, {known.type} and {wanted.type}.")
    return merged


def _stem(api_name: str) -> str:
    return api_name.removesuffix("__c")


def _label(api_name: str) -> str:
    return _stem(api_name).replace("_", " ").strip()


def _plural(label: str) -> str:
    if re.search(r"[^aeiou]y$", label):
        return f"{label[:-1]}ies"
    return f"{label}es" if re.search(r"(s|x|ch|sh)$", label) else f"{label}s"
