"""Letting the customer tab inside Intacct in: what Intacct says counts, once, for five minutes; every doubt refuses."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from chalicelib.core.errors import Conflict, NeedsAdmin, NotAllowed, NotSignedIn, Problem, TooMany, TryAgain
from chalicelib.core.pace import HAND_OVERS, STARTS
from chalicelib.core.principal import Role
from chalicelib.core.settings import Connection, Settings
from chalicelib.core.tab import LIFE, HandOver, TabPass
from chalicelib.usecases.pace_desk import PaceDesk
from chalicelib.usecases.tab import open_tab, tab_pass_of
from chalicelib.usecases.tab_desk import TabDesk
from dev.fakes import SET_UP, FakeClock, FakeSettingsStore
from dev.fakes.pace import FakePaces
from dev.fakes.tab import FakeIntacctDoor, FakeTabPasses, FakeVisit

SESSION = "aB3..session"
GIVEN = HandOver("demo", 101, "n" * 43, SESSION)
HERE = "198.51.100.7"


@dataclass
class Bench:
    clock: FakeClock = field(default_factory=FakeClock)
    passes: FakeTabPasses = field(default_factory=FakeTabPasses)
    visit: FakeVisit = field(default_factory=lambda: FakeVisit("DEMO", "cmoreau", {101: "C-00001"}))

    def __post_init__(self) -> None:
        self.settings = FakeSettingsStore()
        for tenant, company in (("demo", "demo"), ("autre", "autre"), ("new", "")):
            self.settings.save(tenant, Settings(connection=Connection(intacct_company=company)), 0, SET_UP)
        self.door = FakeIntacctDoor({SESSION: self.visit})
        tokens = iter(f"token-{number}" for number in range(1000))
        self.paces = FakePaces()
        paces = PaceDesk(self.paces, self.clock, STARTS)
        self.desk = TabDesk(self.settings, self.passes, paces, self.clock, self.door.visit, lambda: next(tokens))

    def refused(self, kind: type[Problem], given: HandOver = GIVEN) -> str:
        with pytest.raises(kind) as caught:
            open_tab(self.desk, given, HERE)
        assert caught.value.remedy
        assert self.passes.passes == {}
        return caught.value.code


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_pass_is_for_the_user_and_the_customer_that_intacct_names(bench: Bench) -> None:
    opened = open_tab(bench.desk, GIVEN, HERE)
    assert opened.tab_pass == TabPass("demo", "cmoreau", "C-00001", bench.clock.now() + LIFE)
    assert tab_pass_of(bench.desk, opened.token) == opened.tab_pass
    who = opened.tab_pass.principal
    assert (who.tenant, who.subject, who.roles) == ("demo", "intacct:cmoreau", frozenset({Role.READER}))


def test_neither_session_nor_token_stand_where_a_value_is_printed(bench: Bench) -> None:
    opened = open_tab(bench.desk, GIVEN, HERE)
    assert SESSION not in repr(GIVEN)
    assert opened.token not in repr(opened)


def test_a_pass_holds_for_five_minutes_and_not_a_moment_longer(bench: Bench) -> None:
    opened = open_tab(bench.desk, GIVEN, HERE)
    bench.clock.advance(299.999)
    tab_pass_of(bench.desk, opened.token)
    bench.clock.advance(0.001)
    for token in (opened.token, "made-up", ""):
        with pytest.raises(NotSignedIn) as caught:
            tab_pass_of(bench.desk, token)
        assert caught.value.code == "tab_pass_over"


def test_a_hand_over_counts_once_also_where_it_failed(bench: Bench) -> None:
    bench.door.refusal = TryAgain("intacct_away", "Sage Intacct could not be reached.")
    bench.refused(TryAgain)
    bench.door.refusal = None
    assert bench.refused(Conflict) == "tab_hand_over_used"
    assert bench.door.asked == 1
    open_tab(bench.desk, replace(GIVEN, nonce="m" * 43), HERE)


@pytest.mark.parametrize(
    ("spoil", "kind", "code"),
    [
        (lambda bench: bench.door.sessions.clear(), NotSignedIn, "tab_session"),
        (lambda bench: setattr(bench.visit, "company", "autre"), NotAllowed, "tab_other_company"),
        (lambda bench: setattr(bench.visit, "company", ""), NotAllowed, "tab_other_company"),
        (lambda bench: setattr(bench.visit, "user", ""), NotAllowed, "tab_other_company"),
        (lambda bench: setattr(bench.visit, "customers", {102: "C-00001"}), NotAllowed, "tab_customer_closed"),
        (lambda bench: setattr(bench.visit, "refusal", TryAgain("x", "Away.")), TryAgain, "tab_intacct_away"),
        (lambda bench: setattr(bench.door, "refusal", TryAgain("x", "Away.")), TryAgain, "tab_intacct_away"),
        (lambda bench: setattr(bench.door, "refusal", NeedsAdmin("tab_client", "No.", remedy="Do.")), NeedsAdmin, ""),
    ],
)
def test_every_doubt_ends_in_a_refusal(
    bench: Bench, spoil: Callable[[Bench], object], kind: type[Problem], code: str
) -> None:
    spoil(bench)
    assert bench.refused(kind) == (code or "tab_client")


@pytest.mark.parametrize("tenant", ["autre", "new", "nobody"])
def test_a_tenant_that_is_not_of_this_company_gets_one_and_the_same_answer(bench: Bench, tenant: str) -> None:
    assert bench.refused(NotAllowed, replace(GIVEN, tenant=tenant)) == "tab_other_company"


def test_intacct_is_not_asked_for_a_tenant_that_has_no_company(bench: Bench) -> None:
    bench.refused(NotAllowed, replace(GIVEN, tenant="nobody"))
    assert (bench.door.asked, bench.passes.nonces, bench.paces.times) == (0, set(), {})


def test_one_address_may_hand_over_so_often_in_a_minute(bench: Bench) -> None:
    bench.door.sessions.clear()
    for number in range(HAND_OVERS.most):
        bench.refused(NotSignedIn, replace(GIVEN, nonce=f"{number:043}"))
    assert bench.refused(TooMany) == "tab_too_many"
    assert bench.door.asked == HAND_OVERS.most
    bench.door.sessions[SESSION] = bench.visit
    open_tab(bench.desk, GIVEN, "203.0.113.1")
    bench.clock.advance(60)
    open_tab(bench.desk, replace(GIVEN, nonce="later".ljust(43, "-")), HERE)
