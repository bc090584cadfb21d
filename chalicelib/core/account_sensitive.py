"""Which Account fields deserve a second look before they are shown, and why."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from chalicelib.core.account import Sensitivity

_TELLING = (
    (
        Sensitivity.IDENTITY,
        "ssn|social security|national id|id card|identity card|passport|passeport|driver s? ?licen[cs]e|nss|nir"
        "|securite sociale|carte d identite|permis de conduire",
    ),
    (Sensitivity.BIRTH, "birth ?date|date of birth|dob|birth ?day|birth ?place|date de naissance|naissance"),
    (Sensitivity.BANK, "iban|bic|bank|banque|rib|credit card|card number|carte bancaire|routing number|sort code"),
    (Sensitivity.PAY, "salary|salaire|wages?|payroll|remuneration"),
    (Sensitivity.HEALTH, "medical|diagnosis|disability|handicap|blood type|groupe sanguin"),
)
_PATTERNS = tuple((reason, re.compile(rf"\b(?:{words})\b")) for reason, words in _TELLING)
_CONTACT_TYPES = frozenset({"email", "phone"})
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")


def sensitivity(described: Mapping[str, Any]) -> Sensitivity | None:
    """The gravest reason for care that type, name and label of a described field give; names may mislead."""
    name = described["name"]
    if described.get("encrypted") or described["type"] == "encryptedstring":
        return Sensitivity.ENCRYPTED
    words = f"{_words(name)} {_words(str(described.get('label') or ''))}"
    for reason, pattern in _PATTERNS:
        if pattern.search(words):
            return reason
    if name.startswith("Person") or name.endswith("__pc"):
        return Sensitivity.PERSON
    return Sensitivity.CONTACT if described["type"] in _CONTACT_TYPES else None


def _words(text: str) -> str:
    """``BirthDate__c`` and « Date de naissance » as plain lower-case words."""
    plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", text)).encode("ascii", "ignore").decode().lower()
    return _NO_WORD.sub(" ", plain).strip()
