"""Settings and their recipients: see, save, invite, confirm."""

from datetime import datetime
from typing import Annotated

import msgspec
from chalice.app import Request, Response

from chalicelib.adapters.languages import languages
from chalicelib.core.principal import Action
from chalicelib.core.settings_warnings import SettingsWarning
from chalicelib.routes.call import Built, Call, source_ip_of
from chalicelib.routes.preconditions import DESCRIPTION, HEADER, etag_of, version_read
from chalicelib.routes.settings_body import SettingsBody, body_of, draft_of
from chalicelib.routes.table import Routes, json_response
from chalicelib.usecases.recipients import LONGEST_TOKEN, confirm_recipient
from chalicelib.usecases.settings import SettingsView, invite_again, save_settings, see_settings

routes = Routes(__name__)


class Recipient(msgspec.Struct, frozen=True):
    """``until`` is when the invitation of an unconfirmed address runs out."""

    address: str
    confirmed: bool
    until: datetime | None = None


class SettingsAnswer(msgspec.Struct, frozen=True):
    """``settings`` is what PUT takes. Warnings forbid nothing. ``languages`` are those that mails can be written in."""

    version: int
    settings: SettingsBody
    recipients: tuple[Recipient, ...]
    warnings: tuple[SettingsWarning, ...]
    languages: tuple[str, ...]


class Invite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    address: Annotated[str, msgspec.Meta(max_length=254)]


class Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The token of the invitation that came by mail."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TOKEN)]


class Confirmed(msgspec.Struct, frozen=True):
    address: str


@routes.route("GET", "/settings", action=Action.SEE_SETTINGS, summary="The settings", answer=SettingsAnswer)
def settings(call: Call) -> Response:
    return _answer(see_settings(call.built.settings_desk, call.principal))


@routes.route(
    "PUT",
    "/settings",
    action=Action.CHANGE_SETTINGS,
    summary="Save the next version of the settings; new recipients are invited by mail",
    answer=SettingsAnswer,
    body=SettingsBody,
    headers={HEADER: DESCRIPTION},
)
def save(call: Call, body: SettingsBody) -> Response:
    version = version_read(call)
    return _answer(save_settings(call.built.settings_desk, call.principal, draft_of(body), body.recipients, version))


@routes.route(
    "POST",
    "/recipients/invite",
    action=Action.CHANGE_SETTINGS,
    summary="Send a new invitation to a recipient who has not confirmed",
    answer=SettingsAnswer,
    body=Invite,
)
def invite(call: Call, body: Invite) -> Response:
    return _answer(invite_again(call.built.settings_desk, call.principal, body.address))


@routes.route(
    "POST",
    "/recipients/confirm",
    action=None,
    summary="Confirm an address by the token that was sent there; needs no sign-in",
    answer=Confirmed,
    body=Confirm,
)
def confirm(built: Built, request: Request, body: Confirm) -> Confirmed:
    return Confirmed(confirm_recipient(built.settings_desk, body.token, source_ip_of(request)))


def _answer(view: SettingsView) -> Response:
    settings = view.settings
    confirmed = (Recipient(address, confirmed=True) for address in settings.recipients)
    waiting = (Recipient(one.address, confirmed=False, until=one.until) for one in settings.invited)
    answer = SettingsAnswer(settings.version, body_of(settings), (*confirmed, *waiting), view.warnings, languages())
    return json_response(answer, headers={"ETag": etag_of(settings.version)})
