"""The administrator's side: what can be chosen, what a refresh finds, what is saved."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.core.account import AccountField
from chalicelib.core.account_changes import FieldName
from chalicelib.core.errors import BadRequest, Conflict, Stale, TryAgain
from chalicelib.core.settings import AccountDetails
from chalicelib.usecases.account_fields import FieldsView, account_fields, choose_fields, refresh_fields
from tests.unit.account_parts import ADMIN, ALL, FIELDS, Parts


@pytest.fixture
def parts() -> Parts:
    return Parts()


def choose(parts: Parts, version: int | None = None, confirmed: bool = False, **changes: Any) -> FieldsView:
    wanted = replace(parts.settings.current("demo").account_details, **changes)
    return choose_fields(parts.desk, ADMIN, wanted, version, confirmed)


def test_everything_the_org_describes_is_offered_with_what_is_chosen(parts: Parts) -> None:
    view = account_fields(parts.desk, ADMIN)
    assert [field.name for field in view.fields] == list(FIELDS)
    assert tuple(field.name for field in view.fields if field.chosen) == tuple(n for n in FIELDS if n in ALL)
    assert (view.shown, view.chosen, view.settings_version) == (True, ALL, 1)
    assert view.exposure.startswith("Every person")


def test_the_description_is_asked_for_once_an_hour_and_then_only_whether_it_changed(parts: Parts) -> None:
    account_fields(parts.desk, ADMIN)
    parts.clock.advance(3_500)
    assert parts.calls_of(lambda: account_fields(parts.desk, ADMIN)) == []
    parts.org.fields["New__c"] = AccountField("New__c", "New", "date")  # without a new Last-Modified: not to be seen
    parts.clock.advance(200)
    assert parts.calls_of(lambda: account_fields(parts.desk, ADMIN)) == ["describe"]
    view = account_fields(parts.desk, ADMIN)
    assert "New__c" not in {field.name for field in view.fields}
    assert view.read_at == parts.clock.now()


def test_an_old_description_serves_while_salesforce_is_away(parts: Parts) -> None:
    account_fields(parts.desk, ADMIN)
    parts.clock.advance(7_200)
    parts.org.refusal = TryAgain("salesforce_away", "Away.")
    assert len(account_fields(parts.desk, ADMIN).fields) == len(FIELDS)
    with pytest.raises(TryAgain):
        refresh_fields(parts.desk, ADMIN)


def test_a_refresh_reads_all_anew_and_tells_what_came_and_went(parts: Parts) -> None:
    assert refresh_fields(parts.desk, ADMIN).first
    parts.org.fields["New__c"] = AccountField("New__c", "New", "date")
    del parts.org.fields["Industry"]
    refreshed = refresh_fields(parts.desk, ADMIN)
    assert not refreshed.first
    assert refreshed.changes.came == (FieldName("New__c", "New"),)
    assert refreshed.changes.went == (FieldName("Industry", "Industry"),)
    first, *_ = refreshed.view.fields
    assert (first.name, first.chosen, first.gone) == ("Industry", True, True)
    assert refresh_fields(parts.desk, ADMIN).changes.came == ()


def test_a_choice_is_saved_as_the_next_version(parts: Parts) -> None:
    view = choose(parts, fields=("Name", "OwnerId"), reader_fields=("Name",))
    assert (view.chosen, view.reader_fields, view.settings_version) == (("Name", "OwnerId"), ("Name",), 2)
    assert parts.settings.current("demo").account_details.fields == ("Name", "OwnerId")
    assert parts.settings.version("demo", 1).account_details.fields == ALL


def test_the_same_choice_twice_makes_one_version(parts: Parts) -> None:
    assert choose(parts, fields=("Name",)).settings_version == 2
    assert choose(parts, fields=("Name",)).settings_version == 2


def test_a_choice_over_older_settings_is_refused(parts: Parts) -> None:
    choose(parts, version=1, fields=("Name",))
    with pytest.raises(Stale):
        choose(parts, version=1, fields=("Industry",))
    assert parts.settings.current("demo").account_details.fields == ("Name",)


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"fields": ("Nope__c",)}, BadRequest), ({"fields": ("IBAN__c",)}, Conflict), ({"link_field": "X"}, BadRequest)],
)
def test_a_choice_that_is_refused_changes_nothing(
    parts: Parts, changes: dict[str, Any], error: type[Exception]
) -> None:
    before = parts.settings.current("demo")
    with pytest.raises(error):
        choose(parts, **changes)
    assert parts.settings.current("demo") == before


def test_a_sensitive_field_is_saved_after_the_second_yes(parts: Parts) -> None:
    view = choose(parts, confirmed=True, fields=("IBAN__c",))
    assert view.chosen == ("IBAN__c",)
    assert "sensitive: IBAN" in view.exposure


def test_a_vanished_field_can_be_kept_or_taken_out(parts: Parts) -> None:
    account_fields(parts.desk, ADMIN)
    del parts.org.fields["Industry"]
    refresh_fields(parts.desk, ADMIN)
    assert choose(parts, fields=("Industry", "Name")).chosen == ("Industry", "Name")
    assert choose(parts, fields=("Name",)).chosen == ("Name",)
    with pytest.raises(BadRequest):
        choose(parts, fields=("Industry", "Name"))


def test_nothing_is_shown_before_it_was_chosen() -> None:
    view = account_fields(Parts(AccountDetails()).desk, ADMIN)
    assert (view.shown, view.chosen) == (False, ())
