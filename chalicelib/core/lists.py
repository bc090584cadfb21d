"""Managed lists: what is read from Intacct, what is written to Salesforce, and in which order."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal

from chalicelib.core.errors import BadRequest, FieldError

KEY_FIELD = "Intacct_Key__c"
RECORD_NO_FIELD = "Intacct_Record_No__c"
ID_FIELD = "Intacct_Id__c"
NAME_FIELD = "Name"
FULL_NAME_FIELD = "Full_Name__c"
ACTIVE_FIELD = "Active__c"
ENTITY_FIELD = "Intacct_Entity__c"
TYPE_FIELD = "Type__c"
RUN_FIELD = "Intacct_Sync_Run__c"
HIDDEN_FIELD = "Hidden__c"
"""Owned by the Salesforce administrator: it is neither read nor written."""

NAME_LENGTH = 80

FieldType = Literal["text", "number", "date", "datetime", "boolean"]


@dataclass(frozen=True, slots=True)
class Source:
    """One Intacct REST object whose rows belong to a list."""

    object: str
    omit: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A lookup: the Intacct ``field`` holds the record key of a row of ``list``."""

    field: str
    salesforce: str
    list: str

    @property
    def path(self) -> str:
        """How SOQL names the external key behind the lookup, e.g. ``Parent__r.Intacct_Key__c``."""
        return f"{self.salesforce.removesuffix('__c')}__r.{KEY_FIELD}"


@dataclass(frozen=True, slots=True)
class ExtraField:
    """A list's own column. ``length`` bounds text; ``scale`` is the number of decimals."""

    field: str
    salesforce: str
    type: FieldType = "text"
    length: int = 255
    scale: int = 0


