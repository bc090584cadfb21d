"""The key that everything of Passerelle is encrypted with, and who besides our roles may use it."""

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

ALIAS = "alias/passerelle"


def make_key(scope: Construct) -> kms.Key:
    """One key with yearly rotation. It outlives the stack: without it no backup can be read."""
    key = kms.Key(
        scope,
        "Key",
        alias=ALIAS,
        description="Passerelle: table, queues, secrets, logs and alarms",
        enable_key_rotation=True,
        pending_window=Duration.days(30),
        removal_policy=RemovalPolicy.RETAIN,
    )
    key.add_to_resource_policy(_log_groups())
    for service in ("events.amazonaws.com", "cloudwatch.amazonaws.com"):
        key.add_to_resource_policy(_sender(service))
    return key


def _log_groups() -> iam.PolicyStatement:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"""
    log_groups = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:*passerelle*"
    return iam.PolicyStatement(
        sid="LogGroups",
        principals=[iam.ServicePrincipal(f"logs.{Aws.REGION}.{Aws.URL_SUFFIX}")],
        actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        resources=["*"],
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
    )


def _sender(service: str) -> iam.PolicyStatement:
    """A service that puts messages into our encrypted queue or topic."""
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal(service)],
        actions=["kms:Decrypt", "kms:GenerateDataKey*"],
        resources=["*"],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )
