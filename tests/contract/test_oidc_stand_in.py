"""The OpenID provider stand-in keeps to the code flow with PKCE, and its tokens hold against its published keys."""

import base64
import hashlib
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from dev.emulators.oidc import AUDIENCE, CLIENT_ID, DEMO_GRANT, PEOPLE, OidcStandIn

VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "http://127.0.0.1:8000/signed-in"
REQUEST = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": BACK,
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "state": "s&1",
    "nonce": "n-1",
}


@pytest.fixture
def stand_in() -> OidcStandIn:
    return OidcStandIn()


@pytest.fixture
def issuer(stand_in: OidcStandIn) -> Iterator[str]:
    with stand_in.serve() as running:
        yield running.url


def authorize(issuer: str, **changes: str) -> requests.Response:
    return requests.get(f"{issuer}/authorize", params={**REQUEST, **changes}, timeout=5, allow_redirects=False)


def code(issuer: str, **changes: str) -> str:
    answer = authorize(issuer, **{"login_hint": "camille", **changes})
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def token(issuer: str, **form: str) -> requests.Response:
    return requests.post(f"{issuer}/token", data=form, timeout=5)


def exchange(issuer: str, given: str, **changes: str) -> requests.Response:
    form = {"client_id": CLIENT_ID, "redirect_uri": BACK, "code_verifier": VERIFIER, "code": given, **changes}
    return token(issuer, grant_type="authorization_code", **form)


def verified(issuer: str, access_token: str) -> dict[str, Any]:
    where = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).json()
    key = jwt.PyJWKClient(where["jwks_uri"]).get_signing_key_from_jwt(access_token)
    claims: dict[str, Any] = jwt.decode(
        access_token, key.key, algorithms=["RS256"], audience=AUDIENCE, issuer=where["issuer"]
    )
    return claims


def test_the_code_flow_gives_tokens_that_hold_against_the_published_keys(issuer: str) -> None:
    tokens = exchange(issuer, code(issuer)).json()
    claims = verified(issuer, tokens["access_token"])
    assert (claims["sub"], claims["tenant"], claims["roles"], claims["locale"]) == ("camille", "demo", ["admin"], "fr")
    assert (claims["token_use"], claims["client_id"]) == ("access", CLIENT_ID)
    assert claims["exp"] - claims["iat"] == tokens["expires_in"] == 3600
    identity = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert (identity["nonce"], identity["aud"], identity["token_use"]) == ("n-1", CLIENT_ID, "id")


def test_a_scope_that_the_client_is_not_registered_for_is_refused(issuer: str) -> None:
    answer = authorize(issuer, login_hint="camille", scope="openid profile email passerelle")
    assert answer.headers["Location"] == f"{BACK}?error=invalid_scope&state=s%261"
    assert exchange(issuer, code(issuer, scope="openid email")).json()["scope"] == "openid email"


def test_without_the_scope_openid_there_is_no_identity(issuer: str) -> None:
    tokens = exchange(issuer, code(issuer, scope="profile")).json()
    assert "id_token" not in tokens
    again = token(issuer, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
    assert again["scope"] == "profile"


def test_state_comes_back_as_it_was_sent(issuer: str) -> None:
    answer = authorize(issuer, login_hint="jo.lindqvist@autre.example")
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["state"] == ["s&1"]


class Links(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attrs if tag == "a" and name == "href" and value]


def test_the_page_offers_each_person_and_a_choice_signs_in(issuer: str) -> None:
    page = authorize(issuer)
    links = Links(page.text).addresses
    assert len(links) == len(PEOPLE)
    assert all(person.name in page.text for person in PEOPLE.values())
    answer = requests.get(issuer + links[2], timeout=5, allow_redirects=False)
    given = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    assert verified(issuer, exchange(issuer, given).json()["access_token"])["sub"] == "noor"


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": "another"},
        {"redirect_uri": "http://127.0.0.1:8000/elsewhere"},
        {"client_id": "another"},
        {"code": "made-up"},
    ],
)
def test_a_code_is_good_only_for_the_one_who_asked_for_it(issuer: str, change: dict[str, str]) -> None:
    answer = exchange(issuer, code(issuer), **change) if "code" not in change else exchange(issuer, change["code"])
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_a_code_is_good_once_and_for_a_minute(stand_in: OidcStandIn, issuer: str) -> None:
    once = code(issuer)
    assert [exchange(issuer, once).status_code for _ in range(2)] == [200, 400]
    late = code(issuer)
    stand_in.clock.advance(61)
    assert exchange(issuer, late).status_code == 400


