"""SOQL over HTTP: ``query``, ``queryAll``, and the pages that follow."""

from typing import TYPE_CHECKING, Any

from dev.emulators.messages import Response
from dev.emulators.salesforce.errors import ApiError, malformed_query
from dev.emulators.salesforce.org import Cursor
from dev.emulators.salesforce.soql import Statement

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import Call, SalesforceStandIn

LARGEST_PAGE = 2_000
SMALLEST_PAGE = 200


def serve(stand_in: "SalesforceStandIn") -> None:
    # No row of this stand-in is ever deleted, so that queryAll finds what query finds.
    stand_in.api("GET", "/query", "query")(_query)
    stand_in.api("GET", "/query/", "query")(_query)
    stand_in.api("GET", "/queryAll", "query")(_query)
    stand_in.api("GET", "/queryAll/", "query")(_query)
    stand_in.api("GET", "/query/<locator>", "query_more")(_more)
    stand_in.api("GET", "/queryAll/<locator>", "query_more")(_more)


def _query(call: "Call") -> Response:
    soql = call.request.query.get("q")
    if soql is None:
        raise malformed_query("SOQL statements cannot be empty or null")
    statement = Statement(call.org.store, soql)
    if call.request.query.get("columns") == "true":
        return Response(200, {"columnMetadata": statement.metadata})
    if statement.counts:
        return Response(200, {"totalSize": statement.count(), "done": True, "records": []})
    if statement.aggregates:
        return Response(200, {"totalSize": 1, "done": True, "records": [statement.aggregate_record()]})
    cursor = Cursor(statement, statement.row_numbers(), _batch(call, statement))
    return Response(200, _page(call, cursor, 0))


def _more(call: "Call") -> Response:
    locator, _, offset = call.param("locator").rpartition("-")
    cursor = call.org.cursors.get(locator)
    if cursor is None or not offset.isdecimal():
        raise ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return Response(200, _page(call, cursor, int(offset), locator))


def _page(call: "Call", cursor: Cursor, offset: int, locator: str = "") -> dict[str, Any]:
    end = offset + cursor.batch
    total = len(cursor.rows)
    body: dict[str, Any] = {"totalSize": total, "done": end >= total}
    if end < total:
        locator = locator or call.org.open_cursor(cursor)
        body["nextRecordsUrl"] = f"{call.data_url}/query/{locator}-{end}"
    body["records"] = cursor.statement.records(cursor.rows[offset:end], call.data_url)
    return body


def _batch(call: "Call", statement: Statement) -> int:
    """The size of a page: what the client asks for within bounds, and small where rows are wide."""
    options = call.request.headers.get("sforce-query-options", "")
    _, _, asked = options.replace(" ", "").partition("batchSize=")
    size = int(asked) if asked.isdecimal() else LARGEST_PAGE
    return SMALLEST_PAGE if statement.wide else max(SMALLEST_PAGE, min(LARGEST_PAGE, size))
