"""The invented people of the demonstration, who can sign in without a password."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs in: in which company, with which roles, reading which language."""

    sub: str
    name: str
    email: str
    locale: str
    tenant: str
    roles: tuple[str, ...]


PEOPLE = {
    person.sub: person
    for person in (
        Person("camille", "Camille Moreau", "camille.moreau@demo.example", "fr", "demo", ("admin",)),
        Person("alex", "Alex Reed", "alex.reed@demo.example", "en", "demo", ("implementer",)),
        Person("noor", "Noor Haddad", "noor.haddad@demo.example", "fr", "demo", ("reader",)),
        Person("jo", "Jo Lindqvist", "jo.lindqvist@autre.example", "en", "autre", ("admin",)),
    )
}


def find(name: str) -> Person | None:
    """A person by short name or e-mail address."""
    return PEOPLE.get(name) or next((person for person in PEOPLE.values() if person.email == name), None)
