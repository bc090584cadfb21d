"""The cloud's table and queues, made of the definitions that the local stack uses."""

from collections.abc import Mapping

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra import resources

OUR_ROLES = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/passerelle-*"


def make_table(scope: Construct, key: kms.Key, table: resources.Table = resources.TABLE) -> dynamodb.Table:
    made = dynamodb.Table(
        scope,
        "Table",
        table_name=table.name,
        partition_key=_text(table.partition),
        sort_key=_text(table.sort),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
        encryption_key=key,
        time_to_live_attribute=table.ttl,
        point_in_time_recovery_specification={
            "point_in_time_recovery_enabled": table.point_in_time_recovery,
            "recovery_period_in_days": 35,
        },
        deletion_protection=table.deletion_protection,
        removal_policy=RemovalPolicy.RETAIN,
    )
    for index in table.indexes:
        made.add_global_secondary_index(
            index_name=index.name,
            partition_key=_text(index.partition),
            sort_key=_text(index.sort),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
    return made


def make_queues(scope: Construct, key: kms.Key) -> Mapping[str, sqs.Queue]:
    """By name; a queue follows the one that takes its dead letters."""
    made: dict[str, sqs.Queue] = {}
    for queue in sorted(resources.QUEUES, key=lambda one: bool(one.dead_letters)):
        made[queue.name] = _make_queue(scope, key, queue, made.get(queue.dead_letters))
        made[queue.name].add_to_resource_policy(_only_our_roles_send(made[queue.name]))
    return made


def _make_queue(scope: Construct, key: kms.Key, queue: resources.Queue, dead: sqs.Queue | None) -> sqs.Queue:
    letters = sqs.DeadLetterQueue(queue=dead, max_receive_count=queue.receives) if dead else None
    return sqs.Queue(
        scope,
        construct_name(queue.name),
        queue_name=queue.name,
        visibility_timeout=Duration.seconds(queue.visibility_seconds),
        retention_period=Duration.seconds(queue.retention_seconds),
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        data_key_reuse=Duration.hours(1),
        enforce_ssl=True,
        dead_letter_queue=letters,
        removal_policy=RemovalPolicy.DESTROY,
    )


def _only_our_roles_send(queue: sqs.Queue) -> iam.PolicyStatement:
    """A forged task is stopped even where somebody in the account may send to any queue.

    An operator who moves dead letters back takes on a role ``passerelle-operator`` for it.
    """
    return iam.PolicyStatement(
        sid="OnlyOurRolesSend",
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=["sqs:SendMessage"],
        resources=[queue.queue_arn],
        conditions={
            "ArnNotLike": {"aws:PrincipalArn": OUR_ROLES},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    )


def construct_name(queue_name: str) -> str:
    """``passerelle-mail`` as ``MailQueue``."""
    words = queue_name.removeprefix("passerelle-").split("-")
    return "".join(word.capitalize() for word in words) + "Queue"


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
