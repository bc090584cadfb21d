"""Access tokens are asked for at the gateway already; the app checks them again, and what each person may do."""

from collections.abc import Iterable

from aws_cdk import aws_cognito as cognito

from chalicelib.routes import console
from chalicelib.routes.door import TABLES
from infra.functions import Service

# ID tokens have no scope, so that only access tokens come through.
SCOPES = ["openid"]


def ask_for_tokens(service: Service, pool: cognito.UserPool) -> None:
    """On every route but the open ones. What the template does not name as open is closed."""
    api = service.get_resource("RestAPI")
    people = {"UserPoolArn": pool.user_pool_arn, "AuthorizationScopes": SCOPES}
    api.add_property_override("Auth", {"Authorizers": {"People": people}, "DefaultAuthorizer": "People"})
    for method, path in open_routes():
        place = ".".join(("DefinitionBody", "paths", path.replace(".", "\\."), method.lower(), "security"))
        api.add_property_override(place, [{"NONE": []}])


def open_routes() -> Iterable[tuple[str, str]]:
    """Method and path of what passes without an access token: the console's files, and what the route table says.

    Besides the open routes those that ask for the pass of a customer tab, of which the gateway knows nothing.
    """
    yield from (("GET", path) for path in (*console.PAGES, console.EMBED, console.FILES))
    for table in TABLES:
        yield from ((one.method, one.path) for one in table.endpoints if one.action is None or one.by_pass)
