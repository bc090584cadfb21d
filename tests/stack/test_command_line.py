"""The command line against a running deployment: what it prints, and its exit code."""

import csv
import io

import requests

from dev.stack.people import token_for
from tests.stack.conftest import Stack


def test_every_list_is_named(stack: Stack) -> None:
    done = stack.passerelle("lists")
    assert done.returncode == 0
    assert "department" in done.stdout
    assert "udd:market_segment" in done.stdout


def test_a_resync_is_followed_to_its_end(stack: Stack) -> None:
    done = stack.passerelle("resync", "ar_term")
    assert done.returncode == 0, done.stderr
    assert "AR Terms: done" in done.stdout
    assert "calls used:" in done.stdout


def test_a_dry_run_writes_nothing(stack: Stack) -> None:
    before = rows_written(stack)
    done = stack.passerelle("resync", "journal", "--dry-run")
    assert done.returncode == 0
    assert "(dry run)" in done.stdout
    assert rows_written(stack) == before


def test_rows_that_fail_make_the_exit_code_one_and_are_listed(stack: Stack) -> None:
    fault = {
        "object": "Intacct_Class__c",
        "share": 1.0,
        "code": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "message": "Classes are closed.",
        "times": 1,
    }
    requests.post(f"{stack.salesforce_url}/_control/row_faults", json=fault, timeout=10).raise_for_status()
    failed = stack.passerelle("resync", "class")
    requests.delete(f"{stack.salesforce_url}/_control/row_faults", timeout=10).raise_for_status()
    assert failed.returncode == 1, failed.stdout

    run = requests.get(
        f"{stack.api_url}/api/v1/runs?list=class&limit=1",
        headers={"Authorization": f"Bearer {token(stack)}"},
        timeout=10,
    ).json()["runs"][0]
    rows = stack.passerelle("rows", run["id"], "--outcome", "failed")
    listed = list(csv.DictReader(io.StringIO(rows.stdout)))
    assert len(listed) == run["totals"]["failed"] > 0
    assert {row["code"] for row in listed} == {"FIELD_CUSTOM_VALIDATION_EXCEPTION"}

    again = stack.passerelle("resync", "class", "--mode", "errors")
    assert again.returncode == 0, again.stdout


def test_a_problem_is_told_with_its_remedy(stack: Stack) -> None:
    done = stack.passerelle("resync", "customer")
    assert done.returncode == 2
    assert "What to do:" in done.stderr


def test_a_reader_may_not_resync(stack: Stack) -> None:
    done = stack.passerelle("resync", "ar_term", person="noor")
    assert done.returncode == 2
    assert "Your role may not do this." in done.stderr


def test_without_a_token_it_says_what_is_missing(stack: Stack) -> None:
    done = stack.passerelle("lists", person="")
    assert done.returncode == 2
    assert "PASSERELLE_TOKEN" in done.stdout + done.stderr


def token(stack: Stack) -> str:
    return token_for(stack.oidc_url, "camille")


def rows_written(stack: Stack) -> int:
    return int(requests.get(f"{stack.salesforce_url}/_control/calls", timeout=10).json()["rows_written"])
