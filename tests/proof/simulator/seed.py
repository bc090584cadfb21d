"""Plays one seed from beginning to end."""

from dataclasses import dataclass
from random import Random

from chalicelib.core.run import ALL_LISTS
from tests.proof.simulator.aftermath import judge_aftermath
from tests.proof.simulator.faults import Luck, Odds
from tests.proof.simulator.filling import change_row
from tests.proof.simulator.history import Violation
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import ALL_KEYS, drawn
from tests.proof.simulator.simulation import Parts, Simulation
from tests.proof.simulator.turns import Turns
from tests.proof.simulator.watch import Watch

FAULTS_A_SEED = 25
STUCK_MINUTES = 26 * 60
"""A run that gets nowhere ends after a day, and a little more."""
LEVELS = 2
"""How deep the lists depend on each other: a run of all lists waits that often."""


@dataclass(frozen=True, slots=True)
class Played:
    """``violation`` is "" where every invariant held; ``digest`` is equal for equal stories."""

    seed: int
    violation: str
    story: str
    digest: str


def play(seed: int, reach: Reach, parts: Parts = Parts()) -> Played:  # noqa: B008 - frozen
    """Play the seed, in a world of these parts. The same seed tells the same story, to the byte."""
    random = Random(seed)
    scenario = drawn(random)
    luck = Luck(random, Odds.drawn(random), budget=0)
    sim = Simulation(random, scenario, luck, reach, parts)
    watch = Watch(sim)
    turns = Turns(sim, watch)
    violation = ""
    try:
        _act(sim, turns, luck)
        calm = luck.odds == Odds() and not scenario.poison and not scenario.dead_upstream
        judge_aftermath(sim, watch, calm)
    except Violation as found:
        violation = str(found)
    finally:
        sim.stage.clear()
    return Played(seed, violation, f"{scenario}\n{sim.trace.last(40)}", sim.trace.digest())


def _act(sim: Simulation, turns: Turns, luck: Luck) -> None:
    scenario = sim.scenario
    if scenario.run_before:
        turns.press_and_finish()
        _time_passes(sim)
    if scenario.poison:
        _poison_a_row(sim)
    luck.budget = FAULTS_A_SEED
    luck.dead_port = scenario.dead_upstream
    turns.wild()
    luck.end()
    if scenario.dead_upstream or scenario.poison:
        turns.quiet(minutes=STUCK_MINUTES * (LEVELS if scenario.list == ALL_LISTS else 1), step_minutes=10)
    else:
        turns.quiet()


def _time_passes(sim: Simulation) -> None:
    """Between two runs: days, a few changes, and some rows that Salesforce takes now."""
    sim.clock.seconds += 100_000.0
    for tenant in sim.tenants.values():
        for _ in range(sim.random.randint(0, 5)):
            change_row(sim.random, tenant, sim.scenario.list if sim.scenario.list in ALL_KEYS else ALL_KEYS[0])
        tenant.invalid -= set(sim.random.sample(sorted(tenant.invalid), len(tenant.invalid) // 2))


def _poison_a_row(sim: Simulation) -> None:
    """From now on the process dies whenever it is given this row."""
    tenant = sim.tenants["acme"]
    keys = tenant.keys(sim.scenario.list) if sim.scenario.list in ALL_KEYS else []
    if keys:
        key, page_size = sim.random.choice(keys), sim.scenario.page_size
        sim.gate.deadly = lambda call, answer: call == "intacct.rows" and key in [k for k, _ in answer[:page_size]]
        sim.reach.add("a row that kills whoever reads it")
