"""What the console lets in and out: its policy, frames, hostile text, and nothing of a foreign host."""

import re
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Api, Visiting

PAGES = ("/", "/sign-in", "/connection", "/lists/department", "/other/history", "/runs/x", "/audit", "/customers")
HOSTILE = "<img src=x onerror=alert(1)>"
TAB = "/customers/C-00001/account-details"


def directives(stack: dict[str, str], path: str) -> dict[str, str]:
    answer = requests.get(stack["api_url"] + path, timeout=10)
    assert answer.status_code == 200
    return dict(one.strip().split(" ", 1) for one in answer.headers["Content-Security-Policy"].split(";"))


@pytest.mark.parametrize("path", [*PAGES, TAB, TAB + "?embed=1", "/customers?embed=1"])
def test_the_policy_has_no_exception_and_no_page_may_be_framed(stack: dict[str, str], path: str) -> None:
    policy = directives(stack, path)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == "'self'"
    assert policy["connect-src"] == f"'self' {stack['oidc_url']}"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"


def test_files_have_their_content_in_their_names_and_are_kept_for_ever(stack: dict[str, str]) -> None:
    document = requests.get(stack["api_url"] + "/lists", timeout=10)
    assert document.headers["Cache-Control"] == "no-cache"
    files = re.findall(r"assets/[\w.-]+", document.text)
    assert len(files) >= 3
    for file in files:
        answer = requests.get(f"{stack['api_url']}/{file}", timeout=10)
        assert re.search(r"-[\w-]{8}\.(js|css|svg)$", file)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["..%2findex.html", "index.html", ".js", "a%00.js", "nothing.js"])
def test_no_other_file_is_served(stack: dict[str, str], name: str) -> None:
    answer = requests.get(f"{stack['api_url']}/assets/{name}", timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (404, "file_unknown")


@pytest.fixture
def attacked(visiting: Visiting, admin: Api) -> Iterator[Page]:
    admin.choose("Renewal_Notes__c", "Website", "Name")
    with visiting() as visit:
        yield visit.open(TAB)


def test_rich_text_keeps_its_form_and_loses_its_teeth(attacked: Page) -> None:
    rich = attacked.locator(".rich")
    expect(rich.locator("b", has_text="renews")).to_be_visible()
    assert rich.locator("script, img, [onclick], [onerror], [style]").count() == 0
    links = rich.locator("a[href]").evaluate_all("all => all.map(one => [one.protocol, one.rel, one.target])")
    assert links == [["https:", "noopener noreferrer nofollow", "_blank"]]


def test_hostile_labels_and_sentences_are_shown_as_they_are_written(visiting: Visiting) -> None:
    with visiting() as visit:

        def poison(route: Route) -> None:
            answer = route.fetch()
            body = answer.json()
            for one in body["lists"]:
                one["label"] = {"fr": HOSTILE, "en": HOSTILE}
            route.fulfill(response=answer, json=body)

        visit.page.route("**/api/v1/lists", poison)
        page = visit.open("/lists")
        expect(page.get_by_role("link", name=HOSTILE).first).to_be_visible()
        assert page.locator("main img").count() == 0


def test_other_code_can_make_no_html_of_text(visiting: Visiting) -> None:
    with visiting() as visit:
        page = visit.open("/lists")
        refused = page.evaluate(
            "() => { try { document.body.innerHTML = '<b>x</b>'; return 'made' } catch (error) { return error.name } }"
        )
        assert refused == "TypeError"
        # The breach was reported, as it should be; nothing else was.
        assert [text for text in visit.complaints if "TrustedHTML" not in text] == []
        visit.complaints.clear()
