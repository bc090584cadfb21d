"""Where a tenant signs in to a system: gives out tokens, knows which of them hold, and when a new one was needed."""

import json
from collections.abc import Mapping

from chalicelib.adapters.dynamodb_leases import LEASE
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.stage import Actor, Stage
from tests.proof.simulator.vault import PREFIX, Vault

RENEW_SECONDS = 120.0
SETTLED_SECONDS = 60.0
"""How long after new credentials each process may still sign in by itself."""
TAKES = ("leases.take", "store.UpdateItem TOKEN")
TROUBLES = ("secrets.", "leases.", "sign_in", "TOKEN")


class SystemDoor:
    """Fulfils ``Door``. ``needless`` tells of sign-ins while a good token lay where every process finds it."""

    def __init__(
        self, system: str, tenant: str, life: float, one_token: bool, vault: Vault, clock: SimulatedClock, stage: Stage
    ) -> None:
        self.needless: list[str] = []
        self.sign_ins = 0
        self._system, self._tenant = system, tenant
        self._life, self._one_token = life, one_token
        self._vault, self._clock, self._stage = vault, clock, stage
        self._good: dict[str, float] = {}
        """When each token ends."""
        self._latest = ""
        self._changed_at = -SETTLED_SECONDS
        self._signed_in_at = 0.0
        self._leased_at = 0.0
        """When the one who signed in last asked for the lease: 30 seconds later another may have it."""
        self._secrets = 0

    def sign_in(self, secret: Mapping[str, str]) -> tuple[str, float] | None:
        if secret != json.loads(self._vault.values[self._name(self._system)]):
            return None
        self.sign_ins += 1
        self._judge()
        if self._one_token:
            self._good.clear()
        self._leased_at, self._signed_in_at = _asked_for_lease(self._stage.current), self._clock.seconds
        self._latest = f"canary-token-{self._system}-{self._tenant}-{self.sign_ins}"
        self._good[self._latest] = self._clock.seconds + self._life
        return self._latest, self._life

    def admits(self, token: str) -> bool:
        return self._good.get(token, 0.0) > self._clock.seconds

    def end_all(self) -> None:
        self._good.clear()

    def replace_credentials(self) -> None:
        """An administrator enters others; the old ones end with all their tokens."""
        self._secrets += 1
        secret = {
            "client_id": f"{self._tenant}.app.sage.com",
            "client_secret": f"canary-of-a-secret-{self._secrets:040}",
        }
        self._vault.put(self._tenant, self._system, secret)
        self._changed_at = self._clock.seconds
        self.end_all()

    def _judge(self) -> None:
        """No trouble on the way, the latest token good and in the vault, and not about to end: nobody needs another."""
        lying = json.loads(self._vault.values.get(self._name(f"{self._system}-token"), "{}")).get("access_token")
        left = self._good.get(self._latest, 0.0) - self._clock.seconds
        soon = left <= max(min(RENEW_SECONDS, self._life / 2), 0.0) + abs(self._clock.ahead_seconds)
        # Who was about to sign in just then may have left a token that looks as if made with the old ones.
        settled = self._signed_in_at - self._changed_at > SETTLED_SECONDS
        actor = self._stage.current
        lost = self._clock.seconds - min(self._leased_at, _asked_for_lease(actor)) >= LEASE.total_seconds()
        free = lost or actor is None or any(one in call for call in actor.troubles for one in TROUBLES)
        if lying == self._latest and not soon and settled and not free and not self._clock.jumped:
            self.needless.append(f"{actor.name if actor else ''}: {self._latest} is good for {left:.0f} s")

    def _name(self, secret: str) -> str:
        return f"{PREFIX}/{self._tenant}/{secret}"


def _asked_for_lease(actor: Actor | None) -> float:
    return max((at for call, at in actor.times.items() if call in TAKES), default=0.0) if actor else 0.0
