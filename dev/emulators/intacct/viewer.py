"""Who asks, and which rows that person may see."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from dev.emulators.intacct.errors import gateway_error, invalid_grant, no_permission
from dev.emulators.intacct.store import Row, Store

ENTITY = "company-config/entity"
USER = "company-config/user"
CLOSED = "closedObjects"
"""Objects that a user may neither list nor view: a member of the user's row that no model shows."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user. ``entity_key`` is None at the top level; ``allowed`` is None for an unrestricted user.

    ``closed`` are objects that the user may not list or view.
    """

    company: str
    user: str
    client_id: str
    session_id: str
    entity_key: str | None = None
    allowed: frozenset[str] | None = None
    closed: frozenset[str] = frozenset()

    def demand(self, object_name: str) -> None:
        """Raise Refused where the user may not list and view this object."""
        if object_name in self.closed:
            raise no_permission(object_name)

    def sees_everything(self, include_private: bool) -> bool:
        return include_private and self.entity_key is None and self.allowed is None

    def sees(self, include_private: bool) -> Callable[[Row], bool]:
        """Rows without an entity are shared; at the top level, those of an entity show where private is asked for."""
        if self.entity_key is not None:
            return lambda row: row.get("entity.key") in (None, self.entity_key)
        if not include_private:
            return lambda row: row.get("entity.key") is None
        allowed = self.allowed
        return lambda row: row.get("entity.key") is None or allowed is None or row["entity.key"] in allowed

    def entering(self, store: Store, entity_id: str | None) -> "Viewer":
        """The same user inside an entity. Raises Refused where there is none, or it is closed to this user."""
        if not entity_id:
            return self
        entity = store.find_by_id(self.company, ENTITY, entity_id)
        if entity is None or (self.allowed is not None and entity["key"] not in self.allowed):
            raise gateway_error(403, "GW-0042", f"Entity {entity_id} is not accessible")
        return replace(self, entity_key=entity["key"])


def viewer_of(store: Store, company: str, user_id: str, client_id: str = "", session_id: str = "") -> Viewer:
    """The user as the present row has it. Raises Refused where there is none, or it is not active."""
    row = store.find_by_id(company, USER, user_id)
    if row is None or row["status"] != "active":
        raise invalid_grant()
    allowed, closed = allowed_entities(store, company, row), frozenset(row.get(CLOSED, ()))
    return Viewer(company, user_id, client_id, session_id or uuid4().hex, allowed=allowed, closed=closed)


def allowed_entities(store: Store, company: str, user: Row) -> frozenset[str] | None:
    """The keys of the entities that a restricted user may enter; None where nothing is closed."""
    if user.get("entityAccess.allowUnrestrictedAccess", True):
        return None
    entities = (store.find_by_id(company, ENTITY, record_id) for record_id in user.get("locations", ()))
    return frozenset(entity["key"] for entity in entities if entity)
