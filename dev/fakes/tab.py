"""Passes of customer tabs in memory, and an Intacct that knows a few sessions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import RLock

from chalicelib.core.errors import NotSignedIn, Problem
from chalicelib.core.settings import Settings
from chalicelib.core.tab import TabPass
from dev.fakes.atomic import atomic


class FakeTabPasses:
    """Fulfils the port ``TabPasses``."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.passes: dict[str, TabPass] = {}
        self.nonces: set[tuple[str, str]] = set()

    @atomic
    def claim(self, tenant: str, nonce: str, now: datetime) -> bool:  # noqa: ARG002 - here nothing is forgotten
        if (tenant, nonce) in self.nonces:
            return False
        self.nonces.add((tenant, nonce))
        return True

    @atomic
    def keep(self, token: str, tab_pass: TabPass) -> None:
        self.passes[sha256(token.encode()).hexdigest()] = tab_pass

    @atomic
    def find(self, token: str) -> TabPass | None:
        return self.passes.get(sha256(token.encode()).hexdigest())


@dataclass(slots=True)
class FakeVisit:
    """Fulfils the port ``Visit``: ``customers`` are those that the user may see."""

    company: str = "demo"
    user: str = "cmoreau"
    customers: Mapping[int, str] = field(default_factory=dict)
    refusal: Problem | None = None

    def customer_id(self, record_number: int) -> str | None:
        if self.refusal:
            raise self.refusal
        return self.customers.get(record_number)


@dataclass(slots=True)
class FakeIntacctDoor:
    """Who holds which session; ``asked`` counts how often Intacct was asked."""

    sessions: dict[str, FakeVisit] = field(default_factory=dict)
    refusal: Problem | None = None
    asked: int = 0

    def visit(self, _tenant: str, _settings: Settings, session: str) -> FakeVisit:
        self.asked += 1
        if self.refusal:
            raise self.refusal
        if session not in self.sessions:
            raise NotSignedIn("tab_session", "Sage Intacct does not take this session.", remedy="Load again.")
        return self.sessions[session]
