"""Private keys for the Salesforce sign-in, as somebody pastes them."""

import re

from chalicelib.core.credentials import refuse
from chalicelib.core.errors import FieldError

LONGEST = 16_384
SMALLEST_BITS = 2048
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\n(?:[A-Za-z0-9+/=:,. -]*\n)+?-----END \1-----\n?")
_UNENCRYPTED = ("PRIVATE KEY", "RSA PRIVATE KEY")


def parse_private_key(text: str, field: str = "private_key") -> str:
    """One unencrypted RSA key of 2048 bits or more in PEM, with plain line ends. Raises BadRequest naming ``field``."""
    pem = text.replace("\r\n", "\n").strip() + "\n"
    wrong = _form(pem) or _strength(pem)
    if wrong:
        refuse((FieldError(field, wrong),))
    return pem


def _form(pem: str) -> str:
    """What is wrong with the text around the key, "" where nothing is."""
    if len(pem) > LONGEST:
        return "This is far too long for a private key."
    labels = re.findall(r"-----BEGIN ([A-Z0-9 ]+)-----", pem)
    if len(labels) > 1:
        return "Enter one key alone; this holds several."
    if "ENCRYPTED" in pem:
        return "This key is encrypted; enter it without its passphrase: openssl pkey -in key.pem."
    if (labels and "PUBLIC KEY" in labels[0]) or labels == ["CERTIFICATE"]:
        return "This is the public part; enter the private key, and give the certificate to Salesforce."
    if not _BLOCK.fullmatch(pem) or labels[0] not in _UNENCRYPTED:
        return "This is no whole private key in PEM, from “-----BEGIN PRIVATE KEY-----” to its “-----END …-----”."
    return ""


def _strength(pem: str) -> str:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem.encode("ascii"), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return "This private key is damaged; copy it again, whole."
    if not isinstance(key, RSAPrivateKey):
        return "Salesforce signs in with RSA keys; this one is of another kind."
    if key.key_size < SMALLEST_BITS:
        return f"This key has {key.key_size} bits; make one of at least {SMALLEST_BITS}."
    return ""
