"""What administrators and Intacct send over HTTP, and what each answer must be as things stand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.core.run import Run
from tests.app.client import Answer, refused
from tests.app.notice_signature import CLIENT, signed
from tests.proof.crash.turns import SENT_AGAIN_SECONDS
from tests.proof.machine.served import House, address_of
from tests.proof.simulator.catalogue import DEPARTMENT
from tests.proof.simulator.faults import Fault
from tests.proof.simulator.vault import PREFIX

REFUSALS = ("synchronization_off", "list_disabled", "nothing_failed", "run_under_way")
OBJECT = "company-config/department"


@dataclass(slots=True)
class Press:
    """One click; ``run`` is what it was answered with, "" while nobody knows whether it was taken."""

    tenant: str
    list: str
    key: str
    body: Mapping[str, Any]
    run: str = ""


@dataclass(slots=True)
class People:
    """``tags`` are the ETags that each tenant's settings had, ``secrets`` each tenant's client secrets, in order."""

    house: House
    presses: list[Press] = field(default_factory=list)
    tags: dict[str, list[str]] = field(default_factory=dict)
    secrets: dict[str, list[str]] = field(default_factory=dict)

    def press(self, press: Press, fault: Fault = Fault.NONE, calls: int = 0) -> None:
        """Send it (again); ``fault`` strikes the API after so many port calls."""
        under_way = self.house.under_way(press.tenant, press.list)
        self.house.orders.order(fault, calls)
        path = f"/lists/{press.list}/runs"
        answer = self.house.apis[press.tenant].post(path, press.body, Idempotency_Key=press.key)
        self.house.orders.cancel()
        self._judge_press(press, answer, under_way, fault)

    def _judge_press(self, press: Press, answer: Answer, under_way: Run | None, fault: Fault) -> None:
        reach = self.house.sim.reach
        if answer.status == 503:
            assert answer.headers["content-type"] == "application/problem+json"
            assert fault is not Fault.NONE
            reach.add("a press without a good answer")
            return
        if answer.status == 429:
            assert refused(answer, 429)["code"] == "starts_too_many"
            assert sum((one.tenant, one.list) == (press.tenant, press.list) for one in self.presses) > 10
            reach.add("so many presses that one is refused")
            return
        if answer.status == 409:
            code = refused(answer, 409)["code"]
            assert self._may_be_refused(press, code, under_way), code
            reach.add(f"press refused: {code}")
            return
        assert answer.status == 202, answer.body
        run, joined = answer.json["run"], answer.json["joined"]
        assert answer.headers["location"] == f"/api/v1/runs/{run['id']}"
        if press.run:
            assert (run["id"], joined) == (press.run, True), "one click, two runs"
            reach.add("the same click again")
        elif joined and under_way and under_way.id == run["id"]:
            assert (run["mode"], run["dry_run"]) == (press.body["mode"], press.body["dry_run"])
        elif not joined:
            assert under_way is None, "two runs of one list"
            assert run["settings_version"] == self.house.settings(press.tenant).version
        press.run = run["id"]

    def _may_be_refused(self, press: Press, code: str, under_way: Run | None) -> bool:
        settings = self.house.settings(press.tenant)
        match code:
            case "synchronization_off":
                return not settings.enabled
            case "list_disabled":
                return press.list in settings.disabled_lists
            case "nothing_failed":
                return str(press.body["mode"]) == "errors"
            case "run_under_way":
                return under_way is not None and _differs(press, under_way)
        return False

    def press_with_a_used_key(self, press: Press, list_key: str) -> None:
        """The key of another click: it is refused, whatever else could be said."""
        if list_key == press.list or not press.run:
            return
        answer = self.house.apis[press.tenant].post(f"/lists/{list_key}/runs", {}, Idempotency_Key=press.key)
        code = refused(answer, answer.status)["code"]
        assert code == "idempotency_key_reused" or code in REFUSALS, code
        self.house.sim.reach.add(f"a used key: {code}")

    def has_ended(self, press: Press) -> bool:
        run = self.house.run(press.tenant, press.run)
        return run is None or run.state.terminal

    def cancel(self, press: Press) -> None:
        run = self.house.run(press.tenant, press.run)
        assert run is not None
        answer = self.house.apis[press.tenant].post(f"/runs/{press.run}/cancel")
        if run.state.terminal:
            assert refused(answer, 409)["code"] == "run_ended"
            self.house.sim.reach.add("cancel refused: run_ended")
        else:
            assert (answer.status, answer.json["stopping"]) == (200, True)
            self.house.sim.reach.add("cancel asked for")

    def change_settings(self, tenant: str, changes: Mapping[str, Any], tag: str | None) -> None:
        """Read, change, save: with the ETag just read where ``tag`` is "", else with this one; None sends none."""
        api, before = self.house.apis[tenant], self.house.settings(tenant)
        read = api.get("/settings")
        assert (read.headers["etag"], read.json["version"]) == (f'"v{before.version}"', before.version)
        self.tags.setdefault(tenant, []).append(read.headers["etag"])
        sent = read.headers["etag"] if tag == "" else tag
        answer = api.put("/settings", {**read.json["settings"], **changes}, If_Match=sent or "")
        after = self.house.settings(tenant)
        if sent is None or sent != read.headers["etag"]:
            code = refused(answer, 428 if sent is None else 412)["code"]
            assert after == before, "settings that were refused were saved"
            self.house.sim.reach.add(f"settings refused: {code}")
            return
        assert answer.status == 200, answer.body
        assert answer.headers["etag"] == f'"v{after.version}"'
        assert after.version == before.version + (replace(after, version=before.version) != before)
        self.house.sim.reach.add("settings changed")

    def rotate_secret(self, tenant: str) -> None:
        known = self.secrets.setdefault(tenant, [])
        secret = f"canary-{tenant}-{len(known)}-of-more-than-thirty-two-letters"
        answer = self.house.apis[tenant].put("/secrets/intacct", {**CLIENT, "client_secret": secret})
        assert answer.status == 200, answer.body
        known.append(secret)

    def notice(self, tenant: str, record_key: str, signer: str, age: int) -> None:
        """Intacct tells of a row, signed with one of the secrets that ``signer`` has had; ``age`` 0 is the present."""
        known = self.secrets.get(signer, [])
        if len(known) <= age:
            return
        good = signer == tenant and age == 0
        replaced_just_now = self.house.sim.secrets.before(f"{PREFIX}/{tenant}/intacct") is not None
        client = {**CLIENT, "client_secret": known[-1 - age]}
        answer = self._told(tenant, record_key, client)
        if good and answer.status == 401 and replaced_just_now:
            self.house.sim.reach.add("a notice met the former secret, and came again")
            self.house.sim.clock.seconds += SENT_AGAIN_SECONDS[0]
            answer = self._told(tenant, record_key, client)
        if not good:
            former = signer == tenant and replaced_just_now and answer.status == 200
            assert former or refused(answer, 401)
            self.house.sim.reach.add(f"a notice with {'the secret of just now' if former else 'a wrong signature'}")
            return
        assert answer.status == 200, answer.body
        self.house.sim.reach.add(f"a notice: {answer.json['result']}")
        if answer.json["result"] == "taken":
            assert self.house.keeps_row(tenant, DEPARTMENT, record_key)

    def _told(self, tenant: str, record_key: str, client: Mapping[str, str]) -> Answer:
        body = b'{"any": "body"}'
        signature = signed(self.house.sim.clock.now(), body, tenant, client)
        context = json.dumps({"RESTOBJECTNAME": OBJECT, "ID": {"key": record_key}})
        path = f"/notices/{address_of(tenant)}"
        return self.house.outside.change("POST", path, body, X_IA_Sage_Signature=signature, x_clientcontext=context)


def _differs(press: Press, run: Run) -> bool:
    return press.body != {"mode": run.mode, "dry_run": run.dry_run}
