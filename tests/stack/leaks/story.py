"""The story that the ear listens to: what people do, while both vendors refuse, fail and repeat what they were sent."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from dev.emulators.intacct.app import BASE
from dev.seed import intacct, salesforce
from dev.single_record import change_one_department
from dev.stack.local import LocalStack
from dev.stack.people import token_for
from tests.stack.leaks.ear import Ear

WRONG_SECRET = "CANARY-wrong-secret-7f3kq0zt"
NAME = "CANARY-name-of-a-department"
WAIT_SECONDS = 60.0
A_DAY_SECONDS = 86_400
INTACCT_ERROR = '{"ia::result": {"ia::error": {"code": "x", "message": "{request}"}}}'
SALESFORCE_ERROR = '[{"errorCode": "UNKNOWN_EXCEPTION", "message": "{request}"}]'
SIGN_IN_ERROR = '{"error": "invalid_client", "error_description": "{request}"}'


def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass
class Story:
    """One administrator's day; everything that the API answers is heard, too."""

    stack: LocalStack
    ear: Ear
    token: str
    pem: str
    endings: list[str] = field(default_factory=list)
    """How each run ended: its state, and the code of its trouble where there was one."""
    secrets: dict[str, str] = field(default_factory=dict)
    """Sessions of Intacct's users that were handed over; no answer may hold one."""
    passes: list[str] = field(default_factory=list)
    """Of tabs; each was told once, in an answer, and may stand nowhere else."""

    def tell(self, after_each: Callable[[], None]) -> None:
        """Scene by scene; ``after_each`` may look into the vault meanwhile."""
        scenes: Sequence[Callable[[], None]] = (
            self.all_goes_well,
            self.a_record_is_told_of,
            self.tabs_are_opened,
            *(self.vendors_repeat(status) for status in (400, 401, 403, 500)),
            self.sign_ins_are_repeated,
            self.wrong_credentials,
            self.credentials_as_bad_input,
        )
        for scene in scenes:
            scene()
            after_each()

    def all_goes_well(self) -> None:
        self._rename_department()
        self.resync("department")
        for path in (
            "/me", "/lists", "/runs", "/settings", "/secrets", "/audit", "/field-map", "/notice-address",
            "/account-details", "/account-details/fields", "/customers/C-00001/account-details", "/openapi.json",
        ):  # fmt: skip
            self.call("GET", path)
        self.call("POST", "/account-details/fields/refresh")
        self.call("POST", "/connection/check")

    def a_record_is_told_of(self) -> None:
        change_one_department(self.stack.intacct_url, self.stack.salesforce_url)

    def tabs_are_opened(self) -> None:
        """In Intacct's pages: as it should be, and while Intacct repeats what it was sent."""
        opened = self._hand_over()
        self.passes.append(opened["token"])
        self.call("GET", "/embed/account-details", Authorization=f"Bearer {opened['token']}")
        for name, form in (("token", SIGN_IN_ERROR), ("query", INTACCT_ERROR)):
            for status in (200, 400, 401, 403, 500):
                self._fault(self.stack.intacct_url, {"name": name}, {"echo": status, "body": form})
                self._hand_over()
                self._mend()

    def _hand_over(self) -> Any:
        who = {"company": intacct.DEMO, "user": "cmoreau"}
        answer = requests.post(f"{self.stack.intacct_url}/_control/session", json=who, timeout=10)
        session: str = answer.json()["session_id"]
        self.secrets[f"a session of Intacct, {session[:6]}…"] = session
        given = {"tenant": "demo", "customer": "101", "session": session, "nonce": uuid.uuid4().hex.ljust(43, "-")}
        return self.call("POST", "/embed/session", given)

    def vendors_repeat(self, status: int) -> Callable[[], None]:
        """Both sides answer every call of data with an error that holds whatever they were sent."""

        def scene() -> None:
            self._fault(self.stack.intacct_url, {"name": "query"}, {"echo": status, "body": INTACCT_ERROR})
            self.resync("department")
            self.call("POST", "/connection/check")
            self._mend()
            data = {"path_contains": "/services/data/"}
            self._fault(self.stack.salesforce_url, data, {"echo": status, "body": SALESFORCE_ERROR})
            self.resync("department")
            self.call("GET", "/customers/C-00002/account-details")
            self.call("POST", "/account-details/fields/refresh")
            self.call("POST", "/connection/check")
            self._mend()

        return scene

    def sign_ins_are_repeated(self) -> None:
        """The credentials themselves stand in the refusal; Salesforce is sent a signed key first, then a secret."""
        self._put_true_credentials()
        for url in (self.stack.intacct_url, self.stack.salesforce_url):
            self._fault(url, {"name": "token"}, {"echo": 400, "body": SIGN_IN_ERROR})
            self._end_sessions()
            self.resync("department")
            self._end_sessions()
            self.call("PUT", "/secrets/salesforce", {"consumer_key": salesforce.CONSUMER_KEY, "private_key": self.pem})
            self.call("POST", "/connection/check")
            self.call("GET", "/customers/C-00003/account-details")
            self._mend()
            self._put_true_credentials()

    def wrong_credentials(self) -> None:
        wrong = {"client_id": intacct.CLIENT_ID, "client_secret": WRONG_SECRET}
        self.call("PUT", "/secrets/intacct", wrong)
        key = {"consumer_key": salesforce.CONSUMER_KEY, "consumer_secret": WRONG_SECRET}
        self.call("PUT", "/secrets/salesforce", key)
        self._end_sessions()
        self.call("POST", "/connection/check")
        self.resync("department")
        self.call("GET", "/secrets")
        self._put_true_credentials()

    def credentials_as_bad_input(self) -> None:
        for wrong in (WRONG_SECRET + "\n", WRONG_SECRET + "é", WRONG_SECRET * 60, [WRONG_SECRET], {"x": WRONG_SECRET}):
            self.call("PUT", "/secrets/intacct", {"client_id": "x", "client_secret": wrong})
        for pem in (self.pem[:-40], self.pem.replace("BEGIN", "END"), self.pem + self.pem):
            self.call("PUT", "/secrets/salesforce", {"consumer_key": "x", "private_key": pem})
        self.call("PUT", "/secrets/intacct", {"client_id": "x", "client_secret": WRONG_SECRET, "also": WRONG_SECRET})
        self.call("GET", "/lists", Authorization=f"Bearer {self.token}x")

    def resync(self, name: str) -> None:
        """Press the button and see the run to its end; what waits for a vendor is cancelled."""
        started = self.call("POST", f"/lists/{name}/runs", {"mode": "full"}, **{"Idempotency-Key": str(uuid.uuid4())})
        path = f"/runs/{started['run']['id']}"
        until = time.monotonic() + WAIT_SECONDS
        while not (run := self.call("GET", path))["finished_at"]:
            assert time.monotonic() < until, run
            if run["pause"] and not run["stopping"]:
                self.call("POST", f"{path}/cancel")
            time.sleep(0.3)
        self.endings.append(" ".join((run["state"], (run["trouble"] or {}).get("code", ""))).strip())
        self.call("GET", f"{path}/rows")

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = requests.request(
            method,
            f"{self.stack.api_url}/api/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}", **headers},
            timeout=60,
        )
        self.ear.note("answer", f"{method} {path} {answer.headers} {answer.text}")
        return answer.json()

    def _put_true_credentials(self) -> None:
        ours = {"client_id": intacct.CLIENT_ID, "client_secret": intacct.CLIENT_SECRET}
        self.call("PUT", "/secrets/intacct", ours)
        theirs = {"consumer_key": salesforce.CONSUMER_KEY, "consumer_secret": salesforce.CONSUMER_SECRET}
        self.call("PUT", "/secrets/salesforce", theirs)

    def _end_sessions(self) -> None:
        """Both vendors take none of the access tokens of before, so that credentials are sent again."""
        for url in (self.stack.intacct_url, self.stack.salesforce_url):
            order = {"advance_seconds": A_DAY_SECONDS}
            requests.post(f"{url}/_control/clock", json=order, timeout=10).raise_for_status()

    def _rename_department(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": intacct.CLIENT_ID,
            "client_secret": intacct.CLIENT_SECRET,
            "username": f"{intacct.USERNAME}@{intacct.DEMO}",
        }
        token = requests.post(f"{self.stack.intacct_url}{BASE}/oauth2/token", data=form, timeout=10).json()
        address = f"{self.stack.intacct_url}{BASE}/objects/company-config/department/5"
        sent = {"Authorization": f"Bearer {token['access_token']}"}
        requests.patch(address, json={"name": NAME}, headers=sent, timeout=10).raise_for_status()

    @staticmethod
    def _fault(url: str, match: Mapping[str, str], do: Mapping[str, Any]) -> None:
        rule = {"match": dict(match), "times": None, "do": dict(do)}
        requests.post(f"{url}/_control/faults", json=[rule], timeout=10).raise_for_status()

    def _mend(self) -> None:
        for url in (self.stack.intacct_url, self.stack.salesforce_url):
            requests.delete(f"{url}/_control/faults", timeout=10).raise_for_status()


def story_of(stack: LocalStack, ear: Ear) -> Story:
    return Story(stack, ear, token_for(stack.oidc_url, "camille"), private_key())
