"""Cognito asks before it signs a token: access tokens get the name, e-mail and language that only ID tokens have."""

from typing import Any

TOLD = ("email", "name", "locale")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html

    An address that nobody has confirmed is left out: mails would go to whoever it belongs to.
    """
    attributes = event["request"]["userAttributes"]
    confirmed = attributes.get("email_verified") == "true"
    claims = {name: attributes[name] for name in TOLD if attributes.get(name) and (confirmed or name != "email")}
    event["response"]["claimsAndScopeOverrideDetails"] = {"accessTokenGeneration": {"claimsToAddOrOverride": claims}}
    return event
