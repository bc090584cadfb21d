"""The check of the currencies through the real adapters: a match, a mismatch that names them, and what is not shown."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.core.connection_check import Check
from dev.emulators.intacct.viewer import CLOSED
from dev.seed import intacct as intacct_seed
from tests.conftest import AwsAccount
from tests.contract.connection_bench import Both, served
from tests.contract.real_adapters import TENANT

CURRENCY = "company-config/txn-currency"


@pytest.fixture
def both(aws: AwsAccount) -> Iterator[Both]:
    with served(aws.client("sesv2")) as made:
        yield made


def found_of(both: Both) -> Check:
    return next(check for check in both.report().checks if check.name == "currency")


def test_several_currencies_on_both_sides_fit(both: Both) -> None:
    found = found_of(both)
    assert (found.ok, found.code) == (True, "currency_fits")
    assert found.seen == "Sage Intacct works with CAD, EUR, GBP, USD; Salesforce works with several currencies."


def test_a_mismatch_of_currencies_names_them_and_the_remedy(both: Both) -> None:
    both.one_currency_in_salesforce()
    found = found_of(both)
    assert found.seen == "Sage Intacct works with CAD, EUR, GBP, USD; Salesforce works with one currency."
    assert "activate multiple currencies in Salesforce" in found.remedy


def test_one_currency_on_both_sides_fits(both: Both) -> None:
    both.one_currency_in_salesforce()
    rows = both.intacct.store.table(intacct_seed.DEMO, CURRENCY)
    for key in list(rows.keys)[1:]:
        rows.delete(key)
    found = found_of(both)
    assert (found.ok, found.seen) == (True, "Sage Intacct works with EUR; Salesforce works with one currency.")


def currencies_closed(both: Both) -> None:
    closed = {CLOSED: [CURRENCY]}
    both.intacct.store.change_by_id(intacct_seed.DEMO, intacct_seed.USER, intacct_seed.USERNAME, closed)


def account_hidden(both: Both) -> None:
    both.salesforce.orgs[TENANT].objects.pop("Account")


@pytest.mark.parametrize(("hide", "silent"), [(currencies_closed, "Sage Intacct"), (account_hidden, "Salesforce")])
def test_what_our_user_may_not_see_of_currencies_is_not_guessed(
    both: Both, hide: Callable[[Both], None], silent: str
) -> None:
    hide(both)
    found = found_of(both)
    assert (found.ok, found.code) == (None, "currency_unknown")
    assert found.seen.startswith(silent)
