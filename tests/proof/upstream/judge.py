"""What must hold at the end of every run, however badly the upstreams answered."""

import re
from dataclasses import replace
from typing import Any

from chalicelib.adapters.mail_text import render
from chalicelib.core.counts import Outcome, Trouble
from chalicelib.core.run import Run, State
from tests.contract.real_adapters import INTACCT_SECRET, SALESFORCE_SECRET
from tests.proof.upstream.bench import Bench

CONSOLE = "https://passerelle.example.com"
COLUMNS = ("Intacct_Key__c", "Intacct_Record_No__c", "Intacct_Id__c", "Name", "Active__c", "Parent__r.Intacct_Key__c")
EVERYTHING = f"SELECT {','.join(COLUMNS)} FROM Intacct_Department__c ORDER BY Intacct_Record_No__c"
_TECHNICAL = re.compile(r"<|[{}]|Traceback|https?://|Bearer|None\b|Exception|Error\(|\bFile \"|[\w!.=-]{60,}")

Rows = dict[str, tuple[str, str, bool, str]]


def rows_in_intacct(bench: Bench) -> Rows:
    """Id, name, whether active, and the parent's key, by the key that Salesforce knows the row by."""
    found: Rows = {}
    for key in bench.department_keys():
        row = bench.row(key)
        parent = f"department:{row['parent.key']}" if row.get("parent.key") else ""
        found[f"department:{key}"] = row["id"], row["name"][:80], row["status"] == "active", parent
    return found


def rows_in_salesforce(bench: Bench) -> Rows:
    return {row["Intacct_Key__c"]: _as_in_intacct(row) for row in bench.org.query(EVERYTHING)}


def _as_in_intacct(row: dict[str, Any]) -> tuple[str, str, bool, str]:
    parent = row["Parent__r"]["Intacct_Key__c"] if row["Parent__r"] else ""
    return row["Intacct_Id__c"], row["Name"], row["Active__c"], parent


def judge(bench: Bench, run: Run, before: Rows) -> None:
    """Raises AssertionError where a row is lost or half written, totals are untrue, or the mail does not say why.

    ``before`` is what Salesforce held when the run began.
    """
    _judge_totals(bench, run)
    _judge_rows(bench, run, before)
    _judge_mail(bench, run)


def _judge_totals(bench: Bench, run: Run) -> None:
    totals = run.totals
    assert totals.read == totals.created + totals.updated + totals.unchanged + totals.failed, totals
    listed = bench.runs.rows(run, None, 10_000, "").rows
    for outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.FAILED, Outcome.GONE):
        keys = [row.key for row in listed if row.outcome is outcome]
        assert len(keys) == len(set(keys)) == getattr(totals, outcome), (outcome, totals, keys)


def _judge_rows(bench: Bench, run: Run, before: Rows) -> None:
    """Each row is as Intacct has it or as it was; the rows reported as written are as Intacct has them."""
    wanted, there = rows_in_intacct(bench), rows_in_salesforce(bench)
    listed = {row.key: row.outcome for row in bench.runs.rows(run, None, 10_000, "").rows}
    for key, row in there.items():
        if key not in wanted:
            assert row in (before[key], _inactive(before[key])), row
        elif listed.get(key) is Outcome.CREATED or listed.get(key) is Outcome.UPDATED:
            assert row == wanted[key]
        else:
            # A row that waits for its parent has no link yet; until it has, nothing counts it as written.
            assert row in (wanted[key], before.get(key), (*wanted[key][:3], "")), (row, wanted[key])
    assert set(before) <= set(there)
    if run.state is State.DONE:
        assert {key: there.get(key) for key in wanted} == wanted


def _inactive(row: tuple[str, str, bool, str]) -> tuple[str, str, bool, str]:
    return *row[:2], False, row[3]


def _judge_mail(bench: Bench, run: Run) -> None:
    mail = bench.mail(run)
    assert mail.run == run
    if run.trouble:
        judge_words(bench, run.trouble)
    for language in ("en", "fr"):
        text = render(replace(mail, language=language), CONSOLE).text
        if run.trouble and language == "en":
            assert run.trouble.detail in text
            assert run.trouble.remedy in text
        if run.trouble and language == "fr":
            assert run.trouble.detail not in text, f"not in French: {run.trouble}"
            assert run.trouble.remedy not in text, f"not in French: {run.trouble}"


def judge_words(bench: Bench, trouble: Trouble) -> None:
    """A sentence and what to do, for a person: nothing technical, no secret, no row of the customer's."""
    both = f"{trouble.detail} {trouble.remedy}"
    assert trouble.detail.endswith(".")
    assert trouble.remedy.endswith(".")
    assert not _TECHNICAL.search(both), both
    secrets = [*INTACCT_SECRET.values(), *SALESFORCE_SECRET.values()]
    assert not [secret for secret in secrets if secret in both], both
    assert not [row[1] for row in rows_in_intacct(bench).values() if row[1] in both], both
