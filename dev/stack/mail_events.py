"""Tell of each mail as SES does, since its stand-in does not: sent, and delivered or bounced, by the queue of events.

As with SES's mailbox simulator, ``bounce@`` bounces and ``complaint@`` complains, whatever the domain:
https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import boto3

_ASKED = "passerelle_asked"


def tell_of_mails(queue_url: str) -> None:
    """For all clients of the default session that are made after this."""
    if boto3.DEFAULT_SESSION is None:
        boto3.setup_default_session()
    assert boto3.DEFAULT_SESSION is not None
    sqs = boto3.client("sqs")

    def remember(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context[_ASKED] = json.loads(params["body"])

    def tell(parsed: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> None:
        if "MessageId" in parsed:
            for event in events_of(context[_ASKED], parsed["MessageId"]):
                sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(event))

    boto3.DEFAULT_SESSION.events.register("before-call.sesv2.SendEmail", remember)
    boto3.DEFAULT_SESSION.events.register("after-call.sesv2.SendEmail", tell)


def events_of(asked: Mapping[str, Any], message_id: str) -> Sequence[Mapping[str, Any]]:
    """What EventBridge would carry of one mail."""
    to = asked["Destination"]
    addresses = [*to.get("ToAddresses", []), *to.get("BccAddresses", [])]
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    tags = {tag["Name"]: [tag["Value"]] for tag in asked.get("EmailTags", [])}
    mail = {"timestamp": now, "messageId": message_id, "destination": addresses, "tags": tags}
    parts = [("Send", "send", {}), *(_fate_of(address) for address in addresses)]
    return [
        {"source": "aws.ses", "detail": {"eventType": kind, "mail": mail, part: {"timestamp": now, **what}}}
        for kind, part, what in parts
    ]


def _fate_of(address: str) -> tuple[str, str, dict[str, Any]]:
    match address.split("@")[0]:
        case "bounce":
            return "Bounce", "bounce", {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address}]}
        case "complaint":
            return "Complaint", "complaint", {"complainedRecipients": [{"emailAddress": address}]}
        case _:
            return "Delivery", "delivery", {"recipients": [address]}
