"""The ports in memory, for tests and the simulator: no shortcuts, the same conditions as the real adapters."""

from dev.fakes.audit import FakeAudit
from dev.fakes.clock import FakeClock
from dev.fakes.deed import SET_UP
from dev.fakes.mailer import FakeMailer
from dev.fakes.queue import FakeQueue
from dev.fakes.runs import FakeRuns
from dev.fakes.secrets import FakeSecrets
from dev.fakes.settings import FakeSettingsStore

__all__ = [
    "SET_UP",
    "FakeAudit",
    "FakeClock",
    "FakeMailer",
    "FakeQueue",
    "FakeRuns",
    "FakeSecrets",
    "FakeSettingsStore",
]
