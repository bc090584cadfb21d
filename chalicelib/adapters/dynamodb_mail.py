"""Runs in DynamoDB, part four: the outbox of mails, with leases.

PENDING ⇄ SENDING → SENT; and UNKNOWN, where two sends were begun of which nobody knows the end.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import restored, stored
from chalicelib.adapters.dynamodb_history import Part
from chalicelib.adapters.run_rules import MAIL_ATTEMPTS, MAIL_LEASE
from chalicelib.core.counts import Trouble
from chalicelib.core.mail_event import ClosedAddress, Fate, MailEvent, SentMail
from chalicelib.core.ranges import backoff_seconds
from chalicelib.ports import MailLease

LEASABLE = (
    "(#state = :pending AND #not_before <= :now OR #state = :sending AND #lease_until <= :now) AND #attempt < :most"
)
KEPT = (Fate.DELIVERED, Fate.BOUNCED, Fate.COMPLAINED, Fate.REJECTED)
"""What is kept of a mail's copies, under these names."""
SPENT = "#state = :sending AND #lease_until <= :now AND #attempt >= :most"


class Outbox(Part):
    def unsent(self) -> Iterator[tuple[str, str]]:
        return map(keys.run_of, self.table.query("#due = :due", {"due": keys.DUE_MAIL}, index="due"))

    def lease_mail(self, tenant: str, run_id: str, now: datetime) -> MailLease | None:
        key = keys.mail_key(tenant, run_id)
        values = {"now": _instant(now), "sending": "SENDING", "most": MAIL_ATTEMPTS}
        sets = {"state": "SENDING", "lease_until": _instant(now + MAIL_LEASE)}
        leasing = {**values, "pending": "PENDING", "one": 1}
        leased = self.table.update(key, sets, LEASABLE, leasing, "ADD #attempt :one")
        if leased.done and leased.item:
            return MailLease(tenant, run_id, leased.item["attempt"])
        if leased.item and leased.item["state"] == "SENDING" and leased.item["attempt"] >= MAIL_ATTEMPTS:
            self.table.update(key, {"state": "UNKNOWN"}, SPENT, values, "REMOVE #due")
        return None

    def mail_sent(self, lease: MailLease, message_id: str, now: datetime) -> None:
        """True of an older lease too: the mail went."""
        sets = {"state": "SENT", "message_id": message_id, "sent_at": now}
        key = keys.mail_key(lease.tenant, lease.run_id)
        self.table.update(key, sets, "attribute_exists(#PK) AND #state <> :SENT", {"SENT": "SENT"}, "REMOVE #due")

    def mail_failed(self, lease: MailLease, trouble: Trouble, now: datetime) -> None:
        key = keys.mail_key(lease.tenant, lease.run_id)
        failures = (self.table.get(key) or {}).get("failures", 0)
        later = now + timedelta(seconds=backoff_seconds(failures, None))
        sets = {"state": "PENDING", "not_before": _instant(later), "failures": failures + 1, "trouble": trouble}
        held = {"sending": "SENDING", "attempt": lease.attempt, "minus": -1}
        self.table.update(key, sets, "#state = :sending AND #attempt = :attempt", held, "ADD #attempt :minus")

    def mail_of(self, tenant: str, run_id: str) -> SentMail | None:
        item = self.table.get(keys.mail_key(tenant, run_id))
        return restored(item, SentMail) if item else None

    def mail_told(self, event: MailEvent) -> bool:
        key = keys.mail_key(event.tenant, event.run_id)
        sets = {"state": "SENT", "message_id": event.message_id, "sent_at": event.at}
        tried = {"SENT": "SENT", "one": 1}
        mail = self.table.update(key, sets, "#state <> :SENT AND #attempt >= :one", tried, "REMOVE #due").item
        if mail is None or mail["state"] != "SENT":
            return False
        if event.fate in KEPT and event.addresses:
            addresses = {"addresses": frozenset(event.addresses)}
            self.table.update(key, {}, "attribute_exists(#PK)", addresses, f"ADD #{event.fate} :addresses")
        return True

    def close_address(self, tenant: str, closed: ClosedAddress) -> None:
        unopened = "attribute_not_exists(#opened_at) OR #opened_at < :since"
        since = {"since": _instant(closed.at)}
        self.table.update(keys.shut_key(tenant, closed.address), stored(closed), unopened, since, "REMOVE #opened_at")

    def closed_addresses(self, tenant: str) -> Sequence[ClosedAddress]:
        key = keys.shut_key(tenant)
        still = "attribute_not_exists(#opened_at)"
        found = self.table.query("#PK = :PK AND begins_with(#SK, :SK)", key, filters=still)
        return [restored(item, ClosedAddress) for item in found]

    def open_address(self, tenant: str, address: str, now: datetime) -> bool:
        closed = "attribute_exists(#PK) AND attribute_not_exists(#opened_at)"
        return self.table.update(keys.shut_key(tenant, address), {"opened_at": _instant(now)}, closed, {}).done


def _instant(moment: datetime) -> int:
    """Milliseconds, so that the store can compare them."""
    return int(moment.timestamp() * 1000)
