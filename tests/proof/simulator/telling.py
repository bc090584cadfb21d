"""Intacct tells of changed rows: signed notices, sent again until they are taken, some twice or late, some forged."""

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import jwt

from chalicelib.core.errors import NotSignedIn
from chalicelib.core.notice import SOME_ROW, Hook
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor

CLIENT = {"client_id": "a1b2c3.app.sage.com", "client_secret": "canary-of-a-secret-with-more-than-32-letters"}
NOTICE_SECONDS = 29.0
SENT_AGAIN_SECONDS = (10.0, 30.0, 90.0)
"""When Intacct sends a notice again that was not answered with 200; then it gives up."""
HOUR = 3600.0
FORGERIES = ("unsigned", "another secret", "an old signature", "another company", "another address")


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice on its way. ``forgery`` is "" for Intacct's own, else what is wrong with it."""

    tenant: str
    object: str
    key: str
    request_key: str
    due_at: float
    names_row: bool = True
    tries: int = 0
    forgery: str = ""


class Teller:
    """All notices that are on their way."""

    def __init__(self, sim: Simulation) -> None:
        self.waiting: list[Telling] = []
        self.given_up: set[tuple[str, str, str]] = set()
        """Tenant, list and record key of the notices that were never answered well: Intacct sends them no more."""
        self._sim = sim
        self._sent = 0

    def open(self) -> None:
        """Every tenant has an address for notices, and credentials that prove them."""
        for tenant in self._sim.tenants:
            self._sim.secrets.put(tenant, "intacct", {**CLIENT, "client_id": f"{tenant}.app.sage.com"})
            self._sim.hooks.issue(_address(tenant), Hook(tenant, self._sim.clock.now(), company=tenant))

    def changed(self, tenant: str, list_key: str, key: str) -> None:
        """A row was changed or deleted in Intacct: perhaps a trigger tells of it."""
        features, luck = self._sim.scenario.features, self._sim.random.random
        if luck() >= features.told:
            return
        telling = self.told(tenant, list_key, key, self._sim.random.uniform(0, 20), names_row=luck() < 0.93)
        if luck() < features.nuisance:
            self._disturb(telling)

    def told(self, tenant: str, list_key: str, key: str, after_seconds: float, names_row: bool = True) -> Telling:
        """A new notice of a row, on its way."""
        self._sent += 1
        source = self._sim.random.choice(self._sim.tenants[tenant].the_list(list_key).sources)
        due_at = self._sim.clock.seconds + after_seconds
        telling = Telling(tenant, source.object, key, f"request {self._sent}", due_at, names_row)
        self.waiting.append(telling)
        return telling

    def _disturb(self, telling: Telling) -> None:
        """The same once more, at once or in an hour or two, or something that only looks like it."""
        random, reach = self._sim.random, self._sim.reach
        later = telling.due_at + random.choice((0.0, 60.0, HOUR, 2 * HOUR))
        if random.random() < 0.5:
            reach.add("notice sent twice")
            self.waiting.append(replace(telling, due_at=later))
        else:
            forgery = random.choice(FORGERIES)
            self.waiting.append(replace(telling, due_at=later, forgery=forgery, request_key=f"forged {self._sent}"))

    def due(self) -> list[Telling]:
        return [one for one in self.waiting if one.due_at <= self._sim.clock.seconds]

    def deliver(self, telling: Telling) -> Actor:
        """A notice comes in over HTTP; where it gets no good answer it is on its way once more."""
        self.waiting.remove(telling)
        hands, received = self._sim.hands, self._received(telling)

        def work() -> None:
            try:
                answer = hands.take_notice(**received)
            except BaseException as failure:
                self._refused(telling, failure)
                raise
            self._sim.reach.add(f"notice {answer}")

        actor = self._sim.enter(f"{telling.tenant} notice of {telling.key}", work, NOTICE_SECONDS, hands)
        actor.task = telling
        return actor

    def _refused(self, telling: Telling, failure: BaseException) -> None:
        if isinstance(failure, NotSignedIn) or type(failure).__name__ == "NotSignedIn":
            self._sim.reach.add("forged notice refused" if telling.forgery else "notice refused")
        if telling.forgery and isinstance(failure, Exception):
            return
        if telling.tries < len(SENT_AGAIN_SECONDS):
            due_at = self._sim.clock.seconds + SENT_AGAIN_SECONDS[telling.tries]
            self.waiting.append(replace(telling, due_at=due_at, tries=telling.tries + 1))
            self._sim.reach.add("notice sent again")
        else:
            list_key = self._sim.tenants[telling.tenant].list_of(telling.object)
            self.given_up.add((telling.tenant, list_key, telling.key if telling.names_row else SOME_ROW))

    def _received(self, telling: Telling) -> dict[str, Any]:
        body = json.dumps({"any": telling.request_key}).encode()
        context = {"RESTOBJECTNAME": telling.object, "ID": {"key": telling.key} if telling.names_row else SOME_ROW}
        address = _address("nobody" if telling.forgery == "another address" else telling.tenant)
        return {
            "token": address,
            "body": body,
            "signature": self._signature(telling, body),
            "context": json.dumps(context),
            "request_key": telling.request_key,
        }

    def _signature(self, telling: Telling, body: bytes) -> str:
        """Of true time: Intacct's clock is right."""
        if telling.forgery == "unsigned":
            return ""
        company = "charlie" if telling.forgery == "another company" else telling.tenant
        age = 2 * HOUR if telling.forgery == "an old signature" else 0.0
        issued = int((self._sim.clock.true_now().timestamp() - age) * 1000)
        claims = {
            "iat": issued,
            "exp": issued + 3_600_000,
            "iss": "Sage Intacct",
            "tenant_id": company,
            "app_id": f"{telling.tenant}.app.sage.com",
            "payload_signature": sha256(body).hexdigest(),
            "payload_signature_alg": "SHA-256",
        }
        secret = CLIENT["client_secret"] if telling.forgery != "another secret" else "x" * 40
        return jwt.encode(claims, secret, algorithm="HS256")


def has_read(worker: Actor) -> bool:
    """Whether a worker has read in Intacct the kept rows that it deals with."""
    read, asked = (max(worker.ticks.get(call, [-1])) for call in ("intacct.rows", "notices.kept"))
    return read > asked >= 0


def _address(tenant: str) -> str:
    return f"address of {tenant}"
