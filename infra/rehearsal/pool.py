"""Signing in to the deployed Cognito pool as the console does: code flow with PKCE, then the product's own check."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.signing_keys import SigningKeys
from chalicelib.adapters.tokens import AccessTokens
from chalicelib.core.principal import Principal
from infra.rehearsal.scene import CONSOLE_URL, TENANT, Scene

PERSON = "amina.diallo@example.com"
NAME = "Amina Diallo"
CALLBACK = f"{CONSOLE_URL}/sign-in"
SCOPE = "openid email profile"


def pool_token(scene: Scene) -> str:
    """Invite a person, sign in, and return the access token."""
    pool = scene.outputs("passerelle-data")
    password = f"{secrets.token_urlsafe(18)}-aA1!"
    _invite(scene, pool["PoolId"], password)
    verifier = secrets.token_urlsafe(48)
    code = _code(scene, pool["ClientId"], password, _challenge(verifier))
    answer = requests.post(
        f"{scene.aws_url}/oauth2/token",
        data={
            "grant_type": "authorization_code",
            "client_id": pool["ClientId"],
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": CALLBACK,
        },
        timeout=30,
    )
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def principal_of(scene: Scene, token: str) -> Principal:
    """Who the product takes this person for. The pool's keys come from the stand-in, as its real host is away."""
    pool = scene.outputs("passerelle-data")
    issuer, audiences = pool["Issuer"], frozenset({pool["ClientId"]})
    real = "{0.scheme}://{0.netloc}".format(urlsplit(issuer))

    def fetch(url: str) -> Any:
        answer = requests.get(scene.aws_url + urlsplit(url).path, timeout=10)
        return json.loads(answer.text.replace(scene.aws_url, real))

    clock = SystemClock()
    return AccessTokens(issuer, audiences, SigningKeys(issuer, fetch, clock), clock).principal(token)


def _invite(scene: Scene, pool_id: str, password: str) -> None:
    """As an administrator does, with the group that gives tenant and role."""
    cognito = scene.client("cognito-idp")
    attributes: Mapping[str, str] = {"email": PERSON, "email_verified": "true", "name": NAME, "locale": "fr"}
    cognito.admin_create_user(
        UserPoolId=pool_id,
        Username=PERSON,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=PERSON, Password=password, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=PERSON, GroupName=f"tenant:{TENANT}:admin")


def _code(scene: Scene, client_id: str, password: str, challenge: str) -> str:
    answer = requests.post(
        f"{scene.aws_url}/login",
        data={
            "client_id": client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": SCOPE,
            "state": "rehearsal",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "username": PERSON,
            "password": password,
        },
        allow_redirects=False,
        timeout=30,
    )
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
