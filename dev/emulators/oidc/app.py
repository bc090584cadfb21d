"""The OpenID provider stand-in: discovery, code flow with PKCE, sessions, refresh, and key rotation."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from ssl import SSLContext
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from dev.emulators.messages import Request, Response
from dev.emulators.oidc.keys import SigningKeys
from dev.emulators.oidc.page import choose_person
from dev.emulators.oidc.people import Person, find
from dev.emulators.server import Handler, Running, StandIn

CLIENT_ID = "passerelle-console"
AUDIENCE = "passerelle"
DEMO_GRANT = "urn:passerelle:demo"
"""Signs a person in by name alone: ``grant_type=urn:passerelle:demo&person=camille``."""

_SESSION = "sign_in_stand_in"
SCOPES = ("openid", "profile", "email")
"""All that the client is registered for. A request for any other is refused, as by Amazon Cognito; none means all:
https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html"""
CODE_SECONDS = 60
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, content-type",
}


@dataclass(frozen=True, slots=True)
class _Code:
    """What an authorization code was given for."""

    person: Person
    redirect_uri: str
    challenge: str
    nonce: str
    scopes: tuple[str, ...]
    ends: float


class OidcStandIn(StandIn):
    """People choose themselves from a page, or are signed in at once where ``login_hint`` names them.

    ``issuer`` is the address of the last ``serve``; ``token_seconds`` is the life of tokens issued from now on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.issuer = "http://127.0.0.1"
        self.token_seconds = 3600
        self.keys = SigningKeys()
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, tuple[Person, tuple[str, ...]]] = {}
        self._open_route("GET", "/.well-known/openid-configuration", "discovery", self._discovery)
        self._open_route("GET", "/jwks", "jwks", lambda _: Response(200, self.keys.published()))
        self._open_route("POST", "/token", "token", self._token)
        self.route("GET", "/authorize", "authorize")(self._authorize)
        self.route("GET", "/logout", "logout")(self._logout)
        self.control("POST", "rotate")(lambda request: self.keys.rotate(**(request.json() if request.body else {})))

    def serve(self, port: int = 0, tls: SSLContext | None = None) -> Running:
        running = super().serve(port, tls)
        self.issuer = running.url
        return running

    def mint(self, person: str = "camille", headers: dict[str, Any] | None = None, **claims: Any) -> str:
        """An access token for a person, without HTTP. ``claims`` replace its own, None takes one away."""
        someone = find(person)
        assert someone, f"{person} is none of the people"
        ours = {"token_use": "access", "client_id": CLIENT_ID, "scope": " ".join(SCOPES)}
        own = {**self._claims(someone), **ours, **claims}
        return self.keys.sign({name: value for name, value in own.items() if value is not None}, headers)

    def _claims(self, person: Person) -> dict[str, Any]:
        now = int(self.clock.now())
        return {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": person.sub,
            "iat": now,
            "exp": now + self.token_seconds,
            "jti": uuid4().hex,
            "tenant": person.tenant,
            "roles": list(person.roles),
            "name": person.name,
            "email": person.email,
            "locale": person.locale,
        }

    def _open_route(self, method: str, path: str, name: str, handler: Handler) -> None:
        """Serve to scripts of any origin."""

        def serve(request: Request) -> Response:
            response = handler(request)
            return Response(response.status, response.body, {**response.headers, **_CORS})

        self.route(method, path, name)(serve)
        self.route("OPTIONS", path, "preflight")(lambda _: Response(204, b"", _CORS))

    def _discovery(self, _request: Request) -> Response:
        ends = {"authorization": "authorize", "token": "token", "end_session": "logout"}
        return Response(
            200,
            {
                "issuer": self.issuer,
                **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in ends.items()},
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "grant_types_supported": ["authorization_code", "refresh_token", DEMO_GRANT],
                "token_endpoint_auth_methods_supported": ["none"],
                "scopes_supported": SCOPES,
            },
        )

    def _authorize(self, request: Request) -> Response:
        query = request.query
        redirect_uri = query.get("redirect_uri", "")
        if query.get("client_id") != CLIENT_ID or not _is_loopback(redirect_uri):
            # Nothing is sent to an address that was not registered, not even an error.
            return Response(400, "The client or its redirect address is not known here.")
        if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
            return _redirected(redirect_uri, {"error": "invalid_request", "state": query.get("state", "")})
        scopes = tuple(query.get("scope", "").split()) or SCOPES
        if not set(scopes) <= set(SCOPES):
            return _redirected(redirect_uri, {"error": "invalid_scope", "state": query.get("state", "")})
        person = find(query.get("login_hint", "")) or _signed_in(request)
        if person is None and query.get("prompt") == "none":
            return _redirected(redirect_uri, {"error": "login_required", "state": query.get("state", "")})
        if person is None:
            return choose_person(query)
        code = secrets.token_urlsafe(24)
        ends = self.clock.now() + CODE_SECONDS
        challenge, nonce = query.get("code_challenge", ""), query.get("nonce", "")
        self._codes[code] = _Code(person, redirect_uri, challenge, nonce, scopes, ends)
        answer = _redirected(redirect_uri, {"code": code, "state": query.get("state", ""), "iss": self.issuer})
        return _with_session(answer, person.sub)

    def _logout(self, request: Request) -> Response:
        address = request.query.get("post_logout_redirect_uri", "")
        if not _is_loopback(address):
            return _with_session(Response(200, "Signed out."), "")
        return _with_session(_redirected(address, {"state": request.query.get("state", "")}), "")

    def _token(self, request: Request) -> Response:
        form = request.form()
        grant = form.get("grant_type")
        if grant == "authorization_code":
            return self._exchanged(form)
        if grant == "refresh_token":
            return self._issued(*self._refresh.pop(form.get("refresh_token", ""), (None,)))
        if grant == DEMO_GRANT:
            return self._issued(find(form.get("person", "")))
        return Response(400, {"error": "unsupported_grant_type"})

    def _exchanged(self, form: Mapping[str, str]) -> Response:
        code = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        given = (form.get("client_id"), form.get("redirect_uri"), challenge)
        if code is None or code.ends <= self.clock.now() or given != (CLIENT_ID, code.redirect_uri, code.challenge):
            return self._issued(None)
        return self._issued(code.person, code.scopes, code.nonce)

    def _issued(self, person: Person | None, scopes: tuple[str, ...] = SCOPES, nonce: str = "") -> Response:
        if person is None:
            return Response(400, {"error": "invalid_grant"})
        refresh_token = secrets.token_urlsafe(32)
        self._refresh[refresh_token] = person, scopes
        identity = {**self._claims(person), "aud": CLIENT_ID, "token_use": "id"}
        scope = " ".join(scopes)
        tokens = {"access_token": self.mint(person.sub, scope=scope), "refresh_token": refresh_token}
        if "openid" in scopes:
            tokens["id_token"] = self.keys.sign({**identity, "nonce": nonce} if nonce else identity)
        lifetime = {"token_type": "Bearer", "expires_in": self.token_seconds, "scope": scope}
        return Response(200, {**tokens, **lifetime}, {"Cache-Control": "no-store"})


def _signed_in(request: Request) -> Person | None:
    """Who chose themselves in this browser before; ``prompt=login`` asks again."""
    if request.query.get("prompt") == "login":
        return None
    cookie = SimpleCookie(request.headers.get("cookie", "")).get(_SESSION)
    return find(cookie.value) if cookie else None


def _with_session(response: Response, sub: str) -> Response:
    """The browser remembers who it is until it closes; "" makes it forget."""
    life = "" if sub else "; Max-Age=0"
    cookie = f"{_SESSION}={sub}; Path=/; HttpOnly; SameSite=Lax{life}"
    return Response(response.status, response.body, {**response.headers, "Set-Cookie": cookie})


def _is_loopback(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost") and not parts.fragment


def _redirected(address: str, query: Mapping[str, str]) -> Response:
    kept = {name: value for name, value in query.items() if value}
    mark = "&" if "?" in address else "?"
    return Response(302, "", {"Location": address + (mark + urlencode(kept) if kept else "")})
