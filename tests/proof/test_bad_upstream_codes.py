"""Forty codes with which Salesforce refuses single rows, all in one call: each row is told by its own, none is lost."""

from collections.abc import Callable, Mapping

from chalicelib.core.counts import Outcome
from chalicelib.core.rowerrors import RowErrorClass, row_error_class
from chalicelib.core.run import Run, State
from dev.emulators.salesforce.row_rules import RowFault
from tests.proof.upstream.bench import Bench
from tests.proof.upstream.doors import Door
from tests.proof.upstream.judge import judge, rows_in_salesforce

DEPARTMENT = "Intacct_Department__c"
LOCK = "Trigger: execution of BeforeUpdate caused by: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access"
NO_PARENT = "Foreign key external ID: department:7 not found for field Intacct_Key__c in entity Intacct_Department__c"
RETRY, PARENT, SETUP, BAD = RowErrorClass
CODES: Mapping[RowErrorClass, tuple[str, ...]] = {
    RETRY: (
        "UNABLE_TO_LOCK_ROW",
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "PROCESSING_HALTED",
        "TOO_MANY_APEX_REQUESTS",
        "RECORD_IN_USE_BY_WORKFLOW",
        "REQUEST_RUNNING_TOO_LONG",
        "SERVER_UNAVAILABLE",
        "UNKNOWN_EXCEPTION",
        f"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY {LOCK}",
    ),
    PARENT: (f"INVALID_FIELD {NO_PARENT}",),
    SETUP: (
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "INVALID_FIELD No such column",
        "INVALID_TYPE",
        "NOT_FOUND",
        "API_DISABLED_FOR_ORG",
        "DUPLICATE_EXTERNAL_ID More than one record found for external id field: [a01, a02]",
        "STORAGE_LIMIT_EXCEEDED",
    ),
    BAD: (
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY Trigger: a rule of ours",
        "CANNOT_EXECUTE_FLOW_TRIGGER",
        "CIRCULAR_DEPENDENCY",
        "DELETE_FAILED",
        "DUPLICATES_DETECTED",
        "DUPLICATE_VALUE",
        "ENTITY_IS_DELETED",
        "ENTITY_IS_LOCKED",
        "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "FIELD_FILTER_VALIDATION_EXCEPTION",
        "FIELD_INTEGRITY_EXCEPTION",
        "INACTIVE_OWNER_OR_USER",
        "INVALID_CROSS_REFERENCE_KEY",
        "INVALID_EMAIL_ADDRESS",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "JSON_PARSER_ERROR",
        "MALFORMED_ID",
        "NUMBER_OUTSIDE_VALID_RANGE",
        "REQUIRED_FIELD_MISSING",
        "STRING_TOO_LONG",
        "A_CODE_OF_NEXT_YEAR",
    ),
}
GOOD_ROWS = 10
SENT_AGAIN = 4
"""How often a row goes out whose error passes by itself."""

Refusals = dict[str, tuple[RowErrorClass, RowFault]]


def filled(doors: tuple[Door, Door], times: int | None) -> tuple[Bench, Refusals]:
    """A row for each code, refused with it so many times; and some that are good."""
    bench, refusals = Bench(doors, rows=0, page_size=250), Refusals()
    told = [(kind, spelled) for kind, codes in CODES.items() for spelled in codes]
    for key in range(1, len(told) + GOOD_ROWS + 1):
        bench.put(key, id=f"D{key}", name=f"Direction {key}")
    for key, (kind, spelled) in enumerate(told, 1):
        code, _, message = spelled.partition(" ")
        fault = RowFault(DEPARTMENT, code, message, keys=(f"department:{key}",), times=times)
        bench.org.rules.add_fault(fault)
        refusals[f"department:{key}"] = kind, fault
    return bench, refusals


def listed(bench: Bench, run: Run) -> dict[str, tuple[str, str]]:
    rows = bench.runs.rows(run, Outcome.FAILED, 1000, "").rows
    return {row.key: (row.code, row.message) for row in rows}


def test_forty_codes_in_one_call_are_told_each_by_its_row(
    doors: tuple[Door, Door], record_property: Callable[[str, object], None]
) -> None:
    bench, refusals = filled(doors, times=None)
    assert len(refusals) == 40
    run = bench.run()
    judge(bench, run, {})
    assert (run.state, run.totals.failed, run.totals.created) == (State.DONE_WITH_ERRORS, 40, GOOD_ROWS)
    assert {key: code for key, (code, _) in listed(bench, run).items()} == {
        key: fault.code for key, (_, fault) in refusals.items()
    }
    for key, (kind, fault) in refusals.items():
        code, message = listed(bench, run)[key]
        assert message
        assert fault.message in message, "what Salesforce said"
        assert row_error_class(code, message) is kind, code
        assert fault.struck[key] == (SENT_AGAIN if kind is RETRY else 1), "hammered, or not tried again"
    record_property("figure", f"{len(refusals)} of {len(refusals)} codes, no row lost")


def test_of_forty_rows_refused_once_those_are_written_whose_error_passes(doors: tuple[Door, Door]) -> None:
    bench, refusals = filled(doors, times=1)
    run = bench.run()
    judge(bench, run, {})
    stays = {key for key, (kind, _) in refusals.items() if kind is not RETRY}
    assert listed(bench, run).keys() == stays
    assert rows_in_salesforce(bench).keys().isdisjoint(stays)
    assert run.totals.created == GOOD_ROWS + len(CODES[RETRY])
