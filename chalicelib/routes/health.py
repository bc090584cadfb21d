"""Whether the door is open."""

import msgspec

from chalicelib.routes.table import Routes

routes = Routes(__name__)


class Health(msgspec.Struct, frozen=True):
    status: str


@routes.route("GET", "/health", action=None, summary="Whether the API answers", answer=Health)
def health() -> Health:
    """It says that requests arrive; whether the upstreams can be reached is the connection check's business."""
    return Health("ok")
