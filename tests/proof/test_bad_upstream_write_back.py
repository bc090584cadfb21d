"""Bad answers to the changes that go back to Intacct: each change happens once, and is told only when it did."""

import pytest

from chalicelib.core.counts import Outcome
from chalicelib.core.fieldmap import FieldMaps, MappedField, Rule, Shape
from chalicelib.core.run import Mode, Run, State
from dev.emulators.salesforce.fields import Field
from tests.proof.upstream.answers import AWAY, GARBLED, Bad, answered
from tests.proof.upstream.bench import LIST, Bench
from tests.proof.upstream.doors import Door

TARGET, TITLE, COLUMN = "Intacct_Department__c", "reportTitle", "Report_Title__c"
MAPPED = MappedField(TITLE, COLUMN, Rule.BOTH, shape=Shape(length=60))
CHANGE = {"name": "change"}
UNTRUE = (
    Bad("the record is not named", answered(200, {"ia::result": {}, "ia::meta": {"totalSuccess": 1}}), "unreadable"),
    Bad("another record is named", answered(200, {"ia::result": {"key": "999", "id": "x"}}), "unreadable"),
)
"""Of calls that are answered well, and had no effect."""


@pytest.fixture
def bench(doors: tuple[Door, Door]) -> Bench:
    """In step, and then three titles are changed in Salesforce by a person."""
    bench = Bench(doors, rows=12, field_maps=FieldMaps().with_rows(LIST, (MAPPED,)))
    bench.org.store.add_fields(TARGET, (Field(COLUMN, "Report title", "string", 60),))
    bench.run()
    bench.intacct.clock.advance(-3600)
    for key in edited(bench):
        edit(bench, key)
    bench.intacct.clock.advance(3600)
    return bench


def edited(bench: Bench) -> list[int]:
    return bench.department_keys()[1:4]


def edit(bench: Bench, key: int) -> None:
    [found] = bench.org.query(f"SELECT Id FROM {TARGET} WHERE Intacct_Key__c = 'department:{key}'")
    store = bench.org.store
    ours = store.user_id
    store.user_id = bench.org.add("User", {"Username": f"person{key}@demo.example", "LastName": "Person"})
    store.update(bench.org.objects[TARGET], found["Id"], {COLUMN: f"title {key}"})
    store.user_id = ours


def ends_right(bench: Bench, run: Run) -> None:
    assert (run.state, run.totals.written_back, run.totals.failed) == (State.DONE, 3, 0)
    told = [int(row.record_key) for row in bench.runs.rows(run, Outcome.WRITTEN_BACK, 9, "").rows]
    assert told == edited(bench)
    assert [bench.row(key)[TITLE] for key in edited(bench)] == [f"title {key}" for key in edited(bench)]
    following = bench.run(Mode.CHANGES)
    assert (following.state, following.totals.written_back, following.totals.updated) == (State.DONE, 0, 0)


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("bad", [*AWAY, *GARBLED, *UNTRUE], ids=str)
def test_a_change_that_is_answered_badly_happens_once(bench: Bench, bad: Bad, times: int) -> None:
    bench.intacct.faults.add(*[{"match": CHANGE, "do": bad.does, "skip": skip, "times": times} for skip in (0, 1)])
    ends_right(bench, bench.run(Mode.CHANGES))
