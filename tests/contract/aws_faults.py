"""Faults of AWS on the wire, injected where botocore sends: the product's own code runs unchanged."""

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HTTPHeaders
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session


class _Body(BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


class Faults:
    """Counts the requests of one operation of a client, and spoils the first ``times`` of them."""

    def __init__(self, client: Any, operation: str, times: int = 1) -> None:
        self.requests = 0
        self.left = times
        service = client.meta.service_model.service_name
        client.meta.events.register(f"before-send.{service}.{operation}", self._before_send)

    def _before_send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        self.requests += 1
        if not self.left:
            return None
        self.left -= 1
        return self.spoil(request)

    def spoil(self, request: AWSPreparedRequest) -> AWSResponse:
        raise NotImplementedError


class LostAnswer(Faults):
    """The request arrives and is done; its answer is lost with the connection."""

    def spoil(self, request: AWSPreparedRequest) -> AWSResponse:
        URLLib3Session().send(request)
        raise ConnectionClosedError(endpoint_url=str(request.url))


class LostRequest(Faults):
    """The connection ends before the request arrives."""

    def spoil(self, request: AWSPreparedRequest) -> AWSResponse:
        raise ConnectionClosedError(endpoint_url=str(request.url))


class Refusal(Faults):
    """The service answers with an error, and does nothing."""

    def __init__(
        self, client: Any, operation: str, code: str, times: int = 1, status: int = 400, **body: object
    ) -> None:
        super().__init__(client, operation, times)
        self._status = status
        self._body: Mapping[str, Any] = {"__type": code, "message": "Refused by the test.", **body}

    def spoil(self, request: AWSPreparedRequest) -> AWSResponse:
        content = json.dumps(self._body).encode()
        headers = HTTPHeaders()
        headers["content-type"] = "application/x-amz-json-1.0"
        return AWSResponse(str(request.url), self._status, headers, _Body(content))
