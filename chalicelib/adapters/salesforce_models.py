"""Salesforce objects as their describe answers show them: fulfils the port ``SalesforceModels``."""

from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.salesforce_calls import API_VERSION
from chalicelib.adapters.salesforce_errors import problem_of, refusal_in
from chalicelib.adapters.salesforce_org import Org, OrgReads
from chalicelib.core.errors import TryAgain
from chalicelib.core.fieldmap_types import SalesforceField, SalesforceObject


class SalesforceDescriptions:
    """For one thread."""

    def __init__(self, org: Org) -> None:
        self._reads = OrgReads(org)

    def fields(self, object_name: str) -> SalesforceObject:
        """https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm"""
        path = f"/services/data/v{API_VERSION}/sobjects/{object_name}/describe"
        answer = self._reads.call("describe", "GET", path, {}, {}, None)
        if answer.status != 200:
            raise problem_of(refusal_in(answer.status, answer.body), object_name)
        try:
            return {one.name: one for one in map(_field, answer.body["fields"])}
        except (KeyError, TypeError, ValueError) as error:
            raise TryAgain("salesforce_unreadable", "Salesforce sent a description that can't be used.") from error


def _field(field: Mapping[str, Any]) -> SalesforceField:
    """Members that older API versions leave out count as not said."""
    return SalesforceField(
        name=str(field["name"]),
        label=str(field["label"]),
        type=str(field["type"]),
        length=int(field["length"]),
        scale=int(field["scale"]),
        createable=field["createable"] is True,
        updateable=field["updateable"] is True,
        calculated=field["calculated"] is True or field.get("autoNumber") is True,
        html=field.get("htmlFormatted") is True,
        encrypted=field["type"] == "encryptedstring" or field.get("encrypted") is True,
        external_id=field.get("externalId") is True,
        unique=field.get("unique") is True,
        restricted=field.get("restrictedPicklist") is True,
        choices=tuple(str(choice["value"]) for choice in field["picklistValues"] if choice["active"] is True),
        targets=tuple(map(str, field["referenceTo"])),
    )
