"""What an oracle may want to know of: it is told at the very moment, when nothing else has happened since."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.core.notice import KeptRow
from chalicelib.core.run import Run
from chalicelib.core.settings import Settings
from chalicelib.ports import RunMail
from dev.fakes.salesforce_org import Write
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.tenant import Tenant

if TYPE_CHECKING:
    from tests.proof.simulator.watch import Watch


@dataclass(frozen=True, slots=True)
class IntacctWrite:
    """One row that the product changed in Intacct; ``before`` are all its values until then."""

    list: str
    key: str
    values: dict[str, Any]
    before: dict[str, Any]
    changed_at: datetime
    """When the row was last changed before."""


class Oracle:
    """Judges one feature. Claims that do not hold become violations of the watch."""

    def __init__(self, watch: "Watch") -> None:
        self.watch = watch
        self.sim = watch.sim

    def claim(self, holds: bool, invariant: str, what: str) -> None:
        self.watch.claim(holds, invariant, what)

    def run_started(self, run: Run) -> None:
        """A run stands in the store that did not before."""

    def run_changed(self, run: Run, before: Run) -> None:
        """The head of a run is another than it was; ``before`` may have ended already."""

    def row_kept(self, tenant: str, list_key: str, row: KeptRow) -> None:
        """A notice is kept, for the first time or once more."""

    def row_let_go(self, tenant: str, list_key: str, row: KeptRow) -> None:
        """A kept row is kept no more."""

    def upstream_called(self, call: str, actor: Actor) -> None:
        """A call of Intacct or Salesforce took effect."""

    def wrote(self, tenant: Tenant, write: Write, actor: Actor | None) -> None:
        """The product changed a row in Salesforce."""

    def wrote_back(self, tenant: Tenant, write: IntacctWrite, actor: Actor) -> None:
        """The product changed a row in Intacct."""

    def settings_saved(self, tenant: str, settings: Settings, before: Settings) -> None:
        """Other settings are current."""

    def mailed(self, mail: RunMail) -> None:
        """A mail went out."""

    def left(self, where: str, what: Any) -> None:
        """Something left the memory of a process, for a store or a queue."""

    def logged(self, line: str) -> None:
        """The product told its log."""

    def over(self) -> None:
        """All is over."""
