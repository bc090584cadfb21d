"""Sign in with a browser: the code flow with PKCE, received on this machine's own address (RFC 8252, RFC 7636)."""

import argparse
import base64
import hashlib
import os
import secrets
import shlex
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from passerelle.api import TIMEOUT_SECONDS, Api, ApiError
from passerelle.screen import Screen

WAIT_SECONDS = 300
SCOPE = "openid profile email"
_PAGE = b"<!doctype html><meta charset=utf-8><title>Passerelle</title><p>You can close this window."


def add_commands(commands: Any) -> None:
    command = commands.add_parser("sign-in", help="sign in with a browser, and print the line that keeps the token")
    command.add_argument("--issuer", default=os.environ.get("PASSERELLE_ISSUER"), help="address of the sign-in service")
    command.add_argument("--client-id", default=os.environ.get("PASSERELLE_CLIENT_ID"), help="our name there")
    command.add_argument("--scope", default=SCOPE)
    command.add_argument(
        "--port", type=int, default=0, help="where the browser comes back to, if it must be registered"
    )
    command.set_defaults(command=_sign_in, needs=())


def _sign_in(_api: Api, options: argparse.Namespace, screen: Screen) -> int:
    if not options.issuer or not options.client_id:
        raise ApiError(
            0, {"detail": "Say where: --issuer and --client-id, or PASSERELLE_ISSUER and PASSERELLE_CLIENT_ID."}
        )

    def show(address: str) -> None:
        screen.note("Sign in at:", address)
        webbrowser.open(address)

    token = sign_in(options.issuer, options.client_id, options.scope, options.port, show)
    # Alone on standard output, so that a shell can evaluate it.
    screen.say(f"export PASSERELLE_TOKEN={shlex.quote(token)}")
    return 0


def sign_in(issuer: str, client_id: str, scope: str, port: int, show: Any) -> str:
    """The access token of who signs in at the address that ``show`` is called with. Raises ApiError."""
    ends = _document(requests.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration", timeout=TIMEOUT_SECONDS))
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    with _Landing(port) as landing:
        query = {"response_type": "code", "client_id": client_id, "redirect_uri": landing.address, "scope": scope}
        query |= {"state": state, "code_challenge": challenge, "code_challenge_method": "S256"}
        show(f"{ends['authorization_endpoint']}?{urlencode(query)}")
        answer = landing.wait(state)
    if "code" not in answer:
        raise ApiError(0, {"detail": f"The sign-in ended without a code ({answer.get('error', 'no answer')})."})
    form = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": landing.address}
    form |= {"client_id": client_id, "code_verifier": verifier}
    answered = requests.post(ends["token_endpoint"], data=form, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    return str(_document(answered)["access_token"])


def _document(answer: requests.Response) -> dict[str, Any]:
    """Its JSON. Raises ApiError where there is none, or the service refuses."""
    try:
        document = answer.json()
    except ValueError:
        document = None
    if answer.status_code != 200 or not isinstance(document, dict):
        raise ApiError(answer.status_code, {"detail": f"The sign-in service answered {answer.status_code}."})
    return document


class _Landing(HTTPServer):
    """Takes the one request that brings the browser back, on this machine only."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Arrival)
        self.timeout = WAIT_SECONDS
        self.answer: dict[str, str] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def wait(self, state: str) -> dict[str, str]:
        """The parameters that came with our ``state``; what comes without it is passed over, three times."""
        for _ in range(4):
            self.answer = {}
            self.handle_request()
            if not self.answer or secrets.compare_digest(self.answer.get("state", ""), state):
                break
        return self.answer if self.answer.get("state") == state else {}


class _Arrival(BaseHTTPRequestHandler):
    server: _Landing

    def do_GET(self) -> None:
        self.server.answer = {"state": "", **dict(parse_qsl(urlsplit(self.path).query))}
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(_PAGE)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing: the address holds the code."""
