"""Plays one seed from beginning to end."""

from dataclasses import dataclass
from random import Random

from chalicelib.core.run import ALL_LISTS
from tests.proof.simulator.aftermath import judge_aftermath
from tests.proof.simulator.fates import Fates
from tests.proof.simulator.faults import Luck, Odds
from tests.proof.simulator.filling import change_row
from tests.proof.simulator.happenings import Happenings
from tests.proof.simulator.history import Violation
from tests.proof.simulator.logbook import kept_log
from tests.proof.simulator.oracle_edits import EditOracle
from tests.proof.simulator.oracle_mails import MailOracle
from tests.proof.simulator.oracle_notices import NoticeOracle
from tests.proof.simulator.oracle_schedules import ScheduleOracle
from tests.proof.simulator.oracle_secrets import SecretsOracle
from tests.proof.simulator.oracle_settings import SettingsOracle
from tests.proof.simulator.oracle_waits import WaitOracle
from tests.proof.simulator.people import Editors
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import ALL_KEYS, drawn
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.telling import Teller
from tests.proof.simulator.turns import Turns
from tests.proof.simulator.watch import Watch

FAULTS_A_SEED = 25
DAY_MINUTES = 26 * 60
"""A run that gets nowhere ends after a day, and a little more; so long an org may take to give its calls back."""
CONVERGED_SHARE = 0.2
"""How many seeds end with two more runs, for nobody."""
LEVELS = 2
"""How deep the lists depend on each other: a run of all lists waits that often."""


@dataclass(frozen=True, slots=True)
class Played:
    """``violation`` is "" where every invariant held; ``digest`` is equal for equal stories."""

    seed: int
    violation: str
    story: str
    digest: str


def play(seed: int, reach: Reach) -> Played:
    """Play the seed. The same seed tells the same story, to the byte."""
    random = Random(seed)
    scenario = drawn(random)
    luck = Luck(random, Odds.drawn(random), budget=0)
    sim = Simulation(random, scenario, luck, reach)
    violation = ""
    try:
        with kept_log() as sim.log:
            _Course(sim, luck).run()
    except Violation as found:
        violation = str(found)
    finally:
        sim.close()
    return Played(seed, violation, f"{scenario}\n{sim.trace.last(40)}", sim.trace.digest())


class _Course:
    """What happens in a seed, in its order."""

    def __init__(self, sim: Simulation, luck: Luck) -> None:
        self._sim, self._luck = sim, luck
        self._watch = Watch(sim)
        self._teller, self._editors, self._fates = Teller(sim), Editors(sim), Fates(sim)
        self._turns = Turns(sim, self._watch, self._teller, self._fates)
        self._watch.add(
            NoticeOracle(self._watch, self._teller),
            SettingsOracle(self._watch),
            ScheduleOracle(self._watch),
            EditOracle(self._watch, self._editors),
            MailOracle(self._watch, self._fates),
            WaitOracle(self._watch),
            SecretsOracle(self._watch),
        )

    def run(self) -> None:
        """Raises Violation."""
        sim, scenario, luck = self._sim, self._sim.scenario, self._luck
        self._teller.open()
        if len(sim.tenants) > 1:
            sim.reach.add("two tenants with the same keys")
        if scenario.run_before:
            self._turns.press_and_finish()
            self._time_passes()
        if scenario.poison:
            self._poison_a_row()
        luck.budget = FAULTS_A_SEED
        luck.dead_port = scenario.dead_upstream
        self._turns.wild(Happenings(sim, self._watch, self._teller, self._editors, self._fates))
        luck.end()
        sim.deploy.settle()
        self._quiet()
        if sim.random.random() < CONVERGED_SHARE:
            self._converge()
        disturbed = scenario.poison or scenario.dead_upstream or scenario.features.revoked or scenario.features.quota
        calm = luck.odds == Odds() and not disturbed
        judge_aftermath(sim, self._watch, calm)

    def _quiet(self) -> None:
        scenario = self._sim.scenario
        if scenario.dead_upstream or scenario.poison or scenario.features.quota:
            levels = LEVELS if scenario.list == ALL_LISTS else 1
            self._turns.quiet(minutes=DAY_MINUTES * levels, step_minutes=10)
        else:
            self._turns.quiet()

    def _converge(self) -> None:
        """Nothing changes any more: the last of three full runs finds nothing to write on either side.

        It takes three: of edits shortly before a list's first good run only the second one takes notice.
        """
        sim = self._sim
        if sim.scenario.dead_upstream or sim.scenario.poison or sim.scenario.features.quota or sim.scenario.dry_run:
            return
        written = 0
        for _ in range(3):
            written = self._written()
            self._turns.press_and_finish()
        self._watch.claim(self._written() == written, "ping-pong", "a run at rest wrote what one before had written")
        sim.reach.add("three runs at rest, the last without a write")

    def _written(self) -> int:
        tenants = self._sim.tenants.values()
        return sum(len(one.org.journal) + len(one.company.journal) for one in tenants)

    def _time_passes(self) -> None:
        """Between two runs: days, a few changes, and some rows that Salesforce takes now."""
        sim = self._sim
        sim.clock.seconds += 100_000.0
        for tenant in sim.tenants.values():
            for _ in range(sim.random.randint(0, 5)):
                change_row(sim.random, tenant, sim.scenario.list if sim.scenario.list in ALL_KEYS else ALL_KEYS[0])
            tenant.invalid -= set(sim.random.sample(sorted(tenant.invalid), len(tenant.invalid) // 2))

    def _poison_a_row(self) -> None:
        """From now on the process dies whenever it is given this row."""
        sim, tenant = self._sim, self._sim.tenants["acme"]
        keys = tenant.keys(sim.scenario.list) if sim.scenario.list in ALL_KEYS else []
        if keys:
            key, page_size = sim.random.choice(keys), sim.scenario.page_size
            sim.gate.deadly = lambda call, answer: call == "intacct.rows" and key in [k for k, _ in answer[:page_size]]
            sim.reach.add("a row that kills whoever reads it")
