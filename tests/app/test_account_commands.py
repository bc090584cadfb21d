"""The command line's account details, against the served API: the fields, the choice, a customer's tab."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from chalicelib.core.account import AccountField
from chalicelib.core.errors import TryAgain
from chalicelib.core.settings import AccountDetails
from dev.fakes import SET_UP
from tests.app.command_line import CommandLine
from tests.app.conftest import Parts
from tests.app.tab_scene import SESSION, set_up
from tests.unit.account_parts import LINK

CHOICE = AccountDetails(shown=True, fields=("Name", "AnnualRevenue", "Owner.Name"), currency="EUR")


@pytest.fixture
def chosen(parts: Parts) -> Parts:
    parts.settings.save("demo", replace(parts.settings.current("demo"), account_details=CHOICE), 1, SET_UP)
    return parts


def choice(parts: Parts) -> AccountDetails:
    return parts.settings.current("demo").account_details


def words(line: str) -> list[str]:
    return line.split()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((), 10),
        (("--search", "OWNER"), 2),
        (("--search", "billing", "--group", "standard"), 2),
        (("--group", "package"), 0),
        (("--chosen",), 3),
        (("--sensitive",), 1),
    ],
)
@pytest.mark.usefixtures("chosen")
def test_fields_are_searched_by_text_group_and_mark(run: CommandLine, asked: tuple[str, ...], found: int) -> None:
    done = run("account-details", "fields", *asked)
    assert (done.code, done.out.splitlines()[-1].split()[:3]) == (0, [str(found), "of", "10"])


def test_a_field_is_listed_with_what_is_to_be_known_of_it(run: CommandLine, chosen: Parts) -> None:
    chosen.org.fields["Text__c"] = AccountField("Text__c", "[red]\x1b[31m\u202eevil", "string")
    listed = run("account-details", "fields").out
    assert "sensitive: bank" in listed
    assert "part of BillingAddress" in listed
    assert "[red] [31m evil" in listed


def test_a_refresh_tells_what_came_went_and_changed(run: CommandLine, parts: Parts) -> None:
    assert "first time" in run("account-details", "refresh").out
    assert run("account-details", "refresh").out.startswith("Nothing came or went.")
    parts.org.fields["New__c"] = AccountField("New__c", "New", "date")
    parts.org.fields["Name"] = AccountField("Name", "Name", "textarea")
    del parts.org.fields["Industry"]
    told = run("account-details", "refresh").out.splitlines()
    assert told == [
        "came: New__c (New)",
        "went: Industry (Industry)",
        "type: Name was string, is textarea now",
        "10 fields can be chosen.",
    ]


def test_the_choice_is_shown_in_the_order_of_the_tab(run: CommandLine, chosen: Parts) -> None:
    del chosen.org.fields["AnnualRevenue"]
    run("account-details", "set", "reader_fields=[Name]")
    shown = run("account-details", "show").out.splitlines()
    assert shown[0] == "The tab is shown."
    places = [words(line) for line in shown if words(line)[:1] and words(line)[0].isdigit()]
    assert [place[:2] for place in places] == [["1", "Name"], ["2", "AnnualRevenue"], ["3", "Owner.Name"]]
    assert "readers too" in shown[3]
    assert "not for readers, gone from Salesforce" in shown[4]
    assert f"An Account is found by {LINK}; amounts are in EUR." in shown
    assert shown[-1].startswith("Administrators and implementers will see 3 fields and readers 1 of them")


def test_members_are_set_and_the_others_stay(run: CommandLine, chosen: Parts) -> None:
    done = run("account-details", "set", "shown=false", "fields=[Owner.Name, Name]", "currency=USD")
    assert (done.code, done.out.splitlines()[0]) == (0, "Saved in version 3 of the settings.")
    assert choice(chosen) == replace(CHOICE, shown=False, fields=("Owner.Name", "Name"), currency="USD")
    assert run("account-details", "set", "shown=false").out.startswith("Nothing changed.")


def test_fields_are_added_moved_and_removed(run: CommandLine, chosen: Parts) -> None:
    assert run("account-details", "add", "Industry").code == 0
    assert choice(chosen).fields == ("Name", "AnnualRevenue", "Owner.Name", "Industry")
    assert run("account-details", "add", "Industry", "BillingCity", "--at", "1").code == 0
    assert choice(chosen).fields == ("Industry", "BillingCity", "Name", "AnnualRevenue", "Owner.Name")
    run("account-details", "set", "reader_fields=[Name, Industry]")
    assert run("account-details", "remove", "Industry", "AnnualRevenue").code == 0
    assert choice(chosen).fields == ("BillingCity", "Name", "Owner.Name")
    assert choice(chosen).reader_fields == ("Name",)


def test_the_choice_is_exported_and_imported_as_yaml(run: CommandLine, chosen: Parts, tmp_path: Path) -> None:
    exported = run("account-details", "export").out
    assert yaml.safe_load(exported) == {
        "shown": True,
        "fields": list(CHOICE.fields),
        "reader_fields": None,
        "link_field": LINK,
        "currency": "EUR",
    }
    file = tmp_path / "choice.yaml"
    file.write_text(exported)
    assert run("account-details", "import", str(file)).out.startswith("Nothing changed.")
    file.write_text("fields: [Name]\nreader_fields: []\n")
    assert run("account-details", "import", str(file)).code == 0
    assert choice(chosen) == replace(CHOICE, fields=("Name",), reader_fields=())
    assert run("account-details", "import", "-", typed=exported).code == 0
    assert choice(chosen) == CHOICE


def test_sensitive_fields_need_a_second_yes(run: CommandLine, chosen: Parts) -> None:
    refused = run("account-details", "add", "IBAN__c")
    assert (refused.code, "fields.3" in refused.err) == (2, True)
    assert run("account-details", "add", "IBAN__c", "--confirm-sensitive").code == 0
    assert choice(chosen).fields[-1] == "IBAN__c"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "Nope__c"), "fields.3: "),
        (("add", "Id) FROM User--"), "fields.3: "),
        (("add", "Industry", "--at", "0"), "There is no place 0; choose one from 1 to 4."),
        (("add", "Industry", "--at", "5"), "There is no place 5; choose one from 1 to 4."),
        (("remove", "Industry"), "Not chosen: Industry."),
        (("set", "field=[Name]"), "There is no member field. Members: shown, fields, "),
        (("set", "shown"), "member=value"),
        (("set", "fields=["), "no YAML"),
        (("set", "fields=[.nan]"), "no YAML"),
        (("set", "currency=euro"), "currency: "),
        (("set", "shown=perhaps"), "shown: "),
        (("import", "/nowhere/choice.yaml"), "can't be read"),
    ],
)
def test_what_cannot_be_chosen_is_told_and_nothing_is_changed(
    run: CommandLine, chosen: Parts, arguments: tuple[str, ...], says: str
) -> None:
    done = run("account-details", *arguments)
    assert (done.code, says in done.err) == (2, True), done.err
    assert chosen.settings.current("demo").version == 2


@pytest.mark.parametrize("content", [b"- Name", b"\xff\xfe", b"&a [*a]", b"? [x]\n: y\n", b"", b"7"])
def test_a_file_that_holds_no_choice_is_refused(
    run: CommandLine, chosen: Parts, content: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "choice.yaml"
    file.write_bytes(content)
    done = run("account-details", "import", str(file))
    assert (done.code, "Traceback" in done.err, bool(done.err)) == (2, False, True)
    assert chosen.settings.current("demo").version == 2


@pytest.mark.usefixtures("chosen")
def test_a_customers_tab_is_written_for_who_looks(run: CommandLine) -> None:
    done = run("account-details", "customer", "C-1", "--locale", "en-US", "--time-zone", "Europe/Paris")
    assert done.code == 0
    lines = [words(line) for line in done.out.splitlines()]
    assert ["Annual", "revenue", "€1,250,000"] in lines
    assert "written for en-US, Europe/Paris." in done.out
    assert "1\u202f250\u202f000\u00a0€" in run("account-details", "customer", "C-1").out


def test_a_reader_is_shown_what_is_for_readers(run: CommandLine, chosen: Parts) -> None:
    run("account-details", "set", "reader_fields=[Name]")
    seen = run("account-details", "customer", "C-1", person="reader").out
    assert "Boulangerie Duval" in seen
    assert "Zoé Martin" not in seen
    chosen.org.refusal = TryAgain("salesforce_away", "Salesforce could not be reached.")
    chosen.clock.sleep(61)
    away = run("account-details", "customer", "C-1", person="reader")
    assert (away.code, "Boulangerie Duval" in away.out) == (1, True)
    told = run("account-details", "customer", "C-1").out
    assert "Salesforce could not be reached." in told
    assert "What to do" not in told, "it passes by itself"


@pytest.mark.parametrize(("customer", "code"), [("C-9", 1), ("a/b", 1), ("x" * 101, 2)])
@pytest.mark.usefixtures("chosen")
def test_a_customer_without_account_ends_in_one(run: CommandLine, customer: str, code: int) -> None:
    assert run("account-details", "customer", customer).code == code


def test_the_tab_inside_intacct_is_looked_at_by_a_users_session(run: CommandLine, parts: Parts) -> None:
    set_up(run.api, parts)
    done = run("tab", "look", "101", "--tenant", "demo", "--locale", "en-US", typed=f"{SESSION}\n", person="")
    assert (done.code, "Boulangerie Duval" in done.out) == (0, True)
    assert "IBAN" not in done.out
    refused = run("tab", "look", "101", "--tenant", "demo", typed="another", person="")
    assert (refused.code, SESSION in refused.err + done.err + done.out) == (2, False)


def test_the_component_and_the_link_are_told_for_pasting(run: CommandLine) -> None:
    assert "{!#CURR_SESSION!}" in run("tab", "component").out
    link = "https://sync.example/passerelle/customers#{!CUSTOMER.CUSTOMERID!}\n"
    assert run("tab", "component", "--link").out == link
