"""The customer tab on a record of Intacct, in a real frame of another site: who sees it, and what nobody can do."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests
from playwright.sync_api import Frame, Route, expect

from dev.console_browser import Visit
from tests.browser.conftest import Api, Visiting
from tests.browser.intacct import BRITISH, FRENCH, LISTEN, HostileFrame, Intacct, hostile_site, pasted
from tests.browser.test_console_accessible import AXE, objections

HAND_OVER = "**/api/v1/embed/session"
TAB = "**/api/v1/embed/account-details*"
WORDS = {"fr": ("Détails du compte Salesforce", "Actualiser"), "en": ("Salesforce account details", "Refresh")}
STORES = ("localStorage", "sessionStorage", "document.cookie", "location.href")
REFUSED = "chrome-error://chromewebdata/"
"""What Chromium shows in a frame whose page must not be framed."""
_READ = "(() => { try { return JSON.stringify(%s) } catch (error) { return error.name } })()"


@pytest.fixture(autouse=True)
def _chosen(admin: Api) -> None:
    admin.choose("Name", "Customer_Priority__c", "Renewal_Notes__c")


def assert_fine(frame: Frame) -> None:
    frame.evaluate(AXE)
    assert objections(frame) == []
    assert frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("language", WORDS)
def test_the_record_shows_the_chosen_fields_without_a_second_sign_in(
    visiting: Visiting, stack: dict[str, str], language: str
) -> None:
    with visiting("", language) as visit:
        frame = Intacct(visit, stack).record()
        heading, again = WORDS[language]
        expect(frame.get_by_role("heading", level=1)).to_have_text(heading)
        expect(frame.locator("dt")).to_have_text(["Account Name", "Customer Priority", "Renewal Notes"])
        expect(frame.get_by_text("Boulangerie Au Bon Pain d’Antan")).to_be_visible()
        expect(frame.get_by_role("button", name=again)).to_be_visible()
        assert frame.evaluate("document.documentElement.lang") == language
        assert frame.evaluate("location.origin") != visit.page.evaluate("location.origin")
        assert_fine(frame)


def test_neither_session_nor_pass_stand_in_an_address_a_store_or_the_page(
    visiting: Visiting, stack: dict[str, str]
) -> None:
    with visiting("", "en") as visit:
        intacct = Intacct(visit, stack)
        with visit.page.expect_response(HAND_OVER) as handed:
            frame = intacct.record()
        frame.wait_for_selector("dt")
        secrets = (intacct.session, handed.value.json()["token"])
        assert not any(secret in one.url for one in intacct.asked for secret in secrets)
        ours = [one.all_headers() for one in intacct.asked if one.url.startswith(stack["api_url"])]
        assert len(ours) >= 5
        assert not any("cookie" in headers or intacct.ui in headers.get("referer", "") for headers in ours)
        kept = [frame.evaluate(_READ % store) for store in STORES]
        assert not any(secret in text for text in (*kept, frame.content()) for secret in secrets)


@pytest.fixture
def evil(stack: dict[str, str]) -> Iterator[str]:
    with hostile_site(stack["api_url"] + "/embed") as url:
        yield url


@contextmanager
def among_hosts(visiting: Visiting, *hosts: str) -> Iterator[Visit]:
    """A visit that may speak of these hosts besides."""
    with visiting("", "en") as visit:
        yield visit
        visit.complaints[:] = [text for text in visit.complaints if not any(host in text for host in hosts)]


def test_a_page_of_any_other_origin_cannot_frame_the_tab(visiting: Visiting, evil: str) -> None:
    with among_hosts(visiting, evil, "frame-ancestors") as visit:
        told = visit.page.expect_event("console", lambda one: "frame-ancestors" in one.text)
        with told, visit.page.expect_event("framenavigated", lambda frame: frame.url == REFUSED):
            visit.page.goto(evil)
        assert [frame.url for frame in visit.page.frames[1:]] == [REFUSED]


@pytest.fixture
def bare_record(stack: dict[str, str]) -> Iterator[None]:
    """The company ``autre`` has our frame on its records, and no component that would answer it."""
    with pasted(stack, f"<iframe title=Salesforce src='{stack['api_url']}/embed'></iframe><script>{LISTEN}</script>"):
        yield


@pytest.mark.usefixtures("bare_record")
def test_a_session_from_any_other_window_is_not_taken(visiting: Visiting, stack: dict[str, str], evil: str) -> None:
    with among_hosts(visiting, evil) as visit:
        intacct = Intacct(visit, stack, "jlindqvist", "autre")
        frame = intacct.record()
        frame.evaluate(LISTEN)
        visit.page.wait_for_function("heard.length > 0")
        given = {"tenant": "autre", "customer": "101", "session": intacct.session}
        answer = {"passerelle": "session", "nonce": visit.page.evaluate("heard[0].nonce"), **given}
        HostileFrame(visit.page, evil).says(answer, to=0)
        frame.wait_for_function("heard.length === 1")  # it has arrived, with the right number, and was passed over
        for message in ({**answer, "nonce": "n" * 43}, {**answer, "session": 7}, "session", None, answer):
            visit.page.evaluate("message => frames[0].postMessage(message, '*')", message)
        expect(frame.locator("dl, .empty").first).to_be_visible()
        assert intacct.hand_overs() == [{"nonce": answer["nonce"], **given}]


@pytest.mark.usefixtures("bare_record")
def test_a_page_that_does_not_answer_is_told_apart_from_one_that_refuses(
    visiting: Visiting, stack: dict[str, str]
) -> None:
    with visiting("", "en") as visit:
        visit.page.clock.install()
        frame = Intacct(visit, stack, "jlindqvist", "autre").record()
        visit.page.wait_for_function("heard.length > 0")
        visit.page.clock.run_for(10_000)
        expect(frame.get_by_role("alert")).to_contain_text("Intacct did not hand over who is looking.")
        expect(frame.get_by_role("link", name="Open Passerelle")).to_be_visible()


def test_intacct_hands_its_session_to_our_frame_alone(visiting: Visiting, stack: dict[str, str], evil: str) -> None:
    wanted = {"passerelle": "session-wanted", "nonce": "n" * 43}
    with among_hosts(visiting, evil) as visit:
        intacct = Intacct(visit, stack)
        frame = intacct.record()
        frame.wait_for_selector("dt")
        frame.evaluate(LISTEN)
        hostile = HostileFrame(visit.page, evil)
        hostile.frame.evaluate(LISTEN)
        hostile.says(wanted, to=None)
        hostile.says(wanted, to=0)
        frame.wait_for_function("heard.length > 0")
        assert frame.evaluate("heard") == [wanted]
        assert intacct.session not in json.dumps(hostile.frame.evaluate("heard"))
        assert len(intacct.hand_overs()) == 1


def handing_over(**changes: str) -> Callable[[Route], None]:
    """Somebody alters what their own browser hands over."""
    return lambda route: route.continue_(post_data=json.dumps({**(route.request.post_data_json or {}), **changes}))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Sage Intacct does not show you this customer."), ("fr", "Intacct ne vous montre pas ce client.")],
)
def test_another_record_number_shows_nothing_that_intacct_would_not(
    visiting: Visiting, stack: dict[str, str], language: str, words: str
) -> None:
    with visiting("", language) as visit:
        intacct = Intacct(visit, stack, "lpetit")
        expect(intacct.record(FRENCH).locator("dt").first).to_be_visible()
        visit.page.route(HAND_OVER, handing_over(customer=str(BRITISH)))
        frame = intacct.record(FRENCH)
        expect(frame.get_by_role("alert")).to_contain_text(words)
        expect(frame.locator("dt")).to_have_count(0)
        assert_fine(frame)


def test_a_session_that_has_ended_says_so(visiting: Visiting, stack: dict[str, str]) -> None:
    with visiting("", "fr") as visit:
        intacct = Intacct(visit, stack)

        def meanwhile(route: Route) -> None:
            intacct.tell("end-sessions")
            route.continue_()

        visit.page.route(HAND_OVER, meanwhile)
        expect(intacct.record().get_by_role("alert")).to_contain_text("Sage Intacct ne reconnaît plus la session")


def test_the_session_of_one_company_shows_nothing_of_another(visiting: Visiting, stack: dict[str, str]) -> None:
    with visiting("", "en") as visit:
        intacct = Intacct(visit, stack, "jlindqvist", "autre")
        expect(intacct.record().locator("dl, .empty").first).to_be_visible()
        visit.page.route(HAND_OVER, handing_over(tenant="demo"))
        expect(intacct.record().get_by_role("alert")).to_contain_text("another company of Sage Intacct")


def test_when_intacct_is_away_the_person_can_try_again(visiting: Visiting, stack: dict[str, str]) -> None:
    with visiting("", "en") as visit:
        intacct = Intacct(visit, stack)
        intacct.tell("faults", {"match": {"name": "token"}, "do": {"status": 503}})
        frame = intacct.record()
        expect(frame.get_by_role("alert")).to_contain_text("Nobody can say now whether you may see this customer")
        frame.get_by_role("button", name="Try again").click()
        expect(frame.locator("dt").first).to_be_visible()
        assert len({one["nonce"] for one in intacct.hand_overs()}) == 2


def test_a_pass_that_is_over_is_asked_for_again_without_a_word(visiting: Visiting, stack: dict[str, str]) -> None:
    with visiting("", "en") as visit:
        intacct = Intacct(visit, stack)
        frame = intacct.record()
        frame.wait_for_selector("dt")
        over = {"type": "", "title": "", "status": 401, "detail": "Over.", "code": "tab_pass_over", "remedy": "Load."}
        problem = {**over, "errors": [], "instance": ""}
        visit.page.route(TAB, lambda route: route.fulfill(status=401, json=problem), times=1)
        with visit.page.expect_response(HAND_OVER):
            frame.get_by_role("button", name="Refresh").click()
        frame.wait_for_selector("button[aria-busy=false]")
        expect(frame.locator("dt").first).to_be_visible()
        expect(frame.get_by_role("alert")).to_have_count(0)
        assert len(intacct.hand_overs()) == 2


def test_a_hand_over_that_was_overheard_is_good_for_nothing(visiting: Visiting, stack: dict[str, str]) -> None:
    with visiting("", "en") as visit:
        intacct = Intacct(visit, stack)
        intacct.record().wait_for_selector("dt")
        [heard] = intacct.hand_overs()
        again = requests.post(f"{stack['api_url']}/api/v1/embed/session", json=heard, timeout=10)
        assert (again.status_code, again.json()["code"]) == (409, "tab_hand_over_used")
