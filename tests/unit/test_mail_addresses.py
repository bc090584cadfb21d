"""Which addresses a mail may go to: plain ones, that cannot smuggle a header or a second recipient."""

import pytest

from chalicelib.core.mail_address import is_plain_address

UNFIT = [
    "",
    "someone",
    "@example.com",
    "a@b",
    "a@example.com\r\nBcc: c@example.org",
    "a@example.com\n",
    "a@example.com,c@example.org",
    "a@example.com;c@example.org",
    "A <a@example.com>",
    '"a b"@example.com',
    "a b@example.com",
    "a@exämple.com",
    "ä@example.com",
    "a\x00@example.com",
    "a@example..com",
    ".a@example.com",
    "a@-example.com",
    "a@[127.0.0.1]",
    "a@b@example.com",
    f"{'a' * 65}@example.com",
    f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 12}.com",
]


@pytest.mark.parametrize("address", UNFIT)
def test_an_address_that_is_no_plain_one_is_unfit(address: str) -> None:
    assert not is_plain_address(address)


@pytest.mark.parametrize(
    "address",
    ["a.b+c@example.com", "o'brien@mail.example.co.uk", f"{'a' * 64}@example.com", f"a@{'b' * 63}.{'c' * 63}.com"],
)
def test_an_ordinary_address_is_fit(address: str) -> None:
    assert is_plain_address(address)
