"""Mail: the verified domain, how its mails are sent, and where SES tells what became of them."""

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.deployment import Deployment

CONFIGURATION_SET = "passerelle"
EVENTS_QUEUE = "passerelle-mail-events"
_TOLD = ("SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY")


def make_mail(scope: Construct, key: kms.Key, deployment: Deployment) -> sqs.Queue:
    """Returns the queue of events. The operator publishes the DKIM records that SES shows for the domain."""
    configuration_set = ses.ConfigurationSet(
        scope,
        "MailConfiguration",
        configuration_set_name=CONFIGURATION_SET,
        reputation_metrics=True,
        suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
    )
    ses.EmailIdentity(
        scope,
        "MailDomain",
        identity=ses.Identity.domain(deployment.mail_domain),
        configuration_set=configuration_set,
        mail_from_domain=f"bounce.{deployment.mail_domain}",
    )
    bus = events.EventBus.from_event_bus_name(scope, "DefaultBus", "default")
    configuration_set.add_event_destination(
        "Told",
        destination=ses.EventDestination.event_bus(bus),
        events=[ses.EmailSendingEvent[kind] for kind in _TOLD],
    )
    return _events_queue(scope, key)


def _events_queue(scope: Construct, key: kms.Key) -> sqs.Queue:
    """SES reports to EventBridge, whose rule puts what concerns our mails into a queue."""
    queue = sqs.Queue(
        scope,
        "MailEventsQueue",
        queue_name=EVENTS_QUEUE,
        retention_period=Duration.days(14),
        visibility_timeout=Duration.minutes(6),
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        enforce_ssl=True,
        removal_policy=RemovalPolicy.DESTROY,
    )
    ours = {"mail": {"tags": {"ses:configuration-set": [CONFIGURATION_SET]}}}
    events.Rule(
        scope,
        "MailEvents",
        description="What became of Passerelle's mails",
        event_pattern=events.EventPattern(source=["aws.ses"], account=[Aws.ACCOUNT_ID], detail=ours),
        targets=[targets.SqsQueue(queue)],
    )
    return queue
