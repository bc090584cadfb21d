"""Salesforce account details: the fields to choose from, the choice, and the tab of a customer; all read only."""

from dataclasses import replace
from typing import Annotated

import msgspec
from chalice.app import Response

from chalicelib.core.account_changes import FieldChanges
from chalicelib.core.pace import TAB_READS
from chalicelib.core.principal import Action
from chalicelib.core.settings import AccountDetails
from chalicelib.routes.call import Call
from chalicelib.routes.languages import accepted_languages
from chalicelib.routes.preconditions import DESCRIPTION, HEADER, etag_of, version_read
from chalicelib.routes.table import Routes, json_response
from chalicelib.usecases.account_details import CustomerAccount, customer_account
from chalicelib.usecases.account_fields import FieldsView, account_fields, choose_fields, refresh_fields

routes = Routes(__name__)

FieldName = Annotated[str, msgspec.Meta(max_length=161)]
Names = tuple[FieldName, ...]


class ChooseFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The choice, in the order of the tab. What is left out stays as it is.

    ``reader_fields`` null lets readers see all that is chosen. ``currency`` is the ISO code of an org with one currency
    only. ``confirm_sensitive`` says that a person has looked at the sensitive fields among the new ones.
    """

    shown: bool
    fields: Names
    reader_fields: Names | msgspec.UnsetType | None = msgspec.UNSET
    link_field: FieldName | None = None
    currency: Annotated[str, msgspec.Meta(pattern="^([A-Z]{3})?$")] | None = None
    confirm_sensitive: bool = False


class Refreshed(msgspec.Struct, frozen=True):
    """What came, went and changed since the description was last read; nothing where it was read for the first time."""

    first: bool
    changes: FieldChanges
    view: FieldsView


class Viewer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``locale`` (a BCP 47 tag) stands before ``Accept-Language``; ``time_zone`` is a name of the IANA database."""

    locale: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] = "UTC"


@routes.route(
    "GET",
    "/account-details/fields",
    action=Action.CHOOSE_ACCOUNT_FIELDS,
    summary="The choice of Account fields, and every field that can be chosen",
    answer=FieldsView,
)
def list_account_fields(call: Call) -> Response:
    return _with_tag(account_fields(call.built.account_desk, call.principal))


@routes.route(
    "POST",
    "/account-details/fields/refresh",
    action=Action.CHOOSE_ACCOUNT_FIELDS,
    summary="Read the Account fields from Salesforce anew, and say what came and went",
    answer=Refreshed,
)
def refresh_account_fields(call: Call) -> Refreshed:
    refreshed = refresh_fields(call.built.account_desk, call.principal)
    return Refreshed(refreshed.first, refreshed.changes, refreshed.view)


@routes.route(
    "PUT",
    "/account-details",
    action=Action.CHOOSE_ACCOUNT_FIELDS,
    summary="Choose the Account fields of the customers’ tab, who sees them, and how an Account is found",
    answer=FieldsView,
    body=ChooseFields,
    headers={HEADER: DESCRIPTION},
)
def choose_account_fields(call: Call, body: ChooseFields) -> Response:
    """``If-Match`` may be left out: the choice is one whole, so that the last one holds."""
    version = version_read(call) if call.header(HEADER) is not None else None
    desk = call.built.account_desk
    wanted = _wanted(body, desk.settings.current(call.tenant).account_details)
    return _with_tag(choose_fields(desk, call.principal, wanted, version, body.confirm_sensitive))


@routes.route(
    "GET",
    "/customers/{customer_id}/account-details",
    action=Action.SEE_ACCOUNT_DETAILS,
    summary="The chosen fields of a customer’s Salesforce Account, in the caller’s language (locale, Accept-Language)",
    answer=CustomerAccount,
    pace=TAB_READS,
    query=Viewer,
)
def customer_account_details(call: Call, customer_id: str, query: Viewer) -> CustomerAccount:
    asked = (query.locale,) if query.locale else accepted_languages(call.header("Accept-Language"))
    return customer_account(call.built.account_desk, call.principal, customer_id, asked, query.time_zone)


def _wanted(body: ChooseFields, before: AccountDetails) -> AccountDetails:
    """A field that is no longer chosen is no longer for readers either, unless the caller says otherwise."""
    readers = before.reader_fields
    if isinstance(body.reader_fields, msgspec.UnsetType):
        readers = None if readers is None else tuple(name for name in readers if name in body.fields)
    else:
        readers = body.reader_fields
    return replace(
        before,
        shown=body.shown,
        fields=body.fields,
        reader_fields=readers,
        link_field=before.link_field if body.link_field is None else body.link_field,
        currency=before.currency if body.currency is None else body.currency,
    )


def _with_tag(view: FieldsView) -> Response:
    return json_response(view, headers={"ETag": etag_of(view.settings_version)})
