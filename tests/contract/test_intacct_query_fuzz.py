"""No query, however odd, makes the Intacct stand-in itself fail."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dev.emulators.intacct.errors import Refused
from dev.emulators.intacct.query import parse_query, run_query
from dev.emulators.intacct.viewer import Viewer
from tests.contract.intacct_caller import seeded

CUSTOMER = "accounts-receivable/customer"
STORE = seeded().store
VIEWER = Viewer("demo", "ws_sync", "client", "session")

_SCRAPS = st.sampled_from([None, True, -1, 3, 2.5, "", "3", "and", "2025-01-01T00:00:00Z", "1 or (", ["3"], {"a": 1}])
_PATHS = st.sampled_from(
    ["key", "id", "parent.key", "entity.name", "creditLimit", "discountPercent", "isOnHold", "x.y"]
)
_OPERATORS = st.sampled_from(["$eq", "$ne", "$gt", "$lte", "$in", "$notIn", "$between", "$contains", "$endsWith", "$x"])
_FILTERS = st.lists(
    st.builds(lambda operator, path, value: {operator: {path: value}}, _OPERATORS, _PATHS, _SCRAPS | st.lists(_SCRAPS))
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    body=st.fixed_dictionaries(
        {"object": st.just(CUSTOMER), "fields": st.lists(_PATHS, min_size=1)},
        optional={
            "filters": _FILTERS | _SCRAPS,
            "filterExpression": _SCRAPS,
            "filterParameters": _SCRAPS | st.dictionaries(st.sampled_from(["includePrivate", "asOfDate"]), _SCRAPS),
            "orderBy": st.lists(st.dictionaries(_PATHS, st.sampled_from(["asc", "desc", "up"]))) | _SCRAPS,
            "start": _SCRAPS,
            "size": _SCRAPS,
        },
    )
)
def test_whatever_is_asked_is_answered_or_refused(body: dict[str, Any]) -> None:
    meta, rows = answered(body)
    assert meta["totalCount"] >= len(rows)


def answered(body: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """The counts and the rows, where a refusal is one error; anything else that is raised is the stand-in's mistake."""
    try:
        answer = run_query(STORE, VIEWER, parse_query(body), call=1)
    except Refused as refused:
        answer = refused.response.body
    return answer["ia::meta"], answer["ia::result"]
