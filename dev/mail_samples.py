"""Sample mails of every kind, for the pictures and the tests. All people and rows in them are invented."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.adapters.salesforce_sign_in_errors import refused
from chalicelib.core.counts import Calls, Counts, Trouble
from chalicelib.core.run import ALL_LISTS, Child, Mode, Requester, Run, State
from chalicelib.ports import ErrorGroup, RunMail
from chalicelib.usecases.resync.tasks import trouble_of

LABELS: Mapping[str, Mapping[str, str]] = {
    "entity_location": {"en": "Entities and Locations", "fr": "Entités et emplacements"},
    "department": {"en": "Department", "fr": "Département"},
    "employee": {"en": "Employee", "fr": "Employé"},
    "ar_term": {"en": "AR Terms", "fr": "Conditions de règlement client"},
    "gl_account": {"en": "GL accounts", "fr": "Comptes généraux"},
    ALL_LISTS: {"en": "All lists", "fr": "Toutes les listes"},
}
STARTED = datetime(2026, 11, 24, 7, 21, 4, tzinfo=UTC)

_GROUPS = (
    ErrorGroup(
        "STRING_TOO_LONG",
        "Job Title: data value too large: Responsable adjointe de la coordination régionale (max length=40)",
        14,
        "E-04417 Maëlle Kervadec",
    ),
    ErrorGroup(
        "FIELD_CUSTOM_VALIDATION_EXCEPTION", "An employee needs a department.", 9, "E-10233 Tomás O’Brien & Söhne"
    ),
    ErrorGroup(
        "INVALID_FIELD",
        "Foreign key external ID: employee:88 not found for field Intacct_Key__c in entity Intacct_Employee__c",
        3,
        "E-00912 Ines Falk",
    ),
    ErrorGroup("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", 2, "E-07001 Aiko Brandt"),
    ErrorGroup("APEX_DATA_ACCESS_RESTRICTION", "Not allowed here.", 1, "E-00003 Lou Marchetti"),
    ErrorGroup("DUPLICATE_VALUE", "duplicate value found: Badge__c duplicates value on record", 1, "E-00040 Sam Okoro"),
    ErrorGroup("STORAGE_LIMIT_EXCEEDED", "storage limit exceeded", 1, "E-11999 Noa Petit"),
)


def sample_mails(language: str) -> dict[str, RunMail]:
    """One mail of each kind, by name."""
    return {
        "done": _mail(language, _run("employee", Counts(12_000, 40, 80, 11_880, in_salesforce=11_960))),
        "unchanged": _mail(language, _run("department", Counts(42, unchanged=42, gone=3, marked=3, in_salesforce=45))),
        "errors": _mail(language, _with_errors(), groups=_GROUPS),
        "failed": _mail(language, _failed()),
        "cancelled": _mail(language, _cancelled()),
        "dry_run": _mail(
            language, replace(_run("ar_term", Counts(18, 2, 5, 11, gone=1, in_salesforce=17)), dry_run=True)
        ),
        "all_lists": _all_lists(language),
        "gone_guard": _mail(language, _gone_guard()),
    }


def _run(list_key: str, totals: Counts, state: State = State.DONE) -> Run:
    return Run(
        tenant="demo",
        id="01KAV3N5H2QX8T4W9YB6CD7EFG",
        list=list_key,
        mode=Mode.FULL,
        dry_run=False,
        requester=Requester("camille", "Camille Moreau", "camille.moreau@example.com"),
        settings_version=3,
        started_at=STARTED,
        state=state,
        finished_at=STARTED + timedelta(minutes=3, seconds=12),
        totals=totals,
        calls=Calls(6, 7),
    )


def _mail(language: str, run: Run, groups: tuple[ErrorGroup, ...] = ()) -> RunMail:
    return RunMail(run, LABELS[run.list], (run.requester.email,), language, groups)


def _with_errors() -> Run:
    totals = Counts(12_000, 38, 61, 11_870, failed=31, in_salesforce=11_962)
    notes = ("still_moving", "partial")
    return replace(_run("employee", totals, State.DONE_WITH_ERRORS), notes=notes, mode=Mode.CHANGES)


def _failed() -> Run:
    refusal = {"error": "invalid_grant", "error_description": "user hasn't approved this consumer"}
    trouble = trouble_of(refused(400, refusal))
    return replace(_run("gl_account", Counts(), State.FAILED), trouble=trouble, finished_at=STARTED)


def _cancelled() -> Run:
    run = _run("employee", Counts(4_000, 0, 1_250, 2_750, in_salesforce=4_000), State.CANCELLED)
    return replace(run, trouble=Trouble("cancelled", "Cancelled by Alex Reed."))


def _gone_guard() -> Run:
    totals = Counts(23, unchanged=23, gone=37, in_salesforce=60)
    return replace(_run("department", totals, State.DONE_WITH_ERRORS), notes=("gone_guard",))


def _all_lists(language: str) -> RunMail:
    broken = Trouble(
        "given_up", "A part of the run failed five times for a reason that we did not foresee.", remedy="Report it."
    )
    runs = (
        _run("entity_location", Counts(58, 0, 2, 56)),
        replace(
            _run("department", Counts(23, unchanged=23, gone=37, in_salesforce=60), State.DONE_WITH_ERRORS),
            notes=("gone_guard",),
        ),
        _run("employee", Counts(12_000, 38, 61, 11_870, failed=31), State.DONE_WITH_ERRORS),
        replace(_run("ar_term", Counts(), State.FAILED), trouble=broken),
    )
    parent = replace(
        _run(ALL_LISTS, sum((run.totals for run in runs), Counts()), State.FAILED),
        trouble=broken,
        children=(*(Child(run.list, run.id) for run in runs), Child("gl_account")),
        finished_at=STARTED + timedelta(hours=1, minutes=4, seconds=9),
    )
    labels = {key: LABELS[key] for key in ("entity_location", "department", "employee", "ar_term", "gl_account")}
    return RunMail(parent, LABELS[ALL_LISTS], (parent.requester.email,), language, (), runs, labels)
