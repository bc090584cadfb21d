"""The mail at the end of a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from chalicelib.core.run import Run


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Rows that failed for one reason."""

    code: str
    message: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class RunMail:
    """All that the mail at the end of a run says."""

    run: Run
    list_label: Mapping[str, str]
    recipients: tuple[str, ...]
    language: str
    groups: tuple[ErrorGroup, ...]
    children: tuple[Run, ...] = ()
    labels: Mapping[str, Mapping[str, str]] | None = None


class Mailer(Protocol):
    def send(self, mail: RunMail) -> str:
        """Send one mail and return the provider's message id. Not idempotent.

        TryAgain and NeedsAdmin mean that it was surely not accepted. Where nobody knows, an exception that is no
        Problem comes through: the lease must run out before the mail is tried once more.
        """
