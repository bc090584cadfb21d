"""Sign-in to the console: by the provider's page, kept in memory only, and no more than the role allows."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visiting


def storages(page: Page) -> str:
    kept: str = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    return kept


def test_a_person_signs_in_by_keyboard_and_out_again(visiting: Visiting) -> None:
    with visiting("", "en") as visit:
        page = visit.open("/other/history")
        page.get_by_role("button", name="Sign in").press("Enter")
        page.get_by_role("link", name="Alex Reed").press("Enter")
        expect(page.get_by_role("heading", name="History")).to_be_visible()
        expect(page).to_have_url(visit.url + "/other/history")
        page.get_by_role("button", name="Sign out").press("Enter")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_tokens_are_kept_in_memory_only_and_a_reload_signs_in_silently(visiting: Visiting) -> None:
    with visiting() as visit:
        page = visit.open("/lists")
        page.reload()
        expect(page.get_by_text("Camille Moreau")).to_be_visible()
        assert "eyJ" not in storages(page)
        assert "passerelle.sign-in" not in storages(page)


def test_an_answer_that_was_not_asked_for_signs_nobody_in(visiting: Visiting) -> None:
    with visiting("", "en") as visit:
        page = visit.page
        page.goto(visit.url + "/sign-in?code=stolen&state=guessed")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(page.get_by_role("navigation")).to_have_count(0)


def test_an_answer_to_another_question_is_refused(visiting: Visiting) -> None:
    with visiting("", "en") as visit:
        page = visit.open("/")
        asked = {"state": "mine", "nonce": "n", "verifier": "v", "path": "/"}
        page.evaluate("asked => sessionStorage['passerelle.sign-in'] = JSON.stringify(asked)", asked)
        page.goto(visit.url + "/sign-in?code=stolen&state=guessed")
        expect(page.get_by_role("alert")).to_contain_text("The sign-in did not succeed")


def test_a_reader_sees_the_customer_and_nothing_else(visiting: Visiting) -> None:
    with visiting("noor", "fr") as visit:
        page = visit.open("/")
        expect(page).to_have_url(visit.url + "/customers")
        expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(1)
        page = visit.open("/connection")
        expect(page.get_by_text("Votre rôle ne le permet pas.")).to_be_visible()


def test_an_implementer_sees_the_settings_and_changes_none(visiting: Visiting) -> None:
    with visiting("alex", "en") as visit:
        page = visit.open("/connection")
        expect(page.get_by_label("Company id")).to_be_disabled()
        expect(page.get_by_role("button", name=re.compile("Replace|Enter"))).to_have_count(0)


def test_a_token_that_ran_out_is_renewed_without_a_word(visiting: Visiting) -> None:
    with visiting() as visit:
        page = visit.open("/lists")
        refusals: list[str] = []

        def refuse_once(route: Route) -> None:
            if refusals:
                return route.continue_()
            refusals.append(route.request.url)
            problem = {"type": "", "title": "", "status": 401, "detail": "", "code": "token_refused", "remedy": ""}
            return route.fulfill(status=401, json={**problem, "errors": [], "instance": ""})

        page.route("**/api/v1/runs?*", refuse_once)
        page.get_by_role("link", name="Autre").click()
        page.get_by_role("link", name="Historique").click()
        expect(page.get_by_role("heading", name="Historique")).to_be_visible()
        visit.settle()
        expect(page.get_by_role("alert")).to_have_count(0)
        assert len(refusals) == 1
