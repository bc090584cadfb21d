"""What somebody must look at, and who is told: each alarm has a section in docs/operating.md."""

from collections.abc import Iterator

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.deployment import Deployment
from infra.functions import NAMES, function_name, logical_id
from infra.people import CLAIMS
from infra.resources import DEAD, PARKED_EVENTS, QUEUES
from infra.store import construct_name

NAMESPACE = "Passerelle"
_MANUAL = "See docs/operating.md, section Alarms."


def make_alarms(scope: Construct, key: kms.Key, deployment: Deployment) -> list[cloudwatch.Alarm]:
    topic = _make_topic(scope, key, deployment)
    alarms = [
        *_of_queues(scope),
        *_of_functions(scope, deployment),
        *_of_runs(scope),
        *_of_mail(scope),
        *_of_gateway(scope),
    ]
    for alarm in alarms:
        alarm.add_alarm_action(actions.SnsAction(topic))
        alarm.add_ok_action(actions.SnsAction(topic))
    return alarms


def _make_topic(scope: Construct, key: kms.Key, deployment: Deployment) -> sns.Topic:
    topic = sns.Topic(scope, "Alarms", topic_name="passerelle-alarms", master_key=key, enforce_ssl=True)
    # A policy of one's own takes the place of the one that lets everybody in the account publish, alarms too.
    publish = iam.PolicyStatement(
        sid="AlarmsPublish",
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=["sns:Publish"],
        resources=[topic.topic_arn],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )
    topic.add_to_resource_policy(publish)
    if deployment.alarm_email:
        topic.add_subscription(subscriptions.EmailSubscription(deployment.alarm_email))
    return topic


def metric(namespace: str, name: str, statistic: str, minutes: int = 5, **dimensions: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        statistic=statistic,
        period=Duration.minutes(minutes),
        dimensions_map=dimensions,
    )


def _of_queues(scope: Construct) -> Iterator[cloudwatch.Alarm]:
    """A task among the dead is taken up within seconds: what was given up shows as a call of ``give_up``."""
    for queue in (one for one in QUEUES if one.function):
        age = metric("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", QueueName=queue.name)
        minutes = 30 if queue is DEAD else 10
        yield _alarm(scope, f"{construct_name(queue.name)}Old", age, minutes * 60, f"{queue.name}: tasks lie waiting.")
    parked = metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", QueueName=PARKED_EVENTS.name)
    yield _alarm(scope, "MailEventsParked", parked, 1, "Events of mails could not be noted.")
    given_up = metric("AWS/Lambda", "Invocations", "Sum", FunctionName=function_name("give_up"))
    yield _alarm(scope, "TaskGivenUp", given_up, 1, "A task failed five times and was given up.")


def _of_functions(scope: Construct, deployment: Deployment) -> Iterator[cloudwatch.Alarm]:
    """Nobody comes in where the function that Cognito asks fails."""
    for name in (*NAMES, *(() if deployment.issuer else (CLAIMS,))):
        for what, bound in (("Errors", 3), ("Throttles", 5)):
            seen = metric("AWS/Lambda", what, "Sum", FunctionName=function_name(name))
            yield _alarm(scope, f"{logical_id(name)}{what}", seen, bound, f"{function_name(name)}: {what.lower()}.")
    swept = metric("AWS/Lambda", "Invocations", "Sum", 15, FunctionName=function_name("sweep"))
    yield _alarm(
        scope,
        "SweepMissing",
        swept,
        1,
        "Nobody looks after late runs.",
        comparison=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        missing=cloudwatch.TreatMissingData.BREACHING,
    )


def _of_runs(scope: Construct) -> Iterator[cloudwatch.Alarm]:
    """What the sweeper tells of the runs; see ``chalicelib/usecases/resync/watch.py``."""
    quiet = metric(NAMESPACE, "LongestQuietMinutes", "Maximum", service="passerelle")
    yield _alarm(scope, "RunStuck", quiet, 60, "A run has made no progress for an hour.")
    quota = metric(NAMESPACE, "RunsPausedByQuota", "Maximum", service="passerelle")
    yield _alarm(scope, "SalesforceQuota", quota, 1, "A run waits for Salesforce's daily quota of calls.")


def _of_mail(scope: Construct) -> Iterator[cloudwatch.Alarm]:
    """Well below where SES looks at an account (5 % and 0.1 %)."""
    for name, bound in (("BounceRate", 0.03), ("ComplaintRate", 0.0005)):
        rate = metric("AWS/SES", f"Reputation.{name}", "Maximum", 60)
        yield _alarm(scope, f"Mail{name}", rate, bound, f"SES: {name}.")


def _of_gateway(scope: Construct) -> Iterator[cloudwatch.Alarm]:
    failed = metric("AWS/ApiGateway", "5XXError", "Sum", ApiName="passerelle")
    yield _alarm(scope, "ApiFailed", failed, 5, "The API answered 5xx.")


def _alarm(
    scope: Construct,
    name: str,
    seen: cloudwatch.Metric,
    bound: float,
    sentence: str,
    comparison: cloudwatch.ComparisonOperator = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
) -> cloudwatch.Alarm:
    return cloudwatch.Alarm(
        scope,
        f"{name}Alarm",
        alarm_name=f"passerelle-{name}",
        alarm_description=f"{sentence} {_MANUAL}",
        metric=seen,
        threshold=bound,
        evaluation_periods=1,
        comparison_operator=comparison,
        treat_missing_data=missing,
    )
