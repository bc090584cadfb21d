"""The stand-in's SOQL agrees with a plain reading of its rules, for conditions that nobody thought of."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dev.emulators.salesforce import SalesforceStandIn
from dev.emulators.salesforce.errors import ApiError
from dev.emulators.salesforce.org import Org
from dev.emulators.salesforce.soql_parse import parse
from dev.emulators.salesforce.soql_tokens import tokens_of, unescaped

CLASS = "Intacct_Class__c"
TEXTS = ["a", "A", "é", "É", "b%", "_", None]
NUMBERS = [0.0, 1.0, 2.5, None]
Row = dict[str, Any]
Test = tuple[str, Callable[[Row], bool]]


def _rows() -> list[Row]:
    return [
        {
            "Intacct_Key__c": f"{text}:{number}:{flag}",
            "Full_Name__c": text,
            "Intacct_Record_No__c": number,
            "Active__c": flag,
        }
        for text in TEXTS
        for number in NUMBERS
        for flag in (0, 1)
    ]


@pytest.fixture(scope="module")
def org() -> Org:
    made = SalesforceStandIn().add_org("demo")
    made.store.put_many(CLASS, _rows())
    return made


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _folded(text: str | None) -> str | None:
    return text.lower() if text is not None else None


def _text_test(text: str | None, equal: bool) -> Test:
    literal = "null" if text is None else quoted(text)
    sign = "=" if equal else "!="
    return f"Full_Name__c {sign} {literal}", lambda row: (_folded(row["Full_Name__c"]) == _folded(text)) == equal


def _number_test(number: float, sign: str) -> Test:
    def holds(row: Row) -> bool:
        value = row["Intacct_Record_No__c"]
        if value is None:
            return sign == "!="
        answers = {"<": value < number, "<=": value <= number, ">": value > number, ">=": value >= number}
        return bool((answers | {"=": value == number, "!=": value != number})[sign])

    return f"Intacct_Record_No__c {sign} {number}", holds


def _member_test(texts: list[str | None], within: bool) -> Test:
    literals = ", ".join("null" if text is None else quoted(text) for text in texts)
    wanted = {_folded(text) for text in texts}
    word = "IN" if within else "NOT IN"
    return f"Full_Name__c {word} ({literals})", lambda row: (_folded(row["Full_Name__c"]) in wanted) == within


def _flag_test(flag: bool) -> Test:
    return f"Active__c = {str(flag).upper()}", lambda row: bool(row["Active__c"]) == flag


def _not(test: Test) -> Test:
    return f"NOT ({test[0]})", lambda row: not test[1](row)


def _joined(word: str, tests: list[Test]) -> Test:
    every = all if word == "AND" else any
    return f" {word} ".join(f"({text})" for text, _ in tests), lambda row: every(holds(row) for _, holds in tests)


LEAVES = st.one_of(
    st.builds(_text_test, st.sampled_from(TEXTS), st.booleans()),
    st.builds(_number_test, st.sampled_from([0, 1, 2.5, 3]), st.sampled_from(["=", "!=", "<", "<=", ">", ">="])),
    st.builds(_member_test, st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3), st.booleans()),
    st.builds(_flag_test, st.booleans()),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(_not, inner),
        st.builds(_joined, st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=8,
)


@given(CONDITIONS)
@settings(max_examples=150, deadline=None)
def test_a_condition_finds_exactly_the_rows_that_it_describes(org: Org, condition: Test) -> None:
    text, holds = condition
    found = {record["Intacct_Key__c"] for record in org.query(f"SELECT Intacct_Key__c FROM {CLASS} WHERE {text}")}
    assert found == {row["Intacct_Key__c"] for row in _rows() if holds(row)}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
@settings(deadline=None)
def test_a_quoted_text_is_read_back_as_it_was(text: str) -> None:
    [literal, _end] = tokens_of(quoted(text))
    assert unescaped(literal.text) == text


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_a_query_or_refused_and_never_a_crash(text: str) -> None:
    assert _refusal(f"SELECT Id FROM {text}") in ("", "MALFORMED_QUERY")


def _refusal(soql: str) -> str:
    try:
        parse(soql)
    except ApiError as error:
        return error.code
    return ""
