"""Descriptions and limits over HTTP."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from dev.emulators.messages import Response
from dev.emulators.salesforce.collections_api import sobject_of
from dev.emulators.salesforce.describe import describe_object, describe_summary

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import Call, SalesforceStandIn


def serve(stand_in: "SalesforceStandIn") -> None:
    stand_in.api("GET", "", "resources")(_resources)
    stand_in.api("GET", "/", "resources")(_resources)
    stand_in.api("GET", "/limits", "limits")(_limits)
    stand_in.api("GET", "/limits/", "limits")(_limits)
    stand_in.api("GET", "/sobjects", "sobjects")(_sobjects)
    stand_in.api("GET", "/sobjects/", "sobjects")(_sobjects)
    stand_in.api("GET", "/sobjects/<object>", "sobject")(_sobject)
    stand_in.api("GET", "/sobjects/<object>/", "sobject")(_sobject)
    stand_in.api("GET", "/sobjects/<object>/describe", "describe")(_describe)
    stand_in.api("GET", "/sobjects/<object>/describe/", "describe")(_describe)


def _resources(call: "Call") -> Response:
    names = ("sobjects", "query", "queryAll", "limits", "composite", "jobs")
    return Response(200, {name: f"{call.data_url}/{name}" for name in names})


def _limits(call: "Call") -> Response:
    quota = call.org.quota
    limits = {"DailyApiRequests": {"Max": quota.daily, "Remaining": max(0, quota.daily - quota.used)}}
    limits["DailyBulkV2QueryJobs"] = {"Max": 10_000, "Remaining": 10_000}
    return Response(200, limits | {"DailyBulkApiBatches": {"Max": 15_000, "Remaining": 15_000}})


def _sobjects(call: "Call") -> Response:
    shown = [describe_summary(item, call.data_url) for item in call.org.objects.values()]
    return Response(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": shown})


def _sobject(call: "Call") -> Response:
    sobject = sobject_of(call.org, call.param("object"))
    return Response(200, {"objectDescribe": describe_summary(sobject, call.data_url), "recentItems": []})


def _describe(call: "Call") -> Response:
    sobject = sobject_of(call.org, call.param("object"))
    changed = datetime.fromtimestamp(int(call.org.described_at), UTC)
    headers = {"Last-Modified": format_datetime(changed, usegmt=True)}
    if _unchanged_since(changed, call.request.headers.get("if-modified-since", "")):
        return Response(304, headers=headers)
    body: dict[str, Any] = describe_object(sobject, call.data_url)
    return Response(200, body, headers)


def _unchanged_since(changed: datetime, asked: str) -> bool:
    try:
        return changed <= parsedate_to_datetime(asked)
    except (TypeError, ValueError):
        return False
