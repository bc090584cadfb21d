"""What DynamoDB would bill: the request units of every call, by its rules, counted at a real client.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html and
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
Left out: writes of the index (a few for each run, as only keys are in it), storage.
"""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from botocore.exceptions import ClientError

READ_BYTES = 4096
WRITE_BYTES = 1024
CONTAINER_BYTES = 3
"""What a list or a map costs besides its members, each of which costs one more."""


class MeteredDynamoDB:
    """A client of DynamoDB that counts the calls, and the units of reading and of writing."""

    def __init__(self, client: Any) -> None:
        self.requests = 0
        self.reads = 0.0
        self.writes = 0
        self._client = client

    def get_item(self, **call: Any) -> Any:
        answer = self._counted(self._client.get_item, call)
        self.reads += _read_units([answer.get("Item", {})])
        return answer

    def query(self, **call: Any) -> Any:
        answer = self._counted(self._client.query, call)
        units = _read_units(answer["Items"])
        self.reads += units if call.get("ConsistentRead") else units / 2
        return answer

    def put_item(self, **call: Any) -> Any:
        self.writes += _write_units(call["Item"])
        return self._counted(self._client.put_item, call)

    def update_item(self, **call: Any) -> Any:
        """What was written is in the answer; a condition that does not hold costs what stands there."""
        try:
            answer = self._counted(self._client.update_item, call)
        except ClientError as error:
            self.writes += _write_units(error.response.get("Item", {}))  # type: ignore[arg-type]
            raise
        self.writes += _write_units(answer["Attributes"])
        return answer

    def transact_write_items(self, **call: Any) -> Any:
        """A transaction prepares each item, and then writes it."""
        for action in call["TransactItems"]:
            self.writes += 2 * _write_units(action.get("Put", {}).get("Item", {}))
        return self._counted(self._client.transact_write_items, call)

    def _counted(self, method: Callable[..., Any], call: Mapping[str, Any]) -> Any:
        self.requests += 1
        return method(**call)


def _read_units(items: list[Mapping[str, Any]]) -> float:
    return max(ceil(sum(map(size_bytes, items)) / READ_BYTES), 1)


def _write_units(item: Mapping[str, Any]) -> int:
    return max(ceil(size_bytes(item) / WRITE_BYTES), 1)


def size_bytes(item: Mapping[str, Any]) -> int:
    """Of an item as it is on the wire: names and values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return _number_bytes(content)
        case "M":
            return CONTAINER_BYTES + len(content) + size_bytes(content)
        case "L":
            return CONTAINER_BYTES + len(content) + sum(map(_value_bytes, content))
        case "SS" | "NS":
            return sum(_value_bytes({kind[0]: one}) for one in content)
        case _:
            return 1


def _number_bytes(text: str) -> int:
    """About a byte for two digits, and one more."""
    return ceil(sum(character.isdigit() for character in text) / 2) + 1
