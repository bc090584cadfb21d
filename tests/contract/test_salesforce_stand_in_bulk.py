"""The Salesforce stand-in's Bulk API 2.0: jobs that end by being asked about, and CSV with its own idea of empty."""

import csv
import io
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from dev.emulators.salesforce import SalesforceStandIn
from tests.contract.salesforce_caller import CLASS, KEY, Caller, caller, row

JOBS = "/jobs/ingest"
TEXT_CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def org() -> Iterator[Caller]:
    stand_in = SalesforceStandIn()
    stand_in.add_org("demo")
    with caller(stand_in) as signed_in:
        yield signed_in


def opened(org: Caller, operation: str = "upsert", **more: str) -> dict[str, str]:
    order = {"object": CLASS, "operation": operation, "externalIdFieldName": KEY, "contentType": "CSV", **more}
    answer = org.call("POST", JOBS, json=order)
    assert answer.status_code == 200, answer.text
    job: dict[str, str] = answer.json()
    return job


def uploaded(org: Caller, content: str, **more: str) -> str:
    job = opened(org, **more)
    assert job["contentUrl"] == f"services/data/v66.0/jobs/ingest/{job['id']}/batches"
    sent = org.call("PUT", f"/{job['contentUrl']}", data=content.encode(), headers=TEXT_CSV)
    assert (sent.status_code, sent.content) == (201, b"")
    return f"{JOBS}/{job['id']}"


def finished(org: Caller, content: str, **more: str) -> tuple[str, list[str]]:
    """The job's path and the states that were seen until it ended."""
    path = uploaded(org, content, **more)
    states = [org.call("PATCH", path, json={"state": "UploadComplete"}).json()["state"]]
    while states[-1] in ("UploadComplete", "InProgress"):
        states.append(org.call("GET", path).json()["state"])
    return path, states


def table(answer: requests.Response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode(), newline="")))


def test_a_job_goes_through_its_states_and_names_every_row(org: Caller) -> None:
    org.upsert(row(1))
    content = f'{KEY},Name,Parent__r.{KEY}\nclass:1,"Deux\nlignes é",\nclass:2,Two,class:1\nclass:3,Three,class:9\n'
    path, states = finished(org, content)
    assert states == ["UploadComplete", "InProgress", "JobComplete"]
    job = org.call("GET", path).json()
    assert (job["numberRecordsProcessed"], job["numberRecordsFailed"]) == (3, 1)
    good = table(org.call("GET", f"{path}/successfulResults"))
    assert good[0] == ["sf__Id", "sf__Created", KEY, "Name", f"Parent__r.{KEY}"]
    assert [line[1:] for line in good[1:]] == [
        ["true", "class:2", "Two", "class:1"],
        ["false", "class:1", "Deux\nlignes é", ""],
    ]
    [_, failed] = table(org.call("GET", f"{path}/failedResults"))
    assert failed[1].startswith("INVALID_FIELD:Foreign key external ID: class:9 not found")
    assert table(org.call("GET", f"{path}/unprocessedrecords")) == [[KEY, "Name", f"Parent__r.{KEY}"]]
    assert org.calls()["rows_written"] == 1 + 2


def test_an_empty_cell_changes_nothing_and_na_clears(org: Caller) -> None:
    org.upsert(row(1, Full_Name__c="kept", Intacct_Entity__c="gone", Active__c=True))
    org.upsert(row(2, Parent__r={KEY: "class:1"}))
    finished(org, f"{KEY},Full_Name__c,Intacct_Entity__c,Active__c\nclass:1,,#N/A,false\n")
    finished(org, f"{KEY},Parent__r.{KEY}\nclass:2,#N/A\n")
    found = org.records(f"SELECT Full_Name__c, Intacct_Entity__c, Active__c, Parent__c FROM {CLASS} ORDER BY {KEY}")
    assert found[0] == {"Full_Name__c": "kept", "Intacct_Entity__c": None, "Active__c": False, "Parent__c": None}
    assert found[1]["Parent__c"] is None


def test_delimiters_and_line_endings_are_as_ordered(org: Caller) -> None:
    path, states = finished(org, f"{KEY}|Name\r\nclass:1|One, two\r\n", columnDelimiter="PIPE", lineEnding="CRLF")
    assert states[-1] == "JobComplete"
    assert org.call("GET", f"{path}/successfulResults").text.endswith('"true"|"class:1"|"One, two"\r\n')


