"""Salesforce objects as their describe answers show them: fulfils the port ``SalesforceModels``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.http import Network
from chalicelib.adapters.salesforce_account_connection import IMPATIENT
from chalicelib.adapters.salesforce_calls import API_VERSION
from chalicelib.adapters.salesforce_errors import problem_of, refusal_in
from chalicelib.adapters.salesforce_org import Org, OrgReads
from chalicelib.core.errors import BadRequest, NeedsAdmin, TryAgain
from chalicelib.core.fieldmap_types import SalesforceField, SalesforceObject
from chalicelib.core.settings import Settings
from chalicelib.ports import Secrets


class SalesforceDescriptions:
    """One org, as a person waits for it. For one thread. Raises NeedsAdmin where the settings name no org."""

    def __init__(self, tenant: str, settings: Settings, secrets: Secrets, sign_ins: SignIns, network: Network) -> None:
        try:
            org = Org(tenant, settings, secrets, sign_ins, replace(network, limits=IMPATIENT), posts_repeat=True)
        except BadRequest as error:
            remedy = "Enter the org's My Domain in the connection settings."
            raise NeedsAdmin("salesforce_host", "The settings name no Salesforce org.", remedy=remedy) from error
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
