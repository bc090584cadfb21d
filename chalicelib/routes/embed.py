"""The customer tab inside Intacct: the session handed over, the tab by its pass, and what to paste into Intacct."""

from typing import Annotated

import msgspec
from chalice.app import Request

from chalicelib.core.pace import TAB_READS
from chalicelib.core.principal import Action
from chalicelib.core.tab import LIFE, HandOver
from chalicelib.routes.account import Viewer
from chalicelib.routes.call import Built, Call, source_ip_of
from chalicelib.routes.languages import accepted_languages
from chalicelib.routes.table import Routes
from chalicelib.usecases.account_details import CustomerAccount, customer_account
from chalicelib.usecases.tab import open_tab

routes = Routes(__name__)


class SessionHandedOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``customer`` is the record number. ``nonce`` is of 256 random bits, made for this hand-over alone."""

    tenant: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9_-]{0,62}$")]
    customer: Annotated[str, msgspec.Meta(pattern="^[1-9][0-9]{0,17}$")]
    session: Annotated[str, msgspec.Meta(pattern="^[!-~]{1,1024}$")]
    nonce: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{43}$")]


class TabOpened(msgspec.Struct, frozen=True):
    """``token`` goes into ``Authorization: Bearer`` of the tab's own route, for so many seconds."""

    token: str
    seconds: int


class Component(msgspec.Struct, frozen=True):
    """``component`` is the text of a script component on the customer’s page, ``smart_link`` the address of a link."""

    component: str
    smart_link: str


@routes.route(
    "POST",
    "/embed/session",
    action=None,
    summary="For the tab inside Intacct: the session of an Intacct user, once, for a pass to one customer’s tab",
    answer=TabOpened,
    status=201,
    body=SessionHandedOver,
)
def hand_over_session(built: Built, request: Request, body: SessionHandedOver) -> TabOpened:
    given = HandOver(body.tenant, int(body.customer), body.nonce, body.session)
    opened = open_tab(built.tab_desk, given, source_ip_of(request))
    return TabOpened(opened.token, int(LIFE.total_seconds()))


@routes.route(
    "GET",
    "/embed/account-details",
    action=Action.SEE_ACCOUNT_DETAILS,
    by_pass=True,
    summary="For the tab inside Intacct: the chosen fields of the one customer that the pass is for",
    answer=CustomerAccount,
    pace=TAB_READS,
    query=Viewer,
)
def tab_account_details(call: Call, query: Viewer) -> CustomerAccount:
    assert call.tab_pass is not None
    asked = (query.locale,) if query.locale else accepted_languages(call.header("Accept-Language"))
    desk, customer_id = call.built.account_desk, call.tab_pass.customer_id
    return customer_account(desk, call.principal, customer_id, asked, query.time_zone)


@routes.route(
    "GET",
    "/embed/component",
    action=Action.CHOOSE_ACCOUNT_FIELDS,
    summary="What an administrator pastes into Intacct so that the tab stands on the customer’s page",
    answer=Component,
)
def tab_component(call: Call) -> Component:
    component = call.built.tab_component
    return Component(component.text(call.tenant), component.smart_link)
