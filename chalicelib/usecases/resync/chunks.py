"""Writing many records: 200 a call, and those that meet a lock again in ever smaller company."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

from chalicelib.core.compare import Values
from chalicelib.core.rowerrors import RowErrorClass, row_error_class
from chalicelib.ports import Clock, WriteResult

ROUNDS = ((200, 0.0), (50, 5.0), (10, 10.0), (1, 15.0))
"""Rows a call, and seconds before. Salesforce itself waits ten seconds for a lock: one of a minute is outlasted.

https://developer.salesforce.com/docs/atlas.en-us.draes.meta/draes/draes_object_relationships_record_level_locking.htm
"""
PATIENCE = timedelta(seconds=90)
"""For how long rows are tried again: where many are locked for long, the worker's own time would run out."""

T = TypeVar("T")


def pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def write_in_chunks(
    clock: Clock, write: Callable[[Sequence[Values]], list[WriteResult]], records: Sequence[Values]
) -> list[WriteResult]:
    """Write all records; the results stand in their order.

    Rows whose error passes by itself are tried four times, or for a minute and a half.
    """
    results: dict[int, WriteResult] = {}
    pending = list(range(len(records)))
    until = clock.now() + PATIENCE
    for size, pause_seconds in ROUNDS:
        if not pending or clock.now() > until:
            break
        clock.sleep(pause_seconds)
        for piece in pieces(pending, size):
            if pause_seconds and clock.now() > until:
                break
            answers = write([records[index] for index in piece])
            results.update(zip(piece, answers, strict=True))
        pending = [index for index in pending if _passes_by_itself(results[index])]
    return [results[index] for index in range(len(records))]


def _passes_by_itself(result: WriteResult) -> bool:
    error = result.error
    return error is not None and row_error_class(error.code, error.message) is RowErrorClass.RETRY
