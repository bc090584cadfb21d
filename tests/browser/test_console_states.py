"""What the console says when not all is well, and that nobody loses what they typed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from dev.seed import intacct
from tests.browser.conftest import Api, Visiting

DEAD = {"type": "", "title": "", "status": 502, "detail": "Nobody told me.", "code": "upstream", "remedy": "Ask Jo."}


def refuse(route: Route) -> None:
    route.fulfill(status=502, json={**DEAD, "errors": [], "instance": ""})


def test_a_failure_is_told_with_its_remedy_and_tried_again(visiting: Visiting) -> None:
    with visiting("camille", "en") as visit:
        visit.page.route("**/api/v1/lists", refuse)
        page = visit.open("/lists")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Nobody told me.")
        expect(alert).to_contain_text("Ask Jo.")
        page.unroute("**/api/v1/lists")
        alert.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("link", name="Department")).to_be_visible()


def test_what_is_stale_says_so_and_stays(visiting: Visiting) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/customers/C-00002/account-details")
        page.route("**/api/v1/customers/**", refuse)
        page.get_by_role("button", name="Refresh").click()
        expect(page.get_by_role("alert")).to_contain_text("What you see is as of")
        page.unroute("**/api/v1/customers/**")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert")).to_have_count(0)


def test_being_offline_is_told_and_passes(visiting: Visiting) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/other/sync-tools")
        page.context.set_offline(True)
        expect(page.get_by_text("You are offline.")).to_be_visible()
        page.get_by_role("button", name="Synchronize", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Passerelle does not answer.")
        page.context.set_offline(False)
        expect(page.get_by_text("You are offline.")).to_have_count(0)


@pytest.mark.parametrize(
    ("customer", "sentence"),
    [
        ("C-00040", "No Salesforce account is linked to this customer"),
        ("not a customer", "No Salesforce account is linked to this customer"),
    ],
)
def test_a_customer_without_account_is_no_error(visiting: Visiting, admin: Api, customer: str, sentence: str) -> None:
    admin.choose("Name")
    with visiting("noor", "en") as visit:
        page = visit.open("/customers")
        page.get_by_label("Customer id").fill(customer)
        page.keyboard.press("Enter")
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)


def test_the_tab_is_off_until_an_administrator_switches_it_on(visiting: Visiting, admin: Api) -> None:
    admin.choose(shown=False)
    with visiting("noor", "fr") as visit:
        page = visit.open("/customers/C-00001/account-details")
        expect(page.get_by_text("Les détails du compte Salesforce sont désactivés")).to_be_visible()


def edited(page: Page) -> None:
    page.get_by_label("Entity").fill("Lyon")
    expect(page.get_by_text("Changes that are not saved")).to_be_visible()


def test_unsaved_changes_are_asked_about_before_a_link_is_followed(visiting: Visiting) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/connection")
        edited(page)
        page.get_by_role("link", name="Audit").click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        expect(page.get_by_label("Entity")).to_have_value("Lyon")
        page.get_by_role("link", name="Audit").click()
        page.get_by_role("dialog").get_by_role("button", name="Leave").click()
        expect(page).to_have_url(visit.url + "/audit")


def test_unsaved_changes_are_asked_about_by_the_back_button_too(visiting: Visiting) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/audit")
        page.get_by_role("link", name="Connection").click()
        edited(page)
        page.go_back()
        page.get_by_role("dialog").press("Escape")
        expect(page).to_have_url(visit.url + "/connection")
        expect(page.get_by_label("Entity")).to_have_value("Lyon")
        page.go_back()
        page.get_by_role("dialog").get_by_role("button", name="Leave").click()
        expect(page).to_have_url(visit.url + "/audit")
        expect(page.get_by_role("heading", name="Audit")).to_be_visible()


def test_the_back_button_and_links_lead_from_screen_to_screen(visiting: Visiting) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/lists")
        page.get_by_role("link", name="Department").click()
        expect(page.get_by_role("heading", name="Department", level=1)).to_be_focused()
        expect(page).to_have_title("Department · Passerelle")
        page.go_back()
        expect(page).to_have_url(visit.url + "/lists")
        expect(page.get_by_role("heading", name="Lists and mapping", level=1)).to_be_visible()


def test_mistakes_stand_at_their_fields(visiting: Visiting) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/connection")
        page.get_by_label("Rows per Intacct call").fill("7")
        page.get_by_role("button", name="Save", exact=True).click()
        field = page.get_by_label("Rows per Intacct call")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("Choose a whole number from 100 to 4,000"))


def test_a_version_that_somebody_else_saved_is_not_written_over(visiting: Visiting, admin: Api) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/connection")
        page.get_by_label("Ranges at once").fill("3")
        admin.set(quota_stop_percent=79)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Somebody else changed the settings")
        expect(page.get_by_label("Ranges at once")).to_have_value("3")
    assert admin.get("/settings")["settings"]["concurrency"] == 5


def test_settings_are_saved_and_stand_in_the_audit(visiting: Visiting, admin: Api) -> None:
    admin.set(concurrency=5)
    with visiting("camille", "fr") as visit:
        page = visit.open("/connection")
        page.get_by_label("Plages simultanées").fill("4")
        page.get_by_role("button", name="Enregistrer", exact=True).click()
        expect(page.get_by_text("Enregistré.", exact=True)).to_be_visible()
        page.get_by_role("link", name="Audit").click()
        newest = page.locator(".trail-line").first
        expect(newest).to_contain_text("Par Camille Moreau · depuis 127.0.0.1")
        expect(newest).to_contain_text(re.compile("Jeton d’accès [0-9a-f]{32}"))
        expect(newest.locator(".changes")).to_have_text(re.compile("Plages simultanées.*5.*4"))
        expect(page.get_by_text("La piste est intacte")).to_be_visible()
    admin.set(concurrency=5)


def test_a_schedule_is_made_for_a_list(visiting: Visiting, admin: Api) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/lists/class")
        page.get_by_role("button", name="Add a schedule").click()
        page.get_by_label("Runs", exact=True).select_option(label="Every day")
        page.get_by_label("Time", exact=True).fill("04:15")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    [schedule] = admin.get("/settings")["settings"]["schedules"]
    assert (schedule["list"], schedule["when"], schedule["time_zone"]) == ("class", "daily 04:15", "Europe/Paris")
    admin.set(schedules=[])


def test_language_and_appearance_are_remembered(visiting: Visiting) -> None:
    with visiting("camille", "fr", "light") as visit:
        page = visit.open("/lists")
        page.get_by_label("Langue").select_option(label="English")
        page.get_by_label("Appearance").select_option(label="Dark")
        page.reload()
        expect(page.get_by_role("heading", name="Lists and mapping")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


@pytest.fixture
def credentials_kept(stack: dict[str, str]) -> Iterator[None]:
    yield
    body = {"client_id": intacct.CLIENT_ID, "client_secret": intacct.CLIENT_SECRET}
    Api(stack, "jo").put("/secrets/intacct", body, 0)


@pytest.mark.usefixtures("credentials_kept")
def test_the_credentials_are_replaced_and_never_shown(visiting: Visiting) -> None:
    with visiting("jo", "en") as visit:
        page = visit.open("/connection")
        side = page.get_by_role("region", name="Sage Intacct")
        before = side.get_by_text("fingerprint").inner_text()
        side.get_by_role("button", name="Replace").click()
        side.get_by_label("Client id").fill("another-client")
        side.get_by_label("Client secret").fill("CANARY-secret-of-the-test")
        side.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Credentials replaced.")).to_be_visible()
        expect(side.get_by_text("fingerprint")).not_to_have_text(before)
        assert "CANARY" not in page.content()
