"""Runs in memory, part four: the outbox of mails, with leases."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.adapters.run_rules import MAIL_ATTEMPTS, MAIL_LEASE
from chalicelib.core.counts import Trouble
from chalicelib.core.mail_event import ClosedAddress, Fate, MailEvent, SentMail
from chalicelib.core.ranges import backoff_seconds
from chalicelib.ports import MailLease
from dev.fakes.atomic import atomic
from dev.fakes.run_tables import Mail, RunKey, RunStore


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
    def mail_sent(self, lease: MailLease, message_id: str, now: datetime) -> None:
        self._sent((lease.tenant, lease.run_id), message_id, now)

    def _sent(self, key: RunKey, message_id: str, at: datetime) -> None:
        mail = self.tables.mails[key]
        if mail.state != "SENT":
            self.tables.mails[key] = replace(mail, state="SENT", message_id=message_id, sent_at=at)

    @atomic
    def mail_failed(self, lease: MailLease, trouble: Trouble, now: datetime) -> None:
        mail = self.tables.mails[lease.tenant, lease.run_id]
        if mail.state != "SENDING" or mail.attempt != lease.attempt:
            return
        later = now + timedelta(seconds=backoff_seconds(mail.failures, None))
        given_back = replace(mail, state="PENDING", attempt=mail.attempt - 1, not_before=later, trouble=trouble)
        self.tables.mails[lease.tenant, lease.run_id] = replace(given_back, failures=mail.failures + 1)

    @atomic
    def mail_of(self, tenant: str, run_id: str) -> SentMail | None:
        mail = self.tables.mails.get((tenant, run_id))
        if mail is None:
            return None

        def of(fate: Fate) -> frozenset[str]:
            return frozenset(address for known, address in mail.fates if known is fate)

        copies = (of(Fate.DELIVERED), of(Fate.BOUNCED), of(Fate.COMPLAINED), of(Fate.REJECTED))
        return SentMail(mail.state, mail.message_id, mail.sent_at, *copies)

    @atomic
    def mail_told(self, event: MailEvent) -> bool:
        key = event.tenant, event.run_id
        mail = self.tables.mails.get(key)
        if mail is None or (mail.state != "SENT" and not mail.attempt):
            return False
        self._sent(key, event.message_id, event.at)
        told = frozenset((event.fate, address) for address in event.addresses)
        self.tables.mails[key] = replace(self.tables.mails[key], fates=mail.fates | told)
        return True

    @atomic
    def close_address(self, tenant: str, closed: ClosedAddress) -> None:
        key = tenant, closed.address.lower()
        if key not in self.tables.opened_addresses or self.tables.opened_addresses[key] < closed.at:
            self.tables.closed_addresses[key] = closed

    @atomic
    def closed_addresses(self, tenant: str) -> list[ClosedAddress]:
        return [closed for (owner, _), closed in self.tables.closed_addresses.items() if owner == tenant]

    @atomic
    def open_address(self, tenant: str, address: str, now: datetime) -> bool:
        key = tenant, address.lower()
        if self.tables.closed_addresses.pop(key, None) is None:
            return False
        self.tables.opened_addresses[key] = now
        return True


def _due(mail: Mail, now: datetime) -> bool:
    if mail.state == "PENDING":
        return mail.not_before is None or mail.not_before <= now
    return mail.state == "SENDING" and mail.lease_until is not None and mail.lease_until <= now
