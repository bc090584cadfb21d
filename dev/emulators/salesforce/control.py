"""What tests and the demo may order under ``/_control``; every order can be given on the objects as well."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from dev.emulators.messages import Request
from dev.emulators.salesforce.bulk_ingest import Pace
from dev.emulators.salesforce.org import Org
from dev.emulators.salesforce.row_rules import RowFault, ValidationRule

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import SalesforceStandIn

Order = dict[str, Any]


def serve(stand_in: "SalesforceStandIn") -> None:
    for (method, what), action in _ORDERS.items():
        stand_in.control(method, what)(partial(_obeyed, stand_in, action))


def _obeyed(stand_in: "SalesforceStandIn", action: Callable[..., Any], request: Request) -> Any:
    """Do the order in the org that it names, or in the first one."""
    order: Order = request.json() if request.body else dict(request.query)
    org = stand_in.orgs[order.pop("org", None) or next(iter(stand_in.orgs))]
    return action(stand_in, org, order)


def _add_row_fault(_: "SalesforceStandIn", org: Org, order: Order) -> None:
    org.rules.add_fault(_made(RowFault, order))


def _add_validation_rule(_: "SalesforceStandIn", org: Org, order: Order) -> None:
    org.rules.add_rule(_made(ValidationRule, order))


def _clear_rules(_: "SalesforceStandIn", org: Org, _order: Order) -> None:
    org.rules.clear()


def _set_quota(_: "SalesforceStandIn", org: Org, order: Order) -> None:
    org.quota.daily = order.get("daily", org.quota.daily)
    org.quota.used = order.get("used", org.quota.used)


def _set_bulk_pace(stand_in: "SalesforceStandIn", _org: Org, order: Order) -> None:
    stand_in.bulk_pace = _made(Pace, order)


def _show_fields(_: "SalesforceStandIn", org: Org, order: Order) -> None:
    org.show_fields(order["object"], hide=order.get("hide", ()), show=order.get("show", ()))


def _register(stand_in: "SalesforceStandIn", org: Org, order: Order) -> None:
    stand_in.register(org=org.name, **order)


def _sign_in(stand_in: "SalesforceStandIn", org: Org, order: Order) -> dict[str, str]:
    return {"access_token": stand_in.sign_in(org.name, order.get("username", ""))}


def _end_sessions(stand_in: "SalesforceStandIn", _org: Org, _order: Order) -> None:
    stand_in.sessions.end_all()


def _query(_: "SalesforceStandIn", org: Org, order: Order) -> list[dict[str, Any]]:
    return org.query(order["q"])


def _put_rows(_: "SalesforceStandIn", org: Org, order: Order) -> dict[str, int]:
    return {"rows": org.store.put_many(order["object"], order["rows"])}


def _generate(_: "SalesforceStandIn", org: Org, order: Order) -> dict[str, int]:
    return {"rows": org.store.put_many(order["object"], _invented(order))}


def _made(kind: Callable[..., Any], order: Order) -> Any:
    try:
        return kind(**order)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _invented(order: Order) -> Iterator[dict[str, Any]]:
    """Rows of a managed list with record numbers without gaps, as a resync would have written them."""
    name, first = order["list"], order.get("first", 1)
    for number in range(first, first + order["rows"]):
        yield {
            "Intacct_Key__c": f"{name}:{number}",
            "Intacct_Record_No__c": float(number),
            "Intacct_Id__c": f"{number:07d}",
            "Name": f"Row {number}",
            "Full_Name__c": f"Row {number}",
            "Active__c": 1,
        }


_ORDERS: dict[tuple[str, str], Callable[..., Any]] = {
    ("POST", "row_faults"): _add_row_fault,
    ("DELETE", "row_faults"): _clear_rules,
    ("POST", "validation_rules"): _add_validation_rule,
    ("DELETE", "validation_rules"): _clear_rules,
    ("POST", "quota"): _set_quota,
    ("POST", "bulk_pace"): _set_bulk_pace,
    ("POST", "fields"): _show_fields,
    ("POST", "clients"): _register,
    ("POST", "sessions"): _sign_in,
    ("DELETE", "sessions"): _end_sessions,
    ("GET", "query"): _query,
    ("POST", "rows"): _put_rows,
    ("POST", "generate"): _generate,
}
