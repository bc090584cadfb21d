"""Whether both systems are ready for a managed list: its fields in Intacct, its object, columns, key and rights."""

from collections.abc import Iterator, Sequence

from chalicelib.core.connection_check import Check, ObjectSeen, named
from chalicelib.core.lists import HIDDEN_FIELD, KEY_FIELD, RUN_FIELD, ManagedList

_DEPLOY = "Deploy force-app to the org, and assign the permission set Intacct_Sync to the integration user."
_KEY = f"Make {KEY_FIELD} an External ID, unique and case sensitive, as force-app has it."


def source_check(managed_list: ManagedList, missing: Sequence[str]) -> Check:
    """``missing`` are the fields of the list that Intacct lacks, by object and name."""
    key = managed_list.key
    if not missing:
        return Check("list_source", True, "source_whole", "Sage Intacct has all fields of the list.", list=key)
    sentence = f"Sage Intacct lacks these fields, or hides them from our user: {named(missing)}."
    remedy = "Give the web-services user the right to see them; without them their columns stay as they are."
    return Check("list_source", False, "source_fields_missing", sentence, remedy, key)


def list_checks(managed_list: ManagedList, seen: ObjectSeen | None) -> Iterator[Check]:
    """What can be said of the list's object; ``seen`` is None where our user finds no such object."""
    name, key = managed_list.salesforce, managed_list.key
    if seen is None:
        sentence = f"Salesforce has no object {name}, or hides it from our user."
        yield Check("list_object", False, "object_missing", sentence, _DEPLOY, key)
        return
    yield Check("list_object", True, "object_there", f"{name} is there.", list=key)
    yield _columns(managed_list, seen)
    yield _external_key(managed_list, seen)
    yield _rights(managed_list, seen)
    there = HIDDEN_FIELD in seen.fields
    if there:
        sentence = f"{HIDDEN_FIELD} is there; Passerelle neither needs nor writes it."
    else:
        sentence = f"{HIDDEN_FIELD} is not there; Passerelle neither needs nor writes it."
    yield Check("list_hidden", True, "hidden_there" if there else "hidden_absent", sentence, list=key)


def columns_written(managed_list: ManagedList) -> tuple[str, ...]:
    """The names of the columns that a resync writes, lookups by their own name."""
    plain = [name for name in managed_list.columns if "." not in name]
    return (KEY_FIELD, RUN_FIELD, *plain, *(link.salesforce for link in managed_list.links))


def _columns(managed_list: ManagedList, seen: ObjectSeen) -> Check:
    missing = [name for name in columns_written(managed_list) if name not in seen.fields]
    if missing:
        sentence = f"Our user does not see these columns of {managed_list.salesforce}: {named(missing)}."
        return Check("list_columns", False, "columns_missing", sentence, _DEPLOY, managed_list.key)
    count = len(columns_written(managed_list))
    return Check("list_columns", True, "columns_there", f"All {count} columns are there.", list=managed_list.key)


def _external_key(managed_list: ManagedList, seen: ObjectSeen) -> Check:
    column = seen.fields.get(KEY_FIELD)
    if column is None:
        return Check("list_key", None, "key_missing", f"{KEY_FIELD} is not there.", list=managed_list.key)
    wanted = {
        "External ID": column.external_id,
        "unique values": column.unique,
        "case sensitive": column.case_sensitive,
    }
    lacks = [quality for quality, there in wanted.items() if not there]
    if lacks:
        sentence = f"{managed_list.salesforce}.{KEY_FIELD} lacks: {', '.join(lacks)}."
        return Check("list_key", False, "key_unfit", sentence, _KEY, managed_list.key)
    return Check("list_key", True, "key_fit", f"{KEY_FIELD} tells rows apart.", list=managed_list.key)


def _rights(managed_list: ManagedList, seen: ObjectSeen) -> Check:
    written = [name for name in columns_written(managed_list) if name in seen.fields]
    closed = [name for name in written if not (seen.fields[name].createable and seen.fields[name].updateable)]
    if not (seen.createable and seen.updateable):
        sentence = f"Our user may not create and change rows of {managed_list.salesforce}."
        return Check("list_rights", False, "object_read_only", sentence, _DEPLOY, managed_list.key)
    if closed:
        sentence = f"Our user may not write these columns of {managed_list.salesforce}: {named(closed)}."
        return Check("list_rights", False, "columns_read_only", sentence, _DEPLOY, managed_list.key)
    return Check("list_rights", True, "rights_there", "Our user may create and change rows.", list=managed_list.key)
