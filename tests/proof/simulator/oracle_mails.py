"""Mails: none follows one of which SES told that it went, one more at most in doubt, and closed addresses get none."""

from collections import Counter
from datetime import datetime

from chalicelib.ports import RunMail
from tests.proof.simulator.fates import Fates, Listener, Word
from tests.proof.simulator.judge import addresses_of
from tests.proof.simulator.oracle import Oracle
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.watch import Watch

Whose = tuple[str, str]
"""Tenant, and run or address."""


class MailOracle(Oracle, Listener):
    """I4 and ``address``, judged at each mail, at each word of SES and whenever an address is opened."""

    def __init__(self, watch: Watch, fates: Fates) -> None:
        super().__init__(watch)
        self._fates = fates
        fates.listener = self
        self._known: dict[Whose, int] = {}
        """When the product had noted that a mail of the run went, by word of SES."""
        self._before: dict[Whose, str] = {}
        """How the outbox held a mail when SES last told of it."""
        self._closed: dict[Whose, int] = {}
        """When each address was surely closed."""
        self._words: dict[Whose, datetime] = {}
        """The latest word that closes an address, from when a worker first had it."""
        self._openers: Counter[Whose] = Counter()
        """How many people are about to open an address."""
        self._opened: dict[Whose, datetime] = {}
        """By when, by our clock, an address was last opened, if it was."""
        self._open_since: dict[Whose, datetime] = {}
        """From when on, by our clock, it was surely open."""
        watch.all_closed = self._all_closed

    def mailed(self, mail: RunMail) -> None:
        run, actor = mail.run, self.sim.stage.current
        assert actor
        self._fates.went(mail)
        known = self._known.get((run.tenant, run.id))
        late = known is not None and _leased_at(actor) > known
        self.claim(not late, "I4", f"a further mail of run {run.id}, of which SES had told that one went")
        for address in mail.recipients:
            closed = self._closed.get((run.tenant, address.lower()))
            late = closed is not None and _looked_at(actor) > closed
            self.claim(not late, "address", f"a mail of run {run.id} went to {address}, which is closed")
        left_out = addresses_of(self.sim, run) - set(mail.recipients)
        self.sim.reach.add("a mail left out a closed address", bool(left_out))
        right = self._all_closed(run.tenant, left_out)
        self.claim(right, "address", f"a mail of run {run.id} left out {left_out}, which SES did not tell of")

    def begun(self, word: Word) -> None:
        for address in word.closes:
            whose = word.tenant, address
            self._words[whose] = max(word.at, self._words.get(whose, word.at))
        if word.run and not word.strange:
            mail = self.sim.stores.mail(word.tenant, word.run)
            self._before[word.tenant, word.run] = mail.state if mail else ""

    def taken(self, word: Word) -> None:
        self.sim.reach.add(f"SES told: {word.kind}" if not word.strange else f"a word of SES {word.strange}")
        if not word.strange:
            self._mail_is_known(word)
        for address in word.closes:
            self._address_is_closed(word, address)
        for tenant in (*self.sim.tenants, "charlie"):
            shut = {one.address for one in self.sim.runs.closed_addresses(tenant)}
            others = [one for one in shut if (tenant, one) not in self._words]
            self.claim(not others, "I8", f"{others} were closed for {tenant} by the word of another")

    def opening(self, tenant: str, address: str) -> None:
        self._openers[tenant, address] += 1
        self._closed.pop((tenant, address), None)

    def opened(self, tenant: str, address: str, since: datetime, well: bool) -> None:
        self._openers[tenant, address] -= 1
        self._opened[tenant, address] = max(self.sim.clock.now(), self._opened.get((tenant, address), since))
        if well:
            self._open_since[tenant, address] = since
            self.sim.reach.add("an address was opened")

    def _mail_is_known(self, word: Word) -> None:
        whose = word.tenant, word.run
        mail = self.sim.stores.mail(*whose)
        self.claim(mail is not None and mail.state == "SENT", "I4", f"SES told of a mail that stands as {mail}")
        if whose not in self._known and self._before[whose] != "SENT" and not self._in_hand(word):
            self.sim.reach.add("a mail in doubt was known to have gone by word of SES")
        self._known.setdefault(whose, self.sim.trace.tick)

    def _in_hand(self, word: Word) -> bool:
        return any(getattr(actor.task, "run", "") == word.run for actor in self.sim.stage.actors)

    def _address_is_closed(self, word: Word, address: str) -> None:
        """Unless it was opened after the word, or so near to it that clocks may differ about that."""
        whose = word.tenant, address
        shut = address in {one.address for one in self.sim.runs.closed_addresses(word.tenant)}
        by, since = self._opened.get(whose), self._open_since.get(whose)
        right = not self.sim.clock.jumped
        if not self._openers[whose] and (by is None or (word.at > by and right)):
            self.sim.reach.add("an address was closed")
            self.claim(shut, "address", f"{address} is open, though SES told: {word.kind}")
            self._closed.setdefault(whose, self.sim.trace.tick)
        elif since and self._words[whose] < since and right:
            self.sim.reach.add("an old word of SES about an address that was opened")
            self.claim(not shut, "address", f"{address} was closed again by a word that is older than its opening")

    def _all_closed(self, tenant: str, addresses: set[str]) -> bool:
        return all((tenant, one.lower()) in self._words for one in addresses)


def _leased_at(actor: Actor) -> int:
    """On the table a lost answer makes the lease be asked for again, but the first time counts."""
    return min(actor.ticks.get("store.UpdateItem MAIL") or actor.ticks["runs.lease_mail"])


def _looked_at(actor: Actor) -> int:
    return max(actor.ticks.get("store.Query SHUT") or actor.ticks["runs.closed_addresses"])
