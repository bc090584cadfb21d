"""Server-side request forgery: hostile hosts at each place where one could come in, and no socket to any of them."""

import re
import socket
from collections.abc import Callable, Iterator

import pytest

from chalicelib.adapters.intacct import IntacctRest
from chalicelib.adapters.intacct_company import Company
from chalicelib.adapters.intacct_inspection import IntacctLook
from chalicelib.adapters.intacct_models import IntacctDescriptions
from chalicelib.adapters.intacct_visit import IntacctVisit
from chalicelib.adapters.salesforce_accounts import SalesforceAccounts
from chalicelib.adapters.salesforce_inspection import SalesforceLook
from chalicelib.adapters.salesforce_models import SalesforceDescriptions
from chalicelib.adapters.salesforce_org import OrgReads
from chalicelib.core.errors import BadRequest, NeedsAdmin, TryAgain
from chalicelib.core.ranges import Selection
from dev.stack.processes import free_port
from tests.contract.intacct_caller import seeded
from tests.contract.real_adapters import TENANT, Connected, managed_list
from tests.contract.watched_salesforce import CLASS, Watched, fill, watched
from tests.hostile_hosts import HOSTILE
from tests.sockets import opened_sockets

DEPARTMENT = managed_list("department")
each_host = pytest.mark.parametrize("host", HOSTILE)


@pytest.fixture(scope="module")
def stand_in() -> Watched:
    made = watched()
    fill(made, 1)
    return made


@pytest.fixture(scope="module")
def served(stand_in: Watched) -> Iterator[str]:
    with stand_in.serve() as running:
        yield running.url


@pytest.fixture
def org(stand_in: Watched, served: str) -> Iterator[Connected]:
    yield Connected(salesforce_url=served)
    stand_in.faults.clear()


def salesforce_side(org: Connected, host: str) -> Iterator[Callable[[], object]]:
    """Everything that connects to the org that the settings name."""
    settings = org.settings({"salesforce_host": host})
    yield lambda: org.salesforce({"salesforce_host": host}).unkeyed_count(CLASS)
    yield lambda: SalesforceAccounts(OrgReads(org.org(settings)), org.clock).describe()
    yield lambda: SalesforceDescriptions(org.org(settings)).fields("Account")
    yield lambda: SalesforceLook(TENANT, settings, org.secrets, org.network).organization()


@each_host
def test_a_host_that_got_into_the_settings_is_never_connected_to(org: Connected, host: str) -> None:
    """The API takes none of them; this is about settings that somebody wrote past it."""
    hostile = host.format(good="acme.my.salesforce.com")
    with opened_sockets() as seen:
        for work in salesforce_side(org, hostile):
            with pytest.raises((BadRequest, NeedsAdmin)):
                work()
    assert seen == set()


INTACCTS_OWN = re.compile(r"api\.intacct\.com(:443)?[/?#\\].*|api\.intacct\.com:443")
"""Whatever follows them, these lead to Intacct itself."""


@each_host
def test_no_other_address_of_intacct_is_connected_to(host: str) -> None:
    """It is fixed; this is about a deployment that names another."""
    named = host.format(good="api.intacct.com")
    origin = f"http://{named}" if INTACCTS_OWN.fullmatch(named) else f"https://{named}"
    ours = Connected()
    settings = ours.settings()
    company = Company(TENANT, settings, ours.secrets, ours.sign_ins, ours.network, origin)
    with opened_sockets() as seen:
        for work in (
            lambda: IntacctRest(company, settings).survey(DEPARTMENT, 20),
            lambda: IntacctDescriptions(company).fields("company-config/department"),
            lambda: IntacctLook(TENANT, settings, ours.secrets, ours.network, origin).company(),
            lambda: IntacctVisit(TENANT, "session", ours.secrets, ours.network, origin).company,
        ):
            with pytest.raises((NeedsAdmin, ValueError)):
                work()
    assert seen == set()


def refused_with(org: Connected, read: Callable[[], object]) -> str:
    """The code of the refusal, after which nobody but the stand-in was connected to."""
    with opened_sockets() as seen, pytest.raises((NeedsAdmin, TryAgain)) as refused:
        read()
    assert seen <= {org.connection.salesforce_host}
    return str(refused.value.code)


@each_host
def test_the_address_that_a_sign_in_names_is_not_followed(stand_in: Watched, org: Connected, host: str) -> None:
    hostile = host.format(good=org.connection.salesforce_host)
    for address in (hostile if "://" in host else f"http://{hostile}", f"https://{hostile}"):
        change = {"path": ["instance_url"], "set": address + ("" if host != "http://{good}" else "/")}
        stand_in.faults.add({"match": {"name": "token"}, "do": {"mutate_json": [change]}})
        assert refused_with(org, lambda: org.salesforce().unkeyed_count(CLASS)) == "salesforce_other_org"


@each_host
@pytest.mark.parametrize("form", ["https://{}/services/data/v66.0/query/01g-2000", "@{}/query/01g-2000"])
def test_the_next_page_is_never_elsewhere(stand_in: Watched, org: Connected, host: str, form: str) -> None:
    address = form.format(host.format(good=org.connection.salesforce_host))
    page = {"nextRecordsUrl": address, "done": False, "totalSize": 2}
    changes = [{"path": [name], "set": value} for name, value in page.items()]
    stand_in.faults.add({"match": {"name": "query"}, "do": {"mutate_json": changes}})
    rows = org.salesforce().rows(CLASS, Selection(above=0))
    assert refused_with(org, lambda: list(rows)) == "salesforce_unreadable"


@each_host
def test_no_redirect_is_followed(stand_in: Watched, org: Connected, host: str) -> None:
    address = "https://" + host.format(good=org.connection.salesforce_host)
    location = "".join(letter for letter in address if letter.isascii() and letter.isprintable())
    for code in (301, 307):
        stand_in.faults.add({"do": {"redirect": location, "code": code}, "times": 1 if code == 301 else 3})
        assert refused_with(org, lambda: org.salesforce().unkeyed_count(CLASS)) == "salesforce_moved"


def test_intacct_may_lead_nowhere_else_either() -> None:
    company_side = seeded()
    with company_side.serve() as running:
        company = Connected(intacct_url=running.url)
        for host in ("evil.example", "169.254.169.254/latest", "api.intacct.com", "api.intacct.com.evil", "[::1]"):
            company_side.faults.add({"do": {"redirect": f"http://{host}", "code": 307}, "times": 3})
            with opened_sockets() as seen, pytest.raises(TryAgain, match="intacct_moved"):
                company.intacct().survey(DEPARTMENT, 20)
            assert seen <= {running.url.partition("://")[2]}


def test_there_are_sixty_hosts_and_the_watch_sees() -> None:
    assert len(set(HOSTILE)) >= 60
    with opened_sockets() as seen, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port()), timeout=1)
    assert len(seen) == 1
