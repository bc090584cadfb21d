"""Fills a tenant's company and org before a run, and changes the company while it is under way."""

from random import Random

from chalicelib.core.compare import Value, Wanted
from chalicelib.core.lists import FULL_NAME_FIELD, ID_FIELD, KEY_FIELD, NAME_FIELD, RECORD_NO_FIELD
from chalicelib.core.run import ALL_LISTS
from tests.proof.simulator.catalogue import DEPARTMENT, EMPLOYEE
from tests.proof.simulator.mapping import MAPPED_COLUMNS, MAPPED_LISTS, TITLE
from tests.proof.simulator.scenario import ALL_KEYS, Scenario
from tests.proof.simulator.tenant import Tenant, is_two_sourced

OLD_NAME: dict[str, Value] = {NAME_FIELD: "an old name v0", FULL_NAME_FIELD: "an old name v0"}
PARENT_FIELDS = {DEPARTMENT: "parent.key", "location": "parent.key", EMPLOYEE: "supervisor.key"}


def fill(random: Random, tenant: Tenant, scenario: Scenario) -> None:
    """Rows in Intacct; of them some in Salesforce, equal or old; and some that are in Salesforce only."""
    for list_key in ALL_KEYS:
        wanted_here = list_key in (scenario.list, ALL_LISTS) or scenario.list == ALL_LISTS
        count = scenario.rows if list_key == scenario.list else random.randint(0, 5) if wanted_here else 2
        for _ in range(count):
            add_row(random, tenant, list_key)
        for key in tenant.keys(list_key):
            _set_parents(random, tenant, list_key, key)
        _fill_salesforce(random, tenant, scenario, list_key)
        if list_key == scenario.list:
            _leave_gone_rows(tenant, scenario, list_key)
            _forbid_rows(random, tenant, scenario, list_key)


def add_row(random: Random, tenant: Tenant, list_key: str) -> str:
    """A row with the next number of the list, gaps between; returns its key."""
    if not tenant.the_list(list_key).numeric_key:
        key = f"St{len(tenant.histories[list_key].rows):02d}"
    else:
        used = (int(one) for one in tenant.histories[list_key].rows)
        key = str(max(used, default=0) + random.choice((1, 1, 1, 1, 1, 2, 2, 9, 300)))
    tenant.put(list_key, key, {}, entity=is_two_sourced(list_key) and random.random() < 0.3)
    return key


def change_row(random: Random, tenant: Tenant, list_key: str) -> tuple[str, bool]:
    """Add, rename, delete, re-parent, switch or map a row; returns its key, and whether it is still there."""
    keys = tenant.keys(list_key)
    what = random.choice(("add", "rename", "rename", "delete", "parent", "status", "title")) if keys else "add"
    if what == "add":
        key = add_row(random, tenant, list_key)
        _set_parents(random, tenant, list_key, key)
        return key, True
    key = random.choice(keys)
    if what == "delete":
        tenant.delete(list_key, key)
        return key, False
    if what == "parent":
        _set_parents(random, tenant, list_key, key)
    elif what == "status":
        tenant.put(list_key, key, {"status": random.choice(("active", "inactive"))}, rename=False)
    elif what == "title" and list_key in MAPPED_LISTS:
        tenant.put(list_key, key, {TITLE.intacct: f"{tenant.name} {random.randint(1, 999)}"}, rename=False)
    else:
        tenant.put(list_key, key, {})
    return key, True


def write_as_rival(tenant: Tenant, list_key: str, key: str) -> None:
    """The everyday sync writes this one row as it is in Intacct now, where its parents are there."""
    wanted = tenant.wanted(list_key, key)
    if wanted is None or wanted.key in tenant.invalid:
        return
    object_name = tenant.the_list(list_key).salesforce
    if not all(tenant.knows(value) for name, value in wanted.values.items() if "." in name):
        return
    identity = tenant.org.id_of(object_name, wanted.key)
    if identity is None:
        tenant.org.add(object_name, {**wanted.values, KEY_FIELD: wanted.key})
    else:
        # It knows nothing of our map, and so leaves the mapped fields alone.
        values = {name: value for name, value in wanted.values.items() if name not in MAPPED_COLUMNS}
        tenant.org.store(object_name, identity, tenant.org.kept(object_name, values))


def _set_parents(random: Random, tenant: Tenant, list_key: str, key: str) -> None:
    changes: dict[str, str | None] = {}
    others = [one for one in tenant.keys(list_key) if one != key]
    if list_key in PARENT_FIELDS:
        changes[PARENT_FIELDS[list_key]] = random.choice(others) if others and random.random() < 0.5 else None
    if list_key == EMPLOYEE:
        changes["department.key"] = random.choice([*tenant.keys(DEPARTMENT), None])
    if changes:
        tenant.put(list_key, key, changes, rename=False)


def _fill_salesforce(random: Random, tenant: Tenant, scenario: Scenario, list_key: str) -> None:
    equal: list[str] = []
    for key in tenant.keys(list_key):
        wanted = tenant.wanted(list_key, key)
        assert wanted is not None
        is_equal = random.random() < scenario.equal_share
        if list_key != scenario.list or random.random() < scenario.linked_share:
            tenant.add_to_salesforce(list_key, wanted, {} if is_equal else OLD_NAME)
            equal += [key] * is_equal
        elif random.random() < scenario.unkeyed_share:
            _add_unkeyed(random, tenant, list_key, wanted)
    for key in equal:
        tenant.complete_in_salesforce(list_key, key)


def _add_unkeyed(random: Random, tenant: Tenant, list_key: str, wanted: Wanted) -> None:
    """One row that lost its record number, or one or two rows that nobody ever linked."""
    lost_number = random.random() < 0.3 and tenant.the_list(list_key).numeric_key
    missing: dict[str, Value] = {RECORD_NO_FIELD: None} if lost_number else {KEY_FIELD: None}
    for _ in range(1 if lost_number else random.choice((1, 1, 1, 2))):
        tenant.add_to_salesforce(list_key, wanted, missing)


def _leave_gone_rows(tenant: Tenant, scenario: Scenario, list_key: str) -> None:
    managed_list = tenant.the_list(list_key)
    for index in range(scenario.gone_rows):
        key = str(1000 + index) if managed_list.numeric_key else f"Zz{index:02d}"
        tenant.put(list_key, key, {})
        wanted = tenant.wanted(list_key, key)
        assert wanted is not None
        tenant.add_to_salesforce(list_key, wanted, {ID_FIELD: f"{tenant.name}-{key}"})
        tenant.delete(list_key, key)


def _forbid_rows(random: Random, tenant: Tenant, scenario: Scenario, list_key: str) -> None:
    managed_list = tenant.the_list(list_key)
    keys = tenant.keys(list_key)
    chosen = random.sample(keys, min(scenario.invalid_rows, len(keys)))
    tenant.invalid = {managed_list.external_key(key) for key in chosen}
    if scenario.features.mapped and keys and random.random() < 0.3:
        tenant.closed = {random.choice(keys)}
