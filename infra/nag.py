"""The rules of cdk-nag, and why some findings are as they must be."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra.functions import NAMES, function_name

_MANAGED = "Policy::arn:<AWS::Partition>:iam::aws:policy/service-role"
_HERE = "<AWS::Region>:<AWS::AccountId>"
_SECRETS = f"arn:<AWS::Partition>:secretsmanager:{_HERE}:secret:passerelle"
_LOGS = f"arn:<AWS::Partition>:logs:{_HERE}:log-group"
_BY_TENANT = "Secrets are named by tenant, and tenants are made after the deployment."
_STREAMS = "Lambda names a log's streams."
_RUNTIME = "The runtime is the Python that the package was made and tested with; see docs/operating.md."
REASONS: Mapping[str, str] = {
    "AwsSolutions::AwsSolutions-COG8": "The Plus plan is the operator's choice; a second factor is demanded.",
    f"AwsSolutions::AwsSolutions-IAM4[{_MANAGED}/AmazonAPIGatewayPushToCloudWatchLogs]": "API Gateway demands it.",
    "AwsSolutions::AwsSolutions-L1": _RUNTIME,
    **{
        f"AwsSolutions::AwsSolutions-IAM5[Resource::{_LOGS}:/aws/lambda/{function_name(name)}:*]": _STREAMS
        for name in NAMES
    },
    f"AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:{_HERE}:key/*]": (
        "A condition on the alias leaves the one key of Passerelle; its id is not known before the first deployment."
    ),
    **{
        f"AwsSolutions::AwsSolutions-IAM5[Resource::{_SECRETS}/*/{secret}*]": _BY_TENANT
        for secret in ("intacct", "salesforce", "intacct-token", "salesforce-token")
    },
    f"AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:{_HERE}:identity/*]": (
        "In the SES sandbox the recipient's identity is asked for too."
    ),
    "Serverless::Serverless-SQSRedrivePolicy": "The ends of the way: dead letters, and parked events of mails.",
    "Serverless::Serverless-LambdaDLQ": "Cognito waits for the answer, so that nothing is left to put aside.",
    "Serverless::Serverless-LambdaLatestVersion": _RUNTIME,
    "Serverless::Serverless-LambdaTracing": "It copies three attributes, and calls nobody.",
    # The reference is SAM's own: it makes a resource of it.
    "CloudFormation-Validate::F1020": "RestAPI.Stage is the stage that SAM makes of the API.",
}
"""Findings by plugin and rule."""


def check(app: App) -> None:
    """Have each synthesis of ``app`` checked; a finding without a reason fails it."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
    for finding, reason in REASONS.items():
        Validations.of(app).acknowledge(Acknowledgment(id=finding, reason=reason))
