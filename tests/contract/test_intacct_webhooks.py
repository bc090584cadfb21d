"""The stand-in's webhooks: signed as the product takes them, and sent again as Intacct sends them."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.notice import Notice
from dev.emulators.intacct import IntacctStandIn
from dev.emulators.messages import Request, Response
from dev.emulators.server import StandIn
from dev.seed.intacct import CLIENT_ID, CLIENT_SECRET
from tests.contract.intacct_caller import Caller, seeded

CLASS = "/objects/company-config/class"
SECRET = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
END_SECONDS = 10.0


class Receiver(StandIn):
    """Keeps what it is sent, and answers with the statuses on its list, then with 200."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Request] = []
        self.statuses: list[int] = []
        self.enough = threading.Semaphore(0)
        self.route("POST", "/hook", "hook")(self._hook)

    def _hook(self, request: Request) -> Response:
        self.got.append(request)
        self.enough.release()
        return Response(self.statuses.pop(0) if self.statuses else 200)

    def wait_for(self, number: int) -> list[Request]:
        for _ in range(number):
            assert self.enough.acquire(timeout=END_SECONDS)
        return self.got


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, str]]:
    stand_in = Receiver()
    with stand_in.serve() as running:
        yield stand_in, f"{running.url}/hook"


@pytest.fixture
def intacct() -> Iterator[tuple[IntacctStandIn, str]]:
    stand_in = seeded(employees=5)
    with stand_in.serve() as running:
        yield stand_in, running.url


def rename_a_class(caller: Caller) -> None:
    key = caller.rows("company-config/class", "key")[0]["key"]
    assert caller.send("PATCH", f"{CLASS}/{key}", {"name": "Neuf"}).status_code == 200


def connect(url: str, hook: str, **choices: object) -> None:
    trigger = {"company": "demo", "url": hook, "client_id": CLIENT_ID, **choices}
    requests.post(f"{url}/_control/webhooks", json=trigger, timeout=5).raise_for_status()


@pytest.mark.parametrize("choices", [{}, {"wrapped": True}, {"seconds": True}])
def test_each_change_of_a_record_is_told_and_its_signature_holds(
    intacct: tuple[IntacctStandIn, str], receiver: tuple[Receiver, str], choices: dict[str, object]
) -> None:
    url, (hook, address) = intacct[1], receiver
    connect(url, address, **choices)
    caller = Caller(url)
    key = caller.send("POST", CLASS, {"id": "N1", "name": "Nouvelle"}).json()["ia::result"]["key"]
    hook.wait_for(1)
    caller.send("PATCH", f"{CLASS}/{key}", {"name": "Nouveau nom"})
    hook.wait_for(1)
    caller.send("DELETE", f"{CLASS}/{key}")
    told = hook.wait_for(1)
    for request in told:
        header = request.headers["x-ia-sage-signature"]
        check_signature(header, request.body, SECRET, ("demo",), datetime.now(UTC))
        notice = parse_notice(request.headers["x-clientcontext"], request.body, {})
        assert notice == Notice("company-config/class", key)
    events = [json.loads(request.headers["x-clientcontext"])["EVENT"] for request in told]
    assert events == ["after_create", "after_update", "after_delete"]
    assert len({request.headers["idempotency-key"] for request in told}) == 3


def test_a_refused_change_is_not_told(intacct: tuple[IntacctStandIn, str], receiver: tuple[Receiver, str]) -> None:
    connect(intacct[1], receiver[1])
    assert Caller(intacct[1]).send("PATCH", f"{CLASS}/999999", {"name": "x"}).status_code == 404
    assert intacct[0].webhooks.deliveries == []


def test_what_fails_in_passing_is_sent_again_the_same(
    intacct: tuple[IntacctStandIn, str], receiver: tuple[Receiver, str]
) -> None:
    hook, address = receiver
    hook.statuses = [503, 429, 500]
    connect(intacct[1], address, retry_seconds=[0, 0, 0])
    rename_a_class(Caller(intacct[1]))
    told = hook.wait_for(4)
    assert len({(request.body, request.headers["x-ia-sage-signature"]) for request in told}) == 1


def test_only_the_named_objects_are_told(intacct: tuple[IntacctStandIn, str], receiver: tuple[Receiver, str]) -> None:
    connect(intacct[1], receiver[1], objects=["company-config/department"], signed=False, names_row=False)
    caller = Caller(intacct[1])
    rename_a_class(caller)
    caller.send("PATCH", "/objects/company-config/department/3", {"name": "Neuf"})
    [request] = receiver[0].wait_for(1)
    assert "x-ia-sage-signature" not in request.headers
    assert parse_notice(request.headers["x-clientcontext"], request.body, {}) == Notice("company-config/department")


def test_the_stand_in_calls_this_machine_only(intacct: tuple[IntacctStandIn, str]) -> None:
    trigger = {"company": "demo", "url": "https://example.com/hook", "client_id": CLIENT_ID}
    assert requests.post(f"{intacct[1]}/_control/webhooks", json=trigger, timeout=5).status_code == 400
