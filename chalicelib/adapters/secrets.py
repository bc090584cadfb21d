"""Credentials of the tenants, in AWS Secrets Manager."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from chalicelib.adapters.aws import code_of, problems_of
from chalicelib.core.credentials import fingerprint
from chalicelib.core.errors import NeedsAdmin
from chalicelib.ports import Clock, SecretState

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CACHE_FOR = timedelta(minutes=5)


class AwsSecrets:
    """Fulfils the port ``Secrets``. Values stay in memory for five minutes, and are written nowhere else."""

    def __init__(
        self, client: "SecretsManagerClient", clock: Clock, prefix: str = "passerelle", kms_key: str = ""
    ) -> None:
        self._client = client
        self._clock = clock
        self._prefix = prefix
        self._encryption: dict[str, Any] = {"KmsKeyId": kms_key} if kms_key else {}
        self._cache: dict[str, tuple[datetime, Mapping[str, str]]] = {}

    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:
        secret = self._name(tenant, name)
        now = self._clock.now()
        read_at, value = self._cache.get(secret, (None, {}))
        # A clock that was set back must not keep an old value alive.
        if not fresh and read_at is not None and timedelta(0) <= now - read_at < CACHE_FOR:
            return value
        value = _parsed(self._read(secret, name), name)
        self._cache[secret] = now, value
        return value

    def put(self, tenant: str, name: str, value: Mapping[str, str]) -> None:
        secret = self._name(tenant, name)
        content: dict[str, Any] = {
            "SecretString": json.dumps(dict(value)),
            "Description": fingerprint(tenant, name, value),
        }
        with problems_of("Secrets Manager"):
            if not self._replaced(secret, content):
                self._create(secret, content)
        self._cache.pop(secret, None)

    def state(self, tenant: str, name: str) -> SecretState | None:
        """The description of the secret holds its fingerprint: that is read without the right to read the secret."""
        try:
            with problems_of("Secrets Manager"):
                described = self._client.describe_secret(SecretId=self._name(tenant, name))
        except NeedsAdmin as problem:
            if isinstance(problem.__cause__, ClientError) and _is_missing(problem.__cause__):
                return None
            raise
        return SecretState(described["LastChangedDate"].astimezone(UTC), described.get("Description", ""))

    def _read(self, secret: str, name: str) -> str:
        try:
            with problems_of("Secrets Manager"):
                return self._client.get_secret_value(SecretId=secret).get("SecretString", "")
        except ClientError as error:
            raise _unusable(name, code_of(error)) from None
        except NeedsAdmin as problem:
            if isinstance(problem.__cause__, ClientError) and _is_missing(problem.__cause__):
                raise secret_missing(name) from None
            raise

    def _replaced(self, secret: str, content: dict[str, Any]) -> bool:
        try:
            self._client.update_secret(SecretId=secret, **content)
        except ClientError as error:
            if _is_missing(error):
                return False
            raise
        return True

    def _create(self, secret: str, content: dict[str, Any]) -> None:
        try:
            self._client.create_secret(Name=secret, **content, **self._encryption)
        except ClientError as error:
            if code_of(error) != "ResourceExistsException":
                raise
            self._replaced(secret, content)

    def _name(self, tenant: str, name: str) -> str:
        return f"{self._prefix}/{tenant}/{name}"


def _parsed(text: str, name: str) -> Mapping[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError:
        # The text of the error could quote the secret, so it goes no further.
        raise _unusable(name, "it is no JSON object of texts") from None


def _is_missing(error: ClientError) -> bool:
    return code_of(error) == "ResourceNotFoundException"


def secret_missing(name: str) -> NeedsAdmin:
    return NeedsAdmin(
        "secret_missing", f"There are no credentials for {name} yet.", remedy="Enter them in the settings."
    )


def _unusable(name: str, reason: str) -> NeedsAdmin:
    return NeedsAdmin(
        "secret_unusable",
        f"The credentials for {name} can't be used ({reason}).",
        remedy="Enter them again in the settings; if that does not help, look at the secret in Secrets Manager.",
    )
