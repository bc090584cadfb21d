"""What may stand in a path; anything else is not found."""

import re
from urllib.parse import unquote

from chalicelib.core.errors import NotFound
from chalicelib.core.run import ALL_LISTS
from chalicelib.usecases.world import World

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_CUSTOMER_ID = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
PATTERNS = {
    "run_id": f"^{_ULID.pattern}$",
    "customer_id": r"^[^/\x00-\x1f\x7f]{1,100}$",
    "hook": r"^[A-Za-z0-9_-]{43}$",
    "list_key": r"^[a-z][a-z0-9_]{0,39}(:[A-Za-z0-9_]{1,60})?$",
}
"""How OpenAPI describes each path parameter; every name in a path stands here."""


def read_path(world: World, given: dict[str, str]) -> dict[str, str]:
    """The path parameters, each checked by its name. Raises NotFound."""
    return {name: _READERS[name](world, text) for name, text in given.items()}


def _run_id(_: World, text: str) -> str:
    if not _ULID.fullmatch(text):
        raise NotFound("run_unknown", "There is no such run.", remedy="GET /api/v1/runs names them.")
    return text


def _list_key(world: World, text: str) -> str:
    key = unquote(text)  # the colon of a user-defined dimension may come as %3A
    if key != ALL_LISTS and world.catalogue.get(key) is None:
        raise NotFound("list_unknown", "There is no such managed list.", remedy="GET /api/v1/lists names them.")
    return key


def _customer_id(_: World, text: str) -> str:
    """Any id that Intacct could give; whether there is such a customer, Salesforce's link alone can tell."""
    customer_id = unquote(text)
    if not _CUSTOMER_ID.fullmatch(customer_id):
        raise NotFound("customer_unknown", "There is no such customer.", remedy="Send the customer’s id in Intacct.")
    return customer_id


def _hook(_: World, text: str) -> str:
    """As it came: a wrong address and a wrong signature get one answer, so that nobody learns which it was."""
    return text


_READERS = {"run_id": _run_id, "list_key": _list_key, "customer_id": _customer_id, "hook": _hook}
