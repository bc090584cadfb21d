"""Single records: reading one whole, creating, changing and deleting it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from dev.emulators.intacct.errors import ONE_ERROR, invalid_request, not_found, object_error, unknown_field
from dev.emulators.intacct.fields import reader
from dev.emulators.intacct.model import READ_ONLY, Model, models
from dev.emulators.intacct.store import MODIFIED, Row, Store
from dev.emulators.intacct.viewer import Viewer

LISTED = 100
DONE = {**ONE_ERROR, "totalSuccess": 1, "totalError": 0}


class Records:
    """The ``/objects`` part of the API, for one viewer."""

    def __init__(self, store: Store, viewer: Viewer, now: float) -> None:
        self._store = store
        self._viewer = viewer
        self._now = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def first(self, model: Model) -> dict[str, Any]:
        """The first hundred, by key; nobody pages here."""
        table = self._store.table(self._viewer.company, model.name)
        sees = self._viewer.sees(include_private=False)
        rows = [table[key] for key in table.keys if sees(table[key])]
        meta = {"totalCount": len(rows), "start": 1, "pageSize": LISTED, "next": None, "previous": None}
        return {"ia::result": [_reference(model, row) for row in rows[:LISTED]], "ia::meta": meta}

    def read(self, model: Model, keys: str) -> dict[str, Any]:
        """One record, or an array where several keys are given with commas between them."""
        records = [self._whole(model, self._existing(model, key)) for key in keys.split(",")]
        meta = {"totalCount": len(records), "totalSuccess": len(records), "totalError": 0}
        return {"ia::result": records if "," in keys else records[0], "ia::meta": meta}

    def create(self, model: Model, body: Any) -> dict[str, Any]:
        values = self._values(model, body)
        if model.has_id and self._store.find_by_id(self._viewer.company, model.name, values.get("id") or ""):
            raise _failed_create(f"Another {model.name} with the id {values['id']} exists")
        if model.has_id and not values.get("id"):
            raise _failed_create("The field id is required")
        table = self._store.table(self._viewer.company, model.name)
        key = str((table.keys[-1] if table.keys else 0) + 1)
        if model.audited:
            values = {**values, "audit.createdDateTime": self._now, "audit.createdBy": self._viewer.user}
        return self._stored(model, {"status": "active", **values, "key": key})

    def change(self, model: Model, key: str, body: Any) -> dict[str, Any]:
        return self._stored(model, {**self._existing(model, key), **self._values(model, body)})

    def delete(self, model: Model, keys: str) -> None:
        for key in [self._existing(model, key)["key"] for key in keys.split(",")]:
            self._store.table(self._viewer.company, model.name).delete(int(key))

    def _stored(self, model: Model, row: Row) -> dict[str, Any]:
        if model.audited:
            row = {**row, MODIFIED: self._now, "audit.modifiedBy": self._viewer.user}
        self._store.table(self._viewer.company, model.name).put(row)
        return {"ia::result": _reference(model, row), "ia::meta": DONE}

    def _existing(self, model: Model, key: str) -> Row:
        row = self._store.table(self._viewer.company, model.name).find(int(key)) if key.isdecimal() else None
        if row is None or not self._viewer.sees(include_private=True)(row):
            raise not_found(f"{model.name} with the key {key}")
        return row

    def _values(self, model: Model, body: Any) -> dict[str, Any]:
        """The body as flat values; a reference may be given by its id."""
        if not isinstance(body, dict) or not body:
            raise invalid_request("The request body must be a JSON object with the fields to write")
        values: dict[str, Any] = {}
        for path, value in _flat(body):
            ref, _, part = path.partition(".")
            if ref in model.refs and part in ("key", "id"):
                values[f"{ref}.key"] = self._reference_key(model, ref, part, value)
            elif path in READ_ONLY:
                raise invalid_request(f"The field {path} is read-only")
            elif path in model.fields or path in model.lists:
                values[path] = value
            elif path not in model.write_only:
                raise unknown_field(path, model.name)
        return values

    def _reference_key(self, model: Model, ref: str, part: str, value: Any) -> str | None:
        if value is None:
            return None
        for target in model.refs[ref]:
            if part == "id":
                row = self._store.find_by_id(self._viewer.company, target, value)
            else:
                row = self._store.find(self._viewer.company, [target], str(value))
            if row:
                return str(row["key"])
        raise object_error(422, "operationFailed", f"{ref} {value} does not exist", "REST-7001")

    def _whole(self, model: Model, row: Row) -> dict[str, Any]:
        """Every readable field, groups and references nested. ``webURL`` carries a token, as the real one does."""
        record: dict[str, Any] = {}
        for path in [*model.fields, *(f"{ref}.{part}" for ref in model.refs for part in self._parts(model, ref))]:
            *groups, name = path.split(".")
            at = record
            for group in groups:
                at = at.setdefault(group, {})
            at[name] = reader(self._store, self._viewer.company, model, path)(row)
        lists = {name: row.get(name) or [] for name in model.lists}
        token = f"https://www.intacct.com/ia/acct/view.phtml?.r={row['key']}&.token={self._viewer.session_id}"
        return {**record, **lists, "webURL": token}

    def _parts(self, model: Model, ref: str) -> list[str]:
        target = models()[model.refs[ref][0]]
        return [part for part in ("key", "id", "name") if part in target.fields]


def _reference(model: Model, row: Row) -> dict[str, Any]:
    return {"key": row["key"], "id": row.get("id"), "href": f"/objects/{model.name}/{row['key']}"}


def _flat(body: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _failed_create(cause: str) -> Exception:
    """The general failure outside, the cause last in ``details``."""
    detail = {"errorId": "GL-0951", "code": "unableToCreateRecordError", "message": cause, "additionalInfo": {}}
    message = "The record could not be created"
    return object_error(422, "operationFailed", message, "REST-7001", placeholders={}, details=[detail])
