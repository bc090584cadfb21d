"""sObject Collections: up to 200 rows a call, answered row by row in the order sent."""

from collections import Counter
from collections.abc import Callable, Sequence
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

MOST_RECORDS = 200
T = TypeVar("T")
R = TypeVar("R")
Result = dict[str, Any]
Preparation = Callable[[Given], Prepared]


class _RolledBack(Exception):  # noqa: N818 - control flow out of a savepoint, no error
    pass


def upsert(org: Org, name: str, field_name: str, body: Any) -> list[Result]:
    """Create or update rows of one object by an external id."""
    sobject, key_field = sobject_of(org, name), key_field_of(org, name, field_name)
    records = _records(body)
    for record in records:
        if _type(record) != sobject.name:
            raise ApiError(400, "INVALID_TYPE", f"Every record must be of type {sobject.name}.")
    repeated = _repeated(records, key_field)

    def preparation(record: Given) -> Prepared:
        key = same_key(key_field, _value(record, key_field.name))
        if key in repeated:
            message = f"Duplicate external id specified: {_value(record, key_field.name)}"
            raise RowError("DUPLICATE_VALUE", message, [key_field.name])
        return prepare_by_key(org, sobject, key_field, record)

    return _write_all(org, records, preparation, body, says_created=True)


def update(org: Org, body: Any) -> list[Result]:
    """Change rows by their ids."""
    records = _records(body)
    ids = Counter(str(_value(record, "Id"))[:15] for record in records)

    def preparation(record: Given) -> Prepared:
        record_id = _value(record, "Id")
        if record_id is None:
            raise RowError("MISSING_ARGUMENT", "Id not specified in an update call", ["Id"])
        if ids[str(record_id)[:15]] > 1:
            raise RowError("DUPLICATE_VALUE", f"Duplicate id specified: {record_id}", ["Id"])
        return prepare_by_id(org, sobject_of(org, _type(record)), record_id, record)

    return _write_all(org, records, preparation, body)


def create(org: Org, body: Any) -> list[Result]:
    """Add rows."""

    def preparation(record: Given) -> Prepared:
        return prepare(org, sobject_of(org, _type(record)), record)

    return _write_all(org, _records(body), preparation, body)


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
    org: Org, records: Sequence[Given], preparation: Preparation, body: Any, *, says_created: bool = False
) -> list[Result]:
    results: list[Result] = []
    try:
        with org.store.all_or_nothing():
            results = _write_each(org, records, preparation, says_created=says_created)
            if body.get("allOrNone") and not all(result["success"] for result in results):
                raise _RolledBack
    except _RolledBack:
        return [_rolled_back(result) for result in results]
    return results


def _write_each(org: Org, records: Sequence[Given], preparation: Preparation, *, says_created: bool) -> list[Result]:
    # All rows are prepared before the first is written: a row cannot point to one that this same call creates.
    prepared = [_attempt(preparation, record) for record in records]
    results = []
    for row in prepared:
        written = row if isinstance(row, RowError) else _attempt(lambda item: write(org, item), row)
        if isinstance(written, RowError):
            results.append(written.result())
        else:
            results.append(_success(written, says_created=says_created))
    return results


def _attempt(step: Callable[[T], R], row: T) -> R | RowError:
    try:
        return step(row)
    except RowError as error:
        return error


def _success(written: Written, *, says_created: bool) -> Result:
    result: Result = {"id": written.id, "success": True, "errors": []}
    return result | {"created": written.created} if says_created else result


def _rolled_back(result: Result) -> Result:
    if not result["success"]:
        return result
    message = "Record rolled back because not all records were valid and the request was using AllOrNone header"
    return RowError("ALL_OR_NONE_OPERATION_ROLLED_BACK", message).result()


def _records(body: Any) -> list[Given]:
    """The records of a request in good form. Raises ApiError."""
    records = body.get("records") if isinstance(body, dict) else None
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


def _repeated(records: Sequence[Given], key_field: Field) -> set[Any]:
    keys = [same_key(key_field, _value(record, key_field.name)) for record in records]
    hashable = [key for key in keys if isinstance(key, str | int | float)]
    return {key for key, times in Counter(hashable).items() if times > 1}
