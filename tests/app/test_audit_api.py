"""The audit trail over HTTP."""

from dataclasses import replace

import pytest

from tests.app.client import Api, refused
from tests.app.conftest import Parts
from tests.app.settings_values import INTACCT_CREDENTIALS


@pytest.fixture(autouse=True)
def _five_replacements(api: Api) -> None:
    for _ in range(5):
        api.put("/secrets/intacct", INTACCT_CREDENTIALS)


def test_pages_lead_from_the_newest_entry_to_the_oldest(api: Api) -> None:
    numbers, cursor = [], ""
    while True:
        page = api.get(f"/audit?limit=2{f'&cursor={cursor}' if cursor else ''}").json
        numbers += [entry["number"] for entry in page["entries"]]
        cursor = page["cursor"]
        if not cursor:
            break
    assert numbers == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "cursor=abc", "since=2026"])
def test_a_query_that_cannot_be_is_refused(api: Api, query: str) -> None:
    refused(api.get(f"/audit?{query}"))


def test_another_tenants_cursor_is_refused(api: Api) -> None:
    cursor = api.get("/audit?limit=2").json["cursor"]
    assert refused(api.as_("foreigner").get(f"/audit?cursor={cursor}"))["code"] == "cursor_unknown"


def test_a_whole_trail_is_called_whole(api: Api, parts: Parts) -> None:
    end = parts.settings.audit.end("demo")
    assert api.get("/audit/chain").json == {"entries": 6, "whole": True, "first_broken": None, "end": end.hash}


def test_a_trail_that_somebody_altered_is_not(api: Api, parts: Parts) -> None:
    trail = parts.settings.audit.trails["demo"]
    trail[3] = replace(trail[3], deed=replace(trail[3].deed, name="Nobody"))
    chain = api.get("/audit/chain").json
    assert (chain["whole"], chain["first_broken"]) == (False, 4)
