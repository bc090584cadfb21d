"""Connections that break after each row, of what is written and of what is read; and after each byte of a token."""

from collections.abc import Callable

import pytest

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.intacct_models import IntacctDescriptions
from chalicelib.adapters.salesforce_accounts import SalesforceAccounts
from chalicelib.adapters.salesforce_models import SalesforceDescriptions
from chalicelib.adapters.salesforce_org import OrgReads
from chalicelib.core.counts import Counts
from chalicelib.core.errors import TryAgain
from chalicelib.core.ranges import Selection
from chalicelib.core.run import State
from dev.emulators.messages import Request, Response
from tests.contract.real_adapters import managed_list
from tests.proof.upstream.answers import SIDES, Side
from tests.proof.upstream.bench import LIST, OBJECT, Bench
from tests.proof.upstream.doors import Door, untouched
from tests.proof.upstream.judge import judge, rows_in_salesforce
from tests.proof.upstream.prepared import sums

FULL_CALL = 200
"""Rows of one Collections call, all that it may hold."""
PAGE = 60
UPSERT = {"name": "collections_upsert"}
ROWS_OF: dict[Side, str] = {"intacct": "ia::result", "salesforce": "records"}


def filled(doors: tuple[Door, Door], rows: int) -> Bench:
    """A company of so many departments, which fit one page and one call, and an empty org."""
    bench = Bench(doors, rows=0, page_size=250)
    rename_all(bench, rows, "new")
    return bench


def rename_all(bench: Bench, rows: int, name: str) -> None:
    for key in range(1, rows + 1):
        bench.put(key, id=f"D{key}", name=f"{name} {key}")


def test_an_upsert_that_breaks_after_any_number_of_rows_ends_right(doors: tuple[Door, Door]) -> None:
    """Once: the same call is sent again. Three times: the range is left, and taken up again where it stands."""
    bench = filled(doors, FULL_CALL)
    bench.run()
    for written in range(FULL_CALL + 1):
        rename_all(bench, FULL_CALL, f"name {written}")
        before = rows_in_salesforce(bench)
        broken = {"match": UPSERT, "do": {"drop_after_rows": written}, "times": 1 + 2 * (written % 2)}
        bench.salesforce.faults.add(broken)
        run = bench.run()
        judge(bench, run, before)
        assert (run.state, sums(run)) == (State.DONE, Counts(read=FULL_CALL, updated=FULL_CALL)), written
        assert bench.salesforce.faults.report() == []


@pytest.mark.parametrize("written", [1, 50, 120, 199, 200])
@pytest.mark.parametrize("times", [1, 3])
def test_new_rows_of_a_broken_call_are_created_once_and_told_as_created(
    doors: tuple[Door, Door], written: int, times: int
) -> None:
    bench = filled(doors, FULL_CALL)
    bench.salesforce.faults.add({"match": UPSERT, "do": {"drop_after_rows": written}, "times": times})
    run = bench.run()
    judge(bench, run, {})
    assert (run.state, sums(run)) == (State.DONE, Counts(read=FULL_CALL, created=FULL_CALL))
    assert len(rows_in_salesforce(bench)) == FULL_CALL


@pytest.mark.parametrize("side", SIDES)
def test_a_page_that_breaks_off_after_any_number_of_rows_is_read_again(doors: tuple[Door, Door], side: Side) -> None:
    bench = filled(doors, PAGE)
    bench.run()
    faults = bench.intacct.faults if side == "intacct" else bench.salesforce.faults
    for rows in range(PAGE + 1):
        bench.put(1 + rows % PAGE, name=f"name {rows}")
        before = rows_in_salesforce(bench)
        broken = {"cut_after_rows": rows, "of": ROWS_OF[side]}
        faults.add({"match": {"name": "query"}, "do": broken, "skip": 1, "times": 3})
        run = bench.run()
        judge(bench, run, before)
        assert (run.state, sums(run)) == (State.DONE, Counts(read=PAGE, updated=1, unchanged=PAGE - 1)), rows
        assert faults.report() == []


@pytest.mark.parametrize("side", SIDES)
def test_a_token_that_breaks_off_after_any_byte_is_no_token(doors: tuple[Door, Door], side: Side) -> None:
    bench = Bench(doors, rows=2)
    stand_in = bench.intacct if side == "intacct" else bench.salesforce
    length = longest_answer(bench, side, lambda: reads(bench, side))
    for size in range(length):
        bench.connected.sign_ins = SignIns(bench.clock)
        stand_in.faults.add({"match": {"name": "token"}, "do": {"cut_after": size}, "times": None})
        with pytest.raises(TryAgain) as broken:
            reads(bench, side)
        assert broken.value.code == f"{side}_cut_off", size
        stand_in.faults.clear()
    assert reads(bench, side) == (2 if side == "intacct" else 0)


def reads(bench: Bench, side: Side) -> int:
    """A call that needs a token."""
    department = managed_list(LIST)
    if side == "salesforce":
        return bench.connected.salesforce().unkeyed_count(department)
    return len(list(bench.connected.intacct().rows(department, department.sources[0], Selection(), 100)))


def longest_answer(bench: Bench, side: Side, call: Callable[[], object]) -> int:
    """The bytes of the longest answer to ``call``."""
    seen: list[int] = []

    def measured(_: Request, response: Response | None) -> Response | None:
        seen.append(len(response.encoded()[0]) if response else 0)
        return response

    door = bench.doors[SIDES.index(side)]
    door.twist = measured
    call()
    door.twist = untouched
    return max(seen)


def test_a_description_that_breaks_off_after_any_of_its_fields_is_none(doors: tuple[Door, Door]) -> None:
    """A shorter one would tell an administrator that fields have vanished."""
    bench = Bench(doors, rows=2)
    link = bench.connected
    org = link.org(link.settings(), posts_repeat=True)
    descriptions, accounts = SalesforceDescriptions(org), SalesforceAccounts(OrgReads(org), link.clock)
    whole = descriptions.fields("Account")
    for fields in range(len(whole) + 1):
        broken = {"cut_after_rows": fields, "of": "fields"}
        bench.salesforce.faults.add({"match": {"name": "describe"}, "do": broken, "times": None})
        for describe in (lambda: descriptions.fields("Account"), accounts.describe):
            with pytest.raises(TryAgain):
                describe()
        bench.salesforce.faults.clear()
    assert descriptions.fields("Account") == whole


def test_a_model_that_breaks_off_anywhere_is_none(doors: tuple[Door, Door]) -> None:
    bench = Bench(doors, rows=2)
    link = bench.connected
    models = IntacctDescriptions(link.company(link.settings()))
    whole = models.fields(OBJECT)
    for size in range(0, longest_answer(bench, "intacct", lambda: models.fields(OBJECT)), 5):
        bench.intacct.faults.add({"match": {"name": "model"}, "do": {"cut_after": size}, "times": None})
        with pytest.raises(TryAgain):
            models.fields(OBJECT)
        bench.intacct.faults.clear()
    assert models.fields(OBJECT) == whole