@pytest.mark.parametrize(
    "content", [f"{KEY},Nope__c\nclass:1,x\n", f"{KEY},Name\nclass:1\n", f'{KEY},Name\nclass:1,"x\n']
)
def test_a_file_that_cannot_be_read_fails_the_job_whole(org: Caller, content: str) -> None:
    path, states = finished(org, content)
    assert states[-1] == "Failed"
    assert org.call("GET", path).json()["errorMessage"].startswith("InvalidBatch : ")
    assert org.calls()["rows_written"] == 0


def test_an_aborted_job_gives_its_rows_back(org: Caller) -> None:
    path = uploaded(org, f"{KEY},Name\nclass:1,One\n")
    assert org.call("PATCH", path, json={"state": "Aborted"}).json()["state"] == "Aborted"
    assert table(org.call("GET", f"{path}/unprocessedrecords")) == [[KEY, "Name"], ["class:1", "One"]]
    assert org.call("DELETE", path).status_code == 204
    assert org.call("GET", path).status_code == 404


def test_with_a_pace_a_job_ends_though_nobody_asks_about_it(org: Caller) -> None:
    org.order("bulk_pace", {"waiting_seconds": 0, "chunk_seconds": 0})
    lines = "".join(f"class:{number},Row {number}\n" for number in range(450))
    path = uploaded(org, f"{KEY},Name\n{lines}")
    org.call("PATCH", path, json={"state": "UploadComplete"})
    until(lambda: org.calls()["rows_written"] == 450)
    until(lambda: org.call("GET", path).json()["state"] == "JobComplete")
    assert len(table(org.call("GET", f"{path}/successfulResults"))) == 1 + 450


def test_a_job_with_a_pace_is_aborted_between_two_chunks(org: Caller) -> None:
    org.order("bulk_pace", {"waiting_seconds": 0, "chunk_seconds": 30})
    lines = "".join(f"class:{number},Row {number}\n" for number in range(450))
    path = uploaded(org, f"{KEY},Name\n{lines}")
    org.call("PATCH", path, json={"state": "UploadComplete"})
    until(lambda: org.calls()["rows_written"] == 200)
    org.call("PATCH", path, json={"state": "Aborted"})
    job = org.call("GET", path).json()
    assert (job["state"], job["numberRecordsProcessed"]) == ("Aborted", 200)
    assert len(table(org.call("GET", f"{path}/unprocessedrecords"))) == 1 + 250


def until(so: Callable[[], bool]) -> None:
    """What happens by itself may take as long as the machine needs."""
    end = time.monotonic() + 60
    while not so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_steps_out_of_turn_are_refused(org: Caller) -> None:
    job = opened(org)
    path = f"{JOBS}/{job['id']}"
    assert org.call("DELETE", path).status_code == 400
    assert org.call("PUT", f"{path}/batches", data=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert org.call("PUT", f"{path}/batches", data=b"x", headers=TEXT_CSV).status_code == 201
    assert org.call("PUT", f"{path}/batches", data=b"x", headers=TEXT_CSV).status_code == 400
    assert org.call("PATCH", path, json={"state": "JobComplete"}).status_code == 400


@pytest.mark.parametrize(
    "order", [{"operation": "delete"}, {"operation": "upsert", "externalIdFieldName": "Name"}, {"object": "Nope__c"}]
)
def test_a_job_that_cannot_be_is_refused(org: Caller, order: dict[str, str]) -> None:
    good = {"object": CLASS, "operation": "upsert", "externalIdFieldName": KEY}
    assert org.call("POST", JOBS, json={**good, **order}).status_code in (400, 404)
    assert org.calls()["deletes"] == (order.get("operation") == "delete")


def test_a_query_job_is_read_part_by_part(org: Caller) -> None:
    org.upsert(row(1), row(2), row(3, Active__c=False))
    soql = f"SELECT Name, Active__c, Owner.Name, Parent__c FROM {CLASS} ORDER BY Name"
    job = org.call("POST", "/jobs/query", json={"operation": "query", "query": soql}).json()
    path = f"/jobs/query/{job['id']}"
    assert org.call("GET", f"{path}/results").status_code == 400
    assert [org.call("GET", path).json()["state"] for _ in range(2)] == ["InProgress", "JobComplete"]
    first = org.call("GET", f"{path}/results?maxRecords=2")
    rest = org.call("GET", f"{path}/results?locator={first.headers['Sforce-Locator']}")
    assert (first.headers["Sforce-NumberOfRecords"], rest.headers["Sforce-Locator"]) == ("2", "null")
    assert table(rest) == [
        ["Name", "Active__c", "Owner.Name", "Parent__c"],
        ["Class 3", "false", "Integration User", ""],
    ]
