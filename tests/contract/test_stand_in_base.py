"""What every stand-in can do besides its own service: count, delay, and misbehave on order."""

import http.client
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from dev.emulators.server import Request, Response, Running, StandIn

WHOLE_ROWS = b'{"rows":[{"key":"1"},{"key":"2"}'
PAGE = {"rows": [{"key": "1"}, {"key": "2"}], "total": 2}


class Shop(StandIn):
    """A service with one query and a sign-in, that remembers what it did."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[bytes] = []
        self.route("POST", "/v1/<shelf>/query", "query")(self._query)
        self.route("GET", "/v1/files/<path:path>", "file")(lambda request: Response(200, request.params["path"]))
        self.route("POST", "/token", "token")(lambda request: Response(200, request.form()))

    def _query(self, request: Request) -> Response:
        self.done.append(request.body)
        return Response(200, PAGE)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def running(shop: Shop) -> Iterator[Running]:
    with shop.serve() as running:
        yield running


@pytest.fixture
def ask(running: Running) -> Callable[..., requests.Response]:
    def ask(body: Any = None) -> requests.Response:
        return requests.post(f"{running.url}/v1/a/query", json=body or {}, timeout=5, allow_redirects=False)

    return ask


def test_calls_are_counted_by_name_and_sign_ins_stand_apart(running: Running, ask: Any) -> None:
    ask()
    ask()
    requests.post(f"{running.url}/token", data={"a": "é"}, timeout=5)
    counted = requests.get(f"{running.url}/_control/calls", timeout=5).json()
    assert counted == {"total": 2, "by_name": {"query": 2, "token": 1}}
    requests.delete(f"{running.url}/_control/calls", timeout=5)
    assert requests.get(f"{running.url}/_control/calls", timeout=5).json()["total"] == 0


def test_parts_of_the_path_arrive_decoded_and_the_rest_may_hold_slashes(running: Running) -> None:
    assert requests.get(f"{running.url}/v1/files/a/b%3A%3Ac", timeout=5).text == "a/b::c"
    assert requests.get(f"{running.url}/v1/nothing", timeout=5).status_code == 404


@pytest.mark.parametrize(
    ("do", "status", "body"),
    [
        ({"status": 429, "headers": {"Retry-After": "3"}, "body": {"slow": True}}, 429, '{"slow":true}'),
        ({"status": 200, "body": "<xml/>", "content_type": "text/xml"}, 200, "<xml/>"),
        ({"html": 200}, 200, "<!DOCTYPE html>"),
        ({"redirect": "http://127.0.0.1:9/elsewhere"}, 302, ""),
    ],
)
def test_a_fault_answers_in_place_of_the_service(
    shop: Shop, ask: Any, do: dict[str, Any], status: int, body: str
) -> None:
    shop.faults.add({"do": do})
    answer = ask()
    assert (answer.status_code, answer.text[: len(body)]) == (status, body)
    assert shop.done == []
    assert ask().json() == PAGE


@pytest.mark.parametrize(("do", "effects"), [({"drop": True}, 0), ({"drop_after_effect": True}, 1)])
def test_a_dropped_call_has_its_effect_only_where_the_fault_says_so(
    shop: Shop, ask: Any, do: dict[str, Any], effects: int
) -> None:
    shop.faults.add({"do": do})
    with pytest.raises(requests.ConnectionError):
        ask()
    assert len(shop.done) == effects


def test_a_cut_body_is_shorter_than_its_length_says(shop: Shop, ask: Any) -> None:
    shop.faults.add({"do": {"cut_after": 5}})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        ask()


def test_a_call_can_take_effect_for_its_first_records_alone(shop: Shop, ask: Any) -> None:
    shop.faults.add({"do": {"drop_after_rows": 2}}, {"do": {"drop_after_rows": 0}})
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            ask({"records": [1, 2, 3], "more": True})
    assert [json.loads(body) for body in shop.done] == [{"records": [1, 2], "more": True}]


@pytest.mark.parametrize(("rows", "text"), [(0, b'{"rows":['), (1, b'{"rows":[{"key":"1"}'), (2, WHOLE_ROWS)])
def test_an_answer_can_break_off_after_each_of_its_rows(shop: Shop, running: Running, rows: int, text: bytes) -> None:
    shop.faults.add({"do": {"cut_after_rows": rows, "of": "rows"}})
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    connection.request("POST", "/v1/a/query", body=b"{}")
    with pytest.raises(http.client.IncompleteRead) as broken:
        connection.getresponse().read()
    connection.close()
    assert broken.value.partial == text


def test_a_stalled_answer_comes_after_the_reader_has_given_up(shop: Shop, running: Running) -> None:
    shop.faults.add({"do": {"stall_seconds": 30}})
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.post(f"{running.url}/v1/a/query", json={}, timeout=0.2)


def test_an_answer_can_be_bent_in_any_place(shop: Shop, ask: Any) -> None:
    changes = [
        {"path": ["rows", 0], "duplicate": True},
        {"path": ["rows", -1, "key"], "set": "0"},
        {"path": ["total"], "delete": True},
    ]
    shop.faults.add({"do": {"mutate_json": changes}})
    assert ask().json() == {"rows": [{"key": "1"}, {"key": "1"}, {"key": "0"}]}
    assert ask().json() == PAGE


def test_rules_match_skip_and_run_out_in_their_order(shop: Shop, ask: Any) -> None:
    shop.faults.add(
        {"match": {"name": "query", "body_contains": "x"}, "skip": 1, "times": 2, "do": {"status": 503}},
        {"match": {"path_contains": "/a/"}, "times": None, "do": {"status": 500}},
    )
    assert [ask(body).status_code for body in ({"x": 1}, {"x": 1}, {"x": 1}, {"x": 1})] == [200, 503, 503, 500]
    assert ask({"y": 1}).status_code == 500
    shop.faults.clear()
    assert ask().status_code == 200


def test_a_fault_that_cannot_be_done_is_refused(running: Running) -> None:
    address = f"{running.url}/_control/faults"
    for rule in ({"do": {"explode": True}}, {"do": {"drop": True, "html": 200}}, {"when": 1, "do": {"drop": True}}):
        assert requests.post(address, json=rule, timeout=5).status_code == 400
    assert requests.get(address, timeout=5).json() == []


def test_the_clock_moves_when_told_to(shop: Shop, running: Running) -> None:
    before = shop.clock.now()
    requests.post(f"{running.url}/_control/clock", json={"advance_seconds": 86_400}, timeout=5)
    assert shop.clock.now() - before >= 86_400


def test_latency_is_set_by_the_name_of_the_call(shop: Shop, running: Running) -> None:
    requests.post(f"{running.url}/_control/latency", json={"query": 30}, timeout=5)
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.post(f"{running.url}/v1/a/query", json={}, timeout=0.2)
    assert requests.post(f"{running.url}/token", data={}, timeout=5).status_code == 200


def test_a_stopped_stand_in_breaks_open_connections_and_can_start_again(shop: Shop) -> None:
    with requests.Session() as session:
        first = shop.serve()
        assert session.post(f"{first.url}/v1/a/query", json={}, timeout=5).status_code == 200
        first.stop()
        with pytest.raises(requests.ConnectionError):
            session.post(f"{first.url}/v1/a/query", json={}, timeout=5)
        with shop.serve(first.port) as second:
            assert session.post(f"{second.url}/v1/a/query", json={}, timeout=5).status_code == 200
