"""What becomes of mails: SES tells of it late, twice, in any order or not at all; people open closed addresses."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.adapters.mail_events import RUN_TAG, TENANT_TAG, tag_of
from chalicelib.ports import RunMail
from tests.proof.simulator.hands import Hands
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor, Crash

NOTE_SECONDS = 30.0
OPEN_SECONDS = 29.0
MOST_RECEIVES = 5
LATE_SECONDS = (60.0, 300.0, 1200.0, 2400.0)
"""Up to how late SES tells; the lease of a mail is a quarter of an hour."""
PARTS = {
    "Send": "send",
    "Delivery": "delivery",
    "DeliveryDelay": "deliveryDelay",
    "Bounce": "bounce",
    "Complaint": "complaint",
    "Reject": "reject",
}
NAMES = {"DeliveryDelay": "delayedRecipients", "Bounce": "bouncedRecipients", "Complaint": "complainedRecipients"}


class Strange(StrEnum):
    """What a word may be of, or look like, that the product has not asked for."""

    UNKNOWN_RUN = "of a run that nobody knows"
    UNKNOWN_TENANT = "of a tenant that nobody knows"
    NO_RUN = "of a mail of no run"
    NOT_OURS = "of a mail of others"
    NO_FORM = "in no form"


@dataclass(frozen=True, slots=True)
class Word:
    """One event of SES on its way; ``strange`` is None where it is of a mail of a run that went out."""

    tenant: str
    run: str
    kind: str
    addresses: tuple[str, ...]
    at: datetime
    due_at: float
    for_good: bool = False
    receives: int = 0
    strange: Strange | None = None

    @property
    def closes(self) -> tuple[str, ...]:
        known = self.strange not in (Strange.NOT_OURS, Strange.NO_FORM)
        small = tuple(one.lower() for one in self.addresses)
        return small if known and self.for_good and self.kind in ("Bounce", "Complaint") else ()

    @property
    def body(self) -> str:
        """As EventBridge puts it into the queue."""
        at = self.at.isoformat(timespec="milliseconds")
        tags = {} if self.strange is Strange.NOT_OURS else {TENANT_TAG: [tag_of(self.tenant)]}
        mail = {
            "timestamp": at,
            "messageId": f"message of {self.run}",
            "destination": [one.lower() for one in self.addresses],
            "tags": tags | ({RUN_TAG: [self.run]} if self.run else {}),
        }
        detail = {"eventType": self.kind, "mail": mail, PARTS[self.kind]: {"timestamp": at, **self._what()}}
        return "{" if self.strange is Strange.NO_FORM else json.dumps({"source": "aws.ses", "detail": detail})

    def _what(self) -> dict[str, Any]:
        """Whom the event is of, in the words of its kind."""
        recipients: list[Any] = [{"emailAddress": one.lower()} for one in self.addresses]
        named, plain = NAMES.get(self.kind), [one.lower() for one in self.addresses]
        what: dict[str, Any] = {named: recipients} if named else {"recipients": plain}
        if self.kind == "Bounce":
            what["bounceType"] = "Permanent" if self.for_good else "Transient"
        if self.kind == "Complaint":
            what["complaintFeedbackType"] = "abuse" if self.for_good else "not-spam"
        return what


class Listener:
    """Who wants to know when a word was taken, and when an address was opened."""

    def begun(self, word: Word) -> None:
        """A worker begins with it."""

    def taken(self, word: Word) -> None:
        """A worker has ended with it well."""

    def opening(self, tenant: str, address: str) -> None:
        """Somebody sets about to open the address."""

    def opened(self, tenant: str, address: str, since: datetime, well: bool) -> None:
        """That has ended; ``well`` where it was opened for sure after ``since``, by our clock."""


class Fates:
    """All words of SES that are on their way."""

    def __init__(self, sim: Simulation) -> None:
        self.waiting: list[Word] = []
        self.listener = Listener()
        self._sim = sim

    def went(self, mail: RunMail) -> None:
        """SES has taken a mail, whatever its sender knows of that: it may tell of it as a whole and of each copy."""
        sim, random = self._sim, self._sim.random
        for word in self._words(mail) if sim.scenario.features.words else ():
            if random.random() >= sim.scenario.features.words:
                sim.reach.add("SES tells nothing")
                continue
            self.waiting.append(word)
            if random.random() < 0.2:
                sim.reach.add("SES tells twice")
                self.waiting.append(replace(word, due_at=word.due_at + random.choice(LATE_SECONDS)))
        if sim.scenario.features.words and random.random() < 0.2:
            self.waiting.append(self._strange(mail))

    def due(self) -> list[Word]:
        return [one for one in self.waiting if one.due_at <= self._sim.clock.seconds]

    def deliver(self, word: Word) -> Actor:
        """A worker takes a word out of its queue; where it fails the word comes again, up to five times in all."""
        self.waiting.remove(word)
        received, hands = replace(word, receives=word.receives + 1), self._sim.hands
        self.listener.begun(received)

        def work() -> None:
            try:
                hands.note_mail_event(received.body)
            except (Crash, Exception):
                self._comes_again(received)
                raise
            self.listener.taken(received)
            if self._sim.faults.happens("lost_delete"):
                self._comes_again(received)

        name = f"{word.tenant} word of SES"
        return self._sim.enter(name, work, NOTE_SECONDS, hands)

    def open_address(self, tenant: str) -> None:
        """An administrator lets mails go to an address again that is closed, if one is."""
        closed = sorted(one.address for one in self._sim.runs.closed_addresses(tenant))
        if not closed:
            return
        address, hands, since = self._sim.random.choice(closed), self._sim.hands, self._sim.clock.now()
        self.listener.opening(tenant, address)

        def work() -> None:
            well = False
            try:
                well = _done(lambda: hands.open_address(tenant, address), hands)
            finally:
                self.listener.opened(tenant, address, since, well)

        self._sim.enter(f"{tenant} opens an address", work, OPEN_SECONDS, hands)

    def _words(self, mail: RunMail) -> Iterator[Word]:
        sent = Word(mail.run.tenant, mail.run.id, "Send", mail.recipients, self._sim.clock.true_now(), self._later())
        if self._sim.random.random() < 0.03:
            yield replace(sent, kind="Reject")
            return
        yield sent
        for address in mail.recipients:
            yield from self._copy(replace(sent, addresses=(address,)))

    def _copy(self, sent: Word) -> Iterator[Word]:
        """What becomes of one copy. Who complains has got the mail."""
        random = self._sim.random
        if random.random() < 0.1:
            yield replace(sent, kind="DeliveryDelay", due_at=self._later())
        if random.random() >= self._sim.scenario.features.ill_fate:
            yield replace(sent, kind="Delivery", due_at=self._later())
            return
        kind = random.choice(("Bounce", "Complaint"))
        if kind == "Complaint":
            yield replace(sent, kind="Delivery", due_at=self._later())
        yield replace(sent, kind=kind, due_at=self._later(), for_good=random.random() < 0.8)

    def _strange(self, mail: RunMail) -> Word:
        """Of nothing that is in the store, or of another sender's mail."""
        random, strange = self._sim.random, self._sim.random.choice(tuple(Strange))
        tenant = "charlie" if strange is Strange.UNKNOWN_TENANT else mail.run.tenant
        run = "" if strange is Strange.NO_RUN else "01UNKNOWN"
        kind = random.choice(("Send", "Delivery", "Bounce", "Complaint"))
        address = (f"invited@{tenant}.example",)
        return Word(tenant, run, kind, address, self._sim.clock.true_now(), self._later(), True, strange=strange)

    def _later(self) -> float:
        random = self._sim.random
        return self._sim.clock.seconds + random.uniform(0, random.choices(LATE_SECONDS, (70, 10, 15, 5))[0])

    def _comes_again(self, word: Word) -> None:
        if word.receives == MOST_RECEIVES:
            self._sim.reach.add("a word of SES ended among the dead")
            return
        self.waiting.append(replace(word, due_at=self._sim.clock.seconds + self._sim.random.uniform(0, 120)))


def _done(deed: Callable[[], None], hands: Hands) -> bool:
    """Whether it was done, at the third try at the latest. A refusal says that another was faster, or our first try."""
    for _ in range(3):
        try:
            deed()
        except hands.try_again:
            continue
        except hands.problem:
            return False
        return True
    return False
