"""A Bulk API 2.0 ingest job: from an upload to its three lists of results."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dev.emulators.salesforce.bulk_csv import read_table, record_of, unknown_columns, write_table
from dev.emulators.salesforce.collections_api import by_id, by_key, key_field_of, sobject_of, write_each
from dev.emulators.salesforce.errors import ApiError, RowError
from dev.emulators.salesforce.fields import SObject
from dev.emulators.salesforce.org import Org
from dev.emulators.salesforce.rows import Given, Prepared, Written, prepare

CHUNK = 200
OPERATIONS = ("insert", "update", "upsert")
ENDS = ("JobComplete", "Failed", "Aborted")


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a job waits for its turn, and then takes for each chunk of 200 rows; nobody needs to ask about it."""

    waiting_seconds: float
    chunk_seconds: float


@dataclass(slots=True)
class IngestJob:
    """``order`` is what the client asked for; results are lists of rows as CSV has them. ``lock`` guards a chunk."""

    id: str
    order: dict[str, Any]
    created: str
    user_id: str
    version: str
    state: str = "Open"
    content: bytes | None = None
    error: str = ""
    header: list[str] = field(default_factory=list)
    successful: list[list[str]] = field(default_factory=list)
    failed: list[list[str]] = field(default_factory=list)
    unprocessed: list[list[str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def delimiter(self) -> str:
        return str(self.order.get("columnDelimiter", "COMMA"))

    def body(self) -> dict[str, Any]:
        """The job as the API shows it."""
        shown: dict[str, Any] = {
            "id": self.id,
            "operation": self.order["operation"],
            "object": self.order["object"],
            "createdById": self.user_id,
            "createdDate": self.created,
            "systemModstamp": self.created,
            "state": self.state,
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": float(self.version),
            "jobType": "V2Ingest",
            # Relative, and without a slash in front, as Salesforce gives it.
            "contentUrl": f"services/data/v{self.version}/jobs/ingest/{self.id}/batches",
            "lineEnding": self.order.get("lineEnding", "LF"),
            "columnDelimiter": self.delimiter,
            "numberRecordsProcessed": len(self.successful) + len(self.failed),
            "numberRecordsFailed": len(self.failed),
            "retries": 0,
            "totalProcessingTime": 0,
            "apiActiveProcessingTime": 0,
            "apexProcessingTime": 0,
        }
        optional = {"externalIdFieldName": self.order.get("externalIdFieldName"), "errorMessage": self.error}
        return shown | {name: value for name, value in optional.items() if value}

    def advance(self, org: Org) -> int:
        """One step, made by each poll: waiting, at work, done. Returns how many rows were written."""
        if self.state == "UploadComplete":
            self.state = "InProgress"
        elif self.state == "InProgress":
            return sum(self._process(org))
        return 0

    def work(self, org: Org, pace: Pace, wait: Callable[[float], object], wrote: Callable[[int], None]) -> None:
        """Go through all states in the time that ``pace`` gives, however often anybody asks."""
        wait(pace.waiting_seconds)
        with self.lock:
            self.state = "InProgress" if self.state == "UploadComplete" else self.state
        for rows in self._process(org):
            wrote(rows)
            wait(pace.chunk_seconds)

    def abort(self) -> None:
        """End the job; rows not written yet are among the unprocessed."""
        with self.lock:
            if self.content is not None:
                self.header, rows = read_table(self.content, self.delimiter)
                self.unprocessed = rows[len(self.successful) + len(self.failed) :]
            self.state = "Aborted"

    def results(self, which: str) -> bytes:
        """``successfulResults``, ``failedResults`` or ``unprocessedrecords`` as CSV, in no order to rely on."""
        extra, rows = {
            "successfulResults": (["sf__Id", "sf__Created"], self.successful),
            "failedResults": (["sf__Id", "sf__Error"], self.failed),
            "unprocessedrecords": ([], self.unprocessed),
        }[which]
        ending = str(self.order.get("lineEnding", "LF"))
        return write_table([*extra, *self.header], reversed(rows), self.delimiter, ending)

    def _process(self, org: Org) -> Iterator[int]:
        """Write chunk by chunk while nobody aborts; yields how many rows of each were written."""
        rows = self._read(sobject_of(org, self.order["object"]))
        for start in range(0, len(rows), CHUNK):
            with self.lock:
                if self.state != "InProgress":
                    return
                before = len(self.successful)
                self._write_chunk(org, rows[start : start + CHUNK])
            yield len(self.successful) - before
        with self.lock:
            self.state = "JobComplete" if self.state == "InProgress" else self.state

    def _read(self, sobject: SObject) -> list[list[str]]:
        """The rows of the upload; none where it cannot be read, which fails the job."""
        try:
            self.header, rows = read_table(self.content or b"", self.delimiter)
        except ValueError as error:
            return self._fail(f"InvalidBatch : {error}")
        unknown = unknown_columns(sobject, self.header)
        return self._fail(f"InvalidBatch : Field name not found : {unknown[0]}") if unknown else rows

    def _fail(self, message: str) -> list[list[str]]:
        self.state, self.error = "Failed", message
        return []

    def _write_chunk(self, org: Org, chunk: list[list[str]]) -> None:
        sobject = sobject_of(org, self.order["object"])
        written = self._write(org, [record_of(sobject, self.header, row) for row in chunk])
        self._sort(zip(chunk, written, strict=True))

    def _write(self, org: Org, records: list[Given]) -> list[Written | RowError]:
        sobject = sobject_of(org, self.order["object"])
        match self.order["operation"]:
            case "upsert":
                key_field = key_field_of(org, sobject.name, self.order["externalIdFieldName"])
                preparation = by_key(org, sobject, key_field, records)
            case "update":
                preparation = by_id(org, lambda _: sobject, records)
            case _:

                def preparation(record: Given) -> Prepared:
                    return prepare(org, sobject, record)

        with org.store.all_or_nothing():
            return write_each(org, records, preparation)

    def _sort(self, outcomes: Iterator[tuple[list[str], Written | RowError]]) -> None:
        for row, outcome in outcomes:
            if isinstance(outcome, RowError):
                error = f"{outcome.code}:{outcome.message}:{','.join(outcome.fields)}--"
                self.failed.append(["", error, *row])
            else:
                self.successful.append([outcome.id, str(outcome.created).lower(), *row])


def check_order(org: Org, order: dict[str, Any]) -> dict[str, Any]:
    """A request for a job in good form. Raises ApiError."""
    if order.get("operation") not in OPERATIONS:
        raise ApiError(400, "INVALIDJOB", f"operation must be one of {', '.join(OPERATIONS)}")
    if org.object(str(order.get("object"))) is None:
        raise ApiError(400, "INVALIDENTITY", f"sObject type '{order.get('object')}' is not supported.")
    if order["operation"] == "upsert":
        key_field_of(org, order["object"], str(order.get("externalIdFieldName")))
    return order
