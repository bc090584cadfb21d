"""Sage Intacct as the connection check looks at it: fulfils the port ``IntacctInspection``."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.http import IMPATIENT, Network
from chalicelib.adapters.intacct import IntacctRest
from chalicelib.adapters.intacct_claims import claims_of
from chalicelib.adapters.intacct_company import ORIGIN, Company
from chalicelib.adapters.intacct_errors import Refused
from chalicelib.adapters.intacct_pages import BadPage, read_page
from chalicelib.adapters.intacct_query import Questions
from chalicelib.adapters.server_clock import ServerClock
from chalicelib.core.lists import ManagedList
from chalicelib.core.settings import Settings
from chalicelib.ports import Secrets

_CURRENCY = "company-config/txn-currency"
_MOST_CURRENCIES = 1000
"""More than the world has: one page holds them all."""


class IntacctLook:
    """For one thread. Its sign-in is a fresh one, so that credentials just replaced are the ones that are tried."""

    def __init__(
        self, tenant: str, settings: Settings, secrets: Secrets, network: Network, origin: str = ORIGIN
    ) -> None:
        self._clock = ServerClock(network.clock)
        self._sign_ins = SignIns(network.clock)
        network = replace(network, limits=IMPATIENT)
        company = Company(
            tenant,
            settings,
            secrets,
            self._sign_ins,
            network,
            origin,
            on_sign_in=lambda answer: self._clock.note(answer.headers),
        )
        self._sign_in, self._calls = company.sign_in, company.calls
        self._rest = IntacctRest(company, settings)
        self._include_private = settings.include_private

    def company(self) -> str:
        return claims_of(self._sign_ins.call(self._sign_in, lambda token: token)).company

    def restricted(self) -> bool:
        return self._rest.restricted()

    def currencies(self) -> tuple[str, ...] | None:
        fields = ("key", "id")
        body = {"object": _CURRENCY, "fields": fields, "size": _MOST_CURRENCIES}
        try:
            rows = read_page(self._calls.query(body), fields, 1, _MOST_CURRENCIES).rows
        except (Refused, BadPage):
            return None
        return tuple(sorted(str(row["id"]) for row in rows)) if all(row["id"] for row in rows) else None

    def missing_fields(self, managed_list: ManagedList) -> tuple[str, ...]:
        missing: set[tuple[str, str]] = set()
        for source in managed_list.sources:
            questions = Questions(self._calls, managed_list, source, self._include_private)
            questions.page((), 1)
            missing |= questions.dropped
        return tuple(f"{object_name}.{name}" for object_name, name in sorted(missing))

    def skew(self) -> timedelta | None:
        return self._clock.skew
