"""What the use cases need of the world outside, as Protocols; adapters and fakes fulfil them.

The ports of the resync are named here; those of the other features stand in modules of their own beside it.
"""

from chalicelib.ports.clock import Clock
from chalicelib.ports.mail import ErrorGroup, Mailer, RunMail
from chalicelib.ports.runs import MailLease, RowPage, RunPage, Runs, Started
from chalicelib.ports.secrets import Secrets, SecretState
from chalicelib.ports.settings import SettingsStore
from chalicelib.ports.tasks import PlanRun, Queue, SendMail, SyncRange, SyncRows, Task
from chalicelib.ports.upstreams import Intacct, RowError, Salesforce, Survey, WriteResult

__all__ = [
    "Clock",
    "ErrorGroup",
    "Intacct",
    "MailLease",
    "Mailer",
    "PlanRun",
    "Queue",
    "RowError",
    "RowPage",
    "RunMail",
    "RunPage",
    "Runs",
    "Salesforce",
    "SecretState",
    "Secrets",
    "SendMail",
    "SettingsStore",
    "Started",
    "Survey",
    "SyncRange",
    "SyncRows",
    "Task",
    "WriteResult",
]
