"""sObject Collections: up to 200 rows a call, answered row by row in the order sent."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from dev.emulators.salesforce.errors import ApiError, RowError, not_found
from dev.emulators.salesforce.fields import Field, SObject
from dev.emulators.salesforce.org import Org
from dev.emulators.salesforce.rows import (
    Given,
    Prepared,
    Written,
    prepare,
    prepare_by_id,
    prepare_by_key,
    same_key,
    write,
)
from dev.emulators.salesforce.store import Stored

MOST_RECORDS = 200
T = TypeVar("T")
R = TypeVar("R")
Result = dict[str, Any]
Preparation = Callable[[Given], Prepared]


class _RolledBack(Exception):  # noqa: N818 - control flow out of a savepoint, no error
    pass


def upsert(org: Org, name: str, field_name: str, body: Mapping[str, Any]) -> list[Result]:
    """Create or update rows of one object by an external id."""
    sobject, key_field = sobject_of(org, name), key_field_of(org, name, field_name)
    records = _records(body)
    for record in records:
        if _type(record) != sobject.name:
            raise ApiError(400, "INVALID_TYPE", f"Every record must be of type {sobject.name}.")
    return _write_all(org, records, by_key(org, sobject, key_field, records), body, says_created=True)


def update(org: Org, body: Mapping[str, Any]) -> list[Result]:
    """Change rows by their ids."""
    records = _records(body)
    return _write_all(org, records, by_id(org, lambda record: sobject_of(org, _type(record)), records), body)


def create(org: Org, body: Mapping[str, Any]) -> list[Result]:
    """Add rows."""

    def preparation(record: Given) -> Prepared:
        return prepare(org, sobject_of(org, _type(record)), record)

    return _write_all(org, _records(body), preparation, body)


def by_key(org: Org, sobject: SObject, key_field: Field, records: Sequence[Given]) -> Preparation:
    """How to prepare each of these records for an upsert: no two of them may have one key."""
    repeated = _repeated(records, key_field)

    def preparation(record: Given) -> Prepared:
        key = _value(record, key_field.name)
        if same_key(key_field, key) in repeated:
            raise RowError("DUPLICATE_VALUE", f"Duplicate external id specified: {key}", [key_field.name])
        return prepare_by_key(org, sobject, key_field, record)

    return preparation


def by_id(org: Org, object_of: Callable[[Given], SObject], records: Sequence[Given]) -> Preparation:
    """How to prepare each of these records for an update."""
    ids = Counter(str(_value(record, "Id"))[:15] for record in records)

    def preparation(record: Given) -> Prepared:
        record_id = _value(record, "Id")
        if record_id is None:
            raise RowError("MISSING_ARGUMENT", "Id not specified in an update call", ["Id"])
        if ids[str(record_id)[:15]] > 1:
            raise RowError("DUPLICATE_VALUE", f"Duplicate id specified: {record_id}", ["Id"])
        return prepare_by_id(org, object_of(record), record_id, record)

    return preparation


def write_each(org: Org, records: Sequence[Given], preparation: Preparation) -> list[Written | RowError]:
    """Write what can be written; an error stands in the place of its row.

    All rows are prepared before the first is written: a row cannot point to one that this same call creates.
    """
    prepared = [_attempt(preparation, record) for record in records]
    return [row if isinstance(row, RowError) else _attempt(partial(write, org), row) for row in prepared]


def sobject_of(org: Org, name: str) -> SObject:
    """Raises ApiError 404 as the REST paths do."""
    found = org.object(name)
    if found is None:
        raise not_found()
    return found


def key_field_of(org: Org, name: str, field_name: str) -> Field:
    """The external id field of this name. Raises ApiError 404."""
    field = sobject_of(org, name).find(field_name)
    if field is None or not field.external_id:
        raise not_found(f"Provided external ID field does not exist or is not accessible: {field_name}")
    return field


def _write_all(
    org: Org, records: Sequence[Given], preparation: Preparation, body: Mapping[str, Any], *, says_created: bool = False
) -> list[Result]:
    results: list[Result] = []
    try:
        with org.store.all_or_nothing():
            written = write_each(org, records, preparation)
            results = [_result(row, says_created=says_created) for row in written]
            if body.get("allOrNone") and not all(result["success"] for result in results):
                raise _RolledBack
    except _RolledBack:
        return [_rolled_back(result) for result in results]
    return results


def _attempt(step: Callable[[T], R], row: T) -> R | RowError:
    try:
        return step(row)
    except RowError as error:
        return error


def _result(row: Written | RowError, *, says_created: bool) -> Result:
    if isinstance(row, RowError):
        return row.result()
    result: Result = {"id": row.id, "success": True, "errors": []}
    return result | {"created": row.created} if says_created else result


def _rolled_back(result: Result) -> Result:
    if not result["success"]:
        return result
    message = "Record rolled back because not all records were valid and the request was using AllOrNone header"
    return RowError("ALL_OR_NONE_OPERATION_ROLLED_BACK", message).result()


def _records(body: Mapping[str, Any]) -> list[Given]:
    """The records of a request in good form. Raises ApiError."""
    records = body.get("records")
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ApiError(400, "JSON_PARSER_ERROR", "The request must have a list of records.")
    if len(records) > MOST_RECORDS:
        raise ApiError(400, "EXCEEDED_ID_LIMIT", f"cannot submit more than {MOST_RECORDS} records with this call")
    return records


def _type(record: Given) -> str:
    attributes = record.get("attributes")
    name = attributes.get("type") if isinstance(attributes, dict) else None
    if not isinstance(name, str):
        raise ApiError(400, "MISSING_ARGUMENT", "Every record must have attributes.type.")
    return name


def _value(record: Given, name: str) -> Any:
    return next((value for key, value in record.items() if key.lower() == name.lower()), None)


def _repeated(records: Sequence[Given], key_field: Field) -> set[Stored]:
    keys = Counter(same_key(key_field, _value(record, key_field.name)) for record in records)
    return {key for key, times in keys.items() if times > 1 and key is not None}
