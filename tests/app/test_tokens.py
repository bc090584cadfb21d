"""Access tokens: what is taken, what is refused, and how keys are fetched."""

import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.core.errors import NotSignedIn
from chalicelib.core.principal import Action, Principal, Role
from tests.app.client import Api
from tests.app.conftest import Parts
from tests.app.token_maker import (
    AUDIENCE,
    ISSUER,
    NOW,
    Issuer,
    SteppedClock,
    claims,
    jwk,
    private_key,
    raw_token,
    token,
    tokens_of,
)

HEADER = {"alg": "RS256", "kid": "one", "typ": "JWT"}
T = int(NOW.timestamp())


def principal(given: str) -> Principal:
    return tokens_of(Issuer()).principal(given)


def test_a_good_token_tells_the_person_the_tenant_and_the_roles() -> None:
    assert principal(token()) == Principal(
        tenant="demo",
        subject="u-camille",
        name="Camille Moreau",
        email="camille@example.com",
        roles=frozenset({Role.ADMIN}),
        language="fr",
        token_id="0190-camille",
    )


def test_a_token_without_a_number_is_taken_too() -> None:
    assert principal(token(claims(jti=None))).token_id == ""


@pytest.mark.parametrize(
    "payload",
    [
        claims(aud=AUDIENCE, client_id=None),
        claims(aud=["another", AUDIENCE], client_id=None),
        claims(exp=T - 59),
        claims(nbf=T + 59),
        claims(exp=T + 3600.5),
        claims(tenant=None, roles=None, **{"cognito:groups": ["tenant:demo:admin", "staff"]}),
        claims(roles=None, **{"cognito:groups": ["tenant:demo:admin", "tenant:demo:reader"]}),
    ],
)
def test_these_tokens_are_taken_too(payload: dict[str, Any]) -> None:
    who = principal(token(payload))
    assert who.tenant == "demo"
    assert Role.ADMIN in who.roles


def test_a_token_of_the_standard_access_type_needs_no_token_use() -> None:
    assert principal(token(claims(token_use=None), typ="at+jwt")).subject == "u-camille"


def test_a_person_without_a_known_role_is_signed_in_and_may_do_nothing() -> None:
    assert principal(token(claims(roles=["root", "Admin"]))).actions == frozenset[Action]()


@pytest.mark.parametrize(
    ("locale", "language"), [("fr", "fr"), ("de_CH", "de"), ("EN-us", "en"), (None, "en"), ("?", "en")]
)
def test_the_language_is_that_of_the_locale(locale: str | None, language: str) -> None:
    assert principal(token(claims(locale=locale))).language == language


def hs256_with_the_public_key() -> str:
    public = private_key("one").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body = (
        part.rstrip(b"=") for part in map(base64.urlsafe_b64encode, (b'{"alg":"HS256","kid":"one"}', _body()))
    )
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(head + b"." + body, public)
    return b".".join((head, body, base64.urlsafe_b64encode(signature).rstrip(b"="))).decode()


def _body() -> bytes:
    return json.dumps(claims()).encode()


def with_other_body(good: str) -> str:
    head, _, signature = good.split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(tenant="autre")).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def by_another_key(**headers: Any) -> str:
    return jwt.encode(claims(), private_key("stranger"), algorithm="RS256", headers={"kid": "one", **headers})


def doubled(name: str, value: Any) -> bytes:
    return _body()[:-1] + f', "{name}": {json.dumps(value)}}}'.encode()


