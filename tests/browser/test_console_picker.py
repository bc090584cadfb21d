"""The picker with 800 fields: quick to search, ordered by keyboard and pointer, honest about what went."""

import statistics
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Page, expect

from dev.console_browser import Scheme, Visit
from tests.browser.conftest import Api, Visiting
from tests.browser.test_console_accessible import assert_fine, each_scheme

MOST_MS = 100
SEARCH = "rich text 3"
# The time from each key press to the frame that shows its effect.
KEYS_TIMED = """() => {
  window.times = [];
  addEventListener("keydown", () => {
    const began = performance.now();
    requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - began)));
  }, true);
}"""


@pytest.fixture
def wide(stack: dict[str, str], admin: Api) -> Iterator[None]:
    """An Account of 800 fields, as long as the test takes."""
    _widen(stack, admin, on=True)
    yield
    admin.choose(shown=False)
    _widen(stack, admin, on=False)


def _widen(stack: dict[str, str], admin: Api, *, on: bool) -> None:
    requests.post(f"{stack['salesforce_url']}/_control/wide_account", json={"on": on}, timeout=30).raise_for_status()
    admin.post("/account-details/fields/refresh")


@pytest.fixture
def picking(visiting: Visiting, admin: Api) -> Iterator[Visit]:
    admin.choose("Name", "Industry", "Phone", "Type")
    with visiting("camille", "en") as visit:
        visit.open("/other/account-details")
        yield visit


def chosen(page: Page) -> list[str]:
    names: list[str] = page.locator(".field-row").evaluate_all("rows => rows.map(row => row.dataset.name)")
    return names


@pytest.mark.usefixtures("wide")
def test_a_key_press_in_the_search_of_800_fields_is_shown_within_100_ms(visiting: Visiting) -> None:
    with visiting("camille", "en") as visit:
        page = visit.open("/other/account-details")
        assert page.locator(".field-line").count() >= 800
        page.get_by_role("searchbox").focus()
        page.evaluate(KEYS_TIMED)
        for key in SEARCH:
            page.keyboard.press(key)
        shown = page.wait_for_function("keys => times.length === keys && times", arg=len(SEARCH))
        times: list[float] = shown.json_value()
        # The median: other programs of this machine may take the processor in between.
        assert statistics.median(times) < MOST_MS
        expect(page.locator(".field-line .field-label").first).to_contain_text("Rich Text")


def test_fields_are_found_by_words_in_any_order_case_and_kind(picking: Visit) -> None:
    page = picking.page
    page.get_by_role("searchbox").fill("BILLING adress city")
    expect(page.locator(".field-line")).to_have_count(0)
    page.get_by_role("searchbox").fill("city BILLING")
    expect(page.locator(".field-line code")).to_have_text(["BillingCity · string"])
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Packages").click()
    expect(page.locator(".field-line code")).to_have_text(["ia_crm__IntacctID__c · string"])


def test_the_order_is_changed_by_buttons_and_the_focus_stays_with_the_field(picking: Visit) -> None:
    page = picking.page
    up = page.get_by_role("button", name="Move Account Phone up")
    up.press("Enter")
    assert chosen(page) == ["Name", "Phone", "Industry", "Type"]
    expect(up).to_be_focused()
    expect(page.get_by_text("Account Phone is now number 2 of 4.")).to_be_attached()
    up.press("Enter")
    assert chosen(page) == ["Phone", "Name", "Industry", "Type"]
    expect(page.get_by_role("button", name="Move Account Phone down")).to_be_focused()


def test_the_order_is_changed_by_alt_and_arrows(picking: Visit) -> None:
    page = picking.page
    page.get_by_role("button", name="Remove Account Type").press("Alt+ArrowUp")
    assert chosen(page) == ["Name", "Industry", "Type", "Phone"]
    expect(page.get_by_role("button", name="Remove Account Type")).to_be_focused()


def test_the_order_is_changed_by_dragging(picking: Visit) -> None:
    page = picking.page
    page.locator("[data-name=Type]").drag_to(page.locator("[data-name=Name]"))
    assert chosen(page) == ["Type", "Name", "Industry", "Phone"]


def test_the_sentence_on_who_will_see_what_follows_each_change(picking: Visit) -> None:
    page = picking.page
    sentence = page.get_by_role("status").filter(has_text="Everybody who may open a customer here")
    expect(sentence).to_contain_text("will see 4 fields")
    expect(sentence).to_contain_text("Sensitive: Account Phone")
    page.get_by_role("button", name="Remove Account Phone").click()
    expect(sentence).to_contain_text("will see 3 fields")
    page.get_by_label("Readers see every chosen field").uncheck()
    page.locator("[data-name=Type]").get_by_label("Readers see it").uncheck()
    expect(page.get_by_text("Administrators and implementers will see 3 fields, readers 2 of them")).to_be_visible()


@each_scheme
@pytest.mark.usefixtures("wide")
def test_a_sensitive_field_asks_for_a_second_yes(visiting: Visiting, admin: Api, scheme: Scheme) -> None:
    kinds = ("bank", "birth", "encrypted", "health", "identity", "pay", "person")
    fields = admin.get("/account-details/fields")["fields"]
    name = next(one["name"] for one in fields if one["sensitive"] in kinds)
    with visiting("camille", "en", scheme) as visit:
        page = visit.open("/other/account-details")
        page.get_by_role("searchbox").fill(name)
        page.locator(".field-line", has_text=name).get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("dialog")).to_contain_text(name)
        assert_fine(visit)
        page.get_by_role("button", name="Show them").click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert admin.get("/account-details/fields")["chosen"][-1] == name


def test_a_refresh_tells_what_went_and_keeps_the_choice_marked(stack: dict[str, str], picking: Visit) -> None:
    page = picking.page
    control = f"{stack['salesforce_url']}/_control/fields"
    order = {"org": "demo", "object": "Account"}
    requests.post(control, json={**order, "hide": ["Industry"]}, timeout=10).raise_for_status()
    try:
        page.get_by_role("button", name="Refresh fields").click()
        expect(page.get_by_role("status").filter(has_text="1 went: Industry (Industry)")).to_be_visible()
        expect(page.locator("[data-name=Industry]")).to_contain_text("No longer available")
        assert chosen(page) == ["Name", "Industry", "Phone", "Type"]
    finally:
        requests.post(control, json={**order, "show": ["Industry"]}, timeout=10).raise_for_status()
    page.get_by_role("button", name="Refresh fields").click()
    expect(page.get_by_role("status").filter(has_text="1 came: Industry (Industry)")).to_be_visible()
