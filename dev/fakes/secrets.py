"""The vault, in memory."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.secrets import secret_missing
from chalicelib.core.credentials import fingerprint
from chalicelib.ports import Clock, SecretState


class FakeSecrets:
    """Fulfils the port ``Secrets``."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.values: dict[tuple[str, str], Mapping[str, str]] = {}
        self.replaced_at: dict[tuple[str, str], datetime] = {}
        self._clock = clock or SystemClock()

    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:  # noqa: ARG002 - the port's
        try:
            return self.values[tenant, name]
        except KeyError:
            raise secret_missing(name) from None

    def put(self, tenant: str, name: str, value: Mapping[str, str]) -> None:
        self.values[tenant, name] = MappingProxyType(dict(value))
        self.replaced_at[tenant, name] = self._clock.now()

    def state(self, tenant: str, name: str) -> SecretState | None:
        value = self.values.get((tenant, name))
        if value is None:
            return None
        return SecretState(self.replaced_at[tenant, name], fingerprint(tenant, name, value))
