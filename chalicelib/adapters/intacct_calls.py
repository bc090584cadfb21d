"""Signed-in calls of Intacct's services: query, model, and the change of one record."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from requests import Response

from chalicelib.adapters.access_tokens import AccessToken, SignedOut, SignIn, SignIns
from chalicelib.adapters.http import Upstream
from chalicelib.adapters.intacct_errors import IntacctError, Refused, error_in
from chalicelib.adapters.intacct_sign_in import BASE
from chalicelib.core.errors import NeedsAdmin

ENTITY_LIST = "company-config/entity"
"""It is refused inside an entity."""


class IntacctCalls:
    """Sends queries as whom ``sign_in`` signs in, inside ``entity`` where one is given."""

    def __init__(self, upstream: Upstream, sign_ins: SignIns, sign_in: SignIn, origin: str, entity: str) -> None:
        self.upstream = upstream
        self._sign_ins = sign_ins
        self._sign_in = sign_in
        self._base = origin + BASE
        self._entity = entity

    def query(self, body: Mapping[str, Any]) -> Any:
        """The answer to one query. Raises Refused, TryAgain, or NeedsAdmin where signing in again does not help."""
        return self._call("POST", "/services/core/query", body["object"], json=body)

    def model(self, object_name: str) -> Any:
        """What Intacct says of an object's fields. Raises as ``query`` does."""
        asked = {"name": object_name, "version": "v1", "schema": "true", "type": "object"}
        return self._call("GET", "/services/core/model", object_name, params=asked)

    def change(self, object_name: str, record_key: str, body: Mapping[str, Any], idempotency_key: str) -> Any:
        """Change one record; the same key twice changes it once. Raises as ``query`` does."""
        headers = {"Idempotency-Key": idempotency_key}
        path = f"/objects/{object_name}/{quote(record_key, safe='')}"
        return self._call("PATCH", path, object_name, headers, json=body)

    def _call(
        self, method: str, path: str, object_name: str, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Any:
        def sent(token: AccessToken) -> Any:
            signed = {**(headers or {}), "Authorization": f"Bearer {token.value}", **self._inside(object_name)}
            return _read(self.upstream.request(method, self._base + path, headers=signed, **options))

        try:
            return self._sign_ins.call(self._sign_in, sent)
        except SignedOut:
            raise NeedsAdmin(
                "intacct_sign_in",
                "Sage Intacct gave us a token and then refused it.",
                remedy="See in Intacct whether another program signs in as the same user, and give Passerelle its own.",
            ) from None

    def _inside(self, object_name: str) -> Mapping[str, str]:
        return {"X-IA-API-Param-Entity": self._entity} if self._entity and object_name != ENTITY_LIST else {}


def _read(answer: Response) -> Any:
    document = answer.json()
    error = error_in(document)
    if answer.status_code == 401 or (error and error.is_about_the_token):
        raise SignedOut
    if answer.status_code != 200 or error:
        raise Refused(answer.status_code, error or IntacctError(f"HTTP {answer.status_code}"))
    return document
