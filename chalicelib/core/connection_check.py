"""What the two systems show of themselves, and what that means for the connection: checks with remedies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.core.settings import Connection, Environment, Settings

MOST_SKEW = timedelta(seconds=60)
"""Sign-ins are dated, and end within minutes."""
_MOST_NAMED = 8
_KINDS = {Environment.PRODUCTION: "a production org", Environment.SANDBOX: "a sandbox org"}
_CHOOSE_KIND = {
    Environment.PRODUCTION: "Choose “production” in the settings, or enter the My Domain of the sandbox org.",
    Environment.SANDBOX: "Choose “sandbox” in the settings, or enter the My Domain of the production org.",
}


@dataclass(frozen=True, slots=True)
class Check:
    """``ok`` None means that it could not be found out; ``code`` is stable, ``seen`` and ``remedy`` are for people.

    ``list`` is the managed list that the check is about, "" for the whole connection.
    """

    name: str
    ok: bool | None
    code: str
    seen: str
    remedy: str = ""
    list: str = ""


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A column as our user may use it."""

    type: str
    createable: bool
    updateable: bool
    external_id: bool = False
    unique: bool = False
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ObjectSeen:
    createable: bool
    updateable: bool
    fields: Mapping[str, FieldSeen]


@dataclass(frozen=True, slots=True)
class OrganizationSeen:
    id: str
    name: str
    is_sandbox: bool


@dataclass(frozen=True, slots=True)
class CallsLeft:
    """Of the org's calls within 24 hours."""

    remaining: int
    most: int


@dataclass(frozen=True, slots=True)
class SenderSeen:
    address: str
    verified: bool


def company_check(connection: Connection, company: str) -> Check:
    """``company`` is the one that the token is for, "" where it does not say."""
    if not company:
        return Check(
            "intacct_company", None, "company_unsaid", "Sage Intacct does not say which company the token is for."
        )
    if company.casefold() == connection.intacct_company.casefold():
        return Check("intacct_company", True, "company_same", f"The company is {company}.")
    seen = f"We were signed in to {company[:100]} instead of {connection.intacct_company}."
    remedy = "Correct the company id, or enter the credentials that belong to this company."
    return Check("intacct_company", False, "company_other", seen, remedy)


def entity_check(settings: Settings, restricted: bool) -> Check:
    name = "intacct_entity"
    if settings.connection.intacct_entity:
        seen = f"By the settings we see entity {settings.connection.intacct_entity} only; no row is ever called gone."
        return Check(name, True, "entity_chosen", seen)
    if not settings.include_private:
        return Check(name, True, "private_left_out", "By the settings, rows of entities are left out.")
    if not restricted:
        return Check(name, True, "company_whole", "Our user sees the whole company.")
    remedy = "In Intacct, give the web-services user unrestricted access to entities, or choose an entity here."
    seen = "Our user seems to see a part of the company only; then no row is ever called gone."
    return Check(name, False, "user_restricted", seen, remedy)


def environment_check(connection: Connection, organization: OrganizationSeen) -> Check:
    name = "salesforce_environment"
    kind = Environment.SANDBOX if organization.is_sandbox else Environment.PRODUCTION
    seen = f"{organization.name[:80]} ({organization.id}) is {_KINDS[kind]}."
    if kind is connection.environment:
        return Check(name, True, "environment_same", seen)
    return Check(name, False, "environment_other", seen, _CHOOSE_KIND[kind])


def currency_check(intacct: Sequence[str] | None, salesforce: bool | None) -> Check:
    """``intacct`` are the codes of the transaction currencies; ``salesforce`` is whether the org has several."""
    name = "currency"
    if intacct is None or salesforce is None:
        silent = "Sage Intacct" if intacct is None else "Salesforce"
        seen = f"{silent} does not tell our user whether it works with several currencies."
        return Check(name, None, "currency_unknown", seen)
    ours, theirs = named(intacct) or "one currency", "several currencies" if salesforce else "one currency"
    seen = f"Sage Intacct works with {ours}; Salesforce works with {theirs}."
    if len(intacct) > 1 and not salesforce:
        remedy = (
            "Where amounts in several currencies shall be shown, activate multiple currencies in Salesforce;"
            " this can't be undone."
        )
        return Check(name, False, "currency_mismatch", seen, remedy)
    return Check(name, True, "currency_fits", seen)


def clock_check(system: str, skew: timedelta | None) -> Check:
    """``skew`` is how far the system's clock is ahead of ours."""
    name = f"{system}_clock"
    if skew is None:
        return Check(name, None, "clock_unsaid", "Its answers carry no date.")
    seconds = round(abs(skew).total_seconds())
    seen = f"Our clocks differ by {seconds} s."
    if abs(skew) <= MOST_SKEW:
        return Check(name, True, "clock_same", seen)
    remedy = "Set the clock of the machine that runs Passerelle by NTP."
    return Check(name, False, "clock_skewed", seen, remedy)


def quota_check(settings: Settings, left: CallsLeft) -> Check:
    used = left.most - left.remaining
    seen = f"{used:,} of {left.most:,} calls within 24 hours are used; we stop at {settings.quota_stop_percent}%."
    if used * 100 < left.most * settings.quota_stop_percent:
        return Check("salesforce_quota", True, "quota_left", seen)
    remedy = "Wait until older calls are 24 hours past, find out who uses them, or buy more calls."
    return Check("salesforce_quota", False, "quota_used_up", seen, remedy)


def sender_check(sender: SenderSeen) -> Check:
    if sender.verified:
        return Check("mail_sender", True, "sender_verified", f"SES may send as {sender.address}.")
    seen = f"SES has not verified {sender.address}, nor its domain."
    return Check("mail_sender", False, "sender_unverified", seen, "Verify the sender's domain in SES, in this region.")


def link_field_check(settings: Settings, account: ObjectSeen | None) -> Check:
    name, field = "account_link_field", settings.account_details.link_field
    if not settings.account_details.shown:
        return Check(name, None, "details_off", "Salesforce account details are not shown.")
    seen = account.fields.get(field) if account else None
    if seen is None:
        remedy = f"Give the integration user read access to Account.{field}, or choose another link field."
        return Check(name, False, "link_field_missing", f"The Account has no field {field} that we may read.", remedy)
    return Check(name, True, "link_field_there", f"Account.{field} is there ({seen.type}).")


def named(names: Sequence[str]) -> str:
    """The first few of the names, and how many more there are."""
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f", … +{rest}" if rest > 0 else "")
