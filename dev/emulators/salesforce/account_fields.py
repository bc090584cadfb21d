"""The standard fields of the Account object, with the types and lengths that a plain org describes."""

from collections.abc import Iterator

from dev.emulators.salesforce.fields import Choice, Field, audit_fields

ADDRESS_PARTS = (
    "Street",
    "City",
    "State",
    "PostalCode",
    "Country",
    "Latitude",
    "Longitude",
    "GeocodeAccuracy",
)


def choices(*values: str, inactive: tuple[str, ...] = ()) -> tuple[Choice, ...]:
    """Picklist values whose labels are the values themselves."""
    return tuple(Choice(value, value, value not in inactive) for value in (*values, *inactive))


def address(prefix: str, label: str) -> Iterator[Field]:
    """An address and its parts, as eight columns and one compound field."""
    compound = f"{prefix}Address"
    yield Field(f"{prefix}Street", f"{label} Street", "textarea", 255, extra_type="plaintextarea", compound=compound)
    for part, length in (("City", 40), ("State", 80), ("PostalCode", 20), ("Country", 80)):
        yield Field(f"{prefix}{part}", f"{label} {part}", "string", length, compound=compound)
    for part in ("Latitude", "Longitude"):
        yield Field(f"{prefix}{part}", f"{label} {part}", "double", precision=18, scale=15, compound=compound)
    accuracy = choices("Address", "Street", "City", "Zip", "Unknown")
    name = f"{prefix}GeocodeAccuracy"
    yield Field(name, f"{label} Geocode Accuracy", "picklist", 40, compound=compound, choices=accuracy)
    parts = tuple(f"{prefix}{part}" for part in ADDRESS_PARTS)
    yield Field(compound, f"{label} Address", "address", parts=parts)


def _reference(name: str, label: str, target: str, relationship: str, *, read_only: bool = False) -> Field:
    return Field(name, label, "reference", 18, references=(target,), relationship=relationship, read_only=read_only)


_INDUSTRIES = choices(
    "Agriculture", "Banking", "Construction", "Consulting", "Education", "Energy", "Healthcare", "Hospitality",
    "Manufacturing", "Media", "Not For Profit", "Retail", "Technology", "Transportation", "Other",
)  # fmt: skip
_TYPES = choices("Prospect", "Customer - Direct", "Customer - Channel", "Channel Partner / Reseller", "Other")
_SOURCES = choices("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other")
_CLEAN = choices("Matched", "Different", "Acknowledged", "NotFound", "Inactive", "Pending", "SelectMatch", "Skipped")

ACCOUNT_FIELDS: tuple[Field, ...] = (
    Field("Id", "Account ID", "id", 18, read_only=True),
    Field("IsDeleted", "Deleted", "boolean", read_only=True),
    _reference("MasterRecordId", "Master Record ID", "Account", "MasterRecord", read_only=True),
    Field("Name", "Account Name", "string", 255, required=True, extra_type="switchablepersonname"),
    Field("Type", "Account Type", "picklist", 255, choices=_TYPES),
    _reference("RecordTypeId", "Record Type ID", "RecordType", "RecordType"),
    _reference("ParentId", "Parent Account ID", "Account", "Parent"),
    *address("Billing", "Billing"),
    *address("Shipping", "Shipping"),
    Field("Phone", "Account Phone", "phone", 40),
    Field("Fax", "Account Fax", "phone", 40),
    Field("AccountNumber", "Account Number", "string", 40),
    Field("Website", "Website", "url", 255),
    Field("PhotoUrl", "Photo URL", "url", 255, read_only=True, extra_type="imageurl"),
    Field("Sic", "SIC Code", "string", 20),
    Field("Industry", "Industry", "picklist", 255, choices=_INDUSTRIES),
    Field("AnnualRevenue", "Annual Revenue", "currency", precision=18, scale=0),
    Field("NumberOfEmployees", "Employees", "int"),
    Field("Ownership", "Ownership", "picklist", 255, choices=choices("Public", "Private", "Subsidiary", "Other")),
    Field("TickerSymbol", "Ticker Symbol", "string", 20),
    Field("Description", "Account Description", "textarea", 32000, extra_type="plaintextarea"),
    Field("Rating", "Account Rating", "picklist", 255, choices=choices("Hot", "Warm", "Cold")),
    Field("Site", "Account Site", "string", 80),
    _reference("OwnerId", "Owner ID", "User", "Owner"),
    *audit_fields(),
    Field("LastActivityDate", "Last Activity", "date", read_only=True),
    Field("LastViewedDate", "Last Viewed Date", "datetime", read_only=True),
    Field("LastReferencedDate", "Last Referenced Date", "datetime", read_only=True),
    Field("IsExcludedFromRealign", "Exclude from territory assignment rules", "boolean"),
    Field("Jigsaw", "Data.com Key", "string", 20),
    Field("JigsawCompanyId", "Jigsaw Company ID", "string", 20, read_only=True),
    Field("CleanStatus", "Clean Status", "picklist", 40, choices=_CLEAN, restricted=True),
    Field("AccountSource", "Account Source", "picklist", 255, choices=_SOURCES),
    Field("DunsNumber", "D-U-N-S Number", "string", 9),
    Field("Tradestyle", "Tradestyle", "string", 255),
    Field("NaicsCode", "NAICS Code", "string", 8),
    Field("NaicsDesc", "NAICS Description", "string", 120),
    Field("YearStarted", "Year Started", "string", 4),
    Field("SicDesc", "SIC Description", "string", 80),
    Field("Tier", "Einstein Account Tier", "string", 2, read_only=True),
    Field("ChannelProgramName", "Channel Program Name", "string", 255, read_only=True),
    Field("ChannelProgramLevelName", "Channel Program Level Name", "string", 255, read_only=True),
    Field("IsPartner", "Partner Account", "boolean", read_only=True),
    Field("IsBuyer", "Buyer Account", "boolean"),
)
