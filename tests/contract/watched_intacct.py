"""The Intacct stand-in with a look at each query, and short ways to fill and to read its lists in tests."""

from collections.abc import Callable
from typing import Any

from chalicelib.core.lists import ManagedList
from chalicelib.core.ranges import Selection
from chalicelib.ports import Intacct
from dev.emulators.intacct import IntacctStandIn
from dev.emulators.intacct.generate import generate
from dev.emulators.server import Request, Response, Route
from dev.seed.intacct import seed

TEMPLATES = "contracts/billing-template"


class Watched(IntacctStandIn):
    """The stand-in, with a look at each query before it is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.before_query: Callable[[Request], object] = lambda _: None

    def respond(self, route: Route, request: Request) -> Response:
        if route.name == "query":
            self.before_query(request)
        return super().respond(route, request)


def watched() -> Watched:
    """A seeded stand-in with few employees."""
    stand_in = Watched()
    seed(stand_in, employee_count=60)
    return stand_in


def read(intacct: Intacct, wanted: ManagedList, size: int = 4000, source: int = 0, **selection: Any) -> list[Any]:
    return list(intacct.rows(wanted, wanted.sources[source], Selection(**selection), size))


def keys(rows: list[Any]) -> list[int]:
    return [int(row["key"]) for row in rows]


def fill(stand_in: IntacctStandIn, rows: int, first: int = 1000) -> None:
    generate(stand_in.store, "demo", TEMPLATES, rows, first)
