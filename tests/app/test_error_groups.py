"""Error groups tell what to do, in the language that was asked for."""

import pytest

from chalicelib.core.counts import Outcome
from tests.app.client import Api
from tests.app.conftest import Parts
from tests.app.test_runs_api import row, with_rows


@pytest.mark.parametrize(
    ("accepted", "remedy"),
    [
        ("en", "Shorten the value in Intacct"),
        ("fr-CA, en;q=0.5", "Raccourcissez la valeur dans Intacct"),
        ("", "Raccourcissez la valeur dans Intacct"),
    ],
)
def test_the_remedy_is_in_the_first_language_asked_for_else_in_the_persons(
    api: Api, parts: Parts, accepted: str, remedy: str
) -> None:
    run_id = with_rows(api, parts, [row(1, Outcome.FAILED, code="STRING_TOO_LONG")])
    headers = {"Accept_Language": accepted} if accepted else {}
    [group] = api.get(f"/runs/{run_id}/errors", **headers).json["groups"]
    assert group["remedy"].startswith(remedy)
