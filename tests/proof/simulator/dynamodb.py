"""DynamoDB within this process: the AWS stand-in's own handlers, reached without HTTP, behind the gate."""

import json
from base64 import b64decode
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import cache
from itertools import count
from random import Random
from typing import Any, TypeVar

import msgspec
from botocore.exceptions import ClientError, ReadTimeoutError
from ministack.services import dynamodb as stand_in

from infra.resources import TABLE, table_definition
from tests.proof.simulator.gates import SimulatorGate

T = TypeVar("T")

# The product has some sixty expressions, and asks each of them again and again: they are read once.
_tokens, stand_in._condition_syntax_error = cache(stand_in._tokenize), cache(stand_in._condition_syntax_error)
stand_in._tokenize = lambda expression: list(_tokens(expression))

_numbers = count(1)
_TOO_MANY = "ProvisionedThroughputExceededException"
_SAME_ITEM = "TransactionConflict"


class DynamoDB:
    """Has those methods of boto3's client that the product calls. For oracles: nothing goes wrong here."""

    def __init__(self, table: str) -> None:
        self.table = table

    def get_item(self, **call: Any) -> dict[str, Any]:
        return self.send("GetItem", call)

    def put_item(self, **call: Any) -> dict[str, Any]:
        return self.send("PutItem", call)

    def update_item(self, **call: Any) -> dict[str, Any]:
        return self.send("UpdateItem", call)

    def transact_write_items(self, **call: Any) -> dict[str, Any]:
        return self.send("TransactWriteItems", call)

    def query(self, **call: Any) -> dict[str, Any]:
        return self.send("Query", call)

    def send(self, action: str, call: dict[str, Any]) -> dict[str, Any]:
        status, document = _answered(action, call)
        if status != 200:
            raise _refusal(action, status, document)
        return document


class GatedDynamoDB(DynamoDB):
    """The same table as the product sees it: each call passes the gate, and what it asks of an index may be old."""

    def __init__(self, table: str, gate: SimulatorGate, random: Random) -> None:
        super().__init__(table)
        self._gate = gate
        self._random = random

    def send(self, action: str, call: dict[str, Any]) -> dict[str, Any]:
        name = f"store.{action} {_kinds(call)}"
        manners = _StoreManners(action, self._random)
        answer = self._gate.through(name, (action, call), lambda: self._effect(action, call), manners)
        if isinstance(answer, ClientError):
            raise answer
        return dict(answer)

    def _effect(self, action: str, call: dict[str, Any]) -> Any:
        """A refused condition is an answer, which can get lost as well."""
        try:
            answer = super().send(action, call)
        except ClientError as refusal:
            return refusal
        if "IndexName" in call and answer["Items"] and self._random.random() < 0.1:
            answer["Items"].pop(self._random.randrange(len(answer["Items"])))
        return answer


class _StoreManners:
    """As boto3 fails: throttled or met by another writer; without an answer it asks again, until its time is up."""

    def __init__(self, action: str, random: Random) -> None:
        self._action = action
        self._random = random

    def refused(self, call: str) -> Exception:
        conflict = self._action == "TransactWriteItems" and self._random.random() < 0.5
        if not conflict:
            return _refusal(self._action, 400, {"__type": _TOO_MANY, "message": f"{call}: throttled"})
        reasons = [{"Code": _SAME_ITEM}]
        return _refusal(self._action, 400, {"__type": "TransactionCanceledException", "CancellationReasons": reasons})

    def lost(self, call: str, repeat: Callable[[], T]) -> T:
        if self._random.random() < 0.5:
            return repeat()
        raise ReadTimeoutError(endpoint_url=call)


def new_table() -> str:
    """An empty table of its own, as the cloud's is made; returns its name."""
    name = f"{TABLE.name}-{next(_numbers)}"
    status, document = _answered("CreateTable", table_definition(replace(TABLE, name=name)))
    assert status == 200, document
    return name


def drop_table(name: str) -> None:
    _answered("DeleteTable", {"TableName": name})


def all_items(name: str) -> list[dict[str, Any]]:
    """Everything in a table, in the protocol's tagged form."""
    items: list[dict[str, Any]] = []
    call: dict[str, Any] = {"TableName": name}
    while True:
        _, answer = _answered("Scan", call)
        items += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return items
        call["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def keys_written(action: str, call: dict[str, Any]) -> list[tuple[str, str]]:
    """Partition and sort key of each item that a call may have changed."""
    if action == "TransactWriteItems":
        return [key for one in call["TransactItems"] for kind, part in one.items() for key in [_key(kind, part)]]
    return [_key(action, call)] if action in ("PutItem", "UpdateItem") else []


def items_put(action: str, call: dict[str, Any]) -> list[dict[str, Any]]:
    """The whole items that a call puts, in the protocol's tagged form."""
    puts = [one["Put"] for one in call.get("TransactItems", ()) if "Put" in one] + [call] * (action == "PutItem")
    return [put["Item"] for put in puts]


def _key(kind: str, call: dict[str, Any]) -> tuple[str, str]:
    key = call["Item"] if kind in ("Put", "PutItem") else call["Key"]
    return key["PK"]["S"], key["SK"]["S"]


def _kinds(call: dict[str, Any]) -> str:
    """What a call is about, such as ``RUN+LOCK``: the first part of each sort key."""
    if "TransactItems" in call:
        sorts = [key[1] for key in keys_written("TransactWriteItems", call)]
    elif "Item" in call or "Key" in call:
        sorts = [(call.get("Item") or call["Key"])["SK"]["S"]]
    else:
        values = call["ExpressionAttributeValues"]
        sorts = [next(values[name]["S"] for name in (":SK", ":first", ":due") if name in values)]
    return "+".join(dict.fromkeys(sort.partition("#")[0] for sort in sorts))


def _answered(action: str, call: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    headers = {"x-amz-target": f"DynamoDB_20120810.{action}"}
    status, _, answer = _now(stand_in.handle_request("POST", "/", headers, msgspec.json.encode(call), {}))
    if b'"B"' in answer:
        return status, json.loads(answer, object_hook=_bytes_back)
    return status, msgspec.json.decode(answer)


def _now(waiting: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that waits for nothing."""
    try:
        waiting.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("the stand-in waits for something")


def _bytes_back(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": b64decode(value["B"])} if value.keys() == {"B"} else value


def _refusal(action: str, status: int, document: dict[str, Any]) -> ClientError:
    error = {"Code": str(document["__type"]).rpartition("#")[2], "Message": str(document.get("message", ""))}
    more = {name: document[name] for name in ("Item", "CancellationReasons") if name in document}
    response: Any = {"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(response, action)
