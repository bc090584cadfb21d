"""One request as a view sees it: checked, with the person who asks and the world to answer from."""

import re
from dataclasses import dataclass, replace
from typing import Protocol

from chalice.app import Request

from chalicelib.adapters.console_site import ConsoleSite
from chalicelib.adapters.tab_component import TabComponent
from chalicelib.core.errors import NotSignedIn
from chalicelib.core.principal import Principal
from chalicelib.core.tab import TabPass
from chalicelib.routes.languages import known_language
from chalicelib.usecases.account_desk import AccountDesk
from chalicelib.usecases.connection_desk import ConnectionDesk
from chalicelib.usecases.fieldmap_desk import FieldMapDesk
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.pace_desk import PaceDesk
from chalicelib.usecases.settings_desk import SettingsDesk
from chalicelib.usecases.tab import tab_pass_of
from chalicelib.usecases.tab_desk import TabDesk
from chalicelib.usecases.world import World

_BEARER = re.compile(r"[Bb]earer +([^\s]+)")


class Tokens(Protocol):
    def principal(self, token: str) -> Principal:
        """The person behind an access token. Raises NotSignedIn, or TryAgain where keys can't be had."""


class Built(Protocol):
    """What routes need of the wiring; each part is made when first asked for."""

    @property
    def world(self) -> World: ...

    @property
    def tokens(self) -> Tokens: ...

    @property
    def console(self) -> ConsoleSite: ...

    @property
    def settings_desk(self) -> SettingsDesk: ...

    @property
    def connection_desk(self) -> ConnectionDesk: ...

    @property
    def account_desk(self) -> AccountDesk: ...

    @property
    def field_map_desk(self) -> FieldMapDesk: ...

    @property
    def notice_desk(self) -> NoticeDesk: ...

    @property
    def pace_desk(self) -> PaceDesk: ...

    @property
    def tab_desk(self) -> TabDesk: ...

    @property
    def tab_component(self) -> TabComponent: ...


@dataclass(frozen=True, slots=True)
class Call:
    """``tab_pass`` is there in calls that came by one, in place of an access token."""

    built: Built
    principal: Principal
    request: Request
    tab_pass: TabPass | None = None

    @property
    def world(self) -> World:
        return self.built.world

    @property
    def tenant(self) -> str:
        return self.principal.tenant

    @property
    def language(self) -> str:
        """The first of ``Accept-Language`` that we have words in, else the person's own."""
        return known_language(self.header("Accept-Language")) or self.principal.language

    def header(self, name: str) -> str | None:
        value = self.request.headers.get(name)
        return None if value is None else str(value)


def request_id_of(request: Request) -> str:
    """The number of this request, as the gateway counts it or else Lambda."""
    number = request.context.get("requestId") or getattr(request.lambda_context, "aws_request_id", "")
    return str(number)


def source_ip_of(request: Request) -> str:
    """The caller's address as the gateway saw it; what a header says of it (X-Forwarded-For) could be anything."""
    return str(request.context.get("identity", {}).get("sourceIp") or "")


def signed_in(built: Built, request: Request) -> Principal:
    """Who asks, and from where. Raises NotSignedIn where the request carries no valid access token."""
    return replace(built.tokens.principal(_bearer(request)), source_ip=source_ip_of(request))


def let_in(built: Built, request: Request) -> TabPass:
    """What a customer tab may show. Raises NotSignedIn where the request carries no pass that holds."""
    return tab_pass_of(built.tab_desk, _bearer(request))


def _bearer(request: Request) -> str:
    header = request.headers.get("authorization")
    if header is None:
        raise NotSignedIn("token_missing", "The request carries no access token.", remedy="Sign in.")
    match = _BEARER.fullmatch(header)
    if match is None:
        raise NotSignedIn("token_refused", "The access token was not taken: it is no bearer token.", remedy="Sign in.")
    return match[1]
