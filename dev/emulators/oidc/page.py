"""The sign-in page: the demonstration's people, to choose one from."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from dev.emulators.messages import Response
from dev.emulators.oidc.people import PEOPLE, Person

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 12vh auto; padding: 0 1rem; color: #1a2b22 }
ul { list-style: none; padding: 0 }
a { display: block; padding: .75rem 1rem; margin: .5rem 0; border: 1px solid #b5c7bd; border-radius: .5rem;
    color: inherit; text-decoration: none }
a:hover, a:focus-visible { border-color: #00722f; outline: 2px solid #00722f }
small { display: block; color: #46584e }
"""


def choose_person(query: Mapping[str, str]) -> Response:
    """A page with a link for each person: the same request, with that person as ``login_hint``."""
    links = "".join(_link(person, query) for person in PEOPLE.values())
    body = (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Connexion · Sign in</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f"<h1>Connexion<br>Sign in</h1><p>Démonstration : choisissez une personne. "
        f'<span lang="en">Demonstration: choose a person.</span></p><ul>{links}</ul></main></body></html>'
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return Response(200, body, {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy})


def _link(person: Person, query: Mapping[str, str]) -> str:
    address = "/authorize?" + urlencode({**query, "login_hint": person.sub})
    about = f"{', '.join(person.roles)} · {person.tenant} · {person.locale}"
    return f'<li><a href="{escape(address)}">{escape(person.name)}<small>{escape(about)}</small></a></li>'
