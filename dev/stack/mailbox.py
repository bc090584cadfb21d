"""The mails that were sent, as the SES stand-in keeps them."""

from dataclasses import dataclass

import requests


@dataclass(frozen=True, slots=True)
class SentMail:
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str


def sent_mails(aws_url: str, account: str = "123456789012") -> list[SentMail]:
    """Every mail that ``account`` has sent, oldest first."""
    answer = requests.get(f"{aws_url}/_ministack/ses/messages", params={"account": account}, timeout=10)
    answer.raise_for_status()
    return [
        SentMail(
            sender=message["Source"],
            to=tuple(message["To"]),
            subject=message["Subject"],
            text=message["BodyText"] or "",
            html=message["BodyHtml"] or "",
        )
        for message in answer.json()["messages"].get(account, [])
    ]
