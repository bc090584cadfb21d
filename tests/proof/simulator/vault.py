"""Secrets Manager within this process: what was put, and for a moment, now and then, what lay there before."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.secrets import secret_missing
from chalicelib.core.credentials import fingerprint
from chalicelib.ports import SecretState
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.gates import SimulatorGate

LAG_SECONDS = 2.0
PREFIX = "passerelle"


class Vault:
    """The secrets themselves, by name. Fulfils the port ``Secrets``."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.values: dict[str, str] = {}
        self._before: dict[str, tuple[float, str | None]] = {}
        self._clock = clock

    def put(self, tenant: str, name: str, value: Mapping[str, str]) -> None:
        """As an administrator enters credentials."""
        self.store(f"{PREFIX}/{tenant}/{name}", json.dumps(dict(value)))

    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:
        """As an administrator's process reads them, past the gate."""
        text = self.values.get(f"{PREFIX}/{tenant}/{name}")
        if text is None:
            raise secret_missing(name)
        return dict(json.loads(text))

    def state(self, tenant: str, name: str) -> SecretState | None:
        secret = f"{PREFIX}/{tenant}/{name}"
        if secret not in self.values:
            return None
        return SecretState(self._clock.true_now(), fingerprint(tenant, name, self.get(tenant, name)))

    def store(self, secret: str, text: str) -> None:
        self._before[secret] = self._clock.seconds, self.values.get(secret)
        self.values[secret] = text

    def before(self, secret: str) -> str | None:
        """The value that may be shown still, None where there is none or it is too long ago."""
        at, text = self._before.get(secret, (0.0, None))
        return text if self._clock.seconds - at < LAG_SECONDS else None


class VaultClient:
    """Has those methods of boto3's client that the product calls, each behind the gate."""

    def __init__(self, vault: Vault, gate: SimulatorGate, random: Random) -> None:
        self._vault, self._gate, self._random = vault, gate, random

    def get_secret_value(self, **call: Any) -> dict[str, Any]:
        return {"SecretString": self._through("get_secret_value", call, self._read)}

    def update_secret(self, **call: Any) -> dict[str, Any]:
        return dict(self._through("update_secret", call, self._update))

    def create_secret(self, **call: Any) -> dict[str, Any]:
        return dict(self._through("create_secret", {"SecretId": call["Name"], **call}, self._create))

    def _through(self, method: str, call: dict[str, Any], effect: Callable[[str, dict[str, Any]], Any]) -> Any:
        """A refusal is an answer, which can get lost as well."""
        secret = str(call["SecretId"])
        name = f"secrets.{method} {secret.rpartition('/')[2]}"
        answer = self._gate.through(name, (secret,), lambda: effect(secret, call))
        if isinstance(answer, ClientError):
            raise answer
        return answer

    def _read(self, secret: str, _call: dict[str, Any]) -> str | ClientError:
        old = self._vault.before(secret)
        if old is not None and self._random.random() < 0.5:
            return old
        return self._vault.values[secret] if secret in self._vault.values else _refused("ResourceNotFoundException")

    def _update(self, secret: str, call: dict[str, Any]) -> dict[str, Any] | ClientError:
        if secret not in self._vault.values:
            return _refused("ResourceNotFoundException")
        self._vault.store(secret, call["SecretString"])
        return {}

    def _create(self, secret: str, call: dict[str, Any]) -> dict[str, Any] | ClientError:
        if secret in self._vault.values:
            return _refused("ResourceExistsException")
        self._vault.store(secret, call["SecretString"])
        return {}


def _refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "SecretsManager")
