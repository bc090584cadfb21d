"""The demonstration data holds what the lists need, and the hard cases that real companies have."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from chalicelib.core.lists import Catalogue, parse_catalogue
from dev.emulators.intacct.fields import field_type
from dev.emulators.intacct.model import models
from dev.seed.account_fields import CURRENCY
from dev.seed.intacct import EMPLOYEES, autre, demo

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def company() -> dict[str, list[dict[str, Any]]]:
    return demo()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    standard, own = (tomllib.loads((ROOT / p).read_text()) for p in ("chalicelib/lists.toml", "dev/seed/lists.toml"))
    return parse_catalogue(standard, own)


def test_every_list_has_rows_and_every_field_it_reads(company: Any, catalogue: Catalogue) -> None:
    assert [lst.key for lst in catalogue.lists if lst.key.startswith("udd:")]
    for managed_list in catalogue.lists:
        for source in managed_list.sources:
            assert len(company[source.object]) >= 4
            for field in managed_list.intacct_fields(source):
                assert field_type(models()[source.object], field)


def test_keys_are_unique_over_all_sources_of_a_list_and_have_gaps(company: Any, catalogue: Catalogue) -> None:
    for managed_list in catalogue.lists:
        keys = [int(row["key"]) for source in managed_list.sources for row in company[source.object]]
        assert len(set(keys)) == len(keys)
        assert max(keys) - min(keys) >= len(keys)


def test_every_reference_leads_to_a_row_and_no_parent_is_its_own_ancestor(company: Any) -> None:
    for name, rows in company.items():
        for ref, targets in models()[name].refs.items():
            known = {row["key"]: row for target in targets for row in company[target]}
            assert {row.get(f"{ref}.key") for row in rows} <= {*known, None}
            for row in rows:
                above, depth = row.get(f"{ref}.key"), 0
                while above and depth < 10:
                    above, depth = known[above].get(f"{ref}.key"), depth + 1
                assert depth < 10


@pytest.mark.parametrize("name", ["company-config/department", "company-config/employee"])
def test_some_parents_have_higher_keys_than_their_children(company: Any, name: str) -> None:
    parent = {"company-config/department": "parent.key"}.get(name, "supervisor.key")
    assert any(row[parent] and int(row[parent]) > int(row["key"]) for row in company[name])


def test_names_are_as_unruly_as_in_life(company: Any) -> None:
    names = [row["name"] for rows in company.values() for row in rows if "name" in row]
    assert all(name.strip() for name in names)
    for mark in ("\u00a0", "&", "'", "<", '"', "é", "🌱"):
        assert any(mark in name for name in names)
    assert any(len(name) > 80 for name in names)


def test_the_currencies_of_the_customers_are_known_on_both_sides(company: Any) -> None:
    codes = {row["id"] for row in company["company-config/txn-currency"]}
    assert codes == {choice.value for choice in CURRENCY.choices}
    assert {row["currency"] for row in company["accounts-receivable/customer"]} <= codes


def test_there_are_twelve_thousand_employees_with_inactive_and_private_ones(company: Any) -> None:
    staff = company["company-config/employee"]
    assert len(staff) == EMPLOYEES == 12_000
    assert any(row["status"] == "inactive" for row in staff)
    assert any(row["entity.key"] for row in staff)
    assert demo()["company-config/employee"] == staff


def test_the_second_company_has_the_same_ids_under_other_names(company: Any) -> None:
    for name, rows in autre().items():
        if name == "company-config/user":
            continue
        first = {row["id"]: row for row in company[name]}
        assert {row["id"] for row in rows} <= set(first)
        assert all(row.get("name") != first[row["id"]].get("name") for row in rows if "name" in row)
