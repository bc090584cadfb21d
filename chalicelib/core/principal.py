"""Who is asking, and what each role may do."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.core.errors import NotAllowed


class Role(StrEnum):
    ADMIN = "admin"
    IMPLEMENTER = "implementer"
    READER = "reader"


class Action(StrEnum):
    """What a route does; every route names one."""

    SEE_SELF = "see_self"
    SEE_RUNS = "see_runs"
    RESYNC = "resync"
    SEE_SETTINGS = "see_settings"
    CHANGE_SETTINGS = "change_settings"
    CHANGE_SECRETS = "change_secrets"
    CHECK_CONNECTION = "check_connection"
    CHOOSE_ACCOUNT_FIELDS = "choose_account_fields"
    SEE_ACCOUNT_DETAILS = "see_account_details"
    CHANGE_FIELD_MAPS = "change_field_maps"
    SEE_AUDIT = "see_audit"


_ALLOWED: dict[Role, frozenset[Action]] = {
    Role.ADMIN: frozenset(Action),
    Role.IMPLEMENTER: frozenset(
        {
            Action.SEE_SELF,
            Action.SEE_RUNS,
            Action.RESYNC,
            Action.SEE_SETTINGS,
            Action.CHECK_CONNECTION,
            Action.SEE_ACCOUNT_DETAILS,
            Action.CHANGE_FIELD_MAPS,
        }
    ),
    Role.READER: frozenset({Action.SEE_SELF, Action.SEE_ACCOUNT_DETAILS}),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person; ``tenant`` comes from the verified token and from nowhere else.

    ``token_id`` is the token's ``jti``, and ``source_ip`` where the request came from as the gateway saw it; each is
    "" where there is none, as for runs by the clock.
    """

    tenant: str
    subject: str
    name: str
    email: str
    roles: frozenset[Role]
    language: str = "en"
    token_id: str = ""
    source_ip: str = ""

    @property
    def actions(self) -> frozenset[Action]:
        return frozenset().union(*(_ALLOWED[role] for role in self.roles))


def authorize(principal: Principal, action: Action) -> None:
    """Raise NotAllowed unless one of the person's roles may do ``action``."""
    if action not in principal.actions:
        raise NotAllowed(
            "role_missing",
            "Your role may not do this.",
            remedy="Ask an administrator of Passerelle for a role that may.",
        )
