"""The audit trail: who changed what and when, and whether the trail is whole."""

from typing import Annotated

import msgspec

from chalicelib.core.principal import Action
from chalicelib.ports.audit import AuditPage
from chalicelib.routes.call import Call
from chalicelib.routes.runs import Cursor
from chalicelib.routes.table import Routes
from chalicelib.usecases.audit_trail import ChainCheck, audit_page, check_chain

routes = Routes(__name__)


class AuditQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    cursor: Cursor = ""


@routes.route(
    "GET",
    "/audit",
    action=Action.SEE_AUDIT,
    summary="Who changed what and when, newest first",
    answer=AuditPage,
    query=AuditQuery,
)
def audit(call: Call, query: AuditQuery) -> AuditPage:
    return audit_page(call.built.settings_desk.audit, call.tenant, query.limit, query.cursor)


@routes.route(
    "GET",
    "/audit/chain",
    action=Action.SEE_AUDIT,
    summary="Whether every entry of the trail is as it was written",
    answer=ChainCheck,
)
def audit_chain(call: Call) -> ChainCheck:
    return check_chain(call.built.settings_desk.audit, call.tenant)
