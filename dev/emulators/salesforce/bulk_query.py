"""Bulk API 2.0 query jobs: a query whose result is fetched as CSV, part by part."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dev.emulators.messages import Response
from dev.emulators.salesforce.bulk_csv import cell_of, flat, write_table
from dev.emulators.salesforce.errors import ApiError, not_found
from dev.emulators.salesforce.soql import Statement

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import Call, SalesforceStandIn

MOST_RECORDS = 50_000
_NEXT = {"UploadComplete": "InProgress", "InProgress": "JobComplete"}


@dataclass(slots=True)
class QueryJob:
    """Its rows are those of the moment when it was made."""

    id: str
    order: dict[str, Any]
    statement: Statement
    rows: Any
    version: str
    state: str = "UploadComplete"

    def body(self) -> dict[str, Any]:
        processed = len(self.rows) if self.state == "JobComplete" else 0
        shown = {"id": self.id, "operation": self.order["operation"], "state": self.state, "jobType": "V2Query"}
        shown |= {"concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": float(self.version)}
        return shown | {"lineEnding": "LF", "columnDelimiter": "COMMA", "numberRecordsProcessed": processed}


Jobs = dict[str, QueryJob]


def serve(stand_in: "SalesforceStandIn") -> None:
    jobs: Jobs = {}
    stand_in.api("POST", "/jobs/query", "bulk_query_create")(partial(_create, jobs))
    stand_in.api("GET", "/jobs/query/<id>", "bulk_query_poll")(partial(_poll, jobs))
    stand_in.api("GET", "/jobs/query/<id>/results", "bulk_query_results")(partial(_results, jobs))


def _create(jobs: Jobs, call: "Call") -> Response:
    order = call.json()
    if order.get("operation") not in ("query", "queryAll"):
        raise ApiError(400, "INVALIDJOB", "operation must be query or queryAll")
    statement = Statement(call.org.store, str(order.get("query")))
    if statement.counts or statement.aggregates or statement.has_compounds:
        raise ApiError(400, "API_ERROR", "Bulk queries give neither aggregates nor compound fields.")
    job = QueryJob(call.org.new_id("750"), order, statement, statement.row_numbers(), call.version)
    jobs[call.org.id + job.id] = job
    return Response(200, job.body())


def _poll(jobs: Jobs, call: "Call") -> Response:
    job = _job(jobs, call)
    job.state = _NEXT.get(job.state, job.state)
    return Response(200, job.body())


def _results(jobs: Jobs, call: "Call") -> Response:
    job = _job(jobs, call)
    if job.state != "JobComplete":
        raise ApiError(400, "INVALIDJOBSTATE", f"The job is in state {job.state}.")
    start = _number(call, "locator", 0)
    end = start + min(MOST_RECORDS, _number(call, "maxRecords", MOST_RECORDS))
    records = job.statement.records(job.rows[start:end], call.data_url)
    header = job.statement.header
    content = write_table(
        header, [[cell_of(flat(record, path)) for path in header] for record in records], "COMMA", "LF"
    )
    locator = str(end) if end < len(job.rows) else "null"
    headers = {"Content-Type": "text/csv", "Sforce-Locator": locator, "Sforce-NumberOfRecords": str(len(records))}
    return Response(200, content, headers)


def _number(call: "Call", name: str, default: int) -> int:
    text = call.request.query.get(name, str(default))
    if not text.isdecimal():
        raise ApiError(400, "INVALID_QUERY_LOCATOR", f"{name} must be a number.")
    return int(text)


def _job(jobs: Jobs, call: "Call") -> QueryJob:
    found = jobs.get(call.org.id + call.param("id"))
    if found is None:
        raise not_found()
    return found
