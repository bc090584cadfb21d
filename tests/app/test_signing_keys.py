"""The issuer's keys: fetched once, found again after a change, and never taken from elsewhere."""

from typing import Any

import pytest

from chalicelib.core.errors import NeedsAdmin, NotSignedIn, TryAgain
from tests.app.token_maker import HEADER, ISSUER, NOW, Issuer, SteppedClock, claims, jwk, raw_token, token, tokens_of

T = int(NOW.timestamp())


def test_keys_are_fetched_once_for_many_tokens_and_no_other_address_is_asked() -> None:
    issuer = Issuer()
    tokens = tokens_of(issuer)
    for _ in range(50):
        tokens.principal(token(jku="https://evil.example/keys"))
    assert issuer.asked == [f"{ISSUER}/.well-known/openid-configuration", f"{ISSUER}/keys"]


def test_a_new_key_is_found_and_a_withdrawn_one_refused() -> None:
    issuer, clock = Issuer(), SteppedClock()
    tokens = tokens_of(issuer, clock)
    tokens.principal(token())
    issuer.keys = [jwk("two")]
    clock.sleep(31)
    assert tokens.principal(token(kid="two")).tenant == "demo"
    with pytest.raises(NotSignedIn):
        tokens.principal(token(kid="one"))


def test_invented_key_ids_do_not_make_us_ask_the_issuer_again_and_again() -> None:
    issuer = Issuer()
    tokens = tokens_of(issuer)
    for number in range(100):
        with pytest.raises(NotSignedIn):
            tokens.principal(raw_token({**HEADER, "kid": f"invented-{number}"}, claims()))
    assert len(issuer.asked) == 2


def test_known_keys_serve_for_a_day_while_the_issuer_is_away() -> None:
    issuer, clock = Issuer(), SteppedClock()
    tokens = tokens_of(issuer, clock)
    tokens.principal(token())
    issuer.trouble = TryAgain("away", "The sign-in service is away.")
    clock.sleep(20 * 3600)
    later = T + 20 * 3600
    assert tokens.principal(token(claims(exp=later + 60))).tenant == "demo"
    clock.sleep(5 * 3600)
    with pytest.raises(TryAgain) as away:
        tokens.principal(token(claims(exp=later + 6 * 3600)))
    assert away.value.code == "sign_in_away"


def test_without_any_key_nobody_is_signed_in_and_the_next_try_helps() -> None:
    issuer, clock = Issuer(), SteppedClock()
    issuer.trouble = TryAgain("away", "The sign-in service is away.")
    tokens = tokens_of(issuer, clock)
    with pytest.raises(TryAgain):
        tokens.principal(token())
    issuer.trouble = None
    clock.sleep(31)
    assert tokens.principal(token()).tenant == "demo"


@pytest.mark.parametrize(
    "entry",
    [
        {"kty": "oct", "kid": "one", "k": "c2VjcmV0"},
        jwk("one", use="enc"),
        jwk("one", alg="RS512"),
        {**jwk("small"), "kid": "one"},
        {**jwk("one"), "n": "!"},
        "text",
    ],
    ids=["symmetric", "for encryption", "another algorithm", "1024 bits", "broken", "no object"],
)
def test_an_unfit_key_is_passed_over(entry: Any) -> None:
    tokens = tokens_of(Issuer(entry, jwk("two")))
    assert tokens.principal(token(kid="two")).tenant == "demo"
    with pytest.raises(NotSignedIn):
        tokens.principal(token(kid="one"))


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example", "jwks_uri": f"{ISSUER}/keys"},
        {"issuer": ISSUER, "jwks_uri": "https://evil.example/keys"},
        {"issuer": ISSUER, "jwks_uri": "http://sign-in.example/pool/keys"},
        {"issuer": ISSUER, "jwks_uri": "https://sign-in.example@evil.example/keys"},
        {"issuer": ISSUER},
        [],
    ],
)
def test_a_discovery_document_that_points_elsewhere_needs_an_administrator(discovery: Any) -> None:
    issuer = Issuer()
    issuer.discovery = discovery
    with pytest.raises(NeedsAdmin) as refused:
        tokens_of(issuer).principal(token())
    assert "PASSERELLE_ISSUER" in refused.value.remedy
    assert f"{ISSUER}/keys" not in issuer.asked
