"""Problems as answers: the form, the headers, and nothing of an exception in them."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.core.errors import Conflict, FieldError, NeedsAdmin, NotFound, Problem, TryAgain
from chalicelib.core.principal import Action
from chalicelib.routes.call import Call
from chalicelib.routes.edge import finish
from chalicelib.routes.problems import problem_response
from chalicelib.routes.table import Routes
from dev.http import serve, wsgi
from tests.app.client import Api
from tests.app.conftest import Replaceable

CANARY = "CANARY-4711"
RAISED: dict[str, Exception] = {
    "away": TryAgain("away", "Intacct is away.", retry_after_seconds=2.2),
    "busy": TryAgain("busy", "Intacct is busy."),
    "admin": NeedsAdmin("refused", "Salesforce refused.", remedy="Renew the key."),
    "gone": NotFound("gone", "It is gone."),
    "moved": Conflict("moved", "It has moved on.", errors=(FieldError("a.0.b", "Not this."),)),
    "bug": ValueError(f"{CANARY} in a message"),
    "key": KeyError(CANARY),
    "deep": RecursionError(CANARY),
}


@pytest.fixture(scope="module")
def broken() -> Iterator[Api]:
    """A server whose routes raise."""
    routes = Routes(__name__)

    @routes.route("GET", "/runs/{run_id}", action=Action.SEE_SELF, summary="Raises", answer=dict[str, Any])
    def fail(call: Call, run_id: str) -> None:
        raise RAISED[call.header("x-raise") or ""]

    app = Chalice(app_name="broken", configure_logs=False)
    app.register_middleware(finish, "http")
    app.register_blueprint(routes.blueprint(Replaceable()))
    running = serve(wsgi(app))
    yield Api(running.url)
    running.stop()


def raised(broken: Api, case: str) -> Any:
    return broken.get("/runs/01J00000000000000000000000", X_Raise=case)


@pytest.mark.parametrize(("case", "status"), [("away", 503), ("admin", 502), ("gone", 404), ("moved", 409)])
def test_a_problem_becomes_an_answer_of_its_status(broken: Api, case: str, status: int) -> None:
    answer, problem = raised(broken, case), RAISED[case]
    assert isinstance(problem, Problem)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json == {
        "type": f"urn:passerelle:problem:{problem.code}",
        "title": problem.title,
        "status": status,
        "detail": problem.detail,
        "code": problem.code,
        "remedy": problem.remedy,
        "errors": [{"field": one.field, "message": one.message} for one in problem.errors],
        "instance": f"urn:uuid:{answer.headers['x-request-id']}",
    }


def test_what_passes_by_itself_says_when_to_come_back(broken: Api) -> None:
    assert raised(broken, "away").headers["retry-after"] == "3"
    assert "retry-after" not in raised(broken, "busy").headers


@pytest.mark.parametrize("case", ["bug", "key", "deep"])
def test_an_unforeseen_exception_is_logged_and_not_told(
    broken: Api, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = raised(broken, case)
    assert (answer.status, answer.json["code"]) == (500, "unexpected")
    assert CANARY.encode() not in answer.body
    assert "Traceback" not in answer.body.decode()
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert [record for record in caplog.records if record.exc_info]


def test_texts_in_a_problem_are_data_in_its_json() -> None:
    problem = Conflict("x", '</script><img src=x onerror="alert(1)">', errors=(FieldError('"\r\nSet-Cookie: a=b', ""),))
    response = problem_response(problem, "r")
    assert json.loads(response.body)["detail"] == problem.detail
    assert set(response.headers) == {"Content-Type"}
