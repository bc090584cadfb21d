"""Notices of changed rows from Intacct, and the address that they go to."""

import re
from datetime import datetime
from functools import partial
from typing import Annotated

import msgspec
from chalice.app import Request, Response

from chalicelib.adapters.webhook_signature import HEADER as SIGNATURE
from chalicelib.core.notice import Hook
from chalicelib.core.pace import NOTICES
from chalicelib.core.principal import Action
from chalicelib.routes.call import Built, Call
from chalicelib.routes.strict_json import read_raw
from chalicelib.routes.table import PREFIX, Routes, json_response
from chalicelib.usecases.notice_hooks import issue_hook, see_hook
from chalicelib.usecases.notices import Received, take_notice

routes = Routes(__name__)

CONTEXT = "x-clientcontext"
REQUEST_KEYS = ("X-IdempotencyKey", "Idempotency-Key")
MEDIA = ("application/json", "application/x-www-form-urlencoded", "application/xml", "text/plain", "text/xml")
"""An administrator of Intacct chooses the body of a trigger freely."""
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class NoticeAnswer(msgspec.Struct, frozen=True):
    """``taken``, or why there is nothing to do; none of these asks for the notice to be sent again."""

    result: str


class Address(msgspec.Struct, frozen=True):
    """``issued_at`` is null where no address was issued yet, and ``path`` save in the answer that issues it."""

    issued_at: datetime | None = None
    company: str = ""
    unsigned: bool = False
    path: str | None = None


class IssueAddress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``company`` where signatures name the company otherwise than the settings do; ``unsigned`` for Smart Events."""

    company: Annotated[str, msgspec.Meta(max_length=100)] = ""
    unsigned: bool = False


@routes.route(
    "POST",
    "/notices/{hook}",
    action=None,
    summary="For Intacct: a row of a managed list was created, changed or deleted",
    answer=NoticeAnswer,
    media=MEDIA,
    headers={
        SIGNATURE: "A JWT under the client secret with the hash of the body; bare, or in base64 after the client id.",
        CONTEXT: "JSON that names object and row; without it the body or the query does, as “object” and “key”.",
        "Idempotency-Key": "The same key and body within 24 hours get the same answer. Also as X-IdempotencyKey.",
    },
)
def notice(built: Built, request: Request, hook: str) -> NoticeAnswer:
    """Intacct takes 200 alone for success; on 503 and its like it sends again after 10, 30 and 90 seconds."""
    received = Received(
        token=hook,
        body=read_raw(request),
        signature=request.headers.get(SIGNATURE, ""),
        context=request.headers.get(CONTEXT, ""),
        request_key=_request_key(request),
        query=dict(request.query_params or {}),
    )
    return NoticeAnswer(take_notice(built.notice_desk, received, partial(built.pace_desk.keep, NOTICES)))


@routes.route(
    "GET", "/notice-address", action=Action.SEE_SETTINGS, summary="When the address was issued", answer=Address
)
def notice_address(call: Call) -> Address:
    hook = see_hook(call.built.notice_desk, call.principal)
    return _address(hook) if hook else Address()


@routes.route(
    "POST",
    "/notice-address",
    action=Action.CHANGE_SECRETS,
    summary="A new address for notices; the one before holds no longer, and this one is told once",
    answer=Address,
    status=201,
    body=IssueAddress,
)
def issue_notice_address(call: Call, body: IssueAddress) -> Response:
    issued = issue_hook(call.built.notice_desk, call.principal, body.company, body.unsigned)
    return json_response(_address(issued.hook, f"{PREFIX}/notices/{issued.token}"), 201)


def _address(hook: Hook, path: str | None = None) -> Address:
    return Address(hook.issued_at, hook.company, hook.unsigned, path)


def _request_key(request: Request) -> str:
    """A key that can't be one is passed over: twice a hint is still a hint."""
    keys = (str(request.headers.get(name, "")) for name in REQUEST_KEYS)
    return next((key for key in keys if _KEY.fullmatch(key)), "")
