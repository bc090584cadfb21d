"""The web firewall before the gateway: known attacks, addresses of ill repute, and too many requests from one place."""

import json
from typing import Any

from aws_cdk import Aws, Fn, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from infra.functions import RETENTION, Service
from infra.refusals import TOO_MANY

REQUESTS_IN_FIVE_MINUTES = 3000
"""From one address. A console that follows a run asks some 300 times."""
NOTICES_IN_FIVE_MINUTES = 15_000
"""From one address, as all tenants' notices come from Intacct's: five tenants at the pace that the app allows each."""
_NOTICES = {
    "byteMatchStatement": {
        "fieldToMatch": {"uriPath": {}},
        "positionalConstraint": "CONTAINS",
        "searchString": "/api/v1/notices/",
        "textTransformations": [{"priority": 0, "type": "URL_DECODE"}],
    }
}
_GROUPS = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")
_COMMON = "AWSManagedRulesCommonRuleSet"
# Settings and field maps are larger than the 8 kB that the first allows; the app has a limit of its own (64 kB).
# Whether Intacct's notices name a program that sends them (the second asks for it) is written nowhere.
_COUNTED = ("SizeRestrictions_BODY", "NoUserAgent_HEADER")
# Tokens, names, and the secret in the address of notices. The gateway's log tells the form of the path.
_BLACKED_OUT = [{"singleHeader": {"Name": "authorization"}}, {"uriPath": {}}, {"queryString": {}}]


def make_firewall(scope: Construct, service: Service, key: kms.Key) -> waf.CfnWebACL:
    rules = [
        _too_many("ManyRequests", 0, REQUESTS_IN_FIVE_MINUTES, {"notStatement": {"statement": _NOTICES}}),
        _too_many("ManyNotices", 1, NOTICES_IN_FIVE_MINUTES, _NOTICES),
        *(_managed(name, number) for number, name in enumerate(_GROUPS, 2)),
    ]
    acl = waf.CfnWebACL(
        scope,
        "Firewall",
        name="passerelle",
        scope="REGIONAL",
        default_action={"allow": {}},
        visibility_config=_seen("passerelle"),
        rules=[*rules, _managed(_COMMON, len(rules), _COUNTED)],
        custom_response_bodies={
            TOO_MANY.code: {"contentType": "APPLICATION_JSON", "content": json.dumps(TOO_MANY.document(instance=""))}
        },
    )
    api = service.get_resource("RestAPI")
    # SAM makes the stage of this reference, so that the firewall waits for it.
    stage = f"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}::/restapis/{api.ref}/stages/{Fn.ref('RestAPI.Stage')}"
    waf.CfnWebACLAssociation(scope, "FirewallBeforeGateway", resource_arn=stage, web_acl_arn=acl.attr_arn)
    _log(scope, acl, key)
    return acl


def _log(scope: Construct, acl: waf.CfnWebACL, key: kms.Key) -> None:
    """WAF demands a name that begins so."""
    group = logs.LogGroup(
        scope,
        "FirewallLog",
        log_group_name="aws-waf-logs-passerelle",
        encryption_key=key,
        retention=RETENTION,
        removal_policy=RemovalPolicy.DESTROY,
    )
    # WAF refuses the ":*" at the end of what CloudFormation calls the group's ARN.
    arn = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:{group.log_group_name}"
    waf.CfnLoggingConfiguration(
        scope,
        "FirewallLogging",
        resource_arn=acl.attr_arn,
        log_destination_configs=[arn],
        redacted_fields=_BLACKED_OUT,
    )


def _too_many(name: str, priority: int, limit: int, of: dict[str, Any]) -> dict[str, Any]:
    """More requests of a kind from one address than ``limit`` in five minutes."""
    statement = {"rateBasedStatement": {"limit": limit, "aggregateKeyType": "IP", "scopeDownStatement": of}}
    answer = {"responseCode": TOO_MANY.status, "customResponseBodyKey": TOO_MANY.code}
    return {
        "name": name,
        "priority": priority,
        "action": {"block": {"customResponse": answer}},
        "statement": statement,
        "visibilityConfig": _seen(name),
    }


def _managed(name: str, priority: int, counted: tuple[str, ...] = ()) -> dict[str, Any]:
    """A rule group of AWS; rules in ``counted`` are counted and let pass."""
    group: dict[str, Any] = {"vendorName": "AWS", "name": name}
    if counted:
        group["ruleActionOverrides"] = [{"name": rule, "actionToUse": {"count": {}}} for rule in counted]
    return {
        "name": name,
        "priority": priority,
        "overrideAction": {"none": {}},
        "statement": {"managedRuleGroupStatement": group},
        "visibilityConfig": _seen(name),
    }


def _seen(name: str) -> dict[str, Any]:
    return {"cloudWatchMetricsEnabled": True, "sampledRequestsEnabled": False, "metricName": name}
