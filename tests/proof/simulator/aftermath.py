"""Judges a seed when all is over: mails, locks, runs that stay ended, tenants that stay apart, calls told truly."""

from chalicelib.core.compare import difference
from chalicelib.core.counts import Calls
from chalicelib.core.run import ALL_LISTS, Run
from chalicelib.usecases.resync.mail import NOBODY
from tests.proof.simulator.features import SHARED
from tests.proof.simulator.history import RunFacts
from tests.proof.simulator.judge import addresses_of, filled
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.watch import Watch


def judge_aftermath(sim: Simulation, watch: Watch, calm: bool) -> None:
    """Raises Violation. ``calm`` says that nothing went wrong at all, so that nothing may have been done twice."""
    for run_id, facts in watch.facts.items():
        _judge_run(sim, watch, run_id, facts)
    locks = sim.stores.locks()
    watch.claim(not locks, "I3", f"locks are left: {locks}")
    _judge_tenants(sim, watch)
    for oracle in watch.oracles:
        oracle.over()
    _judge_calls(sim, watch, calm and watch.nothing_done_twice())
    watch.raise_first()


def _judge_run(sim: Simulation, watch: Watch, run_id: str, facts: RunFacts) -> None:
    end = facts.end
    if end is None:
        watch.claim(False, "I7", f"run {run_id} has no end")
        return
    watch.claim(sim.runs.get(end.tenant, run_id) == end, "I3", f"run {run_id} changed after its end")
    if end.parent:
        watch.claim(not facts.mails, "I4", f"run {run_id} of a run of all lists sent a mail of its own")
        return
    mail = sim.stores.mail(end.tenant, run_id)
    if mail is None:
        watch.claim(False, "I4", f"run {run_id} ended, and no mail is due")
        return
    sent = len(facts.mails)
    addresses = addresses_of(sim, end)
    known = sim.runs.mail_of(end.tenant, run_id)
    if addresses and known and known.message_id == NOBODY:
        sim.reach.add("a mail that nobody was left for")
        watch.claim(watch.all_closed(end.tenant, addresses), "I4", f"nobody was left of {addresses} for run {run_id}")
        watch.claim(sent <= 1, "I4", f"{sent} mails of run {run_id}, for which nobody was left")
        return
    if not addresses:
        watch.claim(sent == 0, "I4", f"run {run_id} sent a mail, though nobody waits for it")
        return
    sim.reach.add(f"mails of a run: {sent}, known as {mail.state}")
    watch.claim(
        sent == 1 or (sent == 0 and mail.state == "UNKNOWN") or (sent == 2 and mail.attempt == 2),
        "I4",
        f"{sent} mails of run {run_id}, which the outbox holds for {mail}",
    )
    _count_late_damage(sim, watch, facts, end)


def _count_late_damage(sim: Simulation, watch: Watch, facts: RunFacts, end: Run) -> None:
    """A copy of a task that is still under way when its run ends may write once more what it read before.

    Salesforce knows no fence against that, so it is counted here and not forbidden; docs/proof.md says how often.
    """
    tenant, now = sim.tenants[end.tenant], sim.trace.tick
    unedited = (key for key in facts.judged_exact if watch.last_edit(end.tenant, end.list, key) < 0)
    for key in unedited:
        unchanged = tenant.histories[end.list].changed_at(key, now) <= facts.finished[0]
        wanted, there = tenant.wanted(end.list, key), tenant.in_salesforce(end.list, key)
        if unchanged and wanted and there and difference(filled(sim, end, wanted.values), there):
            sim.reach.add("a late copy left an old value")


def _judge_tenants(sim: Simulation, watch: Watch) -> None:
    for tenant in sim.tenants.values():
        others = [name for name in sim.tenants if name != tenant.name]
        for object_name, record in tenant.org.all_values():
            leaked = [value for value in record.values() if any(other in str(value) for other in others)]
            watch.claim(not leaked, "I8", f"{object_name} of {tenant.name} holds {leaked}")
    for mail in sim.mailer.sent:
        foreign = [one for one in mail.recipients if not one.endswith(f"@{mail.run.tenant}.example") and one != SHARED]
        watch.claim(not foreign, "I8", f"mail of {mail.run.tenant} went to {foreign}")


def _judge_calls(sim: Simulation, watch: Watch, each_once: bool) -> None:
    ends = [facts.end for facts in watch.facts.values() if facts.end and facts.end.list != ALL_LISTS]
    told = sum((end.calls for end in ends), Calls())
    made = Calls(sim.trace.calls("intacct"), sim.trace.calls("salesforce"))
    watch.claim(told.intacct <= made.intacct and told.salesforce <= made.salesforce, "I9", f"told {told}, made {made}")
    if not each_once:
        return
    sim.reach.add("seed in which nothing was done twice")
    watch.claim(told == made, "I9", f"told {told}, made {made}")
    repeated = [one.key for sent in watch.sent.values() for one in sent if not one.changed]
    watch.claim(not repeated or bool(watch.rivals), "I9", f"written though they were right: {repeated}")
