"""The ports that notices, single rows and schedules work through, in one value."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.core.notice import Notice
from chalicelib.ports import Secrets
from chalicelib.ports.audit import AuditTrail
from chalicelib.ports.notices import Hooks, Notices, Schedules
from chalicelib.usecases.world import World

CheckSignature = Callable[[str, bytes, Mapping[str, str], Collection[str], datetime], None]


@dataclass(frozen=True, slots=True)
class NoticeDesk:
    """Built by the wiring.

    ``check_signature`` raises NotSignedIn, ``parse_notice`` (of context header, body and query) BadRequest.
    """

    world: World
    notices: Notices
    hooks: Hooks
    schedules: Schedules
    secrets: Secrets
    audit: AuditTrail
    check_signature: CheckSignature
    parse_notice: Callable[[str, bytes, Mapping[str, str]], Notice]
    new_token: Callable[[], str]
    """A fresh secret that can stand in an address: at least 32 random bytes."""
