"""Two addresses that stay open for all cases, each with a fresh stand-in behind it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dev.emulators.messages import Request, Response
from dev.emulators.server import StandIn
from dev.emulators.wire import listen

Twist = Callable[[Request, Response | None], Response | None]


def untouched(_: Request, response: Response | None) -> Response | None:
    return response


class Door:
    """An address; ``twist`` may replace what the stand-in behind it answers."""

    def __init__(self) -> None:
        self.url = ""
        self.stand_in = StandIn()
        self.twist: Twist = untouched

    def answer(self, request: Request) -> Response | None:
        return self.twist(request, self.stand_in.answer(request))

    @contextmanager
    def opened(self) -> Iterator["Door"]:
        with listen(self.answer, threading.Event()) as running:
            self.url = running.url
            yield self

    def lead_to(self, stand_in: StandIn) -> None:
        """Put another stand-in behind the address; what was twisted is straight again."""
        self.stand_in, self.twist = stand_in, untouched


@contextmanager
def two_doors() -> Iterator[tuple[Door, Door]]:
    """The doors to Intacct and to Salesforce, opened once for many cases."""
    with Door().opened() as intacct, Door().opened() as salesforce:
        yield intacct, salesforce
