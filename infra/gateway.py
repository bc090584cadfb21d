"""The way in: how much API Gateway lets through, its log, and the domain that it answers at."""

import json
from typing import Any

from aws_cdk import CfnOutput, RemovalPolicy
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.deployment import Deployment
from infra.functions import RETENTION, SETTINGS, Service
from infra.refusals import gateway_answers

STAGE: str = SETTINGS["api_gateway_stage"]
CALLS_A_SECOND = 50
BURST = 100
NOTICES_A_SECOND = 25
"""Anybody may call this route, so that it gets half at most: people's own requests still come through."""
_LOGGED = (
    *("requestId", "requestTime", "httpMethod", "resourcePath", "status", "responseLength", "responseLatency"),
    *("identity.sourceIp", "wafResponseCode", "error.responseType", "integration.integrationStatus"),
)


def finish_gateway(scope: Construct, service: Service, key: kms.Key, deployment: Deployment) -> None:
    api = service.get_resource("RestAPI")
    access_log = logs.LogGroup(
        scope,
        "AccessLog",
        log_group_name="/aws/apigateway/passerelle",
        encryption_key=key,
        retention=RETENTION,
        removal_policy=RemovalPolicy.DESTROY,
    )
    api.add_property_override("Name", "passerelle")
    api.add_property_override("AccessLogSetting", {"DestinationArn": access_log.log_group_arn, "Format": _log_line()})
    api.add_property_override("MethodSettings", [_method_settings(), _notices()])
    api.add_property_override("GatewayResponses", gateway_answers())
    api.add_property_override("EndpointConfiguration", {"Type": "REGIONAL"})
    api.node.add_dependency(_permission_to_log(scope))
    if deployment.certificate_arn:
        _own_domain(scope, service, deployment)


def _log_line() -> str:
    """No query, no header and no body, of the path its form alone: these can hold names, and the secret of notices."""
    return json.dumps({name: f"$context.{name}" for name in _LOGGED})


def _method_settings() -> dict[str, Any]:
    return {
        "ResourcePath": "/*",
        "HttpMethod": "*",
        "ThrottlingRateLimit": CALLS_A_SECOND,
        "ThrottlingBurstLimit": BURST,
        # Figures of each route are paid one by one; those of the whole API, which the alarm reads, cost nothing.
        "MetricsEnabled": False,
        # The gateway's second log would be kept for ever, and not by our key. The access log tells why it refused.
        "LoggingLevel": "OFF",
        "DataTraceEnabled": False,
    }


def _notices() -> dict[str, Any]:
    """Slashes of a path are written ``~1`` here."""
    own = {"ResourcePath": "/~1api~1v1~1notices~1{hook}", "HttpMethod": "POST"}
    rates = {"ThrottlingRateLimit": NOTICES_A_SECOND, "ThrottlingBurstLimit": NOTICES_A_SECOND * 2}
    return {**_method_settings(), **own, **rates}


def _permission_to_log(scope: Construct) -> apigateway.CfnAccount:
    """An account has one such setting for all its gateways, so it outlives this stack."""
    role = iam.Role(
        scope,
        "GatewayLogRole",
        assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
        managed_policies=[
            iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AmazonAPIGatewayPushToCloudWatchLogs")
        ],
    )
    role.apply_removal_policy(RemovalPolicy.RETAIN)
    account = apigateway.CfnAccount(scope, "GatewayAccount", cloud_watch_role_arn=role.role_arn)
    account.apply_removal_policy(RemovalPolicy.RETAIN)
    return account


def _own_domain(scope: Construct, service: Service, deployment: Deployment) -> None:
    domain = apigateway.CfnDomainName(
        scope,
        "Domain",
        domain_name=deployment.host,
        regional_certificate_arn=deployment.certificate_arn,
        endpoint_configuration={"types": ["REGIONAL"]},
        security_policy="TLS_1_2",
    )
    api = service.get_resource("RestAPI")
    mapping = apigateway.CfnBasePathMapping(
        scope, "DomainMapping", domain_name=domain.ref, rest_api_id=api.ref, stage=STAGE
    )
    mapping.add_dependency(domain)
    CfnOutput(scope, "DomainTarget", value=domain.attr_regional_domain_name, description="For the host's CNAME record")
