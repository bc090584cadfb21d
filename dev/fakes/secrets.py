"""The vault, in memory."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.core.errors import NeedsAdmin


class FakeSecrets:
    """Fulfils the port ``Secrets``."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], Mapping[str, str]] = {}

    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:  # noqa: ARG002 - the port's
        try:
            return self.values[tenant, name]
        except KeyError:
            raise NeedsAdmin(
                "secret_missing", f"There are no credentials for {name} yet.", remedy="Enter them in the settings."
            ) from None

    def put(self, tenant: str, name: str, value: Mapping[str, str]) -> None:
        self.values[tenant, name] = MappingProxyType(dict(value))
