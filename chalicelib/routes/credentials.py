"""Credentials of both systems: write only; what is told of them is whether and since when they are there."""

from typing import Annotated

import msgspec

from chalicelib.core.credentials import LONGEST_VALUE, SHORTEST_SECRET
from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.core.principal import Action
from chalicelib.routes.call import Call
from chalicelib.routes.table import Routes
from chalicelib.usecases.credentials import CredentialsView, put_credentials, see_credentials

routes = Routes(__name__)

_Id = Annotated[
    str,
    msgspec.Meta(extra_json_schema={"minLength": 1, "maxLength": LONGEST_VALUE, "pattern": "^[!-~]+$"}),
]
_Secret = Annotated[
    str,
    msgspec.Meta(extra_json_schema={"minLength": SHORTEST_SECRET, "maxLength": LONGEST_VALUE, "pattern": "^[!-~]+$"}),
]


class IntacctCredentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of the client application that is registered with Sage."""

    client_id: _Id
    client_secret: _Secret


class SalesforceCredentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Of the external client app: its key, and either a private key (RSA, PEM) or its secret."""

    consumer_key: _Id
    private_key: str | None = None
    consumer_secret: _Secret | None = None


class AllCredentials(msgspec.Struct, frozen=True):
    credentials: tuple[CredentialsView, ...]


@routes.route(
    "GET",
    "/secrets",
    action=Action.SEE_SETTINGS,
    summary="Whether credentials are there, and since when; never what they are",
    answer=AllCredentials,
)
def credentials(call: Call) -> AllCredentials:
    return AllCredentials(see_credentials(call.built.settings_desk, call.tenant))


@routes.route(
    "PUT",
    "/secrets/intacct",
    action=Action.CHANGE_SECRETS,
    summary="Replace the credentials for Sage Intacct",
    answer=CredentialsView,
    body=IntacctCredentials,
)
def put_intacct(call: Call, body: IntacctCredentials) -> CredentialsView:
    return put_credentials(call.built.settings_desk, call.principal, "intacct", msgspec.structs.asdict(body))


@routes.route(
    "PUT",
    "/secrets/salesforce",
    action=Action.CHANGE_SECRETS,
    summary="Replace the credentials for Salesforce",
    answer=CredentialsView,
    body=SalesforceCredentials,
)
def put_salesforce(call: Call, body: SalesforceCredentials) -> CredentialsView:
    if (body.private_key is None) == (body.consumer_secret is None):
        message = "Send either private_key or consumer_secret."
        raise BadRequest(
            "credentials_invalid",
            "The credentials can't be taken.",
            remedy=message,
            errors=(FieldError("private_key", message), FieldError("consumer_secret", message)),
        )
    value = {name: text for name, text in msgspec.structs.asdict(body).items() if text is not None}
    return put_credentials(call.built.settings_desk, call.principal, "salesforce", value)
