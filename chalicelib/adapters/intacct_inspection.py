"""Sage Intacct as the connection check looks at it: fulfils the port ``IntacctInspection``."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.http import Limits, Network
from chalicelib.adapters.http_hosts import INTACCT_HOST
from chalicelib.adapters.intacct import ORIGIN, SYSTEM, IntacctRest
from chalicelib.adapters.intacct_calls import IntacctCalls
from chalicelib.adapters.intacct_claims import claims_of
from chalicelib.adapters.intacct_errors import Refused
from chalicelib.adapters.intacct_pages import BadPage, read_page
from chalicelib.adapters.intacct_query import Questions
from chalicelib.adapters.intacct_sign_in import IntacctSignIn
from chalicelib.adapters.server_clock import ServerClock
from chalicelib.core.lists import ManagedList
from chalicelib.core.settings import Settings
from chalicelib.ports import Secrets

IMPATIENT = Limits(connect_seconds=2, read_seconds=4, total_seconds=5)
"""A person waits: three tries of the last step must end before the gateway gives up on us, after 29 seconds."""
_CURRENCY = "company-config/txn-currency"


class IntacctLook:
    """For one thread. Its sign-in is a fresh one, so that credentials just replaced are the ones that are tried."""

    def __init__(
        self, tenant: str, settings: Settings, secrets: Secrets, network: Network, origin: str = ORIGIN
    ) -> None:
        network = replace(network, limits=IMPATIENT)
        connection = settings.connection
        self._clock = ServerClock(network.clock)
        self._sign_ins = SignIns(network.clock)
        door = network.session(SYSTEM, INTACCT_HOST, posts_repeat=True, on_answer=lambda a: self._clock.note(a.headers))
        self._sign_in = IntacctSignIn(tenant, connection, secrets, network.clock, door, origin)
        self._include_private = settings.include_private
        self._company = IntacctRest(tenant, settings, secrets, self._sign_ins, network, origin)
        upstream = network.session(SYSTEM, INTACCT_HOST, posts_repeat=True)
        self._calls = IntacctCalls(upstream, self._sign_ins, self._sign_in, origin, connection.intacct_entity)

    def company(self) -> str:
        return claims_of(self._sign_ins.call(self._sign_in, lambda token: token)).company

    def restricted(self) -> bool:
        return self._company.restricted()

    def currencies(self) -> int | None:
        body = {"object": _CURRENCY, "fields": ["key"], "size": 1}
        try:
            return read_page(self._calls.query(body), ("key",), 1, 1).total
        except (Refused, BadPage):
            return None

    def missing_fields(self, managed_list: ManagedList) -> tuple[str, ...]:
        missing: set[tuple[str, str]] = set()
        for source in managed_list.sources:
            questions = Questions(self._calls, managed_list, source, self._include_private)
            questions.page((), 1)
            missing |= questions.dropped
        return tuple(f"{object_name}.{name}" for object_name, name in sorted(missing))

    def skew(self) -> timedelta | None:
        return self._clock.skew
