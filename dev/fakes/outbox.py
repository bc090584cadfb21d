"""Runs in memory, part four: the outbox of mails, with leases."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.adapters.run_rules import MAIL_ATTEMPTS, MAIL_LEASE
from chalicelib.core.counts import Trouble
from chalicelib.core.ranges import backoff_seconds
from chalicelib.ports import MailLease
from dev.fakes.atomic import atomic
from dev.fakes.run_tables import Mail, RunStore


class Outbox(RunStore):
    @atomic
    def unsent(self) -> list[tuple[str, str]]:
        return [key for key, mail in self.tables.mails.items() if mail.state in ("PENDING", "SENDING")]

    @atomic
    def lease_mail(self, tenant: str, run_id: str, now: datetime) -> MailLease | None:
        mail = self.tables.mails.get((tenant, run_id))
        if mail is None or not _due(mail, now):
            return None
        if mail.attempt >= MAIL_ATTEMPTS:
            self.tables.mails[tenant, run_id] = replace(mail, state="UNKNOWN")
            return None
        leased = replace(mail, state="SENDING", attempt=mail.attempt + 1, lease_until=now + MAIL_LEASE)
        self.tables.mails[tenant, run_id] = leased
        return MailLease(tenant, run_id, leased.attempt)

    @atomic
    def mail_sent(self, lease: MailLease, message_id: str, now: datetime) -> None:  # noqa: ARG002 - the port's
        mail = self.tables.mails[lease.tenant, lease.run_id]
        if mail.state != "SENT":
            self.tables.mails[lease.tenant, lease.run_id] = replace(mail, state="SENT", message_id=message_id)

    @atomic
    def mail_failed(self, lease: MailLease, trouble: Trouble, now: datetime) -> None:
        mail = self.tables.mails[lease.tenant, lease.run_id]
        if mail.state != "SENDING" or mail.attempt != lease.attempt:
            return
        later = now + timedelta(seconds=backoff_seconds(mail.failures, None))
        given_back = replace(mail, state="PENDING", attempt=mail.attempt - 1, not_before=later, trouble=trouble)
        self.tables.mails[lease.tenant, lease.run_id] = replace(given_back, failures=mail.failures + 1)


def _due(mail: Mail, now: datetime) -> bool:
    if mail.state == "PENDING":
        return mail.not_before is None or mail.not_before <= now
    return mail.state == "SENDING" and mail.lease_until is not None and mail.lease_until <= now