BAD_TOKENS: dict[str, str] = {
    "empty": "",
    "one part": "abc",
    "two parts": "abc.def",
    "four parts": token() + ".x",
    "five parts, as an encrypted token": "a.b.c.d.e",
    "line break at the end": token() + "\n",
    "padding": token() + "=",
    "standard base64 letters": token().replace("-", "+") + "/",
    "16 KB": token(claims(note="x" * 16_000)),
    "alg none": raw_token({**HEADER, "alg": "none"}, claims()).rsplit(".", 1)[0] + ".",
    "alg none with a signature": raw_token({**HEADER, "alg": "none"}, claims()),
    "alg nOnE": raw_token({**HEADER, "alg": "nOnE"}, claims()),
    "HS256 with the public key": hs256_with_the_public_key(),
    "HS256 with an own secret": jwt.encode(claims(), "s" * 40, algorithm="HS256", headers={"kid": "one"}),
    "RS512": jwt.encode(claims(), private_key("one"), algorithm="RS512", headers={"kid": "one"}),
    "PS256": jwt.encode(claims(), private_key("one"), algorithm="PS256", headers={"kid": "one"}),
    "ES256": jwt.encode(claims(), ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers={"kid": "one"}),
    "alg a list": raw_token({**HEADER, "alg": ["RS256"]}, claims()),
    "no kid": jwt.encode(claims(), private_key("one"), algorithm="RS256"),
    "unknown kid": token(kid="two"),
    "kid a path": raw_token({**HEADER, "kid": "../../one"}, claims()),
    "kid a number": raw_token({**HEADER, "kid": 1}, claims()),
    "critical extension": raw_token({**HEADER, "crit": ["b64"], "b64": False}, claims()),
    "header not JSON": raw_token(b"{", claims()),
    "header an array": raw_token(b"[]", claims()),
    "header with alg twice": raw_token(b'{"alg":"none","alg":"RS256","kid":"one"}', claims()),
    "another key": by_another_key(),
    "another key, offered by jku": by_another_key(jku="https://evil.example/keys"),
    "another key, offered by jwk": by_another_key(jwk=jwk("stranger")),
    "another key, offered by x5u": by_another_key(x5u="https://evil.example/cert"),
    "claims swapped": with_other_body(token()),
    "signature cut": token()[:-8],
    "signature missing": token().rsplit(".", 1)[0] + ".",
    "payload not JSON": raw_token(HEADER, b"hello"),
    "payload not UTF-8": raw_token(HEADER, b'{"sub":"\xff"}'),
    "payload an array": raw_token(HEADER, b"[1]"),
    "payload nested without end": raw_token(HEADER, b"[" * 5000),
    "expired": token(claims(exp=T - 60)),
    "no end": token(claims(exp=None)),
    "end a text": raw_token(HEADER, claims(exp=str(T + 100))),
    "end true": raw_token(HEADER, claims(exp=True)),
    "end NaN": raw_token(HEADER, _body()[:-1] + b', "nbf": NaN}'),
    "end in a hundred years": token(claims(exp=T + 100 * 365 * 86400)),
    "not valid yet": token(claims(nbf=T + 61)),
    "issued tomorrow": token(claims(iat=T + 86400)),
    "another issuer": token(claims(iss="https://sign-in.example/other-pool")),
    "issuer with a slash more": token(claims(iss=ISSUER + "/")),
    "no issuer": token(claims(iss=None)),
    "another audience": token(claims(aud="another-app", client_id=None)),
    "another audience, our client": token(claims(aud="another-app")),
    "no audience": token(claims(client_id=None)),
    "audience an object": raw_token(HEADER, claims(aud={AUDIENCE: 1}, client_id=None)),
    "audience part of ours": token(claims(client_id=AUDIENCE[:-1])),
    "identity token": token(claims(token_use="id")),
    "no token use": token(claims(token_use=None)),
    "identity token of the standard access type": token(claims(token_use="id"), typ="at+jwt"),
    "nobody": raw_token(HEADER, claims(sub=None)),
    "nameless": raw_token(HEADER, claims(sub="")),
    "subject a number": raw_token(HEADER, claims(sub=7)),
    "no tenant": token(claims(tenant=None)),
    "tenant empty": token(claims(tenant="")),
    "tenant a list": token(claims(tenant=["demo", "autre"])),
    "tenant with a separator": token(claims(tenant="demo#x")),
    "tenant with a line break": token(claims(tenant="demo\n")),
    "tenant with capitals": token(claims(tenant="Demo")),
    "tenant twice": raw_token(HEADER, doubled("tenant", "autre")),
    "roles twice": raw_token(HEADER, doubled("roles", ["admin"])),
    "tenants by groups, two": token(claims(tenant=None, **{"cognito:groups": ["tenant:a:admin", "tenant:b:reader"]})),
    "tenant by claim, another by group": token(claims(**{"cognito:groups": ["tenant:autre:admin"]})),
    "groups a text": token(claims(**{"cognito:groups": "tenant:demo:admin"})),
    "roles a text": token(claims(roles="admin")),
    "e-mail with a header in it": token(claims(email="a@b.example\r\nBcc: x@evil.example")),
    "name a list": token(claims(name=["Camille"])),
    "name without end": token(claims(name="C" * 256)),
}


@pytest.mark.parametrize("case", BAD_TOKENS)
def test_a_bad_token_is_refused(case: str) -> None:
    with pytest.raises(NotSignedIn) as refused:
        principal(BAD_TOKENS[case])
    assert refused.value.code == ("token_expired" if case == "expired" else "token_refused")
    assert "evil" not in refused.value.detail


def test_a_token_is_refused_a_minute_after_its_end() -> None:
    clock = SteppedClock()
    tokens = tokens_of(Issuer(), clock)
    good = token(claims(exp=T + 10))
    clock.sleep(69)
    assert tokens.principal(good).tenant == "demo"
    clock.sleep(1)
    with pytest.raises(NotSignedIn):
        tokens.principal(good)


@pytest.mark.parametrize("path", ["/me", "/lists/department/runs"])
def test_no_bad_token_opens_a_route(api: Api, parts: Parts, path: str) -> None:
    """Each as it comes over HTTP; one with a line break in it can't be sent as a header at all."""
    caller = api.as_("")
    for case, given in BAD_TOKENS.items():
        if not given.isprintable() or not given:
            continue
        caller.token = given
        answer = caller.get(path) if path == "/me" else caller.post(path, {})
        assert answer.status == 401, case
        assert answer.json["code"] in ("token_refused", "token_expired"), case
        assert b"evil" not in answer.body, case
        assert 'error="invalid_token"' in answer.headers["www-authenticate"], case
    assert parts.queue.sent == []
