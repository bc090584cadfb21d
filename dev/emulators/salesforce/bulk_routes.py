"""Bulk API 2.0 over HTTP: ingest jobs."""

import threading
from functools import partial
from typing import TYPE_CHECKING

from dev.emulators.messages import Response
from dev.emulators.salesforce.bulk_ingest import ENDS, IngestJob, check_order
from dev.emulators.salesforce.errors import ApiError, not_found

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import Call, SalesforceStandIn

LARGEST_UPLOAD = 100_000_000
_RESULTS = ("successfulResults", "failedResults", "unprocessedrecords")
Jobs = dict[str, IngestJob]
"""By the id of the org and of the job."""


def serve(stand_in: "SalesforceStandIn") -> None:
    jobs: Jobs = {}
    change_state, poll = partial(_change_state, stand_in), partial(_poll, stand_in)
    for method, path, name, work in (
        ("POST", "", "bulk_create", _create),
        ("POST", "/", "bulk_create", _create),
        ("GET", "", "bulk_list", _list),
        ("PUT", "/<id>/batches", "bulk_upload", _upload),
        ("PUT", "/<id>/batches/", "bulk_upload", _upload),
        ("PATCH", "/<id>", "bulk_close", change_state),
        ("PATCH", "/<id>/", "bulk_close", change_state),
        ("GET", "/<id>", "bulk_poll", poll),
        ("GET", "/<id>/", "bulk_poll", poll),
        ("GET", "/<id>/<results>", "bulk_results", _results),
        ("GET", "/<id>/<results>/", "bulk_results", _results),
        ("DELETE", "/<id>", "bulk_forget", _forget),
    ):
        stand_in.api(method, f"/jobs/ingest{path}", name)(partial(work, jobs))


def _create(jobs: Jobs, call: "Call") -> Response:
    order = call.json()
    if order.get("operation") in ("delete", "hardDelete"):
        call.written.add("delete")
    order = check_order(call.org, order)
    store = call.org.store
    job = IngestJob(call.org.new_id("750"), order, store.now(), str(store.user_id), call.version)
    jobs[call.org.id + job.id] = job
    return Response(200, job.body())


def _list(jobs: Jobs, call: "Call") -> Response:
    own = [job.body() for key, job in jobs.items() if key.startswith(call.org.id)]
    return Response(200, {"done": True, "nextRecordsUrl": None, "records": own})


def _upload(jobs: Jobs, call: "Call") -> Response:
    job = _job(jobs, call)
    if job.state != "Open" or job.content is not None:
        raise ApiError(400, "INVALIDJOBSTATE", "A job takes one upload, while it is open.")
    if not call.request.headers.get("content-type", "").startswith("text/csv"):
        raise ApiError(415, "UNSUPPORTED_MEDIA_TYPE", "The upload must be text/csv.")
    if len(call.request.body) > LARGEST_UPLOAD:
        raise ApiError(413, "REQUEST_TOO_LARGE", "The upload is larger than 100 MB.")
    job.content = call.request.body
    return Response(201)


def _change_state(stand_in: "SalesforceStandIn", jobs: Jobs, call: "Call") -> Response:
    job, state = _job(jobs, call), call.json().get("state")
    if state == "UploadComplete" and job.state == "Open":
        job.state = state
        if stand_in.bulk_pace:
            order = (call.org, stand_in.bulk_pace, stand_in.stopping.wait, stand_in.written.wrote)
            threading.Thread(target=job.work, args=order, daemon=True).start()
    elif state == "Aborted" and job.state not in ENDS:
        job.abort()
    else:
        raise ApiError(400, "INVALIDJOBSTATE", f"A job in state {job.state} cannot become {state}.")
    return Response(200, job.body())


def _poll(stand_in: "SalesforceStandIn", jobs: Jobs, call: "Call") -> Response:
    job = _job(jobs, call)
    if not stand_in.bulk_pace:
        call.written.wrote(job.advance(call.org))
    return Response(200, job.body())


def _results(jobs: Jobs, call: "Call") -> Response:
    if call.param("results") not in _RESULTS:
        raise not_found()
    # Salesforce names no charset here; the content is UTF-8.
    return Response(200, _job(jobs, call).results(call.param("results")), {"Content-Type": "text/csv"})


def _forget(jobs: Jobs, call: "Call") -> Response:
    if _job(jobs, call).state not in ENDS:
        raise ApiError(400, "INVALIDJOBSTATE", "Only a job that has ended can be deleted.")
    del jobs[call.org.id + call.param("id")]
    return Response(204)


def _job(jobs: Jobs, call: "Call") -> IngestJob:
    found = jobs.get(call.org.id + call.param("id"))
    if found is None:
        raise not_found()
    return found
