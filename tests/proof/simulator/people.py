"""What people do outside of the product: change rows in Salesforce, save settings, replace credentials."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from chalicelib.core.compare import Value
from chalicelib.core.fieldmap import FieldMaps
from chalicelib.core.lists import KEY_FIELD
from chalicelib.core.settings import GonePolicy, Settings
from tests.proof.simulator.catalogue import STATUS
from tests.proof.simulator.features import SHARED
from tests.proof.simulator.mapping import MAPPED_LISTS, MAPS, SEATS, TITLE
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.tenant import Tenant

SAVE_SECONDS = 29.0


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person made of a row in Salesforce; ``at`` is Salesforce's stamp, in whole seconds.

    ``row`` are all mapped values of the row then: which of them was edited Salesforce does not tell.
    """

    tick: int
    at: datetime
    values: Mapping[str, Value]
    row: Mapping[str, Value]


class Editors:
    """People who change mapped fields in Salesforce; keeps every edit by tenant, list and key."""

    def __init__(self, sim: Simulation) -> None:
        self.edits: dict[tuple[str, str, str], list[Edit]] = defaultdict(list)
        self._sim = sim

    def edit(self, tenant: Tenant) -> None:
        random = self._sim.random
        list_key = random.choice(MAPPED_LISTS)
        managed_list = tenant.the_list(list_key)
        keys = sorted(
            str(one[KEY_FIELD]) for one in tenant.org.records(managed_list.salesforce).values() if one.get(KEY_FIELD)
        )
        if not keys:
            return
        key = random.choice(keys).partition(":")[2]
        at = self._sim.clock.true_now().replace(microsecond=0)
        if random.random() < 0.1 and key in tenant.keys(list_key):
            # In the same second, so that nobody is newer.
            tenant.put(list_key, key, {TITLE.intacct: f"{tenant.name} at once"}, rename=False)
            self._sim.reach.add("both sides changed in the same second")
        tick = self._sim.trace.add(f"{tenant.name} Salesforce", f"edits {list_key} {key}")
        values = self._values(tenant, tick)
        tenant.org.edit(managed_list.salesforce, managed_list.external_key(key), values, at)
        identity = tenant.org.id_of(managed_list.salesforce, managed_list.external_key(key))
        row = tenant.org.read(managed_list.salesforce, str(identity), [TITLE.column, SEATS.column])
        self.edits[tenant.name, list_key, key].append(Edit(tick, at, values, row))
        self._sim.reach.add("a row edited in Salesforce")

    def _values(self, tenant: Tenant, number: int) -> dict[str, Value]:
        random = self._sim.random
        title: Value = f"{tenant.name} title {number}" if random.random() < 0.85 else None
        values: dict[str, Value] = {TITLE.column: title, SEATS.column: Decimal(number)}
        kept = random.choice(((TITLE.column,), (SEATS.column,), (TITLE.column, SEATS.column)))
        return {name: values[name] for name in kept}


def save_other_settings(sim: Simulation, tenant: str) -> Actor:
    """An administrator saves other settings, and again where somebody was faster or no answer came."""
    changes = other_settings(sim.random, sim.settings.current(tenant), tenant)
    hands = sim.hands

    def work() -> None:
        for _ in range(3):
            try:
                hands.change_settings(tenant, changes)
            except hands.problem:
                sim.reach.add("settings could not be saved")
                continue
            return

    return sim.enter(f"{tenant} settings", work, SAVE_SECONDS, hands)


def other_settings(random: Random, present: Settings, tenant: str) -> dict[str, Any]:
    """One or two members that are not as they were."""
    other_policy = GonePolicy.REPORT if present.gone_policy is GonePolicy.INACTIVATE else GonePolicy.INACTIVATE
    kept = (SHARED,) if SHARED in present.recipients and random.random() < 0.5 else ()
    choices: list[dict[str, Any]] = [
        {"page_size": random.choice((3, 5, 8))},
        {"gone_policy": other_policy},
        {"recipients": (f"team{random.randint(1, 9)}@{tenant}.example", *kept)},
        {"concurrency": random.choice((1, 2, 5))},
        {"disabled_lists": () if present.disabled_lists else (STATUS,)},
    ]
    if present.field_maps.maps:
        choices.append({"field_maps": FieldMaps()})
    elif present.version > 1 and random.random() < 0.5:
        choices.append({"field_maps": MAPS})
    if present.schedules:
        at = random.choice(("hourly", "cron */20 * * * *"))
        choices.append({"schedules": tuple(replace(one, when=at) for one in present.schedules)})
    return {name: value for change in random.sample(choices, random.choice((1, 2))) for name, value in change.items()}
