"""The web firewall before the gateway: known attacks, addresses of ill repute, and too many requests from one place."""

from typing import Any

from aws_cdk import Aws, Fn, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from infra.functions import RETENTION, Service

REQUESTS_IN_FIVE_MINUTES = 3000
"""From one address. A console that follows a run asks some 300 times."""
_GROUPS = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")
_COMMON = "AWSManagedRulesCommonRuleSet"
# Settings and field maps are larger than the 8 kB that this rule allows; the app has a limit of its own (64 kB).
_TOO_STRICT = ("SizeRestrictions_BODY",)


def make_firewall(scope: Construct, service: Service, key: kms.Key) -> waf.CfnWebACL:
    rules = [_many_requests(0), *(_managed(name, number) for number, name in enumerate(_GROUPS, 1))]
    acl = waf.CfnWebACL(
        scope,
        "Firewall",
        name="passerelle",
        scope="REGIONAL",
        default_action={"allow": {}},
        visibility_config=_seen("passerelle"),
        rules=[*rules, _managed(_COMMON, len(rules), _TOO_STRICT)],
    )
    api = service.get_resource("RestAPI")
    # SAM makes the stage of this reference, so that the firewall waits for it.
    stage = f"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}::/restapis/{api.ref}/stages/{Fn.ref('RestAPI.Stage')}"
    waf.CfnWebACLAssociation(scope, "FirewallBeforeGateway", resource_arn=stage, web_acl_arn=acl.attr_arn)
    _log(scope, acl, key)
    return acl


def _log(scope: Construct, acl: waf.CfnWebACL, key: kms.Key) -> None:
    """WAF demands a name that begins so. Tokens are blacked out."""
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
        redacted_fields=[{"singleHeader": {"Name": "authorization"}}],
    )


def _many_requests(priority: int) -> dict[str, Any]:
    statement = {"rateBasedStatement": {"limit": REQUESTS_IN_FIVE_MINUTES, "aggregateKeyType": "IP"}}
    return {
        "name": "ManyRequests",
        "priority": priority,
        "action": {"block": {"customResponse": {"responseCode": 429}}},
        "statement": statement,
        "visibilityConfig": _seen("ManyRequests"),
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
