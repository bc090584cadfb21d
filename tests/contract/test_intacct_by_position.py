"""Lists that can't be read by ranges of keys are read by position, and read again where they moved meanwhile."""

from collections.abc import Iterator
from itertools import count

import pytest

from chalicelib.core.errors import TryAgain
from chalicelib.ports import Survey
from dev.emulators.server import Request
from tests.contract.real_adapters import Connected, managed_list
from tests.contract.watched_intacct import TEMPLATES, Watched, fill, keys, read, watched

TEMPLATE = managed_list("billing_template")


@pytest.fixture
def stand_in() -> Watched:
    return watched()


@pytest.fixture
def company(stand_in: Watched) -> Iterator[Connected]:
    with stand_in.serve() as running:
        yield Connected(intacct_url=running.url)


def test_text_keys_are_read_by_position_and_sorted_as_text(stand_in: Watched, company: Connected) -> None:
    fill(stand_in, 60, first=90)
    wanted = managed_list("billing_template", numeric_key=False)
    intacct = company.intacct()
    rows = read(intacct, wanted, size=25)
    assert [row["key"] for row in rows] == sorted(str(row["key"]) for row in rows)
    assert (len(rows), intacct.calls, intacct.drifted) == (66, 3, False)
    assert intacct.survey(wanted, 25) == Survey(66)


def test_a_key_that_comes_twice_has_the_list_read_again(stand_in: Watched, company: Connected) -> None:
    change = {"path": ["ia::result", 3, "key"], "set": "3"}
    stand_in.faults.add({"match": {"name": "query"}, "do": {"mutate_json": [change]}})
    intacct = company.intacct()
    found = read(intacct, managed_list("billing_template", numeric_key=False))
    assert {int(row["key"]) for row in found} == set(stand_in.store.table("demo", TEMPLATES).keys)
    assert (intacct.calls, intacct.drifted) == (2, True)


def test_an_object_that_ignores_filters_on_its_key_is_read_by_position(stand_in: Watched, company: Connected) -> None:
    fill(stand_in, 100)
    stand_in.settings.ignores_key_filter.append(TEMPLATES)
    assert keys(read(company.intacct(), TEMPLATE, size=40, above=1009, up_to=1080)) == list(range(1010, 1081))
    whole = company.intacct()
    assert keys(read(whole, TEMPLATE, size=40))[-100:] == list(range(1000, 1100))
    assert not whole.drifted


def let_move(stand_in: Watched, before: set[int], change: str) -> None:
    """Let the list of templates change just before the queries of these numbers."""
    table = stand_in.store.table("demo", TEMPLATES)
    queries = count(1)

    def move(_: Request) -> None:
        number = next(queries)
        if number in before and change != "add":
            table.delete(table.keys[number])
        if number in before and change != "remove":
            table.put({"key": str(5000 + number), "id": f"new {number}", "status": "active"})

    stand_in.before_query = move


@pytest.mark.parametrize("change", ["add", "remove", "replace"])
@pytest.mark.parametrize(("before", "ends"), [({2}, True), ({2, 4}, False)])
def test_a_list_that_moves_while_it_is_read_by_position_is_read_again_once(
    stand_in: Watched, company: Connected, change: str, before: set[int], ends: bool
) -> None:
    fill(stand_in, 60)
    let_move(stand_in, before, change)
    intacct = company.intacct()
    wanted = managed_list("billing_template", numeric_key=False)
    if ends:
        found = {int(row["key"]) for row in read(intacct, wanted, size=30)}
        assert found == set(stand_in.store.table("demo", TEMPLATES).keys)
    else:
        with pytest.raises(TryAgain, match="intacct_list_moving"):
            read(intacct, wanted, size=30)
    assert intacct.drifted


@pytest.mark.parametrize("change", ["add", "remove", "replace"])
def test_rows_that_stay_are_read_by_key_whatever_moves_around_them(
    stand_in: Watched, company: Connected, change: str
) -> None:
    fill(stand_in, 60)
    before = set(stand_in.store.table("demo", TEMPLATES).keys)
    let_move(stand_in, {2, 3}, change)
    found = set(keys(read(company.intacct(), TEMPLATE, size=25)))
    assert before & set(stand_in.store.table("demo", TEMPLATES).keys) <= found
