"""What is wrong with a field map that somebody wants to save: each mistake by row and member, with what to do."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.core.errors import FieldError
from chalicelib.core.fieldmap import MOST_ROWS, MappedField, Rule, Shape
from chalicelib.core.fieldmap_list import locked_pairs
from chalicelib.core.fieldmap_types import IntacctField, Sides, pairing, why_refused
from chalicelib.core.fieldmap_values import intacct_mistakes, lookup_mistakes, salesforce_mistakes
from chalicelib.core.lists import HIDDEN_FIELD, Catalogue, ManagedList

Mistake = tuple[str, str]
"""The member of the row, and the sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows with the shapes that were found, and all that is wrong; rows with a mistake keep the shape they had."""

    rows: tuple[MappedField, ...]
    errors: tuple[FieldError, ...]


def check_rows(
    managed_list: ManagedList, catalogue: Catalogue, rows: Sequence[MappedField], sides: Sides, our_user: str
) -> Checked:
    """Check rows against both sides. ``our_user`` is the Salesforce user that runs write as, "" where nobody knows."""
    errors = list(_of_all(rows))
    checked = []
    for number, row in enumerate(rows):
        mistakes = [*_locked(managed_list, row), *_direction(managed_list, row, our_user)]
        if not mistakes:
            mistakes = list(_of_fields(managed_list, catalogue, row, sides))
        errors += [FieldError(f"rows.{number}.{member}", sentence) for member, sentence in mistakes]
        checked.append(row if mistakes else replace(row, shape=_shape(managed_list, row, sides)))
    return Checked(tuple(checked), tuple(errors))


def _of_all(rows: Sequence[MappedField]) -> Iterator[FieldError]:
    """One to one: no field stands twice, on either side."""
    if len(rows) > MOST_ROWS:
        yield FieldError("rows", f"A map has at most {MOST_ROWS} rows. Leave some out.")
    for member in ("intacct", "salesforce"):
        times = Counter(getattr(row, member) for row in rows)
        for number, row in enumerate(rows):
            name = getattr(row, member)
            first = next(index for index, other in enumerate(rows) if getattr(other, member) == name)
            if times[name] > 1 and number > first:
                yield FieldError(f"rows.{number}.{member}", f"{name} stands in row {first} already. Keep one of them.")


def _locked(managed_list: ManagedList, row: MappedField) -> Iterator[Mistake]:
    pairs = locked_pairs(managed_list)
    if row.intacct in {pair.intacct for pair in pairs}:
        yield "intacct", f"{row.intacct} belongs to a locked row, which every resync needs. Take another field."
    if row.salesforce in {pair.salesforce for pair in pairs}:
        yield "salesforce", f"{row.salesforce} is kept by Passerelle itself. Take another field."
    elif row.salesforce == HIDDEN_FIELD:
        yield "salesforce", f"{HIDDEN_FIELD} belongs to the Salesforce administrator and is never written."


def _direction(managed_list: ManagedList, row: MappedField, our_user: str) -> Iterator[Mistake]:
    if row.rule is Rule.FROM_INTACCT:
        return
    if not our_user:
        yield (
            "rule",
            "Enter the Salesforce user in the connection settings first: by it Passerelle tells its own changes from "
            "those of people.",
        )
    if row.rule is Rule.BOTH and not managed_list.modified:
        yield (
            "rule",
            "Intacct does not say when rows of this list were changed, so that the newer side is not known. Choose "
            "one direction.",
        )


def _of_fields(managed_list: ManagedList, catalogue: Catalogue, row: MappedField, sides: Sides) -> Iterator[Mistake]:
    found = _found(managed_list, row, sides)
    there = [one for one in found.values() if one]
    salesforce = sides.salesforce.get(row.salesforce)
    if not there:
        yield "intacct", _no_field(row.intacct, [name for side in sides.intacct.values() for name in side], "Intacct")
    if salesforce is None:
        yield "salesforce", _no_field(row.salesforce, list(sides.salesforce), managed_list.salesforce)
    if not there or salesforce is None:
        return
    yield from intacct_mistakes(row, found)
    yield from salesforce_mistakes(row, there[0], salesforce)
    if pairing(there[0].kind, salesforce.type) is None:
        yield "salesforce", why_refused(there[0].kind, salesforce.type)
    else:
        yield from lookup_mistakes(row, there[0], salesforce, catalogue, sides)


def _found(managed_list: ManagedList, row: MappedField, sides: Sides) -> Mapping[str, IntacctField | None]:
    """The Intacct field by source object of the list."""
    return {source.object: sides.intacct[source.object].get(row.intacct) for source in managed_list.sources}


def _no_field(name: str, known: Sequence[str], where: str) -> str:
    alike = next((one for one in known if one.lower() in (name.lower(), f"{name.lower()}.key")), None)
    if alike:
        return f"{where} has no field {name} that our user can see. Did you mean {alike}?"
    return f"{where} has no field {name} that our user can see. Look at those offered, and at the rights of our user."


def _shape(managed_list: ManagedList, row: MappedField, sides: Sides) -> Shape:
    found = _found(managed_list, row, sides)
    intacct = next(one for one in found.values() if one)
    salesforce = sides.salesforce[row.salesforce]
    compared = pairing(intacct.kind, salesforce.type)
    assert compared, "a pair without shape has a mistake"
    return Shape(
        compared,
        salesforce.length or Shape().length,
        salesforce.scale,
        intacct.json,
        missing_from=tuple(name for name, one in found.items() if one is None),
        derived=not all(one.writable for one in found.values() if one),
    )
