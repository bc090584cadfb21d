"""One DynamoDB table: consistent reads, conditional writes that know their own mark, transactions, queries."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import code_of, problems_of
from chalicelib.adapters.dynamodb_codec import Item, from_wire, wire
from chalicelib.adapters.dynamodb_keys import Key
from chalicelib.core.errors import TryAgain
from chalicelib.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

TRIES = 6
FIRST_PAUSE_SECONDS = 0.02

_NAME = re.compile(r"#(\w+)")
_jitter = SystemRandom()
"""Spreads those who meet at one item. A simulation brings its own, so that it tells the same story twice."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written:
    """``item`` is what stands there now: after the write where it was ``done``, else what kept it from being done."""

    done: bool
    item: Item | None


class Table:
    """In expressions ``#name`` is an attribute and ``:name`` a value. All methods raise TryAgain and NeedsAdmin."""

    def __init__(self, client: "DynamoDBClient", name: str, clock: Clock, jitter: Random = _jitter) -> None:
        self._client = client
        self._name = name
        self._clock = clock
        self._jitter = jitter

    def get(self, key: Key) -> Item | None:
        with problems_of("DynamoDB"):
            answer = self._client.get_item(TableName=self._name, Key=wire(key), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def put(self, item: Item) -> None:
        """Store the item, whatever stood there."""
        with problems_of("DynamoDB"):
            self._patiently(lambda: self._client.put_item(TableName=self._name, Item=wire(item)))

    def update(
        self, key: Key, sets: Mapping[str, Any], condition: str, values: Mapping[str, Any], more: str = ""
    ) -> Written:
        """Set attributes where ``condition`` holds; ``more`` is a further clause (REMOVE, ADD, DELETE).

        When the answer to a write is lost, the SDK writes again and meets its own first write. Hence the mark: where
        the item shows it, the write was done.
        """
        mark = uuid4().hex
        expression = ", ".join(f"#{name} = :{name}" for name in ("wrote", *sets))
        texts = f"SET {expression} {more}".strip()
        call = {
            "TableName": self._name,
            "Key": wire(key),
            "UpdateExpression": texts,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": _names(texts, condition),
            "ExpressionAttributeValues": _values({"wrote": mark, **sets, **values}),
            "ReturnValues": "ALL_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        try:
            with problems_of("DynamoDB"):
                answer = self._patiently(lambda: self._client.update_item(**call))  # type: ignore[arg-type]
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            there = from_wire(error.response.get("Item", {}))  # type: ignore[arg-type]
            return Written(there.get("wrote") == mark, there or None)
        return Written(True, from_wire(answer["Attributes"]))

    def transact(self, actions: Sequence["TransactWriteItemTypeDef"]) -> bool:
        """Do all of them, or none and return False where a condition does not hold.

        The token makes a repetition after a lost answer count as the first one, for ten minutes:
        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
        """
        token = uuid4().hex

        def call() -> None:
            self._client.transact_write_items(TransactItems=actions, ClientRequestToken=token)

        try:
            with problems_of("DynamoDB"):
                self._patiently(call)
        except ClientError as error:
            if "ConditionalCheckFailed" in _reasons(error):
                return False
            raise
        return True

    def query(
        self,
        condition: str,
        values: Mapping[str, Any],
        *,
        filters: str = "",
        index: str = "",
        newest_first: bool = False,
        after: Key | None = None,
        page_size: int = 0,
    ) -> Iterator[Item]:
        """Items in the order of their keys, read page by page as needed; consistent, save from an index."""
        call: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": _names(condition, filters),
            "ExpressionAttributeValues": _values(values),
            "ScanIndexForward": not newest_first,
        }
        call |= {"IndexName": index} if index else {"ConsistentRead": True}
        call |= {"FilterExpression": filters} if filters else {}
        call |= {"ExclusiveStartKey": wire(after)} if after else {}
        call |= {"Limit": page_size} if page_size else {}
        while True:
            with problems_of("DynamoDB"):
                answer = self._client.query(**call)
            yield from map(from_wire, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            call["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def putting(self, item: Item, condition: str = "", values: Mapping[str, Any] | None = None) -> Any:
        """The action of a transaction that puts an item."""
        return {"Put": {"Item": wire(item), **self._guard(condition, values)}}

    def deleting(self, key: Key, condition: str, values: Mapping[str, Any]) -> Any:
        return {"Delete": {"Key": wire(key), **self._guard(condition, values)}}

    def setting(self, key: Key, sets: Mapping[str, Any]) -> Any:
        """The action of a transaction that sets attributes, of an item that need not be there yet."""
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in sets)
        texts = {"UpdateExpression": expression, "ExpressionAttributeNames": _names(expression)}
        values = {"ExpressionAttributeValues": _values(sets)}
        return {"Update": {"TableName": self._name, "Key": wire(key), **texts, **values}}

    def _guard(self, condition: str, values: Mapping[str, Any] | None) -> dict[str, Any]:
        guard: dict[str, Any] = {"TableName": self._name}
        if condition:
            guard |= {"ConditionExpression": condition, "ExpressionAttributeNames": _names(condition)}
        return guard | ({"ExpressionAttributeValues": _values(values)} if values else {})

    def _patiently(self, call: Callable[[], T]) -> T:
        """Repeat a write that met another on the same item: the SDK leaves that to its caller."""
        for attempt in range(TRIES):
            try:
                return call()
            except ClientError as error:
                if not _met_another(error):
                    raise
            self._clock.sleep(self._jitter.uniform(0, FIRST_PAUSE_SECONDS * 2**attempt))
        raise TryAgain("store_busy", "Too many writers work on the same item of the store.")


def _names(*expressions: str) -> dict[str, str]:
    return {f"#{name}": name for expression in expressions for name in _NAME.findall(expression)}


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {f":{name}": value for name, value in wire(values).items()}


def _reasons(error: ClientError) -> set[str]:
    return {str(reason.get("Code")) for reason in error.response.get("CancellationReasons", [])}


def _met_another(error: ClientError) -> bool:
    code = code_of(error)
    if code == "TransactionCanceledException":
        passing = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
        reasons = _reasons(error) - {"None"}
        return bool(reasons) and reasons <= passing
    return code in ("TransactionConflictException", "TransactionInProgressException")
