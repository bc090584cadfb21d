"""The vault, in memory."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.adapters.secrets import secret_missing


class FakeSecrets:
    """Fulfils the port ``Secrets``."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], Mapping[str, str]] = {}

    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:  # noqa: ARG002 - the port's
        try:
            return self.values[tenant, name]
        except KeyError:
            raise secret_missing(name) from None

    def put(self, tenant: str, name: str, value: Mapping[str, str]) -> None:
        self.values[tenant, name] = MappingProxyType(dict(value))
