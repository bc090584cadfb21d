"""Lines to the two upstreams, as one version of the code has them: signed in, and within the day's share of calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeVar

from chalicelib.adapters.access_tokens import AccessToken, SignedOut, SignIns, renewal, signed_in_with
from chalicelib.adapters.access_tokens_shared import SharedTokens
from chalicelib.adapters.salesforce_errors import quota_used_up
from chalicelib.adapters.salesforce_quota import Quota
from chalicelib.adapters.secrets import AwsSecrets
from chalicelib.core.errors import NeedsAdmin
from tests.proof.simulator.ground import Door, Meter, Passage

T = TypeVar("T")


class Container:
    """A warm process: tokens and credentials stay in it from one invocation to the next."""

    def __init__(self, secrets_client: Any, leases: Any, clock: Any) -> None:
        self.secrets = AwsSecrets(secrets_client, clock)
        self.sign_ins = SignIns(clock, SharedTokens(self.secrets, leases, clock))


@dataclass(frozen=True, slots=True)
class DoorSignIn:
    """Fulfils ``SignIn``: as those of Intacct and Salesforce do, apart from the form of the request."""

    system: str
    tenant: str
    container: Container
    door: Door
    gate: Passage
    clock: Any

    @property
    def key(self) -> tuple[str, ...]:
        return (self.system, self.tenant, "https://example.test")

    def __call__(self) -> AccessToken:
        return signed_in_with(self.container.secrets, self.tenant, self.system, self._signed_in)

    def _signed_in(self, secret: Mapping[str, str]) -> AccessToken:
        answer = self.gate.through(f"sign_in.{self.system}", (self.tenant,), lambda: self.door.sign_in(secret))
        if answer is None:
            raise NeedsAdmin(f"sign_in.{self.system}", "The credentials were refused.", remedy="Enter them again.")
        value, life_seconds = answer
        return AccessToken(value, renewal(self.clock.now(), life_seconds))


class SignedLine:
    """A gate whose calls carry a token: refused ones are sent again, with another token, as the adapters do it."""

    def __init__(self, gate: Passage, sign_in: DoorSignIn) -> None:
        self._gate = gate
        self._sign_in = sign_in

    def through(self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T]) -> T:
        def send(token: AccessToken) -> T:
            return self._gate.through(call, arguments, lambda: self._admitted(token, effect))

        try:
            return self._sign_in.container.sign_ins.call(self._sign_in, send)
        except SignedOut:
            raise NeedsAdmin(f"{self._sign_in.system}_sign_in", "Signed in and refused.", remedy="Look.") from None

    def _admitted(self, token: AccessToken, effect: Callable[[], T]) -> T:
        if not self._sign_in.door.admits(token.value):
            raise SignedOut
        return effect()


class MeteredLine:
    """A gate that stops at our share of the day's calls, as far as the answers so far have told it."""

    def __init__(self, gate: Passage, meter: Meter, stop_percent: int) -> None:
        self._gate = gate
        self._meter = meter
        self._quota = Quota(stop_percent)

    def through(self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T]) -> T:
        self._quota.check()
        answer = self._gate.through(call, arguments, lambda: self._counted(effect))
        self._quota.note(SimpleNamespace(headers={"Sforce-Limit-Info": f"api-usage={self._meter.usage}"}))  # type: ignore[arg-type]
        return answer

    def _counted(self, effect: Callable[[], T]) -> T:
        if not self._meter.count():
            raise quota_used_up("the limit of calls is reached (REQUEST_LIMIT_EXCEEDED)")
        return effect()
