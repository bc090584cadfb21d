"""The ways to the customer tab: a Smart Link, the component that is copied, and what the page says by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Api, Visiting
from tests.browser.intacct import Intacct, pasted


@pytest.fixture(autouse=True)
def _chosen(admin: Api) -> None:
    admin.choose("Name")


def test_a_smart_link_opens_the_customer_at_the_top_with_the_usual_sign_in(
    visiting: Visiting, stack: dict[str, str]
) -> None:
    with visiting("noor", "en") as visit:
        Intacct(visit, stack).record()
        visit.page.get_by_role("link", name="Smart Link").click()
        expect(visit.page).to_have_url(f"{stack['api_url']}/customers/C-00001/account-details")
        expect(visit.page.locator("dt").first).to_be_visible()
        expect(visit.page.get_by_role("navigation")).to_have_count(1)


@pytest.mark.parametrize(("written", "customer"), [("A/B?c", "A/B?c"), ("100%", "100%"), ("%C3%A9%2F1", "é/1")])
def test_a_link_finds_any_id_as_it_is_or_encoded(visiting: Visiting, written: str, customer: str) -> None:
    with visiting("noor", "en") as visit:
        visit.page.goto(f"{visit.url}/customers#{written}")
        expect(visit.page.get_by_text(f"Customer {customer}", exact=False)).to_be_visible()


def test_the_page_by_itself_says_where_it_belongs(visiting: Visiting) -> None:
    with visiting("", "fr") as visit:
        visit.page.goto(visit.url + "/embed")
        expect(visit.page.get_by_role("alert")).to_contain_text("a sa place dans la fiche d’un client")


def test_an_administrator_copies_the_component_out_of_the_console(visiting: Visiting, admin: Api) -> None:
    with visiting("camille", "fr") as visit:
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = visit.open("/other/account-details")
        page.get_by_role("button", name="Copier").first.click()
        expect(page.get_by_role("status").filter(has_text="Copié.")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == admin.get("/embed/component")["component"]


@pytest.mark.parametrize("token", ["{!#CURR_SESSION!}", "{!CUSTOMER.RECORDNO!}"])
def test_a_merge_field_that_intacct_does_not_know_is_told_as_such(
    visiting: Visiting, stack: dict[str, str], token: str
) -> None:
    text = Api(stack, "jo").get("/embed/component")["component"].replace(token, "{!UNKNOWN!}")
    with pasted(stack, text), visiting("", "en") as visit:
        intacct = Intacct(visit, stack, "jlindqvist", "autre")
        expect(intacct.record().get_by_role("alert")).to_contain_text("The component in Intacct does not say")
        assert intacct.hand_overs() == []


def test_a_tab_that_nobody_looks_at_asks_for_nothing(visiting: Visiting, stack: dict[str, str]) -> None:
    with pasted(stack, "<div id=tab hidden>%component%</div>"), visiting("", "en") as visit:
        intacct = Intacct(visit, stack, "jlindqvist", "autre")
        visit.page.goto(f"{intacct.ui}/customers/101")
        visit.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert not [one for one in intacct.asked if one.url.startswith(stack["api_url"])]
        with visit.page.expect_response("**/api/v1/embed/session"):
            visit.page.evaluate("document.getElementById('tab').hidden = false")
