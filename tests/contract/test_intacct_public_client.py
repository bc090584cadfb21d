"""A public client of Intacct, ``sageintacctrestsdk``, works with the stand-in as released."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from intacctsdk import BadRequestError, IntacctRESTSDK, InternalServerError

from dev.emulators.intacct import IntacctStandIn
from dev.seed.intacct import CLIENT_ID, CLIENT_SECRET
from tests.contract.https_proxy import certificate_for, connect_proxy
from tests.contract.intacct_caller import seeded

BY_KEY = [{"key": "asc"}]
MODIFIED = "audit.modifiedDateTime"

SignIn = Callable[..., Any]


@pytest.fixture
def stand_in() -> IntacctStandIn:
    return seeded(employees=4_100)


@pytest.fixture
def sign_in(stand_in: IntacctStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignIn]:
    """Signs the client in; its fixed host leads to the stand-in."""
    context, authority = certificate_for("api.intacct.com", tmp_path)
    with stand_in.serve(tls=context) as running, connect_proxy(running.port) as proxy:
        for name in ("NO_PROXY", "no_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))

        def sign_in(**changes: str) -> Any:
            given = {"username": "ws_sync@demo", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, **changes}
            return IntacctRESTSDK(**given)

        yield sign_in


@pytest.fixture
def sdk(sign_in: SignIn) -> Any:
    return sign_in()


def rows(pages: Any) -> list[dict[str, Any]]:
    return [row for page in pages for row in page]


def test_it_signs_in_and_gets_a_refresh_token(sdk: Any, sign_in: SignIn) -> None:
    assert sdk.access_token_expires_in == 43_200
    again = sign_in(refresh_token=sdk.refresh_token, use_client_credentials_auth=False)
    assert again.departments.count() == 30


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"client_secret": "wrong"}, "GW-0011"),
        ({"username": "nobody@demo"}, "invalid_grant"),
        ({"username": "ws_sync@nowhere"}, "invalid_grant"),
    ],
)
def test_a_bad_sign_in_is_a_bad_request_to_it(sign_in: SignIn, wrong: dict[str, str], told: str) -> None:
    with pytest.raises(BadRequestError, match=told):
        sign_in(**wrong)


def test_it_reads_three_pages_in_order(stand_in: IntacctStandIn, sdk: Any) -> None:
    stand_in.calls.reset()
    private = {"includePrivate": True}
    pages = list(sdk.employees.get_all_generator(["key", "id"], filter_parameters=private, order_by=BY_KEY))
    assert [len(page) for page in pages] == [2000, 2000, 100]
    assert [row["id"] for row in rows(pages)] == [f"E-{n:05}" for n in range(1, 4_101)]
    assert stand_in.calls.report()["total"] == 3


def test_it_reads_what_changed(stand_in: IntacctStandIn, sdk: Any) -> None:
    stand_in.clock.advance(60)
    sdk.departments.update("4", {"name": "Secrétariat & accueil"})
    filters = [{"$gte": {MODIFIED: "2026-01-01T00:00:00Z"}}]
    assert [row["name"] for row in rows(sdk.departments.get_all_generator(["key", "name"], filters))] == [
        "Secrétariat & accueil"
    ]


def test_it_reads_one_row_and_none(sdk: Any) -> None:
    one = rows(sdk.departments.get_all_generator(["id"], [{"$eq": {"id": "10"}}]))
    assert [row["id"] for row in one] == ["10"]
    assert list(sdk.departments.get_all_generator(["id"], [{"$eq": {"id": "no such"}}])) == [[]]


def test_an_unknown_object_is_a_bad_request_to_it(sdk: Any) -> None:
    with pytest.raises(BadRequestError, match="does not exist"):
        list(sdk.dimensions.get_all_generator(["id"], dimension_name="nothing"))


def test_private_rows_show_when_it_asks_for_them(sdk: Any) -> None:
    assert sdk.locations.count() == 1
    assert sdk.locations.count(filter_parameters={"includePrivate": True}) == 24


def test_characters_reach_it_unharmed(sdk: Any) -> None:
    customers = {row["name"] for row in rows(sdk.customers.get_all_generator(["name"]))}
    wanted = {"O'Hara Brewing Co.", "Groupe\u00a0Valmont", "Sørensen & Lund", "Société <Alpha>", "Maison Féline 🐈"}
    assert wanted <= customers


def test_its_own_dimensions_models_sessions_and_records_work(sdk: Any) -> None:
    assert len(rows(sdk.dimensions.get_all_generator(["id", "name"], dimension_name="market_segment"))) == 12
    assert sdk.departments.get_model()["ia::result"]["apiObject"] == "objects/company-config/department"
    assert sdk.sessions.get_session_id()["sessionId"]
    created = sdk.departments.post({"id": "97", "name": "Essai"})["ia::result"]
    assert sdk.departments.get_by_key(created["key"])["ia::result"]["name"] == "Essai"
    assert sdk.departments.delete(created["key"]) is None


def test_a_rate_limit_is_a_bad_request_to_it(stand_in: IntacctStandIn, sdk: Any) -> None:
    stand_in.settings.minute_limit = 1
    sdk.departments.count()
    with pytest.raises(BadRequestError, match="GW-0010"):
        sdk.departments.count()


def test_an_ended_token_and_an_outage_are_told_apart_by_it(stand_in: IntacctStandIn, sdk: Any) -> None:
    stand_in.faults.add({"do": {"html": 503}})
    with pytest.raises(InternalServerError):
        sdk.departments.count()
    stand_in.tokens.end_all()
    with pytest.raises(BadRequestError, match="REST-2102"):
        sdk.departments.count()
