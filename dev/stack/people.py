"""Access tokens for the demonstration's people, from the sign-in stand-in."""

import sys

import requests


def token_for(oidc_url: str, person: str) -> str:
    """A fresh access token of one of the invented people, e.g. ``camille``. Raises RuntimeError with the answer."""
    answer = requests.post(
        f"{oidc_url}/token", data={"grant_type": "urn:passerelle:demo", "person": person}, timeout=10
    )
    if answer.status_code != 200:
        raise RuntimeError(f"The sign-in stand-in refused {person}: {answer.text}")
    return str(answer.json()["access_token"])


if __name__ == "__main__":
    # The address of the running stack's sign-in, then a person: see what ``make demo`` prints.
    print(token_for(sys.argv[1], sys.argv[2]))
