"""What an operator may ask of a deployment, and what is refused before anything is built."""

import pytest

from chalicelib.core.errors import NeedsAdmin
from infra.deployment import Deployment, from_context

RIGHT = {"console_url": "https://sync.example.com", "mail_from": "sync@example.com"}


def test_lists_come_as_texts_with_commas() -> None:
    given = {**RIGHT, "tenants": "acme,globex", "environment": "A=1,2;B=x=y"}
    deployment = from_context(given.get)
    assert deployment.tenants == ("acme", "globex")
    assert deployment.environment == {"A": "1,2", "B": "x=y"}
    assert (deployment.mail_domain, deployment.host) == ("example.com", "sync.example.com")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("console_url", "http://sync.example.com"),
        ("console_url", "https://sync.example.com/?a=b"),
        ("mail_from", "nobody"),
        ("tenants", "Acme"),
        ("alarm_email", "nobody"),
        ("issuer", "https://sign-in.example.com"),
        ("architecture", "sparc"),
        ("firewall", "perhaps"),
        ("lists", "no-such-file.toml"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        from_context({**RIGHT, name: value}.get)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ("PASSERELLE_FRAME_ANCESTORS=https://*", "PASSERELLE_FRAME_ANCESTORS"),
        ("PASSERELLE_FRAME_ANCESTORS=www-p04.intacct.com", "PASSERELLE_FRAME_ANCESTORS"),
        ("PASSERELLE_STARTS_AN_HOUR=none", "PASSERELLE_STARTS_AN_HOUR"),
    ],
)
def test_a_value_that_would_fail_later_is_named_before_anything_is_built(environment: str, named: str) -> None:
    with pytest.raises(NeedsAdmin, match=named):
        from_context({**RIGHT, "environment": environment}.get)


def test_a_deployment_needs_an_address_and_a_sender() -> None:
    with pytest.raises(ValueError, match="console_url"):
        Deployment(console_url="", mail_from="")
