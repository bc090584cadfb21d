"""Bad hand-overs over HTTP: the field is named, Intacct is not asked, and nobody gets in."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.client import Answer, Api, refused
from tests.app.conftest import Parts
from tests.app.tab_scene import GIVEN, HAND_OVER, SESSION, set_up
from tests.app.test_bad_bodies import BAD_BODIES, BAD_TYPES


@pytest.fixture
def opening(api: Api, parts: Parts) -> Api:
    return set_up(api, parts)


def silent(answer: Answer, parts: Parts) -> None:
    """Nothing was asked of Intacct, nothing kept, and nothing told back."""
    assert parts.intacct_door.asked == 0
    assert (parts.tab_passes.passes, parts.tab_passes.nonces) == ({}, set())
    assert SESSION.encode() not in answer.body


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_body_that_is_none_reaches_nobody(opening: Api, parts: Parts, body: bytes) -> None:
    answer = opening.post(HAND_OVER, body)
    refused(answer, 400)
    silent(answer, parts)


@pytest.mark.parametrize("kind", BAD_TYPES.values(), ids=BAD_TYPES)
def test_a_body_of_another_kind_reaches_nobody(opening: Api, parts: Parts, kind: str) -> None:
    """A form or a text could be sent from a page of any origin; JSON asks that origin's leave first."""
    answer = opening.change("POST", HAND_OVER, GIVEN, Content_Type=kind)
    refused(answer, 415)
    silent(answer, parts)


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"tenant": ""}, "tenant"),
    ({"tenant": "Demo"}, "tenant"),
    ({"tenant": "demo#A"}, "tenant"),
    ({"tenant": "d" * 64}, "tenant"),
    ({"tenant": ["demo"]}, "tenant"),
    ({"tenant": None}, "tenant"),
    ({"customer": 101}, "customer"),
    ({"customer": "0101"}, "customer"),
    ({"customer": "-1"}, "customer"),
    ({"customer": "1e3"}, "customer"),
    ({"customer": "١٠١"}, "customer"),
    ({"customer": "C-1"}, "customer"),
    ({"customer": "9" * 19}, "customer"),
    ({"customer": "{!CUSTOMER.RECORDNO!}"}, "customer"),
    ({"session": ""}, "session"),
    ({"session": "two words"}, "session"),
    ({"session": "a\r\nX-Evil: 1"}, "session"),
    ({"session": "é"}, "session"),
    ({"session": "s" * 1025}, "session"),
    ({"nonce": "short"}, "nonce"),
    ({"nonce": "n" * 44}, "nonce"),
    ({"nonce": "ñ" * 43}, "nonce"),
    ({"company": "demo"}, "company"),
    ({"user": "cmoreau"}, "user"),
    ({"customer_id": "C-2"}, "customer_id"),
    ({"endpoint": "https://evil.example/"}, "endpoint"),
    ({"role": "admin"}, "role"),
    ({"__proto__": {}}, "__proto__"),
]


@pytest.mark.parametrize(("change", "field"), BAD_FIELDS)
def test_a_bad_field_is_named_and_reaches_nobody(opening: Api, parts: Parts, change: Any, field: str) -> None:
    answer = opening.post(HAND_OVER, {**GIVEN, **change})
    assert [error["field"] for error in refused(answer, 400)["errors"]] == [field]
    silent(answer, parts)


@pytest.mark.parametrize("name", GIVEN)
def test_a_field_that_is_missing_is_named(opening: Api, parts: Parts, name: str) -> None:
    answer = opening.post(HAND_OVER, {key: value for key, value in GIVEN.items() if key != name})
    assert [error["field"] for error in refused(answer, 400)["errors"]] == [name]
    silent(answer, parts)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=60), lambda inner: st.lists(inner, max_size=3)
)
FIELDS = st.sampled_from([*GIVEN, "company", "user", "", "Tenant"])


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.dictionaries(FIELDS, ANYTHING, min_size=1, max_size=3))
def test_whatever_is_handed_over_nobody_gets_in_but_by_intacct(
    opening: Api, parts: Parts, changes: dict[str, Any]
) -> None:
    for kept in (parts.tab_passes.passes, parts.tab_passes.nonces, parts.paces.times):
        kept.clear()  # the same world for every example
    answer = opening.post(HAND_OVER, {**GIVEN, **changes})
    assert answer.status in (201, 400, 401, 403)
    assert (answer.status == 201) == (parts.tab_passes.passes != {})
    if answer.status == 201:
        assert set(changes) <= {"nonce", "customer"}
    if answer.status != 201:
        refused(answer, answer.status)
        assert SESSION.encode() not in answer.body
