"""The stand-in's pages for people: sign in, the customers, and one customer's record with what was pasted into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http.cookies import SimpleCookie

from dev.emulators.intacct.errors import Refused
from dev.emulators.intacct.sessions import Sessions
from dev.emulators.intacct.store import Row, Store
from dev.emulators.intacct.viewer import USER, Viewer
from dev.emulators.server import Request, Response, StandIn

UI = "/ui"
CUSTOMER = "accounts-receivable/customer"
_COOKIE = "intacct_stand_in"
_SHOWN = ("id", "name", "status", "currency", "creditLimit", "totalDue")
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a2b22 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem } dt { color: #46584e } dd { margin: 0 }
"""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What an administrator put into the record's page: the component's text, and the address of a Smart Link."""

    component: str
    smart_link: str = ""


@dataclass(slots=True)
class Pages:
    """Served to browsers by name (``localhost``), so that the API of the product is another site for them."""

    store: Store
    sessions: Sessions
    companies: list[str] = field(default_factory=list)
    pasted: dict[str, Pasted] = field(default_factory=dict)

    def add_to(self, stand_in: StandIn) -> None:
        stand_in.route("GET", UI, "page")(self._people)
        stand_in.route("GET", f"{UI}/sign-in", "page")(self._sign_in)
        stand_in.route("GET", f"{UI}/sign-out", "page")(self._sign_out)
        stand_in.route("GET", f"{UI}/customers", "page")(self._customers)
        stand_in.route("GET", f"{UI}/customers/<key>", "page")(self._customer)
        stand_in.control("POST", "component")(lambda request: self._paste(**request.json()))

    def _paste(self, company: str, component: str, smart_link: str = "") -> None:
        self.pasted[company] = Pasted(component, smart_link)

    def _people(self, _: Request) -> Response:
        """Programs have users of their own, who are left out."""
        people = [(company, row) for company in self.companies for row in self._users(company)]
        links = "".join(
            f'<li><a href="{UI}/sign-in?company={escape(company)}&amp;user={escape(row["id"])}">'
            f"{escape(row['userName'])}</a> · {escape(company)}</li>"
            for company, row in people
        )
        return _page("Sign in", f"<p>A stand-in for Sage Intacct: choose a person.</p><ul>{links}</ul>")

    def _users(self, company: str) -> list[Row]:
        table = self.store.table(company, USER)
        rows = [table[key] for key in table.keys]
        return [row for row in rows if row["status"] == "active" and not row["webServices.isRestricted"]]

    def _sign_in(self, request: Request) -> Response:
        session_id = self.sessions.open(request.query.get("company", ""), request.query.get("user", ""))
        cookie = f"{_COOKIE}={session_id}; Path={UI}; HttpOnly; SameSite=Lax"
        return Response(303, "", {"Location": f"{UI}/customers", "Set-Cookie": cookie})

    def _sign_out(self, request: Request) -> Response:
        self.sessions.close(_session_of(request))
        return Response(303, "", {"Location": UI})

    def _customers(self, request: Request) -> Response:
        viewer = self.sessions.viewer(_session_of(request))
        if viewer is None:
            return Response(303, "", {"Location": UI})
        links = "".join(
            f'<li><a href="{UI}/customers/{row["key"]}">{escape(row["id"])}</a> {escape(row["name"])}</li>'
            for row in self._seen(viewer)
        )
        return _page("Customers", f"<ul>{links}</ul>")

    def _customer(self, request: Request) -> Response:
        session_id = _session_of(request)
        viewer = self.sessions.viewer(session_id)
        if viewer is None:
            return Response(303, "", {"Location": UI})
        row = next((row for row in self._seen(viewer) if row["key"] == request.params["key"]), None)
        if row is None:
            return _page("Customer", "<p>You cannot see this customer, or there is none.</p>", 404)
        fields = "".join(f"<dt>{name}</dt><dd>{escape(str(row.get(name) or ''))}</dd>" for name in _SHOWN)
        pasted = self.pasted.get(viewer.company, Pasted("<p>Nothing was pasted here yet.</p>"))
        values = {"#CURR_SESSION": session_id, "CUSTOMER.RECORDNO": row["key"], "CUSTOMER.CUSTOMERID": row["id"]}
        link = f'<p><a href="{_merged(escape(pasted.smart_link), values)}">Salesforce account (Smart Link)</a></p>'
        tab = f"<section><h2>Salesforce</h2>{_merged(pasted.component, values)}</section>"
        return _page(str(row["name"]), f"<dl>{fields}</dl>{link if pasted.smart_link else ''}{tab}")

    def _seen(self, viewer: Viewer) -> list[Row]:
        viewer.demand(CUSTOMER)
        table, sees = self.store.table(viewer.company, CUSTOMER), viewer.sees(include_private=True)
        return [table[key] for key in table.keys if sees(table[key])]


def refusal_page(refused: Refused) -> Response:
    """A page in place of an answer of the API."""
    return _page("Not allowed", "<p>You do not have permission to see this.</p>", refused.response.status)


def _merged(text: str, values: Mapping[str, str]) -> str:
    """Merge tokens as ``{!CUSTOMER.RECORDNO!}`` filled in, without escaping; one that is unknown stays as it is."""
    for name, value in values.items():
        text = text.replace(f"{{!{name}!}}", value)
    return text


def _session_of(request: Request) -> str:
    cookie = SimpleCookie(request.headers.get("cookie", "")).get(_COOKIE)
    return cookie.value if cookie else ""


def _page(title: str, body: str, status: int = 200) -> Response:
    way = f'<p><a href="{UI}/customers">Customers</a> · <a href="{UI}/sign-out">Sign out</a></p>'
    text = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{body}{way}</main></body></html>"
    )
    return Response(status, text, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"})
