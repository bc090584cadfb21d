"""One company and our place in it: where it is, how we sign in, and the calls that count."""

from collections.abc import Callable

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.http import Answer, Network, System
from chalicelib.adapters.http_hosts import INTACCT_HOST
from chalicelib.adapters.intacct_calls import IntacctCalls
from chalicelib.adapters.intacct_sign_in import IntacctSignIn
from chalicelib.core.settings import Settings
from chalicelib.ports import Secrets

ORIGIN = "https://api.intacct.com"
SYSTEM = System(
    "intacct",
    "Sage Intacct",
    "Its address is part of the deployment and no setting. Find out whether a proxy between Passerelle and the "
    "internet sends calls elsewhere; if Sage has moved its API, deploy Passerelle with PASSERELLE_INTACCT_ORIGIN.",
)


class Company:
    """A tenant's company, as the settings' web-services user. ``on_sign_in`` sees each answer to a sign-in."""

    def __init__(
        self,
        tenant: str,
        settings: Settings,
        secrets: Secrets,
        sign_ins: SignIns,
        network: Network,
        origin: str = ORIGIN,
        *,
        on_sign_in: Callable[[Answer], None] | None = None,
    ) -> None:
        connection = settings.connection
        # Sign-ins go by a session of their own, so that they are not among the calls.
        door = network.session(SYSTEM, INTACCT_HOST, posts_repeat=True, on_answer=on_sign_in)
        self.sign_in = IntacctSignIn(tenant, connection, secrets, network.clock, door, origin)
        upstream = network.session(SYSTEM, INTACCT_HOST, posts_repeat=True)
        self.calls = IntacctCalls(upstream, sign_ins, self.sign_in, origin, connection.intacct_entity)
