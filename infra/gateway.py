"""The way in: what API Gateway answers by itself, how much it lets through, its log, its domain and its firewall."""

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

STAGE: str = SETTINGS["api_gateway_stage"]
CALLS_A_SECOND = 50
BURST = 100
NOTICES_A_SECOND = 25
"""Anybody may call this route, so that it gets half at most: people's own requests still come through."""
_LOGGED = ("requestId", "requestTime", "httpMethod", "path", "status", "responseLength", "responseLatency")
_ANSWERS = {
    "UNAUTHORIZED": ("token_refused", "Sign in again: the access token is missing, or no longer holds."),
    "DEFAULT_4XX": ("request_refused", "The request was refused before it reached Passerelle."),
    "DEFAULT_5XX": ("service_away", "Passerelle did not answer. Try again in a minute."),
    "THROTTLED": ("too_many_requests", "Too many requests. Try again in a moment."),
    "WAF_FILTERED": ("request_blocked", "The firewall did not let this request through."),
    "REQUEST_TOO_LARGE": ("body_too_large", "The request is too large."),
}


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
    api.add_property_override("GatewayResponses", {kind: _answer(*texts) for kind, texts in _ANSWERS.items()})
    api.add_property_override("EndpointConfiguration", {"Type": "REGIONAL"})
    api.node.add_dependency(_permission_to_log(scope))
    if deployment.certificate_arn:
        _own_domain(scope, service, deployment)


def _log_line() -> str:
    """No query, no header and no body: these can hold names."""
    return json.dumps({name: f"$context.{name}" for name in (*_LOGGED, "identity.sourceIp", "wafResponseCode")})


def _method_settings() -> dict[str, Any]:
    return {
        "ResourcePath": "/*",
        "HttpMethod": "*",
        "ThrottlingRateLimit": CALLS_A_SECOND,
        "ThrottlingBurstLimit": BURST,
        "MetricsEnabled": True,
        "LoggingLevel": "ERROR",
        "DataTraceEnabled": False,
    }


def _notices() -> dict[str, Any]:
    """Slashes of a path are written ``~1`` here."""
    own = {"ResourcePath": "/~1api~1v1~1notices~1{hook}", "HttpMethod": "POST"}
    rates = {"ThrottlingRateLimit": NOTICES_A_SECOND, "ThrottlingBurstLimit": NOTICES_A_SECOND * 2}
    return {**_method_settings(), **own, **rates}


def _answer(code: str, detail: str) -> dict[str, Any]:
    """The form of every refusal of ours, RFC 9457; the gateway fills in what begins with ``$context``."""
    problem = {"type": "about:blank", "title": detail, "code": code, "detail": detail, "instance": "$context.requestId"}
    headers = {"Cache-Control": "'no-store'", "X-Content-Type-Options": "'nosniff'"}
    return {
        "ResponseTemplates": {"application/json": json.dumps(problem)},
        "ResponseParameters": {"Headers": {**headers, "Content-Type": "'application/problem+json'"}},
    }


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
