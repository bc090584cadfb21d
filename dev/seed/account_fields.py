"""Custom Account fields for the demonstration: a handful that a company might have, and hundreds of every kind."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from dev.emulators.salesforce.account_fields import choices
from dev.emulators.salesforce.fields import Choice, Field
from dev.emulators.salesforce.store import Row

PACKAGE_ID_FIELD = "ia_crm__IntacctID__c"
RICH = {"html": True, "extra_type": "richtextarea"}

_CODES = choices("EUR", "GBP", "CAD", "USD")
CURRENCY = Field("CurrencyIsoCode", "Account Currency", "picklist", 3, choices=_CODES, restricted=True)
"""What an org with several currencies has on every object; here they are those of the company in Intacct."""
USUAL_FIELDS = (
    CURRENCY,
    Field(PACKAGE_ID_FIELD, "Intacct ID", "string", 100, external_id=True),
    Field("Customer_Priority__c", "Customer Priority", "picklist", 255, choices=choices("High", "Medium", "Low")),
    Field("SLA_Expiration_Date__c", "SLA Expiration Date", "date"),
    Field("Renewal_Notes__c", "Renewal Notes", "textarea", 32_768, **RICH),  # type: ignore[arg-type]
    Field("Net_Promoter_Score__c", "Net Promoter Score", "double", precision=3, scale=0),
)

HOSTILE_HTML = (
    "<p onclick=\"steal()\">Key account<script>alert('x')</script> "
    '<a href="javascript:alert(1)">dashboard</a> <a href="https://example.com/plan">plan</a> '
    '<img src="x" onerror="alert(2)"><img src="/servlet/rtaImage?eid=1"><b>renews</b> in June</p>'
)
_HTML_FORMULAS = (
    '<a href="https://example.com/map" target="_blank">Map</a>',
    '<img src="https://example.com/green.gif" alt="green"/>',
    '<a href="javascript:alert(3)">Open</a>',
)
_TIERS = (*choices("Bronze", "Silver", "Gold"), Choice("P", "Platinum", active=False), Choice("N/A", "None"))
_REGIONS = choices("EMEA", "APAC", "AMER", inactive=("Soviet Bloc",))
_URLS = ("https://example.com/a?b=c&d=é", "javascript:alert(4)", "example.com", "data:text/html,<script>1</script>")

Kind = tuple[dict[str, Any], Callable[[int], Any]]

_KINDS: dict[str, Kind] = {
    "Text": ({"type": "string", "length": 255}, lambda n: ("Réf. n° ", "A & B <c> ", "مرحبا ")[n % 3] + str(n)),
    "Unused": ({"type": "string", "length": 80}, lambda _: None),
    "Long_Text": ({"type": "textarea", "length": 32_768}, lambda n: f"Line {n}\r\nLine {n + 1}"),
    "Rich_Text": ({"type": "textarea", "length": 131_072, **RICH}, lambda n: f"<p>{n}</p>{HOSTILE_HTML}"),
    "Html_Formula": (
        {"type": "string", "length": 1_300, "calculated": True, "html": True},
        lambda n: _HTML_FORMULAS[n % 3],
    ),
    "Number_Formula": ({"type": "double", "precision": 18, "scale": 2, "calculated": True}, lambda n: n / 8),
    "Flag": ({"type": "boolean"}, lambda n: n % 2),
    "Count": ({"type": "double", "precision": 18, "scale": 0}, lambda n: float(n * 1_000_003)),
    "Ratio": ({"type": "double", "precision": 10, "scale": 4}, lambda n: -n / 7),
    "Share": ({"type": "percent", "precision": 5, "scale": 1}, lambda n: float(n % 101)),
    "Amount": ({"type": "currency", "precision": 18, "scale": 2}, lambda n: n * 1_234.5),
    "Day": ({"type": "date"}, lambda n: str(date(2024, 2, 29) + timedelta(days=n))),
    "Moment": ({"type": "datetime"}, lambda n: f"2026-03-29T00:{n % 60:02d}:00.000+0000"),
    "Hour": ({"type": "time"}, lambda n: f"{n % 24:02d}:30:00.000Z"),
    "Tier": ({"type": "picklist", "length": 255, "choices": _TIERS}, lambda n: _TIERS[n % 5].value),
    "Regions": (
        {"type": "multipicklist", "length": 4_099, "choices": _REGIONS},
        lambda n: ";".join(choice.value for choice in _REGIONS[n % 3 :]),
    ),
    "Web_Page": ({"type": "url", "length": 255}, lambda n: _URLS[n % 4]),
    "Mail": ({"type": "email", "length": 80}, lambda n: f"contact{n}@client.example"),
    "Line": ({"type": "phone", "length": 40}, lambda n: f"+33 1 55 00 {n // 100 % 100:02d} {n % 100:02d}"),
    "Secret": ({"type": "encryptedstring", "length": 175}, lambda n: f"FR76-{n:08d}"),
    "Deputy": ({"type": "reference", "length": 18, "references": ("User",)}, lambda _: None),
    "Site": ({"type": "location"}, lambda n: (48.0 + n / 100, 2.0 - n / 100)),
}


def wide_fields(count: int) -> Iterator[Field]:
    """``count`` custom fields, all kinds by turns, every fifth of a package; parts of a location count as well."""
    made = 0
    for number in range(count):
        kind = list(_KINDS)[number % len(_KINDS)]
        for field in _fields(kind, number):
            if made < count:
                yield field
            made += 1


def wide_values(fields: list[Field], seed: int, user_id: str) -> Row:
    """A stored value for each of these fields, other ones for another ``seed``."""
    values: Row = {}
    for number, field in enumerate(fields):
        kind = _kind_of(field)
        value = _KINDS[kind][1](number + seed)
        if field.type == "location":
            values |= dict(zip(field.parts, value, strict=True))
        elif not field.compound:
            values[field.name] = user_id if field.type == "reference" else value
    return values


def _fields(kind: str, number: int) -> Iterator[Field]:
    stem = f"{'ia_crm__' if number % 5 == 4 else ''}{kind}_{number:03d}"
    label = f"{kind.replace('_', ' ')} {number}"
    facts = _KINDS[kind][0]
    if facts["type"] == "location":
        parts = tuple(f"{stem}__{part}__s" for part in ("Latitude", "Longitude"))
        yield from (_coordinate(part, label, f"{stem}__c") for part in parts)
        yield Field(f"{stem}__c", label, "location", parts=parts)
    elif facts["type"] == "reference":
        yield Field(f"{stem}__c", label, relationship=f"{stem}__r", **facts)
    else:
        yield Field(f"{stem}__c", label, **facts)


def _coordinate(name: str, label: str, compound: str) -> Field:
    which = "Latitude" if "__Latitude__s" in name else "Longitude"
    return Field(name, f"{label} ({which})", "double", precision=18, scale=15, compound=compound)


def _kind_of(field: Field) -> str:
    return field.name.removeprefix("ia_crm__").rsplit("__c", 1)[0].split("__")[0].rsplit("_", 1)[0]
