"""Access tokens: who is asking, out of a signed OIDC token and nothing else."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

import jwt

from chalicelib.adapters.signing_keys import SigningKeys
from chalicelib.core.errors import NotSignedIn
from chalicelib.core.principal import Principal, Role
from chalicelib.ports import Clock

MAX_TOKEN_BYTES = 8192
LEEWAY_SECONDS = 60
MAX_LIFE_SECONDS = 24 * 3600
MAX_TEXT = 255
GROUPS_CLAIM = "cognito:groups"

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_GROUP = re.compile(r"tenant:([^:]*):([^:]*)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")


class AccessTokens:
    """Checks access tokens of one issuer.

    Taken are RS256 tokens for one of ``audiences`` that say they are access tokens: by ``token_use`` (Cognito) or by
    the type ``at+jwt`` (RFC 9068). Keys come from ``keys`` alone; key hints in the token (jku, jwk, x5u) are not read.
    """

    def __init__(self, issuer: str, audiences: frozenset[str], keys: SigningKeys, clock: Clock) -> None:
        self._issuer = issuer
        self._audiences = audiences
        self._keys = keys
        self._clock = clock

    def principal(self, token: str) -> Principal:
        """The person behind ``token``. Raises NotSignedIn, or TryAgain while the issuer's keys can't be had."""
        header, claims = self._verified(token)
        self._check_times(claims)
        self._check_purpose(header, claims)
        tenant, roles = _tenant_and_roles(claims)
        return Principal(
            tenant=tenant,
            subject=_text(claims, "sub") or _refuse("it names nobody"),
            name=_text(claims, "name") or _text(claims, "username") or _text(claims, "sub"),
            email=_text(claims, "email"),
            roles=roles,
            language=_language(claims),
            token_id=_text(claims, "jti"),
        )

    def _verified(self, token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Header and claims, once the signature holds. Nothing in either is believed before."""
        if len(token) > MAX_TOKEN_BYTES or not _COMPACT.fullmatch(token):
            _refuse("it does not have the form of a token")
        try:
            header = _json_object(jwt.utils.base64url_decode(token.partition(".")[0]))
            kid = header.get("kid")
            if header.get("alg") != "RS256" or "crit" in header or not isinstance(kid, str):
                _refuse("it is not signed as it must be")
            key = self._keys.get(kid) or _refuse("its signing key is not known")
            payload = jwt.PyJWS(algorithms=["RS256"]).decode(token, key, algorithms=["RS256"])
            return header, _json_object(payload)
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise _not_signed_in("its signature does not hold") from error

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.now().timestamp()
        expires, begins, issued = (_instant(claims, name) for name in ("exp", "nbf", "iat"))
        if expires is None:
            _refuse("it does not say when it ends")
        if now >= expires + LEEWAY_SECONDS:
            _refuse("it has expired", "token_expired")
        if any(start is not None and start > now + LEEWAY_SECONDS for start in (begins, issued)):
            _refuse("it is not valid yet")
        if expires > now + MAX_LIFE_SECONDS:
            _refuse("it lives too long")

    def _check_purpose(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        if claims.get("iss") != self._issuer:
            _refuse("it comes from another issuer")
        named = claims.get("aud", claims.get("client_id"))
        audiences = named if isinstance(named, list) else [named]
        if not any(isinstance(one, str) and one in self._audiences for one in audiences):
            _refuse("it was made for another application")
        typed = str(header.get("typ", "")).lower() == "at+jwt"
        if claims.get("token_use", "access" if typed else None) != "access":
            _refuse("it is no access token")


def _tenant_and_roles(claims: Mapping[str, Any]) -> tuple[str, frozenset[Role]]:
    """Exactly one tenant, from the claim ``tenant`` or from groups named ``tenant:<tenant>:<role>``."""
    pairs = [match.groups() for group in _texts(claims, GROUPS_CLAIM) if (match := _GROUP.fullmatch(group))]
    tenants = {tenant for tenant, _ in pairs}
    if "tenant" in claims:
        tenants.add(_text(claims, "tenant"))
    if len(tenants) != 1 or not _TENANT.fullmatch(tenant := tenants.pop()):
        _refuse("it does not name exactly one tenant")
    named = {role for _, role in pairs} | set(_texts(claims, "roles"))
    return tenant, frozenset(role for role in Role if role.value in named)


def _text(claims: Mapping[str, Any], name: str) -> str:
    """The claim as text, or "" where it is missing. A control character or an overlong text is refused."""
    value = claims.get(name, "")
    if not isinstance(value, str) or len(value) > MAX_TEXT or any(char < " " or char == "\x7f" for char in value):
        _refuse(f"its claim {name!r} can't be read")
    return value


def _texts(claims: Mapping[str, Any], name: str) -> list[str]:
    value = claims.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        _refuse(f"its claim {name!r} can't be read")
    return value


def _instant(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        _refuse(f"its claim {name!r} can't be read")
    return float(value)


def _language(claims: Mapping[str, Any]) -> str:
    match = _LANGUAGE.match(_text(claims, "locale"))
    return match[0].lower() if match else "en"


def _json_object(raw: bytes) -> Mapping[str, Any]:
    """JSON without repeated names: two claims ``tenant`` are no tenant."""
    value = json.loads(raw, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one class for all that is not a token
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name is repeated")
    return dict(pairs)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _refuse(reason: str, code: str = "token_refused") -> NoReturn:
    raise _not_signed_in(reason, code)


def _not_signed_in(reason: str, code: str = "token_refused") -> NotSignedIn:
    return NotSignedIn(code, f"The access token was not taken: {reason}.", remedy="Sign in again.")
