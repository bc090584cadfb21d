"""Invitations, in memory."""

from chalicelib.core.errors import Problem
from chalicelib.ports.audit import Invitation


class FakeInvitations:
    """Fulfils the port ``Invitations``; set ``trouble`` to have the next ones fail."""

    def __init__(self) -> None:
        self.sent: list[Invitation] = []
        self.trouble: Problem | None = None

    def send(self, invitation: Invitation) -> None:
        if self.trouble:
            raise self.trouble
        self.sent.append(invitation)
