"""A stand-in for the OpenID provider that people sign in with."""

from dev.emulators.oidc.app import AUDIENCE, CLIENT_ID, DEMO_GRANT, OidcStandIn
from dev.emulators.oidc.people import PEOPLE, Person

__all__ = ["AUDIENCE", "CLIENT_ID", "DEMO_GRANT", "PEOPLE", "OidcStandIn", "Person"]
