"""What a first look costs: every file of ours that the browser fetches until the first screen stands, gzipped."""

import gzip

import pytest
import requests
from playwright.sync_api import Request

from tests.browser.conftest import Visiting

MOST_BYTES = 60 * 1024
FILES = ("document", "script", "stylesheet", "image", "font")


@pytest.mark.parametrize(("person", "path"), [("", "/"), ("camille", "/lists"), ("noor", "/customers")])
def test_a_first_screen_weighs_at_most_60_kb(visiting: Visiting, person: str, path: str) -> None:
    with visiting(person, "fr") as visit:
        asked: set[str] = set()

        def hear(request: Request) -> None:
            if request.url.startswith(visit.url) and request.resource_type in FILES:
                asked.add(request.url)

        visit.page.on("request", hear)
        visit.open(path)
    weights = {url: len(gzip.compress(requests.get(url, timeout=10).content)) for url in asked}
    assert len([url for url in weights if "/assets/" in url]) >= 4
    assert sum(weights.values()) <= MOST_BYTES, weights
