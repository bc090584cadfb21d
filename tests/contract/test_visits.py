"""Contract of a visit with the session of an Intacct user: in memory, and at the stand-in over HTTP."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.adapters.intacct_visit import IntacctVisit
from chalicelib.core.errors import NotSignedIn
from chalicelib.core.settings import Settings
from chalicelib.ports.tab import Visit
from dev.fakes.tab import FakeIntacctDoor, FakeVisit
from tests.contract.intacct_caller import seeded
from tests.contract.real_adapters import TENANT, Connected

Visiting = Callable[[str], Visit]
SEEN, PRIVATE, NOWHERE = 101, 103, 999_999


@pytest.fixture(params=["memory", "intacct"])
def visiting(request: pytest.FixtureRequest) -> Visiting:
    """Opens a visit with the session of ``everything`` or ``a-part``, or with another one, which is none."""
    opened: Visiting = request.getfixturevalue(f"visiting_{request.param}")
    return opened


@pytest.fixture
def visiting_memory() -> Visiting:
    door = FakeIntacctDoor(
        {
            "everything": FakeVisit("demo", "cmoreau", {SEEN: "C-00001", PRIVATE: "C-00003"}),
            "a-part": FakeVisit("demo", "lpetit", {SEEN: "C-00001"}),
        }
    )
    return lambda session: door.visit(TENANT, Settings(), session)


@pytest.fixture
def visiting_intacct() -> Iterator[Visiting]:
    stand_in = seeded()
    users = {"everything": "cmoreau", "a-part": "lpetit"}
    with stand_in.serve() as running:
        side = Connected(running.url)
        open_session = stand_in.tokens.sessions.open
        sessions = {name: open_session("demo", user) for name, user in users.items()}

        def visit(session: str) -> Visit:
            return IntacctVisit(TENANT, sessions.get(session, session), side.secrets, side.network, running.url)

        yield visit


def test_a_visit_knows_whose_it_is(visiting: Visiting) -> None:
    visit = visiting("everything")
    assert (visit.company, visit.user) == ("demo", "cmoreau")


def test_it_sees_the_customers_that_this_user_sees(visiting: Visiting) -> None:
    everything, part = visiting("everything"), visiting("a-part")
    assert [everything.customer_id(number) for number in (SEEN, PRIVATE, NOWHERE)] == ["C-00001", "C-00003", None]
    assert [part.customer_id(number) for number in (SEEN, PRIVATE, NOWHERE)] == ["C-00001", None, None]


def test_a_session_that_is_none_opens_nothing(visiting: Visiting) -> None:
    with pytest.raises(NotSignedIn) as caught:
        visiting("made-up")
    assert caught.value.code == "tab_session"
    assert caught.value.remedy
