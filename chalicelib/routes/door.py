"""Every route of Passerelle, put on a Chalice app."""

from chalice.app import Chalice

from chalicelib.routes import (
    account,
    audit,
    connection,
    credentials,
    embed,
    fieldmaps,
    health,
    lists,
    mails,
    me,
    notices,
    runs,
    settings,
)
from chalicelib.routes.call import Built
from chalicelib.routes.console import console_blueprint
from chalicelib.routes.edge import finish
from chalicelib.routes.openapi import openapi_route
from chalicelib.routes.table import Routes

_TABLES: tuple[Routes, ...] = (
    health.routes,
    me.routes,
    lists.routes,
    runs.routes,
    mails.routes,
    settings.routes,
    credentials.routes,
    connection.routes,
    audit.routes,
    account.routes,
    embed.routes,
    fieldmaps.routes,
    notices.routes,
)
TABLES = (*_TABLES, openapi_route(_TABLES))


def open_door(app: Chalice, built: Built) -> None:
    """Register every route on ``app``; answers come from what ``built`` holds."""
    app.register_middleware(finish, "http")
    for table in TABLES:
        app.register_blueprint(table.blueprint(built))
    app.register_blueprint(console_blueprint(built))
