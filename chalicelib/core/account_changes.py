"""What came, went and changed between two descriptions of the Account."""

from dataclasses import dataclass

from chalicelib.core.account import AccountField, Offered


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field as one names it to a person."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Retyped:
    """A field whose type is another now: what was stored of it may read differently."""

    name: str
    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class FieldChanges:
    """In the order of the descriptions. A field goes when it is deleted, or when our user may no longer read it."""

    came: tuple[FieldName, ...] = ()
    went: tuple[FieldName, ...] = ()
    retyped: tuple[Retyped, ...] = ()


def field_changes(before: Offered, now: Offered) -> FieldChanges:
    return FieldChanges(
        came=tuple(_named(field) for name, field in now.items() if name not in before),
        went=tuple(_named(field) for name, field in before.items() if name not in now),
        retyped=tuple(
            Retyped(name, field.label, before[name].type, field.type)
            for name, field in now.items()
            if name in before and before[name].type != field.type
        ),
    )


def _named(field: AccountField) -> FieldName:
    return FieldName(field.name, field.label)
