"""The console's pages wherever they stand: at the root of a domain, and under a gateway's stage."""

import re
from pathlib import Path

import pytest
import requests
from chalice.app import Chalice

from chalicelib.adapters.console_site import ConsoleSite
from chalicelib.core.errors import NeedsAdmin
from chalicelib.routes.console import EMBED, PAGES, console_blueprint
from tests.app.client import Api
from tests.app.conftest import Parts, Replaceable

DOCUMENT = '<base href="%base%"><meta content="%issuer%"><meta content="%client_id%"><meta content="%scopes%">'
EMBEDDED = '<base href="%base%"><meta content="%parents%">'


@pytest.fixture
def site(tmp_path: Path, parts: Parts) -> ConsoleSite:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "embed.html").write_text(EMBEDDED, encoding="utf-8")
    parts.console = ConsoleSite(
        'https://sign-in.example/"pool"', "console", ("https://tokens.example",), folder=tmp_path
    )
    return parts.console


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("page", [*PAGES, EMBED])
@pytest.mark.parametrize("stage", ["", "/passerelle"])
def test_a_page_knows_where_the_console_stands(parts: Parts, page: str, stage: str) -> None:
    built = Replaceable()
    built.parts = parts
    app = Chalice(app_name="under-test", configure_logs=False)
    app.register_blueprint(console_blueprint(built))
    path = re.sub(r"\{\w+\}", "C%2F1", page)
    event = {
        "requestContext": {"httpMethod": "GET", "resourcePath": page, "path": stage + path, "identity": {}},
        "headers": {},
        "pathParameters": dict.fromkeys(re.findall(r"\{(\w+)\}", page), "C/1"),
        "multiValueQueryStringParameters": None,
        "stageVariables": {},
        "body": None,
    }
    answer = app(event, None)
    assert answer["statusCode"] == 200
    assert f'<base href="{stage}/">' in answer["body"]


@pytest.mark.usefixtures("site")
def test_what_the_page_is_told_is_escaped_and_in_its_policy(api: Api) -> None:
    answer = requests.get(api.url + "/lists", timeout=5)
    assert 'content="https://sign-in.example/&quot;pool&quot;"' in answer.text
    assert 'content="openid profile email"' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'self' https://sign-in.example https://tokens.example;" in policy


def test_a_console_that_is_not_built_is_told_with_what_to_do(api: Api, parts: Parts, tmp_path: Path) -> None:
    parts.console = ConsoleSite("https://sign-in.example", "console", folder=tmp_path)
    answer = requests.get(api.url + "/", timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (502, "console_missing")
    assert "make console" in answer.json()["remedy"]


@pytest.mark.usefixtures("site")
def test_the_framed_page_and_no_other_may_be_framed_and_calls_our_api_alone(api: Api) -> None:
    framed = requests.get(api.url + EMBED, timeout=5)
    assert "connect-src 'self'; " in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors https://*.intacct.com; " in framed.headers["Content-Security-Policy"]
    assert "Cross-Origin-Opener-Policy" not in framed.headers
    assert framed.headers["Referrer-Policy"] == "no-referrer"
    assert 'content="https://*.intacct.com"' in framed.text
    for page in ("/sign-in", "/customers/C-1/account-details?embed=1", "/lists"):
        answer = requests.get(api.url + page, timeout=5)
        assert "frame-ancestors 'none'; " in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "ancestor",
    [
        "*",
        "'self'",
        "https://*",
        "https://*.com; script-src *",
        "http://evil.example:80",
        "https://a.example/",
        "https://A.b",
    ],
)
def test_a_frame_ancestor_that_is_no_origin_stops_every_page(ancestor: str) -> None:
    with pytest.raises(NeedsAdmin) as caught:
        ConsoleSite("https://sign-in.example", "console", frame_ancestors=("https://*.intacct.com", ancestor))
    assert "PASSERELLE_FRAME_ANCESTORS" in caught.value.detail
