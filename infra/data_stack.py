"""The stack of all that must not be lost: key, table, queues, mail and people. It changes seldom."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import App, Aws, CfnOutput, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs

from infra.deployment import Deployment
from infra.encryption import make_key
from infra.mail import make_mail
from infra.people import SignIn, make_sign_in
from infra.store import make_queues, make_table

SECRETS_PREFIX = "passerelle"


@dataclass(frozen=True, slots=True)
class Data:
    """``queues`` by name."""

    stack: Stack
    key: kms.Key
    table: dynamodb.Table
    queues: Mapping[str, sqs.Queue]
    sign_in: SignIn


def make_data(app: App, deployment: Deployment) -> Data:
    stack = Stack(app, "passerelle-data", description="Passerelle: what must not be lost", termination_protection=True)
    key = make_key(stack)
    queues = make_queues(stack, key)
    make_mail(stack, queues, deployment)
    data = Data(
        stack=stack,
        key=key,
        table=make_table(stack, key),
        queues=queues,
        sign_in=make_sign_in(stack, key, deployment),
    )
    CfnOutput(stack, "Issuer", value=data.sign_in.issuer)
    CfnOutput(stack, "ClientId", value=data.sign_in.client_id)
    # The secrets themselves are made by the API when an administrator enters them: no template ever holds one.
    secrets = f"arn:{Aws.PARTITION}:secretsmanager:{Aws.REGION}:{Aws.ACCOUNT_ID}:secret:{SECRETS_PREFIX}/*"
    CfnOutput(stack, "Secrets", value=secrets)
    if data.sign_in.pool:
        CfnOutput(stack, "PoolId", value=data.sign_in.pool.user_pool_id)
    return data
