"""The way out to the sign-in service: JSON from its own origin and from nowhere else."""

import re
from typing import Any
from urllib.parse import urlsplit

from chalicelib.adapters.http import Limits, Network, System
from chalicelib.adapters.signing_keys import FetchJson
from chalicelib.ports import Clock

SYSTEM = System("sign_in", "The sign-in service", "Correct PASSERELLE_ISSUER in the deployment.")
LIMITS = Limits(connect_seconds=3, read_seconds=5, total_seconds=8, body_bytes=256 * 1024)
"""Somebody waits for an answer to their own request meanwhile."""
_NO_OTHER = re.compile(r"(?!)")


def issuer_fetch(issuer: str, clock: Clock) -> FetchJson:
    """Fetches the JSON behind an address at the issuer's origin. Raises TryAgain, or NeedsAdmin for another origin."""
    scheme, host, *_ = urlsplit(issuer)
    network = Network(clock, frozenset({f"{scheme}://{host}"}), LIMITS)

    def fetch_json(url: str) -> Any:
        upstream = network.session(SYSTEM, _NO_OTHER)
        answer = upstream.get(url)
        if answer.status_code != 200:
            raise upstream.unreadable(f"HTTP {answer.status_code}")
        return answer.json()

    return fetch_json
