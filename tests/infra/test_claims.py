"""What Cognito is told to put into access tokens."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parents[2] / "infra" / "token_claims" / "index.py"
PERSON = {"sub": "u-1", "email": "amina@example.com", "email_verified": "true", "name": "Amina Diallo", "locale": "fr"}


@pytest.fixture
def handler() -> Any:
    """The function as Lambda loads it: a file on its own."""
    spec = importlib.util.spec_from_file_location("index", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.handler


def claims(handler: Any, **attributes: str) -> dict[str, str]:
    event = {"request": {"userAttributes": {**PERSON, **attributes}}, "response": {}}
    told = handler(event, None)["response"]["claimsAndScopeOverrideDetails"]["accessTokenGeneration"]
    found: dict[str, str] = told["claimsToAddOrOverride"]
    return found


def test_name_address_and_language_are_told(handler: Any) -> None:
    assert claims(handler) == {"email": "amina@example.com", "name": "Amina Diallo", "locale": "fr"}


@pytest.mark.parametrize("verified", ["false", ""])
def test_an_unconfirmed_address_is_not(handler: Any, verified: str) -> None:
    assert "email" not in claims(handler, email_verified=verified)


def test_what_is_empty_is_left_out(handler: Any) -> None:
    assert claims(handler, locale="", name="") == {"email": "amina@example.com"}
