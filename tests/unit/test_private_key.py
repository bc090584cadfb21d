"""Private keys as people paste them."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.adapters.private_key import parse_private_key
from chalicelib.core.errors import BadRequest
from tests.app.settings_values import pem, pem_of
from tests.app.token_maker import private_key

GOOD = pem()
LINES = GOOD.splitlines()
PKCS1 = (
    private_key("one")
    .private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    .decode()
)
PUBLIC = (
    private_key("one")
    .public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
ELLIPTIC = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    .decode()
)


@pytest.mark.parametrize(
    "text", [GOOD, PKCS1, GOOD.replace("\n", "\r\n"), f"\n\n  {GOOD}  \n"], ids=["PKCS 8", "PKCS 1", "CRLF", "spaces"]
)
def test_a_key_is_taken_with_plain_line_ends(text: str) -> None:
    parsed = parse_private_key(text)
    assert parsed == text.replace("\r\n", "\n").strip() + "\n"
    assert serialization.load_pem_private_key(parsed.encode(), None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no whole private key"),
        ("secret", "no whole private key"),
        ("\n".join(LINES[:5]), "no whole private key"),
        ("\n".join(LINES[1:]), "no whole private key"),
        (GOOD.replace("\n", ""), "no whole private key"),
        ("Hello\n" + GOOD, "no whole private key"),
        (GOOD.replace("-----END PRIVATE", "-----END RSA PRIVATE"), "no whole private key"),
        (GOOD.replace(LINES[3], "ü" * 64), "no whole private key"),
        ("\n".join([*LINES[:6], *LINES[7:]]), "damaged"),
        (GOOD.replace(LINES[1], "A" * 64), "damaged"),
        (pem_of(private_key("one"), b"passphrase"), "encrypted"),
        (PKCS1.replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n", 1), "encrypted"),
        (PUBLIC, "public part"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "public part"),
        (GOOD + pem("two"), "several"),
        (GOOD + PUBLIC, "several"),
        (pem("small"), "1024 bits"),
        (ELLIPTIC, "another kind"),
        ("x" * 100_000, "far too long"),
    ],
)
def test_what_is_no_key_for_the_sign_in_is_refused_without_a_word_of_it(text: str, says: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_private_key(text)
    [error] = refused.value.errors
    assert error.field == "private_key"
    assert says in error.message
    assert not any(line in error.message for line in text.splitlines() if line and "-----" not in line)
