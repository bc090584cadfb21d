"""Writing many records: 200 a call, and those that meet a lock again in ever smaller company."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from chalicelib.core.compare import Values
from chalicelib.core.rowerrors import RowErrorClass, row_error_class
from chalicelib.ports import Clock, WriteResult

CHUNK_SIZES = (200, 50, 10, 1)
PAUSE_SECONDS = 2.0

T = TypeVar("T")


def pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def write_in_chunks(
    clock: Clock, write: Callable[[Sequence[Values]], list[WriteResult]], records: Sequence[Values]
) -> list[WriteResult]:
    """Write all records; the results stand in their order. Rows whose error passes by itself are tried four times."""
    results: dict[int, WriteResult] = {}
    pending = list(range(len(records)))
    for size in CHUNK_SIZES:
        for piece in pieces(pending, size):
            answers = write([records[index] for index in piece])
            results.update(zip(piece, answers, strict=True))
        pending = [index for index in pending if _passes_by_itself(results[index])]
        if not pending:
            break
        if size > CHUNK_SIZES[-1]:
            clock.sleep(PAUSE_SECONDS)
    return [results[index] for index in range(len(records))]


def _passes_by_itself(result: WriteResult) -> bool:
    error = result.error
    return error is not None and row_error_class(error.code, error.message) is RowErrorClass.RETRY
