"""Writing rows as Salesforce does: fields checked, references found, uniqueness kept, one error a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dev.emulators.salesforce.errors import RowError
from dev.emulators.salesforce.fields import Field, SObject
from dev.emulators.salesforce.ids import full_id
from dev.emulators.salesforce.org import Org
from dev.emulators.salesforce.store import Row, Stored, fold
from dev.emulators.salesforce.values import to_stored

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row whose fields are in order, not yet written; ``record_id`` is None for a new one, ``key`` names it."""

    sobject: SObject
    values: Row
    record_id: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Written:
    id: str
    created: bool


def prepare(org: Org, sobject: SObject, given: Given, record_id: str | None = None, key: str = "") -> Prepared:
    """Check the given fields and find the rows they point to. Raises RowError."""
    values: Row = {}
    for name, value in given.items():
        if name.lower() not in ("attributes", "id"):
            values |= _one(org, sobject, name, value, given)
    return Prepared(sobject, values, record_id, key or str(record_id or ""))


def prepare_by_key(org: Org, sobject: SObject, key_field: Field, given: Given) -> Prepared:
    """The same for an upsert: the row is new, or the one that holds the key. Raises RowError."""
    name = next((name for name in given if name.lower() == key_field.name.lower()), None)
    key = to_stored(key_field, given[name]) if name else None
    if key is None:
        raise RowError("MISSING_ARGUMENT", f"{key_field.name} not specified", [key_field.name])
    found = org.store.find(sobject, key_field, key)
    if len(found) > 1:
        message = f"{key_field.name}: more than one record found for external id field: [{', '.join(found)}]"
        raise RowError("DUPLICATE_EXTERNAL_ID", message, [key_field.name])
    return prepare(org, sobject, given, found[0] if found else None, str(key))


def prepare_by_id(org: Org, sobject: SObject, record_id: Any, given: Given) -> Prepared:
    """The same for an update of the row with this id. Raises RowError."""
    found = full_id(record_id) if isinstance(record_id, str) else None
    if found is None:
        raise RowError("MALFORMED_ID", f"bad id {record_id}", ["Id"])
    if org.store.row(sobject, found) is None:
        raise RowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
    return prepare(org, sobject, given, found)


def write(org: Org, row: Prepared) -> Written:
    """Write a prepared row. Raises RowError where a rule of the org refuses it."""
    store, sobject = org.store, row.sobject
    with store.lock:
        before = store.row(sobject, row.record_id) if row.record_id else None
        after = {**(before or {}), **row.values}
        org.rules.check(sobject.name, row.key, after)
        _require(sobject, after if before is None else row.values, new=before is None)
        _keep_unique(org, sobject, row)
        if row.record_id:
            store.update(sobject, row.record_id, row.values)
            return Written(row.record_id, created=False)
        return Written(store.insert(sobject, row.values), created=True)


def same_key(field: Field, value: Any) -> Stored:
    """What two keys must share to be the same key to Salesforce; None for what can be no key."""
    if isinstance(value, str):
        return fold(value.strip()) if field.folds_case else value.strip()
    return value if isinstance(value, int | float) else None


def _one(org: Org, sobject: SObject, name: str, value: Any, given: Given) -> Row:
    reference = sobject.relation(name)
    if reference is not None:
        _require_writable(reference)
        if reference.name in given:
            message = f"Cannot specify both an external ID reference {name} and a salesforce id, {reference.name}"
            raise RowError("INVALID_FIELD", message, [reference.name])
        return {reference.name: _referred(org, reference, value)}
    field = sobject.find(name)
    if field is None:
        raise RowError("INVALID_FIELD", f"No such column '{name}' on sobject of type {sobject.name}")
    _require_writable(field)
    stored = to_stored(field, value)
    if field.type == "reference" and stored is not None:
        _require_target(org, field, str(stored))
    return {field.name: stored}


def _require_writable(field: Field) -> None:
    if not field.writable:
        message = f"Unable to create/update fields: {field.name}. Check that it is read/write for your user."
        raise RowError("INVALID_FIELD_FOR_INSERT_UPDATE", message, [field.name])


def _referred(org: Org, reference: Field, value: Any) -> Stored:
    """The id of the parent named by one external id, as in ``{"Intacct_Key__c": "class:7"}``."""
    target = org.objects[reference.references[-1]]
    names = [name for name in value if name != "attributes"] if isinstance(value, Mapping) else []
    if not isinstance(value, Mapping) or len(names) != 1:
        message = f"{reference.relationship} must name its record by one external id"
        raise RowError("JSON_PARSER_ERROR", message, [reference.name])
    field = target.find(names[0])
    if field is None or not field.external_id:
        message = f"Field name provided, {names[0]} is not an External ID or indexed field for {target.name}"
        raise RowError("INVALID_FIELD", message)
    key = to_stored(field, value[names[0]])
    found = org.store.find(target, field, key) if key is not None else []
    if len(found) == 1:
        return found[0]
    if found:
        message = f"{field.name}: more than one record found for external id field: [{', '.join(found)}]"
        raise RowError("DUPLICATE_EXTERNAL_ID", message)
    message = f"Foreign key external ID: {key} not found for field {field.name} in entity {target.name}"
    raise RowError("INVALID_FIELD", message)


def _require_target(org: Org, field: Field, record_id: str) -> None:
    targets = [org.objects[name] for name in field.references if name in org.objects]
    fitting = [target for target in targets if target.prefix == record_id[:3]]
    if not fitting:
        message = f"{field.label}: id value of incorrect type: {record_id}"
        raise RowError("MALFORMED_ID", message, [field.name])
    if org.store.row(fitting[0], record_id) is None:
        raise RowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [field.name])


def _require(sobject: SObject, values: Row, *, new: bool) -> None:
    required = [item.name for item in sobject.all_fields.values() if item.required]
    missing = [name for name in required if (new or name in values) and values.get(name) is None]
    if missing:
        raise RowError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(missing)}]", missing)


def _keep_unique(org: Org, sobject: SObject, row: Prepared) -> None:
    for name, value in row.values.items():
        field = sobject.all_fields[name]
        others = org.store.find(sobject, field, value) if field.unique and value is not None else []
        if others and others != [row.record_id]:
            other = next(found for found in others if found != row.record_id)
            message = f"duplicate value found: {name} duplicates value on record with id: {other[:15]}"
            raise RowError("DUPLICATE_VALUE", message, [name])
