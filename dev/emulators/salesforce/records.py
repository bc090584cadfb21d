"""One record as the REST API shows it by its id: raw values, compound fields put together, no parents."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from dev.emulators.salesforce.fields import Field, SObject
from dev.emulators.salesforce.soql_select import compound_value
from dev.emulators.salesforce.store import Row
from dev.emulators.salesforce.values import to_json


def visible_fields(sobject: SObject, names: Iterable[str], refusal: Callable[[str, str], Exception]) -> list[Field]:
    """The fields of these names, in their order; raises ``refusal(name, object)`` for one that is not seen."""
    found = []
    for name in names:
        field = sobject.find(name.strip())
        if field is None:
            raise refusal(name.strip(), sobject.name)
        if field not in found:
            found.append(field)
    return found


def record_of(sobject: SObject, row: Row, fields: Iterable[Field], data_url: str) -> dict[str, Any]:
    """The JSON of a stored row with these fields, and always its Id."""
    url = f"{data_url}/sobjects/{sobject.name}/{row['Id']}"
    record: dict[str, Any] = {"attributes": {"type": sobject.name, "url": url}}
    for field in fields:
        record[field.name] = _value(field, row)
    return record | {"Id": row["Id"]}


def etag(record: dict[str, Any]) -> str:
    """The same for as long as every value shown is the same."""
    digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).digest()
    return f'"{base64.b64encode(digest).decode()}--gzip"'


def _value(field: Field, row: Row) -> Any:
    if field.parts:
        return compound_value(field, [row[part] for part in field.parts])
    return to_json(field, row[field.name])
