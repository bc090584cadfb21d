"""Turns a field's dotted name into a reader of rows, through references as far as they lead."""

from collections.abc import Callable, Mapping
from typing import Any

from dev.emulators.intacct.errors import unknown_field, unreadable_field
from dev.emulators.intacct.model import Model, models
from dev.emulators.intacct.store import Row, Store

Read = Callable[[Row], Any]


def field_type(model: Model, path: str) -> Mapping[str, Any]:
    """The type of a field, own or related. Raises Refused where there is none or it cannot be read."""
    if path in model.write_only:
        raise unreadable_field(path, model.name)
    if path in model.fields:
        return model.fields[path]
    ref, dot, rest = path.partition(".")
    if not dot or ref not in model.refs:
        raise unknown_field(path, model.name)
    target = models()[model.refs[ref][0]]
    if rest not in target.fields and rest.partition(".")[0] not in target.refs:
        raise unknown_field(path, model.name)
    return field_type(target, rest)


def reader(store: Store, company: str, model: Model, path: str) -> Read:
    """Reads ``path`` off a row; a reference that leads nowhere reads None. Raises Refused as ``field_type`` does."""
    field_type(model, path)
    if path == "href":
        return lambda row: f"/objects/{model.name}/{row['key']}"
    if path in model.fields or path.partition(".")[2] == "key":
        return lambda row: row.get(path)
    ref, _, rest = path.partition(".")
    targets = model.refs[ref]
    follow = reader(store, company, models()[targets[0]], rest)

    def related(row: Row) -> Any:
        target = store.find(company, targets, row.get(f"{ref}.key"))
        return None if target is None else follow(target)

    return related
