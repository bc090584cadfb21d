"""What may never stand where: a tenant's data beside another's, and a secret anywhere but in the vault."""

from collections.abc import Iterator

from tests.proof.simulator.oracle import Oracle

CANARY = "canary"


class SecretsOracle(Oracle):
    """I8 and I10, judged when all is over; I9 and F12 of sign-ins."""

    def over(self) -> None:
        tenants = list(self.sim.tenants)
        for where, text in self._texts():
            named = [name for name in tenants if name in where or name in text]
            self.claim(len(named) <= 1, "I8", f"{where} is of {named}: {text[:200]}")
            self.claim(CANARY not in text, "I10", f"a secret stands in {where}")
        for (system, tenant), door in self.sim.doors.items():
            self.sim.reach.add(f"signed in to {system}", door.sign_ins)
            self.claim(not door.needless, "I9", f"needless sign-ins to {system} of {tenant}: {door.needless}")

    def _texts(self) -> Iterator[tuple[str, str]]:
        """All that left the memory of a process, apart from the vault."""
        yield from self.sim.stores.texts()
        yield from ((f"message {body}", body) for body in self.sim.postbox.bodies)
        yield from ((f"log line {number}", line) for number, line in enumerate(self.sim.log))
        yield from ((f"mail {number}", repr(mail)) for number, mail in enumerate(self.sim.mailer.sent))
        for tenant in self.sim.tenants.values():
            yield from ((f"{tenant.name} {name}", repr(record)) for name, record in tenant.org.all_values())
            yield f"{tenant.name} Intacct", repr(tenant.company.tables)
