"""What the deployed service must do."""

import os
import time
from typing import Any

import requests

from chalicelib.core.principal import Role
from chalicelib.wiring import Wiring
from dev.stack.mailbox import SentMail, sent_mails
from dev.stack.people import token_for
from dev.stack.seed import seed_tenants
from infra.rehearsal.pool import PERSON, pool_token, principal_of
from infra.rehearsal.scene import CONSOLE_URL, FRAMED_BY, SENDER, TENANT, Scene
from infra.rehearsal.toolkit import ACCOUNT, REGION, SECRET
from infra.resources import TABLE

LIST = "all"
ENDED = ("DONE", "DONE_WITH_ERRORS", "FAILED", "CANCELLED")
RUN_SECONDS = 300.0
"""Far more than it takes; a machine may have other things to do."""


class TrialError(Exception):
    """Says what was expected and what came."""


def sign_in_to_pool(scene: Scene) -> None:
    """The gateway lets nobody in without a token of the pool, and the product knows the person behind one."""
    token = pool_token(scene)
    person = principal_of(scene, token)
    expect((person.tenant, person.email, person.language) == (TENANT, PERSON, "fr"), f"the person, not {person}")
    expect(Role.ADMIN in person.roles, f"an administrator, not {person.roles}")
    expect(Gateway(scene, "").call("GET", "/health").ok, "an open route is open")
    # The stand-in gives its own words here, not those of the template.
    expect(Gateway(scene, "").call("GET", "/me").status_code == 401, "a request without token is refused")
    print(f"  {person.name} is {', '.join(sorted(person.roles))} of {person.tenant}")


def look_at_pages(scene: Scene) -> None:
    """The customer's tab may be framed by the Intacct host that the operator named, every other page by nobody."""
    for path, framed_by in (("/embed", FRAMED_BY), ("/", "'none'"), ("/customers/C-1/account-details", "'none'")):
        policy = Gateway(scene, "").page(path).headers["Content-Security-Policy"]
        expect(f"frame-ancestors {framed_by};" in policy, f"{path} to be framed by {framed_by}, not: {policy}")
    print(f"  /embed may be framed by {FRAMED_BY}, no other page by anybody")


def resync_and_read_mail(scene: Scene, wiring: Wiring) -> str:
    """Store secrets and settings, start a run as a person does, wait for its end and for its mail; the run's id."""
    seed_tenants(wiring, scene.salesforce_url)
    expect(Gateway(scene, "").call("GET", "/me").status_code == 401, "a request without token is refused")
    api = Gateway(scene, token_for(scene.oidc_url, "camille"))
    run = api.call("POST", f"/lists/{LIST}/runs", json={"mode": "full"}).json()["run"]
    ended = _wait_for_end(api, run["id"])
    totals = ended["totals"]
    expect(ended["state"] == "DONE" and totals["created"] == totals["read"] > 0, f"the run is done, not {ended}")
    print(f"  {totals['created']:,} rows created by run {run['id']}")
    mail = _wait_for_mail(scene)
    expect(f"{CONSOLE_URL}/runs/{run['id']}" in mail.text, f"the mail links to the run, not: {mail.text}")
    print(f"  mail to {', '.join(mail.to)}: {mail.subject}")
    return str(run["id"])


class Gateway:
    """The deployed API, spoken to at its gateway's address, with one token ("" for none)."""

    def __init__(self, scene: Scene, token: str) -> None:
        self._aws_url = scene.aws_url
        self._headers = {"Host": f"{scene.outputs('passerelle-app')['RestAPIId']}.execute-api.localhost"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def page(self, path: str) -> requests.Response:
        """A page of the console."""
        answer = requests.get(f"{self._aws_url}/passerelle{path}", headers=self._headers, timeout=60)
        expect(answer.ok, f"{path} is shown, not {answer.status_code}: {answer.text}")
        return answer

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        url = f"{self._aws_url}/passerelle/api/v1{path}"
        answer = requests.request(method, url, headers=self._headers, timeout=60, **more)
        expect(answer.status_code < 500, f"{method} {path} is answered, not {answer.status_code}: {answer.text}")
        return answer


def product_of(scene: Scene) -> Wiring:
    """The product's own ports on the deployed stack, with the rights of the account's owner."""
    aws = {"AWS_ENDPOINT_URL": scene.aws_url, "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": SECRET}
    os.environ.update(aws, AWS_DEFAULT_REGION=REGION)
    return Wiring({**scene.environment, "PASSERELLE_TABLE": TABLE.name})


def _wait_for_end(api: Gateway, run_id: str) -> dict[str, Any]:
    until = time.monotonic() + RUN_SECONDS
    while time.monotonic() < until:
        run: dict[str, Any] = api.call("GET", f"/runs/{run_id}").json()
        if run["state"] in ENDED:
            return run
        time.sleep(0.5)
    raise TrialError(f"The run did not end within {RUN_SECONDS:.0f} s: {run}")


def _wait_for_mail(scene: Scene) -> SentMail:
    until = time.monotonic() + RUN_SECONDS
    while time.monotonic() < until:
        for mail in sent_mails(scene.aws_url, ACCOUNT):
            if mail.sender == SENDER:
                return mail
        time.sleep(0.5)
    raise TrialError(f"No mail came within {RUN_SECONDS:.0f} s.")


def expect(right: object, what: str) -> None:
    if not right:
        raise TrialError(f"Expected: {what}")
