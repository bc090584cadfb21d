"""What SES tells of mails, and what administrators then see and do over HTTP."""

from dataclasses import dataclass, field

from chalicelib.core.mail_event import Fate, MailEvent
from chalicelib.usecases.resync.mail_events import note_mail_event
from tests.app.client import refused
from tests.proof.machine.served import House, team_of


@dataclass(slots=True)
class Mails:
    """``known`` is how many mails of a run there were when SES told that it went: no further one may follow."""

    house: House
    known: dict[str, int] = field(default_factory=dict)

    def event(self, number: int, fate: Fate) -> None:
        """SES tells of a mail, twice; the team's copy is the one that fares badly."""
        mails = self.house.sim.mailer.sent
        if not mails:
            return
        run = mails[number % len(mails)].run
        team = team_of(run.tenant)
        event = MailEvent(run.tenant, run.id, fate, (team,), self.house.sim.clock.now(), "message", for_good=True)
        for _ in range(2):
            note_mail_event(self.house.sim.world, event)
        self.house.sim.reach.add(f"a mail was {fate}")
        seen = self.house.apis[run.tenant].get(f"/runs/{run.id}/mail").json
        assert fate is not Fate.SENT or seen["state"] == "SENT"
        assert fate not in ("delivered", "bounced", "complained") or team in seen[fate]
        assert not event.closes or team in self._closed(run.tenant)
        if fate is Fate.SENT and not any(actor.name.startswith("mail") for actor in self.house.sim.stage.actors):
            self.known.setdefault(run.id, self._count(run.id))

    def open_address(self, tenant: str) -> None:
        """An administrator lets mails go to the team again."""
        closed = team_of(tenant) in self._closed(tenant)
        answer = self.house.apis[tenant].post("/mail-addresses/open", {"address": team_of(tenant)})
        if closed:
            assert (answer.status, self._closed(tenant)) == (200, [])
            self.house.sim.reach.add("an address was opened")
        else:
            assert refused(answer, 404)["code"] == "address_not_closed"

    def judge(self) -> None:
        """In the end: no mail followed one of which SES told that it went."""
        for run_id, count in self.known.items():
            assert self._count(run_id) == count, f"another mail of {run_id}"

    def _count(self, run_id: str) -> int:
        return sum(mail.run.id == run_id for mail in self.house.sim.mailer.sent)

    def _closed(self, tenant: str) -> list[str]:
        addresses = self.house.apis[tenant].get("/mail-addresses").json["addresses"]
        assert all(one["address"] == team_of(tenant) for one in addresses), "an address of another tenant"
        return [one["address"] for one in addresses]
