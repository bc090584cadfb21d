"""Who asks, and which rows that person may see."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from dev.emulators.intacct.errors import gateway_error
from dev.emulators.intacct.store import Row, Store

ENTITY = "company-config/entity"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user. ``entity_key`` is None at the top level; ``allowed`` is None for an unrestricted user."""

    company: str
    user: str
    client_id: str
    session_id: str
    entity_key: str | None = None
    allowed: frozenset[str] | None = None

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


def allowed_entities(store: Store, company: str, user: Row) -> frozenset[str] | None:
    """The keys of the entities that a restricted user may enter; None where nothing is closed."""
    if user.get("entityAccess.allowUnrestrictedAccess", True):
        return None
    entities = (store.find_by_id(company, ENTITY, record_id) for record_id in user.get("locations", ()))
    return frozenset(entity["key"] for entity in entities if entity)
