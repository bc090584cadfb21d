"""Salesforce as the connection check looks at it: fulfils the port ``SalesforceInspection``."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.http import IMPATIENT, Network
from chalicelib.adapters.salesforce_calls import API_VERSION
from chalicelib.adapters.salesforce_errors import problem_of, refusal_in
from chalicelib.adapters.salesforce_org import Org, OrgReads
from chalicelib.adapters.server_clock import ServerClock
from chalicelib.core.connection_check import CallsLeft, FieldSeen, ObjectSeen, OrganizationSeen
from chalicelib.core.errors import TryAgain
from chalicelib.core.settings import Settings
from chalicelib.ports import Secrets

_ORGANIZATION = "SELECT Id, Name, IsSandbox FROM Organization"


class SalesforceLook:
    """For one thread. Its sign-in is a fresh one. Raises NeedsAdmin where the settings name no org."""

    def __init__(self, tenant: str, settings: Settings, secrets: Secrets, network: Network) -> None:
        network = replace(network, limits=IMPATIENT)
        self._clock = ServerClock(network.clock)
        org = Org(tenant, settings, secrets, SignIns(network.clock), network, posts_repeat=True)
        self._reads = OrgReads(org)

    def organization(self) -> OrganizationSeen:
        """https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_organization.htm"""
        document = self._get("/query", "Organization", {"q": _ORGANIZATION})
        try:
            [record] = document["records"]
            return OrganizationSeen(str(record["Id"]), str(record["Name"]), record["IsSandbox"] is True)
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable() from error

    def calls_left(self) -> CallsLeft:
        document = self._get("/limits", "limits", {})
        try:
            daily = document["DailyApiRequests"]
            return CallsLeft(int(daily["Remaining"]), int(daily["Max"]))
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable() from error

    def describe(self, object_name: str) -> ObjectSeen | None:
        document = self._get(f"/sobjects/{object_name}/describe", object_name, {}, may_be_missing=True)
        if document is None:
            return None
        try:
            fields = {str(field["name"]): _field(field) for field in document["fields"]}
            return ObjectSeen(document["createable"] is True, document["updateable"] is True, fields)
        except (KeyError, TypeError) as error:
            raise _unreadable() from error

    def skew(self) -> timedelta | None:
        return self._clock.skew

    def _get(self, path: str, what: str, query: Mapping[str, str], *, may_be_missing: bool = False) -> Any:
        answer = self._reads.call(what, "GET", f"/services/data/v{API_VERSION}{path}", query, {}, None)
        self._clock.note(answer.headers)
        if answer.status == 200:
            return answer.body
        refusal = refusal_in(answer.status, answer.body)
        if may_be_missing and refusal.status == 404:
            return None
        raise problem_of(refusal, what)


def _field(field: Mapping[str, Any]) -> FieldSeen:
    return FieldSeen(
        type=str(field["type"]),
        createable=field["createable"] is True,
        updateable=field["updateable"] is True,
        external_id=field["externalId"] is True,
        unique=field["unique"] is True,
        case_sensitive=field["caseSensitive"] is True,
    )


def _unreadable() -> TryAgain:
    return TryAgain("salesforce_unreadable", "Salesforce sent an answer that can't be used.")