@pytest.mark.parametrize("change", [{"client_id": "another"}, {"redirect_uri": "https://example.com/"}])
def test_nobody_is_sent_to_an_address_that_is_not_registered(issuer: str, change: dict[str, str]) -> None:
    answer = authorize(issuer, **change)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)


def test_a_request_without_pkce_is_sent_back_with_the_error(issuer: str) -> None:
    answer = authorize(issuer, code_challenge_method="plain", login_hint="camille")
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["error"] == ["invalid_request"]


def test_a_refresh_token_is_good_once(issuer: str) -> None:
    first = exchange(issuer, code(issuer)).json()["refresh_token"]
    renewed = token(issuer, grant_type="refresh_token", refresh_token=first)
    assert verified(issuer, renewed.json()["access_token"])["sub"] == "camille"
    assert renewed.json()["refresh_token"] != first
    assert token(issuer, grant_type="refresh_token", refresh_token=first).status_code == 400


def test_a_command_line_signs_a_person_in_by_name(issuer: str) -> None:
    claims = verified(issuer, token(issuer, grant_type=DEMO_GRANT, person="alex").json()["access_token"])
    assert (claims["sub"], claims["roles"]) == ("alex", ["implementer"])
    assert token(issuer, grant_type=DEMO_GRANT, person="nobody").status_code == 400
    assert token(issuer, grant_type="password").json() == {"error": "unsupported_grant_type"}


def test_after_a_rotation_old_tokens_hold_until_their_key_is_dropped(stand_in: OidcStandIn, issuer: str) -> None:
    old = stand_in.mint("noor")
    requests.post(f"{issuer}/_control/rotate", timeout=5)
    assert verified(issuer, old)["sub"] == verified(issuer, stand_in.mint("noor"))["sub"] == "noor"
    requests.post(f"{issuer}/_control/rotate", json={"keep_old": False}, timeout=5)
    with pytest.raises(jwt.PyJWKClientError):
        verified(issuer, old)


def test_tests_can_mint_tokens_with_claims_of_their_own(stand_in: OidcStandIn, issuer: str) -> None:
    claims = verified(issuer, stand_in.mint("jo", tenant="demo", locale=None, roles=["reader"]))
    assert (claims["tenant"], claims["roles"], "locale" in claims) == ("demo", ["reader"], False)
    with pytest.raises(jwt.ExpiredSignatureError):
        verified(issuer, stand_in.mint(exp=int(time.time()) - 1))
    assert jwt.get_unverified_header(stand_in.mint(headers={"kid": "unknown"}))["kid"] == "unknown"


def test_scripts_of_any_origin_may_ask_for_tokens_but_not_for_the_page(issuer: str) -> None:
    preflight = requests.options(f"{issuer}/token", timeout=5)
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert token(issuer, grant_type="password").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in authorize(issuer).headers


def test_signing_out_leads_back_to_a_local_address_only(issuer: str) -> None:
    def sign_out(address: str) -> requests.Response:
        query = {"post_logout_redirect_uri": address}
        return requests.get(f"{issuer}/logout", params=query, timeout=5, allow_redirects=False)

    assert sign_out("http://127.0.0.1:8000/").headers["Location"] == "http://127.0.0.1:8000/"
    assert "Location" not in sign_out("https://example.com/").headers
