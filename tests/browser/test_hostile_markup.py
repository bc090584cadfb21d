"""A corpus of hostile rich text in a real browser: nothing runs, nothing is loaded, no policy is broken."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route

from chalicelib.adapters.account_formats import BabelFormats
from chalicelib.core.account import AccountField
from tests.browser.conftest import Api, Visiting
from tests.hostile_markup import HOSTILE

TAB = "/customers/C-00001/account-details"
RICH = AccountField("X__c", "X", "textarea", html=True)
PLAIN = AccountField("X__c", "X", "string")
LINK = AccountField("X__c", "X", "url")
ACTIVE = "script, img, svg, iframe, object, embed, form, style, math, video, audio, base, meta, link"
BREACHES = "addEventListener('securitypolicyviolation', e => (window.breaches ??= []).push(e.violatedDirective))"


def shown(field: AccountField, number: int, value: str) -> dict[str, Any]:
    """A field of the API's answer as the product makes it, the payload in its label too."""
    made = BabelFormats().for_viewer(("en-US",), "UTC").show(field, value, "")
    named = {"name": f"X{number}__c", "label": value, "type": field.type, "state": str(made.state)}
    return {**named, "text": made.text, "html": made.html, "href": made.href}


@pytest.fixture
def tab(visiting: Visiting, admin: Api, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The tab of a customer whose Account has a field for each payload; dialogs and breaches are kept."""
    admin.choose("Name")
    fields: list[dict[str, Any]] = request.param

    def poison(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "fields": fields})

    with visiting() as visit:
        dialogs: list[str] = []

        def keep(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        visit.page.on("dialog", keep)
        visit.page.add_init_script(BREACHES)
        visit.page.route("**/account-details?*", poison)
        visit.page.route("**/api/v1/customers/*/account-details", poison)
        page = visit.open(TAB)
        yield page
        page.wait_for_timeout(300)
        assert dialogs == []
        assert page.evaluate("window.breaches ?? []") == []


CLEANED = [shown(RICH, number, html) for number, html in enumerate(HOSTILE)]
AS_TEXT = [
    shown(kind, 2 * number + place, html)
    for number, html in enumerate(HOSTILE)
    for place, kind in enumerate((PLAIN, LINK))
]


def test_no_label_of_the_corpus_becomes_markup_in_the_picker(visiting: Visiting, admin: Api) -> None:
    """Packages name and explain their fields as they like."""
    admin.choose("Name")

    def poison(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        model = body["fields"][0]
        body["fields"] = [
            {**model, "name": f"X{number}__c", "label": html, "help": html} for number, html in enumerate(HOSTILE)
        ]
        route.fulfill(response=answer, json=body)

    with visiting("camille", "en") as visit:
        visit.page.add_init_script(BREACHES)
        visit.page.route("**/api/v1/account-details/fields", poison)
        page = visit.open("/other/account-details")
        assert page.locator(".field-line").count() == len(HOSTILE)
        assert page.locator(f".field-line :is({ACTIVE})").count() == 0
        assert page.evaluate("window.breaches ?? []") == []


@pytest.mark.parametrize("tab", [CLEANED], indirect=True, ids=["rich text"])
def test_no_rich_text_of_the_corpus_does_anything(tab: Page) -> None:
    assert len(HOSTILE) >= 120
    assert tab.locator(".rich").count() == sum(one["html"] is not None for one in CLEANED) > 60
    tags = tab.locator(".rich *").evaluate_all("all => [...new Set(all.map(one => one.localName))]")
    assert set(tags) <= {"a", "b", "br", "em", "i", "li", "ol", "p", "strong", "u", "ul"}
    names = tab.locator(".rich *").evaluate_all("all => [...new Set(all.flatMap(one => one.getAttributeNames()))]")
    assert set(names) <= {"href", "rel", "target"}
    for link in tab.locator(".rich a[href]").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://"))
        link.hover()


@pytest.mark.parametrize("tab", [AS_TEXT], indirect=True, ids=["plain text"])
def test_no_plain_text_of_the_corpus_becomes_markup(tab: Page) -> None:
    assert tab.locator(f".tab-fields :is({ACTIVE})").count() == 0
    kinds = tab.locator(".tab-fields a[href]").evaluate_all("all => [...new Set(all.map(one => one.protocol))]")
    assert set(kinds) <= {"http:", "https:"}
