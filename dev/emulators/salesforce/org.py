"""One org of the stand-in: its objects, rows, quota and open queries."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from dev.emulators.salesforce.errors import ApiError
from dev.emulators.salesforce.fields import SObject
from dev.emulators.salesforce.ids import make_id
from dev.emulators.salesforce.row_rules import RowRules
from dev.emulators.salesforce.schema import org_objects
from dev.emulators.salesforce.soql import Statement
from dev.emulators.salesforce.store import Row, Store

DAY_SECONDS = 86_400
MOST_OPEN_QUERIES = 10


@dataclass(slots=True)
class Quota:
    """Calls of the present day against what the edition and the licences allow."""

    clock: Callable[[], float]
    daily: int = 115_000
    used: int = 0
    day: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def spend(self) -> None:
        """Count one call. Raises ApiError once the day's calls are used up."""
        today = int(self.clock() // DAY_SECONDS)
        with self.lock:
            if today != self.day:
                self.day, self.used = today, 0
            if self.used >= self.daily:
                raise ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
            self.used += 1

    @property
    def header(self) -> dict[str, str]:
        return {"Sforce-Limit-Info": f"api-usage={self.used}/{self.daily}"}


@dataclass(slots=True)
class Cursor:
    """A query whose pages are not all fetched yet."""

    statement: Statement
    rows: Sequence[int]
    batch: int


@dataclass(slots=True)
class Org:
    """``number`` makes the org's id; ``described_at`` is when an object's description last changed."""

    name: str
    number: int
    clock: Callable[[], float]
    objects: dict[str, SObject] = field(default_factory=org_objects)
    rules: RowRules = field(default_factory=RowRules)
    cursors: "OrderedDict[str, Cursor]" = field(default_factory=OrderedDict)
    id: str = ""
    store: Store = field(init=False)
    quota: Quota = field(init=False)
    described_at: float = 0.0
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.id = self.id or make_id("00D", self.number)
        self.store = Store(self.objects, self.clock)
        self.quota = Quota(self.clock)
        self.described_at = self.clock()
        self.add("Organization", {"Id": self.id, "Name": self.name, "IsSandbox": 0, "OrganizationType": "Developer"})

    def add(self, name: str, row: Row) -> str:
        """Put a row in, unchecked, and return its id."""
        return self.store.insert(self.objects[name], row)

    def object(self, name: str) -> SObject | None:
        """By API name, upper and lower case alike."""
        return self.objects.get(name) or next(
            (o for o in self.objects.values() if o.name.lower() == name.lower()), None
        )

    def query(self, soql: str) -> list[dict[str, Any]]:
        """Every record that the statement finds, uncounted: for tests and the demo."""
        statement = Statement(self.store, soql)
        return statement.records(statement.row_numbers(), "/services/data")

    def new_id(self, prefix: str) -> str:
        """An id for what is no row: a job, a query's cursor."""
        return make_id(prefix, next(self.numbers))

    def open_cursor(self, cursor: Cursor) -> str:
        """Keep a query for its next pages; of more than ten open ones the oldest is closed."""
        locator = self.new_id("01g")
        with self.store.lock:
            self.cursors[locator] = cursor
            while len(self.cursors) > MOST_OPEN_QUERIES:
                self.cursors.popitem(last=False)
        return locator

    def show_fields(self, name: str, *, hide: Sequence[str] = (), show: Sequence[str] = ()) -> None:
        """Take fields from the integration user's sight, or give them back."""
        self.objects[name].hidden |= set(hide)
        self.objects[name].hidden -= set(show)
        # HTTP dates have whole seconds: a second change within one must still be seen as one.
        self.described_at = max(self.clock(), self.described_at + 1)
