"""Which fields an administrator may choose for the tab, and what is wrong with a choice."""

from collections.abc import Collection, Iterator, Sequence

from chalicelib.core.account import AccountField, Offered
from chalicelib.core.errors import BadRequest, Conflict, FieldError
from chalicelib.core.settings import AccountDetails

MOST_FIELDS = 800
_LINKABLE = frozenset({"string", "textarea", "picklist", "combobox"})


def check_choice(wanted: AccountDetails, before: AccountDetails, offered: Offered, confirmed: bool) -> None:
    """Raise BadRequest that names each mistake, or Conflict where sensitive fields need a second yes.

    A field chosen before passes though it has gone: it stays, marked, until somebody takes it out.
    """
    errors = tuple(_mistakes(wanted, before, offered))
    if errors:
        raise BadRequest(
            "account_fields",
            "The choice of Account fields can't be taken.",
            remedy="GET /api/v1/account-details/fields names what can be chosen; refresh it where Salesforce changed.",
            errors=errors,
        )
    to_confirm = [name for name in wanted.fields if name not in before.fields and _needs_yes(offered.get(name))]
    if to_confirm and not confirmed:
        raise Conflict(
            "sensitive_unconfirmed",
            "The choice holds fields with sensitive data.",
            remedy="Look at the named fields, then send the choice again with “confirm_sensitive” true.",
            errors=tuple(
                FieldError(f"fields.{wanted.fields.index(name)}", f"{name} is sensitive.") for name in to_confirm
            ),
        )


def _mistakes(wanted: AccountDetails, before: AccountDetails, offered: Offered) -> Iterator[FieldError]:
    if len(wanted.fields) > MOST_FIELDS:
        yield FieldError("fields", f"Choose at most {MOST_FIELDS} fields.")
        return
    yield from _unknown(wanted.fields, before.fields, offered)
    yield from _repeated("fields", wanted.fields)
    readers = wanted.reader_fields or ()
    yield from _repeated("reader_fields", readers)
    for number, name in enumerate(readers):
        if name not in wanted.fields:
            yield FieldError(f"reader_fields.{number}", f"“{name[:80]}” is not among the chosen fields.")
    if wanted.link_field != before.link_field or wanted.shown:
        yield from _unfit_link(wanted.link_field, offered)


def _unknown(names: Sequence[str], kept: Collection[str], offered: Offered) -> Iterator[FieldError]:
    spelt = {name.lower(): name for name in offered}
    for number, name in enumerate(names):
        if name in offered or name in kept:
            continue
        meant = spelt.get(name.lower())
        message = _no_field(name)
        if meant:
            message = f"The Account has no field “{name[:80]}” that we may read. Did you mean {meant}?"
        yield FieldError(f"fields.{number}", message)


def _repeated(member: str, names: Sequence[str]) -> Iterator[FieldError]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield FieldError(f"{member}.{number}", f"“{name[:80]}” stands twice.")


def _unfit_link(name: str, offered: Offered) -> Iterator[FieldError]:
    field = offered.get(name)
    if field is None:
        yield FieldError("link_field", _no_field(name))
    elif field.via or field.type not in _LINKABLE:
        yield FieldError("link_field", f"“{name[:80]}” is no text field, so that it can't hold a customer id.")


def _needs_yes(field: AccountField | None) -> bool:
    return field is not None and field.sensitive is not None and field.sensitive.to_confirm


def _no_field(name: str) -> str:
    return f"The Account has no field “{name[:80]}” that we may read."
