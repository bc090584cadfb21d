"""The stores of a simulation: in memory, or the real adapters on a table; for the product, and for who looks on."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, NamedTuple, Protocol, cast

from chalicelib.adapters.dynamodb_codec import from_wire, restored, unpacked
from chalicelib.adapters.dynamodb_keys import kept_key, lock_key, mail_key, rows_key
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.notice import KeptRow
from dev.fakes.leases import FakeLeases
from dev.fakes.notices import FakeHooks, FakeNotices, FakeSchedules
from dev.fakes.runs import FakeRuns
from dev.fakes.settings import FakeSettingsStore
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.dynamodb import DynamoDB, GatedDynamoDB, all_items, drop_table, new_table
from tests.proof.simulator.gates import SimulatorGate, gated
from tests.proof.simulator.ground import OnTable, Ports
from tests.proof.simulator.hands import on_table


class MailState(NamedTuple):
    state: str
    attempt: int


class Stores(Protocol):
    """``open`` is for oracles and for what people do outside of the product: nothing goes wrong there."""

    open: Ports

    def ports(self, on_table: OnTable) -> Ports:
        """For one version of the product, behind the gate."""

    def locks(self) -> list[str]:
        """The locks that are held."""

    def holder(self, tenant: str, list_key: str) -> str:
        """The run that holds the lock of a list, "" where none does."""

    def mail(self, tenant: str, run_id: str) -> MailState | None: ...

    def kept_rows(self, tenant: str, list_key: str) -> Mapping[str, KeptRow]:
        """All kept rows of a list by record key, also those that wait."""

    def hands_out(self, tenant: str, list_key: str) -> bool:
        """Whether the sweeper hands out the kept rows of a list. A notice that was cut short may have kept one only."""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each thing that is stored, as text, with the place where it stands."""

    def close(self) -> None: ...


class MemoryStores:
    """The fakes, each call of a port one step."""

    def __init__(self, gate: SimulatorGate) -> None:
        self.runs, self.notices, settings = FakeRuns(), FakeNotices(), FakeSettingsStore()
        self._settings, self._gate = settings, gate
        self.open = Ports(
            self.runs, settings, self.notices, FakeHooks(), FakeSchedules(settings), FakeLeases(), settings.audit
        )

    def ports(self, _on_table: OnTable) -> Ports:
        named = self.open._asdict().items()
        return Ports(**{name: gated(port, name, self._gate) for name, port in named})

    def locks(self) -> list[str]:
        return [str(key) for key in self.runs.tables.locks]

    def holder(self, tenant: str, list_key: str) -> str:
        return self.runs.tables.locks.get((tenant, list_key), "")

    def mail(self, tenant: str, run_id: str) -> MailState | None:
        mail = self.runs.tables.mails.get((tenant, run_id))
        return MailState(mail.state, mail.attempt) if mail else None

    def kept_rows(self, tenant: str, list_key: str) -> Mapping[str, KeptRow]:
        state = self.notices.lists.get((tenant, list_key))
        return dict(state.rows) if state else {}

    def hands_out(self, tenant: str, list_key: str) -> bool:
        state = self.notices.lists.get((tenant, list_key))
        return state is not None and state.due

    def texts(self) -> Iterator[tuple[str, str]]:
        tables = self.runs.tables
        for kept in (tables.runs, tables.ranges, tables.windows, tables.mails, self.notices.lists, self.notices.days):
            yield from ((str(key), repr(value)) for key, value in kept.items())
        yield from ((str((tenant,)), repr(value)) for tenant, value in self._settings.versions.items())

    def close(self) -> None:
        pass


class TableStores:
    """The real adapters on one table of a DynamoDB within this process: each call of the table is a step."""

    def __init__(self, gate: SimulatorGate, clock: SimulatedClock, random: Random) -> None:
        self._gate, self._clock, self._random = gate, clock, random
        self.table = new_table()
        self._look = Table(cast(Any, DynamoDB(self.table)), self.table, clock)
        self.open = on_table(DynamoDB(self.table), self.table, clock, random)

    def ports(self, on_table: OnTable) -> Ports:
        client = GatedDynamoDB(self.table, self._gate, self._random)
        named = on_table(client, self.table, self._clock, self._random)._asdict().items()
        return Ports(**{name: _Timed(port, name, self._gate) for name, port in named})

    def locks(self) -> list[str]:
        return [key for key, _ in self.texts() if "LOCK#" in key]

    def holder(self, tenant: str, list_key: str) -> str:
        return str((self._look.get(lock_key(tenant, list_key)) or {}).get("run", ""))

    def mail(self, tenant: str, run_id: str) -> MailState | None:
        item = self._look.get(mail_key(tenant, run_id))
        return MailState(item["state"], item["attempt"]) if item else None

    def kept_rows(self, tenant: str, list_key: str) -> Mapping[str, KeptRow]:
        items = self._look.query("#PK = :PK AND begins_with(#SK, :SK)", kept_key(tenant, list_key))
        return {item["record_key"]: restored(item, KeptRow) for item in items}

    def hands_out(self, tenant: str, list_key: str) -> bool:
        return "due" in (self._look.get(rows_key(tenant, list_key)) or {})

    def texts(self) -> Iterator[tuple[str, str]]:
        for item in map(from_wire, all_items(self.table)):
            rows = unpacked(item.pop("rows")) if "rows" in item else ""
            yield f"{item['PK']} {item['SK']}", f"{item} {rows}"

    def close(self) -> None:
        drop_table(self.table)


class _Timed:
    """A port whose actor is told when it was called: the oracles know the steps of a store by the port's names."""

    def __init__(self, port: Any, name: str, gate: SimulatorGate) -> None:
        self._port, self._name, self._gate = port, name, gate

    def __getattr__(self, method: str) -> Any:
        self._gate.note_time(f"{self._name}.{method}")
        return getattr(self._port, method)
