"""Whose token it is: what Intacct writes into the access tokens that it hands to us."""

from dataclasses import dataclass

import jwt

from chalicelib.adapters.access_tokens import AccessToken

# ``cnyId`` and ``userId`` are what a public client of the real service names; the other spelling costs nothing:
# https://github.com/NangoHQ/integration-templates/blob/main/integrations/sage-intacct/actions/run-report.ts
_COMPANY = ("cnyId", "companyId")
_USER = ("userId",)


@dataclass(frozen=True, slots=True)
class Claims:
    """Ids of the company and its user, "" where the token does not say them."""

    company: str = ""
    user: str = ""


def claims_of(token: AccessToken) -> Claims:
    """The claims of a token that came from Intacct itself over TLS, which is why its signature need not be checked.

    Of a token that anybody else gave us this says nothing.
    """
    try:
        claims = jwt.decode(token.value, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return Claims()
    return Claims(_first(claims, _COMPANY), _first(claims, _USER))


def _first(claims: dict[str, object], names: tuple[str, ...]) -> str:
    named = (claims.get(name) for name in names)
    return next((name for name in named if isinstance(name, str)), "")
