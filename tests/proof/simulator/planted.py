"""Worlds with one well-known mistake each: the simulator is worth what it finds of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.core.counts import Calls
from chalicelib.core.lists import ManagedList, Source
from chalicelib.core.ranges import Cut, RangeProgress, Selection
from chalicelib.core.run import Run, State
from chalicelib.ports import MailLease, Started
from dev.fakes.gate import Gate
from dev.fakes.intacct import FakeIntacct
from dev.fakes.run_tables import Mail
from dev.fakes.runs import FakeRuns
from dev.fakes.salesforce import FakeSalesforce
from dev.fakes.salesforce_org import Org
from tests.proof.simulator.simulation import Parts


class NoLock(FakeRuns):
    """A second press starts a second run."""

    def start(self, run: Run, idempotency_key: str = "", request_hash: str = "") -> Started:
        self.tables.locks.pop((run.tenant, run.list), None)
        return super().start(run, idempotency_key, request_hash)


class CountedRanges(FakeRuns):
    """Open ranges are counted down, so that a repeated end of one range ends another."""

    def close_range(self, run: Run, number: int, now: datetime) -> Run | None:
        stored = self.stored(run)
        first = min(stored.open, default=number) if stored else number
        return super().close_range(run, first, now)


class EndWithOpenRanges(FakeRuns):
    """A run may end while one range is open."""

    def close_range(self, run: Run, number: int, now: datetime) -> Run | None:
        closed = super().close_range(run, number, now)
        if closed is not None and len(closed.open) == 1:
            self.tables.runs[run.tenant, run.id] = closed = replace(closed, open=frozenset())
        return closed


class EndedTwice(FakeRuns):
    """The end of a run is stored without a look whether it had ended."""

    def finish(self, run: Run) -> bool:
        stored = self.stored(run)
        if stored is not None and stored.state.terminal:
            self.tables.runs[run.tenant, run.id] = replace(stored, state=State.RUNNING)
        return super().finish(run)


class ProgressOverwritten(FakeRuns):
    """Whoever comes last says how far a range is, and no lease holds."""

    def put_progress(self, run: Run, progress: RangeProgress, previous: RangeProgress | None) -> bool:
        self._ranges(run)[progress.number] = progress
        return True


class PlanOverwritten(FakeRuns):
    """A second planner cuts a run anew that is under way."""

    def put_plan(self, run: Run, cut: Cut, adopt: bool, calls: Calls, now: datetime) -> bool:
        stored = self.stored(run)
        if stored is not None and stored.state is State.RUNNING:
            self.tables.runs[run.tenant, run.id] = replace(stored, state=State.PLANNING)
        return super().put_plan(run, cut, adopt, calls, now)


class MailWithoutLease(FakeRuns):
    """Whoever asks may send the mail, until one is known to be sent."""

    def lease_mail(self, tenant: str, run_id: str, now: datetime) -> MailLease | None:
        mail = self.tables.mails.get((tenant, run_id), Mail(state="SENT"))
        return None if mail.state == "SENT" else MailLease(tenant, run_id, 1)


class MailForgotten(FakeRuns):
    """The outbox row is not put in the transaction of the end: now and then it is never put."""

    def finish(self, run: Run) -> bool:
        ended = super().finish(run)
        if ended and run.id.endswith("7"):
            self.tables.mails.pop((run.tenant, run.id), None)
        return ended


class PagesByOffset(FakeIntacct):
    """The next page is asked for by how many rows were read: a row deleted meanwhile hides another.

    Its pages hold one row, so that there are meanwhiles enough.
    """

    def rows(
        self, managed_list: ManagedList, source: Source, selection: Selection, page_size: int
    ) -> Iterator[Mapping[str, Any]]:
        read = 0
        while True:
            page, more = self._page(managed_list, source, selection, None, read + 1)
            yield from page[read:]
            read = len(page)
            if not more:
                return


class UpperBoundLeftOut(FakeIntacct):
    """The last key of a range belongs to no range."""

    def rows(
        self, managed_list: ManagedList, source: Source, selection: Selection, page_size: int
    ) -> Iterator[Mapping[str, Any]]:
        short = replace(selection, up_to=selection.up_to - 1) if selection.up_to else selection
        return super().rows(managed_list, source, short, page_size)


def connection_of_the_first_tenant() -> Callable[[Org, Gate], FakeSalesforce]:
    """A connection that is kept for the next tenant in the same process."""
    first: dict[int, Org] = {}

    def connect(org: Org, gate: Gate) -> FakeSalesforce:
        return FakeSalesforce(first.setdefault(id(org.catalogue), org), gate)

    return connect


MISTAKES = {
    "no lock": Parts(runs=NoLock),
    "ranges counted, not named": Parts(runs=CountedRanges),
    "end with an open range": Parts(runs=EndWithOpenRanges),
    "ended twice": Parts(runs=EndedTwice),
    "progress overwritten": Parts(runs=ProgressOverwritten),
    "mail without lease": Parts(runs=MailWithoutLease),
    "mail outside the transaction": Parts(runs=MailForgotten),
    "no sweeper": Parts(sweeps=False),
    "pages by offset": Parts(intacct=PagesByOffset),
    "upper bound left out": Parts(intacct=UpperBoundLeftOut),
    "private rows not read": Parts(intacct=lambda company, _private, gate: FakeIntacct(company, False, gate)),
    "another tenant's connection": Parts(salesforce=connection_of_the_first_tenant()),
}
RARE_MISTAKES = {"plan overwritten": Parts(runs=PlanOverwritten)}
"""Needs two planners at once and a list that changes between them: about one seed in two thousand shows it."""
