"""The Intacct adapter reads the stand-in over HTTP: whole lists, in order, in as few calls as it must."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.adapters.intacct import IntacctRest
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.ports import Survey
from dev.emulators.intacct.generate import touch
from tests.contract.real_adapters import Connected, managed_list
from tests.contract.watched_intacct import TEMPLATES, Watched, fill, keys, read, watched

DEPARTMENT = managed_list("department")
PLACES = managed_list("entity_location")
TEMPLATE = managed_list("billing_template")


@pytest.fixture
def stand_in() -> Watched:
    return watched()


@pytest.fixture
def company(stand_in: Watched) -> Iterator[Connected]:
    with stand_in.serve() as running:
        yield Connected(intacct_url=running.url)


def test_a_small_list_is_counted_and_read_in_a_call_each(company: Connected) -> None:
    intacct = company.intacct()
    assert intacct.survey(DEPARTMENT, 4000) == Survey(30)
    rows = read(intacct, DEPARTMENT)
    assert keys(rows) == sorted(keys(rows))
    assert set(rows[0]) == set(DEPARTMENT.intacct_fields(DEPARTMENT.sources[0]))
    assert (len(rows), intacct.calls) == (30, 2)


def test_ten_thousand_rows_cost_three_pages_and_a_survey_of_two_calls(stand_in: Watched, company: Connected) -> None:
    fill(stand_in, 10_000, first=1000)
    intacct = company.intacct()
    lowest = keys(read(intacct, TEMPLATE, up_to=900))[0]
    survey = company.intacct().survey(TEMPLATE, 4000)
    assert survey == Survey(10_000 + 6, lowest, 10_999)
    again = company.intacct()
    assert keys(read(again, TEMPLATE, above=999)) == list(range(1000, 11_000))
    assert again.calls == 3


@pytest.mark.parametrize("rows", [1, 3, 4, 5, 8, 9])
def test_pages_end_where_the_rows_end(stand_in: Watched, company: Connected, rows: int) -> None:
    fill(stand_in, rows)
    intacct = company.intacct()
    assert keys(read(intacct, TEMPLATE, size=4, above=999)) == list(range(1000, 1000 + rows))
    assert intacct.calls == -(-rows // 4)


def test_an_empty_list_is_no_failure(company: Connected) -> None:
    intacct = company.intacct()
    assert read(intacct, TEMPLATE, above=10**9) == []
    assert intacct.survey(TEMPLATE, 4000, since=datetime(2099, 1, 1, tzinfo=UTC)) == Survey(0)


def test_several_sources_are_counted_together(company: Connected) -> None:
    entities, locations = (read(company.intacct(), PLACES, source=number) for number in (0, 1))
    found = company.intacct().survey(PLACES, 10)
    assert found == Survey(29, min(keys(entities + locations)), max(keys(entities + locations)))
    assert "parent.key" not in entities[0]


def test_rows_are_named_by_key_in_chunks_and_those_that_are_not_there_are_left_out(
    stand_in: Watched, company: Connected
) -> None:
    fill(stand_in, 1200)
    wanted = [str(key) for key in range(2300, 999, -1)] + ["1500"]
    intacct = company.intacct()
    assert keys(read(intacct, TEMPLATE, keys=tuple(wanted))) == list(range(1000, 2200))
    assert intacct.calls == 3
    assert read(intacct, TEMPLATE, keys=()) == []


@pytest.mark.parametrize("key", ["4", "4711"])
def test_rows_that_nobody_named_are_refused(stand_in: Watched, company: Connected, key: str) -> None:
    change = {"path": ["ia::result", 0, "key"], "set": key}
    stand_in.faults.add({"match": {"name": "query"}, "do": {"mutate_json": [change]}})
    with pytest.raises(TryAgain, match="intacct_unreadable"):
        read(company.intacct(), DEPARTMENT, keys=("3", "4"))
    assert keys(read(company.intacct(), DEPARTMENT, keys=("3", "4"))) == [3, 4]


def test_changes_are_those_since_an_instant(stand_in: Watched, company: Connected) -> None:
    fill(stand_in, 500)
    since = datetime.now(UTC)
    stand_in.clock.advance(60)
    touch(stand_in.store, "demo", TEMPLATES, 0.1, stand_in.clock.now())
    changed = read(company.intacct(), TEMPLATE, since=since)
    assert company.intacct().survey(TEMPLATE, 4000, since) == Survey(len(changed))
    assert 40 < len(changed) < 60
    assert keys(read(company.intacct(), TEMPLATE, above=1099, up_to=1300, since=since)) == [
        key for key in keys(changed) if 1100 <= key <= 1300
    ]


def test_a_list_without_stamps_is_not_asked_for_changes(company: Connected) -> None:
    with pytest.raises(ValueError, match="no modification stamp"):
        read(company.intacct(), managed_list("udd:market_segment"), since=datetime.now(UTC))


def test_private_rows_come_only_where_the_settings_want_them(company: Connected) -> None:
    every, shared = (company.intacct(include_private=wanted) for wanted in (True, False))
    assert len(read(every, PLACES, source=1)) > len(read(shared, PLACES, source=1))
    assert shared.restricted()
    assert (every.restricted(), every.restricted(), every.calls) == (False, False, 2)


def test_an_entity_sees_its_own_part_but_its_list_of_entities_is_whole(stand_in: Watched, company: Connected) -> None:
    headers: list[str | None] = []
    stand_in.before_query = lambda request: headers.append(request.headers.get("x-ia-api-param-entity"))
    inside = company.intacct({"intacct_entity": "100"})
    assert inside.restricted()
    names = {row["entity.id"] for row in read(inside, PLACES, source=1)}
    assert names == {"100", None}
    assert read(inside, PLACES, source=0)
    assert headers == ["100", None]


@pytest.mark.parametrize("user", ["ws_france", "nobody"])
def test_only_a_user_known_to_see_everything_counts_as_unrestricted(company: Connected, user: str) -> None:
    intacct = company.intacct({"intacct_user": user})
    if user == "nobody":
        with pytest.raises(NeedsAdmin):
            intacct.restricted()
    else:
        assert intacct.restricted()


UNRESTRICTED = ["ia::result", 0, "entityAccess.allowUnrestrictedAccess"]


@pytest.mark.parametrize(
    "changes",
    [
        [{"path": UNRESTRICTED, "set": None}],
        [{"path": UNRESTRICTED, "set": "true"}],
        [{"path": UNRESTRICTED, "delete": True}],
        [{"path": ["ia::result", 0, "id"], "set": "other"}],
        [{"path": ["ia::result"], "set": []}, {"path": ["ia::meta", "totalCount"], "set": 0}],
    ],
)
def test_whatever_does_not_prove_full_sight_counts_as_restricted(
    stand_in: Watched, company: Connected, changes: list[dict[str, Any]]
) -> None:
    match = {"body_contains": "company-config/user"}
    stand_in.faults.add({"match": match, "do": {"mutate_json": changes}, "times": None})
    assert company.intacct().restricted()


BUSY = {"status": 200, "body": '{"ia::error": {"code": "GW-0010"}}', "content_type": "application/json"}
A_PAGE = {"status": 200, "body": '{"message": "Back soon"}', "content_type": "application/json"}


def test_what_passes_by_itself_makes_nobody_restricted(stand_in: Watched, company: Connected) -> None:
    match = {"body_contains": "company-config/user"}
    stand_in.faults.add({"match": match, "do": A_PAGE})
    assert not company.intacct().restricted()
    stand_in.faults.add({"match": match, "do": BUSY})
    with pytest.raises(TryAgain, match="intacct_busy"):
        company.intacct().restricted()


@pytest.mark.parametrize("do", [{"status": 403, "body": '{"ia::error": {"code": "GW-0042"}}'}, {"status": 404}])
def test_a_user_that_may_not_look_at_users_counts_as_restricted(
    stand_in: Watched, company: Connected, do: dict[str, Any]
) -> None:
    stand_in.faults.add({"match": {"body_contains": "company-config/user"}, "do": do})
    assert company.intacct().restricted()


def test_a_field_that_intacct_does_not_know_is_left_out_once_and_named(company: Connected) -> None:
    wanted = managed_list("department", status="mood", entity="region.id")
    intacct = company.intacct()
    rows = read(intacct, wanted, size=20)
    assert len(rows) == 30
    assert rows[0].keys().isdisjoint({"mood", "region.id"})
    assert intacct.remarks == {"fields_missing"}
    assert intacct.dropped_fields == {(wanted.sources[0].object, "mood"), (wanted.sources[0].object, "region.id")}
    assert intacct.calls == 4
    with pytest.raises(NeedsAdmin, match="has no field title"):
        read(company.intacct(), managed_list("department", name="title"))


def test_threads_share_one_sign_in(stand_in: Watched, company: Connected) -> None:
    connections: list[IntacctRest] = [company.intacct() for _ in range(8)]
    threads = [threading.Thread(target=read, args=(one, DEPARTMENT)) for one in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stand_in.calls.report() == {"total": 8, "by_name": {"token": 1, "query": 8}}
