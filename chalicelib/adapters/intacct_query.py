"""Questions to one Intacct object: its fields, its filters, and what to do without a field that it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from chalicelib.adapters.intacct_calls import IntacctCalls
from chalicelib.adapters.intacct_errors import Refused
from chalicelib.adapters.intacct_pages import BadPage, Page, read_page
from chalicelib.core.lists import ManagedList, Source
from chalicelib.core.ranges import Selection

LARGEST_PAGE = 4000
MOST_KEYS = 500

Filter = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Questions:
    """Asks for rows of one source of a list; ``dropped`` gathers the fields that turned out not to be there."""

    calls: IntacctCalls
    managed_list: ManagedList
    source: Source
    include_private: bool
    dropped: set[tuple[str, str]] = field(default_factory=set)

    def keys_only(self, filters: Sequence[Filter], *, descending: bool) -> Page:
        """The row with the lowest or the highest key, and how many there are."""
        try:
            return self._asked(("key",), filters, "desc" if descending else "asc", 1, 1)
        except Refused as refused:
            raise refused.problem(self.source.object) from None

    def page(self, filters: Sequence[Filter], size: int, start: int = 1) -> Page:
        """Rows ascending by key, with every field of the list but those that were dropped.

        Raises TryAgain for an answer that contradicts itself, NeedsAdmin where Intacct refuses.
        """
        every = self.managed_list.intacct_fields(self.source)
        while True:
            fields = tuple(name for name in every if (self.source.object, name) not in self.dropped)
            try:
                return self._asked(fields, filters, "asc", start, min(size, LARGEST_PAGE))
            except Refused as refused:
                if not self._can_drop(refused.error.field, fields):
                    raise refused.problem(self.source.object) from None
                self.dropped.add((self.source.object, refused.error.field))

    def _can_drop(self, name: str, fields: Sequence[str]) -> bool:
        needed = {"key", self.managed_list.id, self.managed_list.name}
        return name in fields and name not in needed

    def _asked(self, fields: Sequence[str], filters: Sequence[Filter], order: str, start: int, size: int) -> Page:
        body: dict[str, Any] = {
            "object": self.source.object,
            "fields": list(fields),
            "filters": list(filters),
            "filterParameters": {"includePrivate": self.include_private},
            "orderBy": [{"key": order}],
            "start": start,
            "size": size,
        }
        if len(filters) > 1:
            body["filterExpression"] = "and"
        try:
            return read_page(self.calls.query(body), fields, start, size)
        except BadPage as bad:
            raise self.calls.upstream.unreadable(f"{self.source.object}: {bad}") from None

    def selected(self, selection: Selection) -> list[Filter]:
        """The filters of a selection by key range and time of change."""
        filters: list[Filter] = []
        if selection.above is not None:
            filters.append({"$gt": {"key": str(selection.above)}})
        if selection.up_to is not None:
            filters.append({"$lte": {"key": str(selection.up_to)}})
        return filters + self.changed_since(selection.since)

    def changed_since(self, since: datetime | None) -> list[Filter]:
        if since is None:
            return []
        if not self.managed_list.modified:
            raise ValueError(f"{self.source.object} has no modification stamp to filter by")
        # Intacct's stamps have whole seconds.
        return [{"$gte": {self.managed_list.modified: since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}}]
