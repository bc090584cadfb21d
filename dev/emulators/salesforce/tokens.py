"""OAuth as Salesforce offers it to servers: JWT bearer and client credentials, and the ``userinfo`` of a session."""

import time
from typing import TYPE_CHECKING, Any

import jwt

from dev.emulators.messages import Request, Response
from dev.emulators.salesforce.errors import ApiError
from dev.emulators.salesforce.sessions import Client

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import SalesforceStandIn

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONGEST_ASSERTION_SECONDS = 180
LEEWAY_SECONDS = 30
_LOGIN_HOSTS = ("https://login.salesforce.com", "https://test.salesforce.com")


class OAuthError(Exception):
    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.answer = Response(400, {"error": error, "error_description": description})


def serve(stand_in: "SalesforceStandIn") -> None:
    @stand_in.route("POST", "/services/oauth2/token", "token")
    def token(request: Request) -> Response:
        try:
            return _grant(stand_in, request)
        except OAuthError as error:
            return error.answer

    @stand_in.route("GET", "/services/oauth2/userinfo", "userinfo")
    def userinfo(request: Request) -> Response:
        try:
            session = stand_in.sessions.require(request.headers.get("authorization", ""))
        except ApiError:
            return Response(403, "Bad_OAuth_Token")
        org = stand_in.orgs[session.org]
        user = stand_in.user(session.org, session.username)
        return Response(200, _user_info(stand_in.origin_of(request), org.id, user))


def origin(request: Request, scheme: str) -> str:
    """Where the client reached us."""
    return f"{scheme}://{request.headers.get('host', '127.0.0.1')}"


def _grant(stand_in: "SalesforceStandIn", request: Request) -> Response:
    form = request.form()
    match form.get("grant_type"):
        case "client_credentials":
            client = _by_secret(stand_in, form)
        case grant if grant == JWT_BEARER:
            client = _by_assertion(stand_in, form.get("assertion", ""), stand_in.origin_of(request))
        case _:
            raise OAuthError("unsupported_grant_type", "grant type not supported")
    org = stand_in.orgs[client.org]
    session = stand_in.sessions.log_in(org.name, org.id, client.username)
    if session is None:
        raise OAuthError("invalid_grant", "login rate exceeded")
    url = stand_in.instance_urls.get(org.name) or stand_in.origin_of(request)
    user_id = stand_in.user(org.name, client.username)["Id"]
    # No expires_in and no refresh token: how long a session lasts is the org's own setting.
    answer = {"access_token": session.token, "scope": "api", "instance_url": url, "token_type": "Bearer"}
    return Response(200, answer | {"id": f"{url}/id/{org.id}/{user_id}"})


def _by_secret(stand_in: "SalesforceStandIn", form: dict[str, str]) -> Client:
    client = stand_in.sessions.client(form.get("client_id", ""))
    if client is None:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    if not client.secret or form.get("client_secret") != client.secret:
        raise OAuthError("invalid_client", "invalid client credentials")
    return client


def _by_assertion(stand_in: "SalesforceStandIn", assertion: str, own_origin: str) -> Client:
    claims = _claims(assertion)
    client = stand_in.sessions.client(str(claims.get("iss", "")))
    if client is None:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    _check_signature(assertion, client)
    _check_times(claims)
    if claims.get("aud") not in (*_LOGIN_HOSTS, own_origin):
        raise OAuthError("invalid_grant", "audience is invalid")
    if claims.get("sub") != client.username:
        raise OAuthError("invalid_grant", "user hasn't approved this consumer")
    return client


def _claims(assertion: str) -> dict[str, Any]:
    try:
        return jwt.decode(assertion, options={"verify_signature": False, "verify_exp": False})
    except jwt.InvalidTokenError as error:
        raise OAuthError("invalid_grant", "invalid assertion") from error


def _check_signature(assertion: str, client: Client) -> None:
    unchecked = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
    try:
        jwt.decode(assertion, client.public_key_pem, algorithms=["RS256"], options=unchecked)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError) as error:  # PyJWTError: also for an application without certificate
        raise OAuthError("invalid_grant", "invalid assertion") from error


def _check_times(claims: dict[str, Any]) -> None:
    """By the real clock, which the client shares, not by the stand-in's own that tests move."""
    try:
        left = int(claims["exp"]) - time.time()
    except (KeyError, TypeError, ValueError) as error:
        raise OAuthError("invalid_grant", "invalid assertion") from error
    if left < -LEEWAY_SECONDS:
        raise OAuthError("invalid_grant", "expired authorization code")
    if left > LONGEST_ASSERTION_SECONDS + LEEWAY_SECONDS:
        raise OAuthError("invalid_grant", "invalid assertion: it lasts too long")


def _user_info(url: str, org_id: str, user: dict[str, Any]) -> dict[str, Any]:
    names = {"sub": "Id", "user_id": "Id", "preferred_username": "Username", "name": "Name", "email": "Email"}
    info = {claim: user[column] for claim, column in names.items()}
    info |= {"organization_id": org_id, "active": True, "language": user["LanguageLocaleKey"]}
    info |= {"urls": {"rest": f"{url}/services/data/v{{version}}/"}, "user_type": "STANDARD"}
    return info | {"sub": f"{url}/id/{org_id}/{user['Id']}"}
