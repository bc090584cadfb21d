"""Intacct's OAuth endpoint: grants, access tokens that run out, refresh tokens, revocation."""

import secrets
import threading
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt

from dev.emulators.intacct.errors import Refused, gateway_error, invalid_grant, sign_in_error, token_invalid
from dev.emulators.intacct.sessions import Sessions
from dev.emulators.intacct.settings import Settings
from dev.emulators.intacct.store import Row, Store
from dev.emulators.intacct.viewer import ENTITY, USER, Viewer, viewer_of
from dev.emulators.messages import Request, Response
from dev.emulators.server import StandInClock

ISSUER = "Sage Intacct"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one token stands for; a refresh token has no end."""

    viewer: Viewer
    ends: float


class Tokens:
    """Signs users of every company in, for the clients that were registered."""

    def __init__(self, store: Store, settings: Settings, clock: StandInClock) -> None:
        self.clients: dict[str, str] = {}
        self.sessions = Sessions(store, settings, clock)
        self._store = store
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}
        self._signing_key = secrets.token_bytes(32)

    def token(self, request: Request) -> Response:
        """``POST /oauth2/token``, with a form or a JSON body."""
        given = _members(request)
        self._check_client(given)
        if given.get("grant_type") == "client_credentials":
            return self._issued(self._signed_in(given), refresh_token=None)
        if given.get("grant_type") == "refresh_token":
            return self._refreshed(given)
        raise gateway_error(400, "GW-0032", "Invalid grant type")

    def revoke(self, request: Request) -> Response:
        """``POST /oauth2/revoke``: ends every token of the same user in the same company."""
        token = _members(request).get("token", "")
        grant = self._access.get(token) or self._refresh.get(token)
        if grant:
            self._end(grant.viewer, client_id=None)
        return Response(200, {})

    def viewer(self, request: Request) -> Viewer:
        """Who sent this request. Raises Refused."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise sign_in_error(401, "GW-0034", "The Authorization header has no Bearer token")
        grant = self._access.get(token)
        if grant is None or grant.ends <= self._clock.now():
            raise token_invalid()
        return grant.viewer

    def end_all(self) -> None:
        """Every access token is refused from now on; refresh tokens stay good."""
        with self._lock:
            self._access.clear()

    def _check_client(self, given: dict[str, str]) -> None:
        client_id = given.get("client_id")
        if not client_id:
            raise gateway_error(400, "GW-0037", "No client id was given")
        if self.clients.get(client_id) != given.get("client_secret"):
            raise gateway_error(400, "GW-0011", "Invalid tenant, sender or client")

    def _signed_in(self, given: dict[str, str]) -> Viewer:
        """By the name of a web-services user, or by the session of anybody who has one."""
        if "session_id" in given and "username" in given:
            raise gateway_error(400, "GW-0039", "Several user names were given")
        if "session_id" in given:
            viewer = self.sessions.viewer(given["session_id"], given["client_id"])
            if viewer is None:
                raise invalid_grant()
            return viewer
        name, entity = _split_off(given.get("username", ""), "|")
        user, company = _split_off(name, "@")
        if not user or not company:
            raise gateway_error(400, "GW-0036", "No user name was given, or it has not the form user@company")
        viewer = viewer_of(self._store, company, user, given["client_id"])
        if not self._row_of(viewer)["webServices.isEnabled"]:
            raise invalid_grant()
        return viewer.entering(self._store, entity)

    def _row_of(self, viewer: Viewer) -> Row:
        row = self._store.find_by_id(viewer.company, USER, viewer.user)
        assert row, "a viewer is a user of the company"
        return row

    def _refreshed(self, given: dict[str, str]) -> Response:
        token = given.get("refresh_token", "")
        grant = self._refresh.get(token)
        if grant is None or grant.viewer.client_id != given["client_id"]:
            raise token_invalid()
        viewer = grant.viewer.entering(self._store, given.get("entity_id"))
        if self._settings.rotate_refresh_tokens:
            del self._refresh[token]
            return self._issued(viewer, refresh_token=None)
        return self._issued(viewer, refresh_token=token)

    def _issued(self, viewer: Viewer, refresh_token: str | None) -> Response:
        """Every reply carries a refresh token, for client credentials too."""
        if self._settings.one_token_per_user:
            self._end(viewer, viewer.client_id)
        ends = self._clock.now() + self._settings.token_seconds
        access_token = self._encoded(viewer, ends)
        refresh_token = refresh_token or secrets.token_urlsafe(32)
        with self._lock:
            self._access[access_token] = Grant(viewer, ends)
            self._refresh[refresh_token] = Grant(viewer, float("inf"))
        lifetime = {"token_type": "Bearer", "expires_in": self._settings.token_seconds}
        return Response(200, {**lifetime, "access_token": access_token, "refresh_token": refresh_token})

    def _encoded(self, viewer: Viewer, ends: float) -> str:
        """With the claims that a client of the real service names:
        https://github.com/NangoHQ/integration-templates/blob/main/integrations/sage-intacct/actions/run-report.ts
        """
        entity = self._store.find(viewer.company, [ENTITY], viewer.entity_key) or {"key": "", "id": ""}
        claims = {
            "iss": ISSUER,
            "iat": int(self._clock.now()),
            "exp": int(ends),
            "jti": uuid4().hex,
            "clientId": viewer.client_id,
            "cnyId": viewer.company,
            "cnyKey": str(sum(viewer.company.encode())),
            "userId": viewer.user,
            "userKey": self._row_of(viewer)["key"],
            "sessionId": viewer.session_id,
            "entityKey": entity["key"],
            "entityId": entity["id"],
        }
        return jwt.encode(claims, self._signing_key, algorithm="HS256")

    def _end(self, viewer: Viewer, client_id: str | None) -> None:
        with self._lock:
            for grants in (self._access, self._refresh):
                for token in [token for token, grant in grants.items() if _same(grant.viewer, viewer, client_id)]:
                    del grants[token]


def _same(one: Viewer, other: Viewer, client_id: str | None) -> bool:
    return (one.company, one.user) == (other.company, other.user) and client_id in (None, one.client_id)


def _split_off(text: str, mark: str) -> tuple[str, str]:
    before, _, after = text.rpartition(mark) if mark == "@" else text.partition(mark)
    return before, after


def _members(request: Request) -> dict[str, Any]:
    if not request.body:
        raise gateway_error(400, "GW-0035", "The request has no body")
    if "json" not in request.headers.get("content-type", ""):
        return request.form()
    try:
        members = request.json()
    except ValueError:
        members = None
    if not isinstance(members, dict):
        raise Refused(Response(400, {"error": "invalid_request"}))
    return members
