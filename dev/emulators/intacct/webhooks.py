"""Signed webhooks of the Intacct stand-in: each change of a record through the API is told to an address.

As Intacct's platform triggers with webhook delivery do: a JWT under the client secret with the hash of the body, up to
four attempts, and 200 alone is success.
"""

import base64
import http.client
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import jwt

from dev.emulators.server import StandInClock

RETRY_ON = frozenset({408, 429, 500, 502, 503, 504})
RETRY_SECONDS = (10.0, 30.0, 90.0)
LIFE_MILLISECONDS = 3_600_000


@dataclass(frozen=True, slots=True)
class Trigger:
    """Where one company's changes are told. Where the documentation leaves the form open, it is chosen here.

    ``wrapped`` sends base64 of client id and JWT in place of the bare JWT; ``names_row`` False leaves ``ID`` empty;
    ``seconds`` gives ``exp`` in seconds.
    """

    url: str
    client_id: str
    objects: tuple[str, ...] = ()
    """The objects whose changes are told; none named = all."""
    wrapped: bool = False
    names_row: bool = True
    seconds: bool = False
    signed: bool = True
    retry_seconds: tuple[float, ...] = RETRY_SECONDS

    def __post_init__(self) -> None:
        if urlsplit(self.url).hostname != "127.0.0.1":
            raise ValueError("The stand-in calls addresses on 127.0.0.1 only.")


@dataclass(slots=True)
class Delivery:
    """What became of one webhook: the status of each attempt, 0 where nothing answered."""

    object: str
    key: str
    event: str
    statuses: list[int] = field(default_factory=list)
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One webhook as it is sent, every attempt the same."""

    body: bytes
    headers: Mapping[str, str]


class Webhooks:
    """The triggers of all companies; each change is told in a thread of its own."""

    def __init__(self, clients: Mapping[str, str], clock: StandInClock, stopping: threading.Event) -> None:
        self._clients = clients
        self._clock = clock
        self._stopping = stopping
        self._triggers: dict[str, Trigger] = {}
        self._numbers = count(1)
        self.deliveries: list[Delivery] = []

    def set(self, company: str, **trigger: Any) -> None:
        """Tell this company's changes. Raises ValueError on what a trigger does not have."""
        members: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in trigger.items()}
        try:
            self._triggers[company] = Trigger(**members)
        except TypeError as error:
            raise ValueError(str(error)) from error

    def clear(self) -> None:
        self._triggers.clear()

    def report(self) -> list[dict[str, Any]]:
        return [asdict(delivery) for delivery in self.deliveries]

    def tell(self, company: str, user: str, object_name: str, keys: str, event: str) -> None:
        """``event`` is ``create``, ``update`` or ``delete``; several keys have commas between them."""
        trigger = self._triggers.get(company)
        if trigger is None or (trigger.objects and object_name not in trigger.objects):
            return
        for key in keys.split(","):
            delivery = Delivery(object_name, key, event)
            self.deliveries.append(delivery)
            message = self._message(trigger, company, user, delivery)
            threading.Thread(target=self._deliver, args=(trigger, message, delivery), daemon=True).start()

    def _message(self, trigger: Trigger, company: str, user: str, delivery: Delivery) -> Message:
        body = json.dumps({"object": delivery.object, "event": delivery.event}).encode()
        context = {
            "COMPANY": company,
            "ENTITY": False,
            "USER": user,
            "OBJECTNAME": delivery.object.rpartition("/")[2].replace("-", "").upper(),
            "RESTOBJECTNAME": delivery.object,
            "DOCTYPE": "",
            "ID": {"key": delivery.key} if trigger.names_row else {},
            "VID": "200",
            "EVENT": f"after_{delivery.event}",
            "EVENTNAME": "Passerelle",
        }
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": f"{company}-{next(self._numbers)}",
            "x-clientcontext": json.dumps(context),
        }
        if trigger.signed:
            headers["X-IA-Sage-Signature"] = self._signature(trigger, company, body)
        return Message(body, headers)

    def _signature(self, trigger: Trigger, company: str, body: bytes) -> str:
        """``iat`` counts milliseconds, unlike in other JWTs."""
        issued = int(self._clock.now() * 1000)
        expires = issued + LIFE_MILLISECONDS
        claims = {
            "iat": issued,
            "exp": expires // 1000 if trigger.seconds else expires,
            "iss": "Sage Intacct",
            "tenant_id": company,
            "app_id": trigger.client_id,
            "payload_signature": sha256(body).hexdigest(),
            "payload_signature_alg": "SHA-256",
        }
        token = jwt.encode(claims, self._clients[trigger.client_id], algorithm="HS256")
        return base64.b64encode(f"{trigger.client_id}:{token}".encode()).decode() if trigger.wrapped else token

    def _deliver(self, trigger: Trigger, message: Message, delivery: Delivery) -> None:
        for pause in (0.0, *trigger.retry_seconds):
            if self._stopping.wait(pause):
                break
            status = _post(trigger.url, message)
            delivery.statuses.append(status)
            if status and status not in RETRY_ON:
                break
        delivery.ended = True


def _post(url: str, message: Message) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request("POST", f"{parts.path}?{parts.query}".rstrip("?"), message.body, dict(message.headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
