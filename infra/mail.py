"""Mail: the verified domain, how its mails are sent, and where SES tells what became of them."""

from collections.abc import Mapping

from aws_cdk import Aws
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.deployment import Deployment
from infra.resources import MAIL_EVENTS, PARKED_EVENTS

CONFIGURATION_SET = "passerelle"
_TOLD = ("SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY")


def make_mail(scope: Construct, queues: Mapping[str, sqs.Queue], deployment: Deployment) -> None:
    """The operator publishes the DKIM records that SES shows for the domain."""
    configuration_set = ses.ConfigurationSet(
        scope,
        "MailConfiguration",
        configuration_set_name=CONFIGURATION_SET,
        reputation_metrics=True,
        # Passerelle keeps its own list by tenant, that administrators can open; one of SES's would hold on behind it.
        disable_suppression_list=True,
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
    _tell(scope, queues)


def _tell(scope: Construct, queues: Mapping[str, sqs.Queue]) -> None:
    """SES reports to EventBridge, whose rule puts what concerns our mails into the queue."""
    queue = targets.SqsQueue(queues[MAIL_EVENTS.name], dead_letter_queue=queues[PARKED_EVENTS.name])
    ours = {"mail": {"tags": {"ses:configuration-set": [CONFIGURATION_SET]}}}
    events.Rule(
        scope,
        "MailEvents",
        description="What became of Passerelle's mails",
        event_pattern=events.EventPattern(source=["aws.ses"], account=[Aws.ACCOUNT_ID], detail=ours),
        targets=[queue],
    )
