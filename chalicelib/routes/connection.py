"""The connection check."""

from chalicelib.core.principal import Action
from chalicelib.routes.call import Call
from chalicelib.routes.table import Routes
from chalicelib.usecases.connection import ConnectionReport, check_connection

routes = Routes(__name__)


@routes.route(
    "POST",
    "/connection/check",
    action=Action.CHECK_CONNECTION,
    summary="Look at both systems and the mail: named checks, each with what was seen and what to do",
    answer=ConnectionReport,
)
def connection_check(call: Call) -> ConnectionReport:
    return check_connection(call.built.connection_desk, call.tenant)
