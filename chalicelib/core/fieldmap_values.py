"""Whether the values of one field can go into the other, in the direction that a row has."""

from collections.abc import Iterator, Mapping

from chalicelib.core.fieldmap import MappedField, Rule
from chalicelib.core.fieldmap_types import IntacctField, SalesforceField, Sides
from chalicelib.core.lists import KEY_FIELD, Catalogue

_NAMED = 5


def intacct_mistakes(row: MappedField, found: Mapping[str, IntacctField | None]) -> Iterator[tuple[str, str]]:
    """``found`` is the field by Intacct object: a list may be fed by several, which need not all have it."""
    there = [one for one in found.values() if one]
    if len({one.kind for one in there}) > 1:
        yield "intacct", f"{row.intacct} is of different types in {', '.join(found)}. Take another field."
    if not all(one.readable for one in there):
        yield "intacct", f"Intacct lets nobody read {row.intacct}. Take another field."
    if row.rule is Rule.FROM_INTACCT:
        return
    if not all(one.writable for one in there):
        yield "rule", f"Intacct calculates {row.intacct}, or keeps it itself. Choose “from Intacct”."
    lacking = [name for name, one in found.items() if one is None]
    if lacking:
        yield "rule", f"{', '.join(lacking)} has no field {row.intacct} to write to. Choose “from Intacct”."


def salesforce_mistakes(
    row: MappedField, intacct: IntacctField, salesforce: SalesforceField
) -> Iterator[tuple[str, str]]:
    if salesforce.encrypted:
        yield "salesforce", f"{row.salesforce} is encrypted: nobody can compare what it holds. Take another field."
    if salesforce.html:
        yield "salesforce", f"{row.salesforce} is rich text, which Salesforce rewrites. Take a plain text field."
    if row.rule is not Rule.TO_INTACCT:
        yield from _into_salesforce(row, intacct, salesforce)
    if row.rule is not Rule.FROM_INTACCT:
        yield from _into_intacct(row, intacct, salesforce)


def lookup_mistakes(
    row: MappedField, intacct: IntacctField, salesforce: SalesforceField, catalogue: Catalogue, sides: Sides
) -> Iterator[tuple[str, str]]:
    """A reference goes into a lookup of the object that holds the managed list it points to."""
    if intacct.kind != "reference":
        if row.lookup:
            yield "lookup", f"{row.intacct} is no reference. Leave the lookup empty."
        return
    target = catalogue.get(row.lookup) if row.lookup else None
    if target is None:
        wanted = [one.key for one in catalogue.lists if intacct.target in {source.object for source in one.sources}]
        if wanted:
            yield "lookup", f"Name the managed list that {row.intacct} points to: {', '.join(wanted)}."
        else:
            yield "lookup", f"{row.intacct} points to {intacct.target}, which is in no managed list. Use its .id."
        return
    if intacct.target not in {source.object for source in target.sources}:
        yield "lookup", f"{row.intacct} points to {intacct.target}, which is not in the list {row.lookup}."
    if target.salesforce not in salesforce.targets:
        named = ", ".join(salesforce.targets) or "no object"
        yield "salesforce", f"{row.salesforce} points to {named}, not to {target.salesforce}. Take such a lookup."
    key = sides.targets.get(target.salesforce, {}).get(KEY_FIELD)
    if key is None or not (key.external_id and key.unique):
        yield "lookup", f"{target.salesforce}.{KEY_FIELD} is no unique external id. Deploy force-app to the org."


def _into_salesforce(row: MappedField, intacct: IntacctField, salesforce: SalesforceField) -> Iterator[tuple[str, str]]:
    if salesforce.calculated:
        yield "salesforce", f"{row.salesforce} is a formula. Take another field."
    elif not salesforce.writable:
        yield "salesforce", f"Our user may not write {row.salesforce}. Take another field, or give it the right."
    if salesforce.external_id or salesforce.unique:
        yield "salesforce", f"{row.salesforce} tells records apart, and equal values would be refused. Take another."
    if salesforce.restricted and intacct.kind == "text":
        yield "salesforce", f"{row.salesforce} takes its own choices only; {row.intacct} is free text. Lift that limit."
    strange = [value for value in intacct.choices if value not in salesforce.choices]
    if salesforce.restricted and intacct.kind == "choice" and strange:
        yield "salesforce", f"{row.salesforce} lacks the choices {_listed(strange)}. Add them in Salesforce."
    longest = max(map(len, intacct.choices), default=0)
    if salesforce.length and longest > salesforce.length:
        yield "salesforce", f"{row.salesforce} holds {salesforce.length} characters; {row.intacct} has {longest}."


def _into_intacct(row: MappedField, intacct: IntacctField, salesforce: SalesforceField) -> Iterator[tuple[str, str]]:
    if intacct.kind == "choice":
        strange = [value for value in salesforce.choices if value not in intacct.choices]
        if not salesforce.restricted or strange:
            yield (
                "rule",
                f"{row.intacct} takes {_listed(intacct.choices)} only. Pair it with a restricted picklist of these.",
            )
    if intacct.kind == "integer" and salesforce.scale:
        yield "rule", f"{row.salesforce} has decimals, {row.intacct} none. Choose “from Intacct”."


def _listed(values: tuple[str, ...] | list[str]) -> str:
    rest = len(values) - _NAMED
    return ", ".join(values[:_NAMED]) + (f", … +{rest}" if rest > 0 else "")
