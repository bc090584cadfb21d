"""The Intacct stand-in's pages: who sees which record, and what is filled in where something was pasted."""

from collections.abc import Iterator

import pytest
import requests

from dev.emulators.intacct import UI, IntacctStandIn
from dev.emulators.server import Running
from tests.contract.intacct_caller import seeded

COMPONENT = "<script>go('{!#CURR_SESSION!}', '{!CUSTOMER.RECORDNO!}', '{!#UNKNOWN!}')</script>"


@pytest.fixture
def stand_in() -> IntacctStandIn:
    return seeded()


@pytest.fixture
def running(stand_in: IntacctStandIn) -> Iterator[Running]:
    with stand_in.serve() as running:
        pasted = {"company": "demo", "component": COMPONENT, "smart_link": "https://x.example/#{!CUSTOMER.CUSTOMERID!}"}
        requests.post(f"{running.url}/_control/component", json=pasted, timeout=5).raise_for_status()
        yield running


def browser(running: Running, user: str, company: str = "demo") -> requests.Session:
    one = requests.Session()
    one.get(f"{running.url}{UI}/sign-in", params={"company": company, "user": user}, timeout=5)
    return one


def record(one: requests.Session, running: Running, key: int) -> requests.Response:
    return one.get(f"{running.url}{UI}/customers/{key}", timeout=5)


def test_the_people_to_choose_from_are_those_who_may_sign_in(running: Running) -> None:
    page = requests.get(f"{running.url}{UI}", timeout=5).text
    assert all(name in page for name in ("Camille Moreau", "Lucie Petit", "Jo Lindqvist"))
    assert "Parti en 2024" not in page
    assert "ws_sync" not in page


def test_tokens_are_filled_in_where_they_were_pasted_and_nowhere_else(running: Running) -> None:
    one = browser(running, "cmoreau")
    page = record(one, running, 101).text
    session = one.cookies["intacct_stand_in"]
    assert f"go('{session}', '101', '{{!#UNKNOWN!}}')" in page
    assert 'href="https://x.example/#C-00001"' in page
    assert page.count(session) == 1
    assert session not in one.get(f"{running.url}{UI}/customers", timeout=5).text


def test_another_company_has_not_got_what_was_pasted_into_the_first(running: Running) -> None:
    page = record(browser(running, "jlindqvist", "autre"), running, 101)
    assert page.status_code == 200
    assert "Nothing was pasted" in page.text


@pytest.mark.parametrize(
    ("user", "key", "status"),
    [("cmoreau", 103, 200), ("lpetit", 103, 404), ("lpetit", 112, 200), ("tmartin", 101, 403)],
)
def test_a_record_is_shown_to_those_who_may_see_it(running: Running, user: str, key: int, status: int) -> None:
    assert record(browser(running, user), running, key).status_code == status


def test_without_a_session_one_is_sent_to_the_people(stand_in: IntacctStandIn, running: Running) -> None:
    one = browser(running, "cmoreau")
    stand_in.clock.advance(7_300)
    assert record(one, running, 101).url == f"{running.url}{UI}"
    assert record(requests.Session(), running, 101).url == f"{running.url}{UI}"
