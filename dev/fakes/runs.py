"""The store of runs, in memory."""

from dev.fakes.outbox import Outbox
from dev.fakes.run_history import RunHistory
from dev.fakes.run_rows import RunRows
from dev.fakes.run_steps import RunSteps


class FakeRuns(RunHistory, RunSteps, RunRows, Outbox):
    """Fulfils the port ``Runs``; ``tables`` shows tests what is stored."""