@dataclass(frozen=True, slots=True)
class ManagedList:
    """One entry of the catalogue; an empty field name means that the Intacct object has no such field."""

    key: str
    label: Mapping[str, str]
    salesforce: str
    sources: tuple[Source, ...]
    type: str = ""
    id: str = "id"
    name: str = "name"
    status: str = "status"
    modified: str = "audit.modifiedDateTime"
    entity: str = "entity.id"
    numeric_key: bool = True
    links: tuple[Link, ...] = ()
    fields: tuple[ExtraField, ...] = ()

    def external_key(self, record_key: str) -> str:
        """The value of ``Intacct_Key__c``: unique in the org, because the list is part of it."""
        return f"{self.key}:{record_key}"

    def intacct_fields(self, source: Source) -> tuple[str, ...]:
        """The fields to select from ``source``, without repeats, ``key`` first."""
        wanted = ["key", self.id, self.name, self.status, self.modified, self.entity]
        wanted += [link.field for link in self.links] + [extra.field for extra in self.fields]
        return tuple(dict.fromkeys(name for name in wanted if name and name not in source.omit))

    @property
    def self_links(self) -> tuple[Link, ...]:
        """Lookups to rows of this same list: they are written after the rows themselves."""
        return tuple(link for link in self.links if link.list == self.key)

    @property
    def columns(self) -> tuple[str, ...]:
        """The Salesforce columns that a resync compares and writes, as SOQL names them."""
        names = [RECORD_NO_FIELD] if self.numeric_key else []
        names += [ID_FIELD, NAME_FIELD, FULL_NAME_FIELD, ACTIVE_FIELD]
        names += [ENTITY_FIELD] if self.entity else []
        names += [TYPE_FIELD] if self.type else []
        names += list(dict.fromkeys(name for source in self.sources for name in source.constants))
        names += [extra.salesforce for extra in self.fields]
        return tuple(names + [link.path for link in self.links])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every managed list of a deployment, in dependency order: a list comes after those it links to."""

    lists: tuple[ManagedList, ...]

    def get(self, key: str) -> ManagedList | None:
        return next((lst for lst in self.lists if lst.key == key), None)

    def prerequisites(self, key: str) -> frozenset[str]:
        """The other lists that ``key`` links to."""
        lst = self.get(key)
        return frozenset(link.list for link in lst.links if link.list != key) if lst else frozenset()


_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}(:[A-Za-z0-9_]{1,60})?")
_OBJECT = re.compile(r"[a-z][a-z0-9-]*/[A-Za-z0-9_:-]+")
_INTACCT_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_:]*(\.[A-Za-z0-9_:]+)*")
_SALESFORCE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")


def parse_catalogue(standard: Mapping[str, Any], own: Mapping[str, Any] | None = None) -> Catalogue:
    """The catalogue out of the shipped TOML document and, where given, the operator's own.

    A list in ``own`` replaces the standard one of the same key. Raises BadRequest that names each wrong member.
    """
    wrong: list[FieldError] = []
    tables: dict[str, ManagedList] = {}
    for document in (standard, own or {}):
        for where, table in _list_tables(document, standard):
            parsed = _parse_list(table, where, wrong)
            if parsed:
                tables[parsed.key] = parsed
    _check_together(tables, wrong)
    if wrong:
        raise BadRequest(
            "list_catalogue_invalid",
            f"The catalogue of managed lists has {len(wrong)} mistake(s).",
            remedy="Mend the named members of the lists file, then start again.",
            errors=tuple(wrong),
        )
    return Catalogue(_in_order(tables))


def _list_tables(document: Mapping[str, Any], standard: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    defaults = standard.get("defaults", {})
    for index, table in enumerate(document.get("lists", [])):
        yield f"lists.{index}", {**defaults, **table}
    pattern = standard.get("user_defined_dimension", {})
    for index, udd in enumerate(document.get("user_defined_dimensions", [])):
        short_name = str(udd.get("object", "")).rsplit("::", 1)[-1]
        derived = {
            "key": f"udd:{short_name}",
            "type": short_name,
            "sources": [{"object": udd.get("object", "")}],
        }
        rest = {name: value for name, value in udd.items() if name != "object"}
        yield f"user_defined_dimensions.{index}", {**defaults, **pattern, **derived, **rest}


def _parse_list(table: Mapping[str, Any], where: str, wrong: list[FieldError]) -> ManagedList | None:
    before = len(wrong)
    unknown = set(table) - set(ManagedList.__dataclass_fields__)
    wrong += [FieldError(f"{where}.{name}", "There is no such member.") for name in sorted(unknown)]
    _match(table.get("key"), _KEY, f"{where}.key", wrong)
    _match(table.get("salesforce"), _SALESFORCE_NAME, f"{where}.salesforce", wrong)
    label = table.get("label")
    if not isinstance(label, Mapping) or not label.get("en"):
        wrong.append(FieldError(f"{where}.label", "Give at least an English label."))
    for name in ("id", "name", "status", "modified", "entity"):
        if table.get(name):
            _match(table[name], _INTACCT_FIELD, f"{where}.{name}", wrong)
    sources = _parse_sources(table.get("sources"), f"{where}.sources", wrong)
    links = _parse_items(Link, table.get("links", []), f"{where}.links", wrong)
    fields = _parse_items(ExtraField, table.get("fields", []), f"{where}.fields", wrong)
    if len(wrong) > before:
        return None
    return ManagedList(**{**table, "sources": sources, "links": links, "fields": fields})


def _parse_sources(given: Any, where: str, wrong: list[FieldError]) -> tuple[Source, ...]:
    if not isinstance(given, list) or not given:
        wrong.append(FieldError(where, "Name at least one Intacct object."))
        return ()
    for index, source in enumerate(given):
        _match(source.get("object"), _OBJECT, f"{where}.{index}.object", wrong)
    return tuple(
        Source(str(source.get("object")), frozenset(source.get("omit", [])), source.get("constants", {}))
        for source in given
    )


def _parse_items(kind: Any, given: Any, where: str, wrong: list[FieldError]) -> tuple[Any, ...]:
    parsed = []
    for index, item in enumerate(given if isinstance(given, list) else [{}]):
        before = len(wrong)
        _match(item.get("field"), _INTACCT_FIELD, f"{where}.{index}.field", wrong)
        _match(item.get("salesforce"), _SALESFORCE_NAME, f"{where}.{index}.salesforce", wrong)
        unknown = set(item) - set(kind.__dataclass_fields__)
        wrong += [FieldError(f"{where}.{index}.{name}", "There is no such member.") for name in sorted(unknown)]
        if item.get("salesforce") == HIDDEN_FIELD:
            message = f"{HIDDEN_FIELD} belongs to the Salesforce administrator and is never written."
            wrong.append(FieldError(f"{where}.{index}.salesforce", message))
        if kind is ExtraField and item.get("type", "text") not in FieldType.__args__:  # type: ignore[attr-defined]
            wrong.append(FieldError(f"{where}.{index}.type", f"Use one of {', '.join(FieldType.__args__)}."))  # type: ignore[attr-defined]
        if kind is Link and not isinstance(item.get("list"), str):
            wrong.append(FieldError(f"{where}.{index}.list", "Name the list that the lookup points to."))
        if len(wrong) == before:
            parsed.append(kind(**item))
    return tuple(parsed)


def _match(value: Any, pattern: re.Pattern[str], where: str, wrong: list[FieldError]) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        wrong.append(FieldError(where, f"{value!r} does not have the form {pattern.pattern}."))


def _check_together(tables: Mapping[str, ManagedList], wrong: list[FieldError]) -> None:
    by_object: dict[str, list[ManagedList]] = {}
    for lst in tables.values():
        by_object.setdefault(lst.salesforce, []).append(lst)
        missing = {link.list for link in lst.links} - set(tables)
        wrong += [FieldError(f"{lst.key}.links", f"There is no list {name!r}.") for name in sorted(missing)]
    for name, sharing in by_object.items():
        types = {lst.type for lst in sharing}
        if len(sharing) > 1 and (len(types) < len(sharing) or "" in types):
            keys = ", ".join(lst.key for lst in sharing)
            wrong.append(FieldError(f"{name}.type", f"{keys} feed one object: give each its own type."))


def _in_order(tables: Mapping[str, ManagedList]) -> tuple[ManagedList, ...]:
    graph = {key: {link.list for link in lst.links} - {key} for key, lst in tables.items()}
    try:
        return tuple(tables[key] for key in TopologicalSorter(graph).static_order())
    except CycleError as error:
        path = " → ".join(error.args[1])
        raise BadRequest(
            "list_catalogue_invalid",
            f"The lists link to each other in a circle: {path}.",
            remedy="Take one of these links out of the lists file.",
        ) from error
