"""The mailer, in memory: keeps what it was given."""

from threading import RLock

from chalicelib.core.errors import Problem
from chalicelib.ports import RunMail
from dev.fakes.atomic import atomic


class FakeMailer:
    """Fulfils the port ``Mailer``. ``trouble`` is raised instead of sending, while it is set."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.sent: list[RunMail] = []
        self.trouble: Problem | None = None

    @atomic
    def send(self, mail: RunMail) -> str:
        if self.trouble:
            raise self.trouble
        self.sent.append(mail)
        return f"message-{len(self.sent)}"
