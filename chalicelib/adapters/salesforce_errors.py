"""Salesforce's refusals of whole requests, and of sign-ins, turned into what to do about them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain

QUOTA_WAIT_SECONDS = 900.0

_DEPLOY = "Deploy force-app to the org, and assign the permission set Intacct_Sync to the integration user."
_LATER = frozenset(
    {
        "QUERY_TIMEOUT",
        "REQUEST_RUNNING_TOO_LONG",
        "SERVER_UNAVAILABLE",
        "UNABLE_TO_LOCK_ROW",
        "UNKNOWN_EXCEPTION",
        "INVALID_QUERY_LOCATOR",
    }
)
_QUOTA = frozenset({"REQUEST_LIMIT_EXCEEDED", "LOGIN_RATE_EXCEEDED", "CONCURRENT_REQUESTS_LIMIT_EXCEEDED"})
_COLUMN = re.compile(r"No such column '([^']{1,100})'|relationship '([^']{1,100})'|fields?: ([A-Za-z0-9_, ]{1,200})")
_LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Refusal:
    """The first error of an answer; ``code`` is "" where the answer is not in Salesforce's form."""

    status: int
    code: str
    message: str


def refusal_in(status: int, content: Any) -> Refusal:
    """Read ``[{"errorCode": …, "message": …}]``; anything else leaves code and message empty."""
    first = content[0] if isinstance(content, list) and content else None
    error = first if isinstance(first, Mapping) else {}
    return Refusal(status, _text(error.get("errorCode")), _text(error.get("message")))


def problem_of(refusal: Refusal, object_name: str) -> Problem:
    """What to do about a refused request that was about ``object_name``."""
    code = refusal.code
    if code in _QUOTA:
        return quota_used_up(f"the limit of calls is reached ({code})")
    if code in _LATER:
        return TryAgain("salesforce_busy", f"Salesforce could not answer in time ({code}).")
    if code == "INVALID_FIELD":
        return _no_column(refusal, object_name)
    if code == "INVALID_TYPE" or refusal.status == 404:
        sentence = f"Salesforce has no object {object_name}, or hides it from our user"
        return _needs_admin("salesforce_no_object", sentence, _DEPLOY)
    if code.startswith("INSUFFICIENT_ACCESS"):
        sentence = f"Our Salesforce user may not read or write {object_name} ({code})"
        return _needs_admin("salesforce_not_allowed", sentence, _DEPLOY)
    if code == "API_DISABLED_FOR_ORG":
        remedy = "Use an edition of Salesforce with API access, and give the integration user the right API Enabled."
        return _needs_admin("salesforce_api_off", "Salesforce has switched its API off for this org or user", remedy)
    return _rarely(refusal, object_name)


def quota_used_up(why: str) -> TryAgain:
    """Salesforce tells no time to come back at; its quota frees itself hour by hour."""
    return TryAgain(
        "salesforce_quota_floor",
        f"Passerelle pauses its calls to Salesforce: {why}.",
        remedy="Wait, raise the share of the quota in the settings, or buy more API calls from Salesforce.",
        retry_after_seconds=QUOTA_WAIT_SECONDS,
    )


def _no_column(refusal: Refusal, object_name: str) -> NeedsAdmin:
    found = _COLUMN.search(refusal.message)
    column = next(filter(None, found.groups())) if found else refusal.message
    sentence = f"Salesforce has no column {column} on {object_name}, or hides it from our user"
    return _needs_admin("salesforce_no_column", sentence, _DEPLOY)


def _rarely(refusal: Refusal, object_name: str) -> NeedsAdmin:
    if refusal.status == 410:
        remedy = "Update Passerelle to a version that speaks a newer API version."
        return _needs_admin("salesforce_api_retired", "Salesforce has retired the API version that we speak", remedy)
    if not refusal.code:
        sentence = f"Salesforce, or something before it, turned a call about {object_name} away (HTTP {refusal.status})"
        remedy = "See whether login IP ranges, the user's profile or a firewall keep Passerelle out."
        return _needs_admin("salesforce_turned_away", sentence, remedy)
    sentence = f"Salesforce refused a call about {object_name}: {refusal.code} {refusal.message}"
    return _needs_admin("salesforce_refused", sentence, f"See that {object_name} is as delivered. {_DEPLOY}")


def _needs_admin(code: str, sentence: str, remedy: str) -> NeedsAdmin:
    return NeedsAdmin(code, f"{sentence}.", remedy=remedy)


def _text(value: Any) -> str:
    return "".join(filter(str.isprintable, value))[:_LONGEST_TEXT] if isinstance(value, str) else ""
