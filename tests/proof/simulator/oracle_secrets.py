"""What may never stand where: a tenant's data beside another's, and a secret anywhere but in the vault."""

from collections.abc import Iterator
from typing import Any

import msgspec

from chalicelib.ports import RunMail
from dev.fakes.salesforce_org import Write
from tests.proof.simulator.features import SHARED
from tests.proof.simulator.oracle import IntacctWrite, Oracle
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.tenant import Tenant

CANARY = "canary"


class SecretsOracle(Oracle):
    """I8 and I10: whatever leaves a process is looked at in that moment, and in the end all that lies anywhere.

    I9 and F12 of sign-ins, judged by the doors at each one.
    """

    def left(self, where: str, what: Any) -> None:
        self._judge(where, _text(what))

    def logged(self, line: str) -> None:
        self._judge("a log line", line)

    def mailed(self, mail: RunMail) -> None:
        own = f"@{mail.run.tenant}.example"
        foreign = [one for one in mail.recipients if not one.endswith(own) and one != SHARED]
        self.claim(not foreign, "I8", f"a mail of {mail.run.tenant} went to {foreign}")
        self._judge(f"a mail of {mail.run.tenant}", _text(mail))

    def wrote(self, tenant: Tenant, write: Write, actor: Actor | None) -> None:
        self._judge(f"Salesforce of {tenant.name}", _text(write.values))

    def wrote_back(self, tenant: Tenant, write: IntacctWrite, actor: Actor) -> None:
        self._judge(f"Intacct of {tenant.name}", _text(write.values))

    def upstream_called(self, call: str, actor: Actor) -> None:
        owner = getattr(actor.task, "tenant", actor.line.tenant)
        self.claim(actor.line.tenant == owner, "I8", f"{call} for {owner} on a line of {actor.line.tenant}")

    def over(self) -> None:
        for where, text in self._texts():
            self._judge(where, text)
        for (system, tenant), door in self.sim.doors.items():
            self.sim.reach.add(f"signed in to {system}", door.sign_ins)
            self.claim(not door.needless, "I9", f"needless sign-ins to {system} of {tenant}: {door.needless}")

    def _judge(self, where: str, text: str) -> None:
        named = [name for name in self.sim.tenants if name in where or name in text]
        if len(named) > 1:
            self.claim(False, "I8", f"{where} is of {named}: {text[:200]}")
        if CANARY in text:
            self.claim(False, "I10", f"a secret stands in {where}")

    def _texts(self) -> Iterator[tuple[str, str]]:
        """All that left the memory of a process, apart from the vault."""
        yield from self.sim.stores.texts()
        yield from ((f"message {body}", body) for body in self.sim.postbox.bodies)
        yield from ((f"log line {number}", line) for number, line in enumerate(self.sim.log))
        yield from ((f"mail {number}", repr(mail)) for number, mail in enumerate(self.sim.mailer.sent))
        for tenant in self.sim.tenants.values():
            yield from ((f"{tenant.name} {name}", repr(record)) for name, record in tenant.org.all_values())
            yield f"{tenant.name} Intacct", repr(tenant.company.tables)


def _text(what: Any) -> str:
    """What a thing holds, in no form but fast."""
    try:
        return msgspec.json.encode(what, enc_hook=repr).decode()
    except (TypeError, ValueError):
        return repr(what)
