"""Nobody sees a field that is not chosen, or not allowed to their role: a thousand configurations."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.core.account import visible_names
from chalicelib.core.account_state import TabState
from chalicelib.core.principal import Role
from chalicelib.core.settings import AccountDetails
from tests.unit.account_parts import FIELDS, Parts, person

NAMES = st.lists(st.sampled_from([*FIELDS, "Gone__c"]), unique=True, max_size=11).map(tuple)
ROLES = st.frozensets(st.sampled_from(Role), min_size=1)


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(chosen=NAMES, readers=st.none() | NAMES, roles=ROLES, hidden=NAMES)
def test_what_is_shown_is_chosen_and_allowed(
    chosen: tuple[str, ...], readers: tuple[str, ...] | None, roles: frozenset[Role], hidden: tuple[str, ...]
) -> None:
    parts = Parts(AccountDetails(shown=True, fields=chosen, reader_fields=readers))
    for name in set(hidden) - {"Intacct_Customer_Id__c"}:
        parts.org.fields.pop(name, None)
    tab = parts.tab(person(*roles))
    reader_only = roles == {Role.READER}
    allowed = set(chosen) & set(readers) if reader_only and readers is not None else set(chosen)
    shown = [field.name for field in tab.fields]
    assert set(shown) <= allowed
    if tab.state is TabState.OK:
        left_out = {name for name in allowed if FIELDS.get(name) and FIELDS[name].compound in allowed}
        assert set(shown) >= allowed - left_out
        assert len(shown) == len(set(shown))


@given(chosen=NAMES, readers=st.none() | NAMES)
def test_without_a_role_nothing_is_visible(chosen: tuple[str, ...], readers: tuple[str, ...] | None) -> None:
    assert visible_names(AccountDetails(fields=chosen, reader_fields=readers), frozenset()) == ()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(chosen=NAMES)
def test_salesforce_is_asked_for_the_chosen_fields_and_what_they_need(chosen: tuple[str, ...]) -> None:
    parts = Parts(AccountDetails(shown=True, fields=chosen))
    parts.tab()
    needed = {"Intacct_Customer_Id__c"} | ({"OwnerId"} if "Owner.Name" in chosen else set())
    assert set(parts.org.asked[-1]) == {name for name in chosen if name in FIELDS} | needed
