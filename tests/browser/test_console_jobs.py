"""The seed's jobs, done by hand: by pointer and by keyboard, in French and in English."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from dev.stack.mailbox import SentMail, sent_mails
from tests.browser.conftest import Api, Visiting

MOST_TABS = 150

WORDS = {
    "en": {
        "other": "Other",
        "details": "Salesforce account details",
        "show": "Show Salesforce account details",
        "search": "Search by label or API name",
        "save": "Save",
        "saved": "Saved.",
        "customer": "Customer",
        "customer_id": "Customer id",
        "open": "Open",
        "sync": "Sync tools",
        "list": "List",
        "department": "Department",
        "press": "Synchronize",
        "started": "Synchronization of Department has started. We will e-mail"
        " camille.moreau@demo.example when it finishes.",
        "done": "Department: finished.",
        "map": "Field map",
        "enable": "Enable field map",
        "lists": "Lists and mapping",
        "intacct": "Intacct field",
        "salesforce": "Salesforce field",
        "add": "Add row",
    },
    "fr": {
        "other": "Autre",
        "details": "Détails du compte Salesforce",
        "show": "Afficher les détails du compte Salesforce",
        "search": "Chercher par libellé ou nom d’API",
        "save": "Enregistrer",
        "saved": "Enregistré.",
        "customer": "Client",
        "customer_id": "Identifiant du client",
        "open": "Ouvrir",
        "sync": "Outils de synchronisation",
        "list": "Liste",
        "department": "Département",
        "press": "Synchroniser",
        "started": "La synchronisation de la liste «\u202fDépartement\u202f» a commencé. Un e-mail sera envoyé à"
        " camille.moreau@demo.example dès la fin.",
        "done": "Département\u202f: terminé.",
        "map": "Mappage des champs",
        "enable": "Activer le mappage des champs",
        "lists": "Listes et mappage",
        "intacct": "Champ Intacct",
        "salesforce": "Champ Salesforce",
        "add": "Ajouter la ligne",
    },
}


class Pointer:
    """Works as a person with a mouse does."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.click()
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)


class Keyboard:
    """Reaches everything by Tab, and never touches the mouse."""

    def press(self, target: Locator) -> None:
        self._reach(target)
        kind = target.evaluate("element => element.type")
        target.page.keyboard.press("Space" if kind == "checkbox" else "Enter")

    def write(self, target: Locator, text: str) -> None:
        self._reach(target)
        target.page.keyboard.press("Control+A")
        target.page.keyboard.type(text)

    def choose(self, target: Locator, label: str) -> None:
        self._reach(target)
        target.page.keyboard.type(label)

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        for _ in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            target.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")


Hand = Pointer | Keyboard
each_hand = pytest.mark.parametrize("hand", [Pointer(), Keyboard()], ids=["pointer", "keyboard"])
each_language = pytest.mark.parametrize("language", ["fr", "en"])


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


@each_language
@each_hand
def test_account_fields_are_chosen_and_seen_on_a_customer(
    visiting: Visiting, admin: Api, hand: Hand, language: str
) -> None:
    admin.choose(shown=False)
    words = WORDS[language]
    with visiting("camille", language) as visit:
        page = visit.open("/")
        hand.press(link(page, words["other"]))
        hand.press(link(page, words["details"]))
        hand.press(page.get_by_role("switch", name=words["show"]))
        for search, field in (("owner name", "Owner.Name"), ("industry", "Industry")):
            hand.write(page.get_by_role("searchbox", name=words["search"]), search)
            hand.press(page.locator(".field-line", has_text=field).get_by_role("checkbox"))
        hand.press(button(page, words["save"]))
        expect(page.get_by_text(words["saved"], exact=True)).to_be_visible()
        hand.press(link(page, words["customer"]))
        hand.write(page.get_by_label(words["customer_id"]), "C-00001")
        hand.press(button(page, words["open"]))
        expect(page.locator("dt")).to_have_text(["Owner", "Industry"])
        expect(page.locator("dd").first).not_to_be_empty()


@each_language
@each_hand
def test_a_list_is_synchronized_watched_and_mailed(
    visiting: Visiting, stack: dict[str, str], hand: Hand, language: str
) -> None:
    words = WORDS[language]
    mails = len(sent_mails(stack["aws_url"]))
    touch = {"company": "demo", "object": "company-config/department", "share": 0.5}
    requests.post(f"{stack['intacct_url']}/_control/touch", json=touch, timeout=10).raise_for_status()
    with visiting("camille", language) as visit:
        page = visit.open("/")
        hand.press(link(page, words["other"]))
        hand.press(link(page, words["sync"]))
        hand.choose(page.get_by_label(words["list"], exact=True), words["department"])
        hand.press(button(page, words["press"]))
        expect(page.get_by_role("status").get_by_text(words["started"])).to_be_visible()
        expect(page.get_by_role("status").get_by_text(words["done"])).to_be_visible(timeout=20_000)
        page.wait_for_function("() => !document.querySelector('progress')")
    [mail] = _mails_after(stack, mails)
    assert mail.to == ("camille.moreau@demo.example",)
    assert "/runs/" in mail.text


@pytest.fixture
def basic(admin: Api) -> Iterator[None]:
    """The integration mode that has the switch; as before in the end."""
    admin.set(mode="basic")
    yield
    version = admin.get("/settings")["version"]
    admin.put("/field-maps/department", {"rows": [], "list": "department"}, version)
    version = admin.get("/settings")["version"]
    admin.put("/field-map", {"enabled": False}, version)
    admin.set(mode="advanced")


@each_language
@each_hand
@pytest.mark.usefixtures("basic")
def test_field_maps_are_switched_on_and_a_pair_is_added(
    visiting: Visiting, admin: Api, hand: Hand, language: str
) -> None:
    words = WORDS[language]
    with visiting("camille", language) as visit:
        page = visit.open("/")
        hand.press(link(page, words["other"]))
        hand.press(link(page, words["map"]))
        hand.press(page.get_by_role("switch", name=words["enable"]))
        hand.press(button(page, words["save"]))
        expect(page.get_by_text(words["saved"], exact=True)).to_be_visible()
        hand.press(page.get_by_role("navigation").get_by_role("link", name=words["lists"]))
        hand.press(link(page, words["department"]))
        new = page.get_by_role("group")
        hand.choose(new.get_by_label(words["intacct"]), "reportTitle (text)")
        hand.choose(new.get_by_label(words["salesforce"]), "Intacct Entity (Intacct_Entity__c, string)")
        hand.press(button(page, words["add"]))
        hand.press(button(page, words["save"]))
        expect(page.locator(".save-bar")).to_have_count(0)
    own = admin.get("/field-maps/department")["rows"][-1]
    assert (own["intacct"], own["salesforce"], own["status"]) == ("reportTitle", "Intacct_Entity__c", "active")


def _mails_after(stack: dict[str, str], number: int) -> list[SentMail]:
    for _ in range(100):
        mails = sent_mails(stack["aws_url"])[number:]
        if mails:
            return mails
        requests.get(stack["api_url"] + "/api/v1/health", timeout=5)
    return []
