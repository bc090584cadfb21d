"""What the product logs while a seed is played: kept for the oracles, and printed nowhere."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

PRODUCT = "chalicelib"


class _Logbook(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(str(vars(record)))


@contextmanager
def kept_log() -> Iterator[list[str]]:
    """The lines that are logged meanwhile, each with all of its fields."""
    logger, book = logging.getLogger(PRODUCT), _Logbook()
    propagates, level = logger.propagate, logger.level
    logger.addHandler(book)
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    try:
        yield book.lines
    finally:
        logger.removeHandler(book)
        logger.propagate = propagates
        logger.setLevel(level)
