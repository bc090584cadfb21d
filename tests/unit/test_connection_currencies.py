"""What the connection check says of the currencies on both sides."""

import pytest

from chalicelib.core.connection_check import currency_check


@pytest.mark.parametrize(
    ("codes", "several", "seen"),
    [
        (("EUR", "GBP"), False, "Sage Intacct works with EUR, GBP; Salesforce works with one currency."),
        (("EUR", "GBP"), True, "Sage Intacct works with EUR, GBP; Salesforce works with several currencies."),
        (("EUR",), False, "Sage Intacct works with EUR; Salesforce works with one currency."),
        ((), True, "Sage Intacct works with one currency; Salesforce works with several currencies."),
        (tuple("ABCDEFGHIJ"), True, "Sage Intacct works with A, B, C, D, E, F, G, H, … +2;"),
    ],
)
def test_the_currencies_of_intacct_are_named(codes: tuple[str, ...], several: bool, seen: str) -> None:
    check = currency_check(codes, several)
    assert check.ok is (several or len(codes) < 2)
    assert check.seen.startswith(seen)
