"""Kept rows, addresses of notices and schedules, in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import RLock
from uuid import uuid4

from chalicelib.adapters.run_rules import KEEP_ANSWERS
from chalicelib.core.counts import Trouble
from chalicelib.core.notice import DayOfRows, Hook, KeptRow, ListWork, latest_errors
from chalicelib.core.schedule import NextRun
from dev.fakes.atomic import atomic
from dev.fakes.settings import FakeSettingsStore

ListKey = tuple[str, str]


@dataclass(slots=True)
class ListState:
    """All that is kept of one list. ``waiting`` holds the rows that are tried again at a certain time."""

    work: ListWork = field(default_factory=ListWork)
    lease_until: datetime | None = None
    due_at: datetime | None = None
    due: bool = False
    rows: dict[str, KeptRow] = field(default_factory=dict)
    waiting: dict[str, datetime] = field(default_factory=dict)

    def free(self, now: datetime) -> bool:
        return all(one is None or one <= now for one in (self.lease_until, self.due_at))


class FakeNotices:
    """Fulfils the port ``Notices``."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.lists: dict[ListKey, ListState] = {}
        self.days: dict[tuple[str, date], dict[str, DayOfRows]] = {}
        self._answers: dict[tuple[str, str], tuple[str, datetime]] = {}

    @atomic
    def answered(self, tenant: str, request: str, now: datetime) -> str:
        answer, until = self._answers.get((tenant, request), ("", now))
        return answer if until > now else ""

    @atomic
    def remember(self, tenant: str, request: str, answer: str, now: datetime) -> None:
        self._answers[tenant, request] = (answer, now + KEEP_ANSWERS)

    @atomic
    def keep(self, tenant: str, list_key: str, record_key: str, now: datetime) -> None:
        state = self.lists.setdefault((tenant, list_key), ListState())
        state.rows[record_key] = KeptRow(record_key, uuid4().hex, now)
        state.waiting.pop(record_key, None)
        state.work = replace(state.work, marks=state.work.marks + 1)
        state.due, state.due_at = True, None

    @atomic
    def kept(self, tenant: str, list_key: str, most: int, now: datetime) -> list[KeptRow]:
        state = self._state(tenant, list_key)
        ready = [row for key, row in sorted(state.rows.items()) if state.waiting.get(key, now) <= now]
        return ready[:most]

    @atomic
    def next_wait(self, tenant: str, list_key: str) -> datetime | None:
        return min(self._state(tenant, list_key).waiting.values(), default=None)

    @atomic
    def settle(self, tenant: str, list_key: str, rows: Sequence[KeptRow]) -> None:
        state = self._state(tenant, list_key)
        for row in rows:
            if self._unmarked(state, row):
                del state.rows[row.record_key]
                state.waiting.pop(row.record_key, None)

    @atomic
    def postpone(self, tenant: str, list_key: str, row: KeptRow, until: datetime) -> None:
        state = self._state(tenant, list_key)
        if self._unmarked(state, row):
            state.rows[row.record_key] = replace(row, tries=row.tries + 1)
            state.waiting[row.record_key] = until

    @atomic
    def take(self, tenant: str, list_key: str, now: datetime, until: datetime) -> ListWork | None:
        state = self.lists.get((tenant, list_key))
        if state is None or not state.free(now):
            return None
        state.work, state.lease_until = replace(state.work, begun=state.work.begun + 1), until
        return state.work

    @atomic
    def look(self, tenant: str, list_key: str) -> ListWork:
        return self._state(tenant, list_key).work

    @atomic
    def rest(self, tenant: str, list_key: str, work: ListWork, due_at: datetime | None) -> bool:
        state = self._state(tenant, list_key)
        if state.work.marks != work.marks:
            return False
        state.work = ListWork(work.marks)
        state.lease_until, state.due_at, state.due = None, due_at, due_at is not None
        return True

    @atomic
    def wait(self, tenant: str, list_key: str, due_at: datetime, stumbled: bool) -> None:
        state = self._state(tenant, list_key)
        state.work = replace(state.work, begun=0, waits=state.work.waits + 1 if stumbled else 0)
        state.lease_until, state.due_at, state.due = None, due_at, True

    @atomic
    def due(self, now: datetime) -> Iterator[ListKey]:
        return iter([key for key, state in self.lists.items() if state.due and state.free(now)])

    @atomic
    def count(self, tenant: str, list_key: str, now: datetime, rows: DayOfRows) -> None:
        day = self.days.setdefault((tenant, now.date()), {})
        before = day.get(list_key, DayOfRows())
        day[list_key] = DayOfRows(
            before.written + rows.written,
            before.gone + rows.gone,
            before.failed + rows.failed,
            now,
            errors=latest_errors((*before.errors, *rows.errors)),
        )

    @atomic
    def hold_up(self, tenant: str, list_key: str, now: datetime, trouble: Trouble) -> None:
        day = self.days.setdefault((tenant, now.date()), {})
        day[list_key] = replace(day.get(list_key, DayOfRows()), trouble=trouble)

    @atomic
    def day(self, tenant: str, day: date) -> Mapping[str, DayOfRows]:
        return dict(self.days.get((tenant, day), {}))

    def _state(self, tenant: str, list_key: str) -> ListState:
        return self.lists.get((tenant, list_key), ListState())

    def _unmarked(self, state: ListState, row: KeptRow) -> bool:
        there = state.rows.get(row.record_key)
        return there is not None and there.mark == row.mark


class FakeHooks:
    """Fulfils the port ``Hooks``."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.hooks: dict[str, Hook] = {}

    def issue(self, token: str, hook: Hook) -> None:
        self.tokens[hook.tenant], self.hooks[token] = token, hook

    def hook(self, token: str) -> Hook | None:
        hook = self.hooks.get(token)
        return hook if hook and self.tokens[hook.tenant] == token else None

    def issued(self, tenant: str) -> Hook | None:
        return self.hooks.get(self.tokens.get(tenant, ""))


class FakeSchedules:
    """Fulfils the port ``Schedules``; who has any, the store of settings tells."""

    def __init__(self, settings: FakeSettingsStore) -> None:
        self.lock = RLock()
        self._settings = settings
        self._upcoming: dict[tuple[str, str], NextRun] = {}

    @atomic
    def tenants(self) -> Iterator[str]:
        return iter([tenant for tenant, versions in self._settings.versions.items() if versions[-1].schedules])

    @atomic
    def upcoming(self, tenant: str, name: str) -> NextRun | None:
        return self._upcoming.get((tenant, name))

    @atomic
    def move(self, tenant: str, name: str, upcoming: NextRun, previous: NextRun | None) -> bool:
        if self._upcoming.get((tenant, name)) != previous:
            return False
        self._upcoming[tenant, name] = upcoming
        return True
