"""Who is signed in, and what they may do."""

import msgspec

from chalicelib.core.principal import Action, Role
from chalicelib.routes.call import Call
from chalicelib.routes.table import Routes

routes = Routes(__name__)


class Me(msgspec.Struct, frozen=True):
    tenant: str
    name: str
    email: str
    language: str
    roles: tuple[Role, ...]
    actions: tuple[Action, ...]


@routes.route("GET", "/me", action=Action.SEE_SELF, summary="Who is signed in", answer=Me)
def me(call: Call) -> Me:
    who = call.principal
    return Me(who.tenant, who.name, who.email, who.language, tuple(sorted(who.roles)), tuple(sorted(who.actions)))
