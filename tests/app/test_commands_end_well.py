"""How commands end: runs and their rows, notices, and what happens where nobody answers."""

import csv
import io
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator

import pytest

from chalicelib.core.counts import Outcome
from dev.http import Environ, StartResponse, serve
from tests.app.client import Api
from tests.app.command_line import CommandLine
from tests.app.conftest import Parts
from tests.app.notice_sender import kept, set_up
from tests.app.test_runs_api import row, with_rows


def test_a_file_of_rows_is_put_together_of_pages(run: CommandLine, api: Api, parts: Parts) -> None:
    run_id = with_rows(api, parts, [row(number, name="é" * 80) for number in range(1, 9001)])
    assert api.get(f"/runs/{run_id}/rows", Accept="text/csv").status == 400
    done = run("rows", run_id)
    lines = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert (done.code, [line["record_key"] for line in lines]) == (0, [str(number) for number in range(1, 9001)])


def test_a_run_is_shown_with_the_reasons_of_its_failures(run: CommandLine, api: Api, parts: Parts) -> None:
    run_id = with_rows(api, parts, [row(1), row(2, Outcome.FAILED, code="STRING_TOO_LONG")])
    shown = run("run", run_id)
    assert (shown.code, "by Camille Moreau, on version 1 of the settings" in shown.out) == (0, True)
    reasons = run("errors", run_id).out
    assert "1 row, STRING_TOO_LONG" in reasons
    assert "What to do: Shorten the value" in reasons
    well = api.post("/lists/class/runs", {}).json["run"]["id"]
    assert run("errors", well).out == "No row of this run failed.\n"


def test_the_history_is_as_long_as_asked_for(run: CommandLine, api: Api) -> None:
    for list_key in ("class", "department", "ar_term"):
        api.post(f"/lists/{list_key}/runs", {})
    assert len(run("runs", "--limit", "2").out.splitlines()) == 2 + 2
    assert len(run("runs").out.splitlines()) == 2 + 3


def test_an_address_for_notices_is_issued_told_and_tried(run: CommandLine, api: Api, parts: Parts) -> None:
    assert run("notice-address", "show").out == "No address was issued yet.\n"
    set_up(api, parts)
    issued = run("notice-address", "issue", "--unsigned", "--company", "Demo 1")
    address = issued.out.strip()
    assert address.startswith(f"{api.url}/api/v1/notices/")
    assert "told this once" in issued.err
    assert "Demo 1" in run("notice-address", "show").out
    tried = run("notice-address", "try", address, "company-config/class", "12", person="")
    assert (tried.code, tried.out[:6], kept(parts)) == (0, "Taken:", ["12"])
    nothing = run("notice-address", "try", address, "accounts-receivable/customer", "1")
    assert (nothing.code, nothing.out[:14]) == (1, "Nothing to do:")


@pytest.mark.parametrize("address", ["", "notices", "https://sync.example/", "https://sync.example/api/v1/notices/"])
def test_what_is_no_address_for_notices_is_told(run: CommandLine, address: str) -> None:
    done = run("notice-address", "try", address, "company-config/class", "12")
    assert (done.code, "is no address for notices" in done.err) == (2, True)


def test_an_address_that_only_takes_signatures_refuses_the_try(run: CommandLine, api: Api, parts: Parts) -> None:
    path = set_up(api, parts)
    done = run("notice-address", "try", path, "company-config/class", "12")
    assert (done.code, "signature" in done.err, kept(parts)) == (2, True, [])


@pytest.fixture
def another() -> Iterator[Callable[[str, str, bytes], str]]:
    """Something that is not Passerelle, as a captive portal or a proxy is."""
    running = []

    def begin(status: str, kind: str, body: bytes) -> str:
        def application(_environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            start_response(status, [("Content-Type", kind), ("Location", "https://elsewhere.example/")])
            return [body]

        running.append(serve(application))
        return running[-1].url

    yield begin
    for one in running:
        one.stop()


@pytest.mark.parametrize(
    ("status", "kind", "body", "says"),
    [
        ("200 OK", "text/html", b"<html>Sign in to the network", "is not Passerelle"),
        ("200 OK", "application/json", b"{", "is not Passerelle"),
        ("302 Found", "text/html", b"", "answered 302 without reason"),
        ("502 Bad Gateway", "text/html", b"<html>", "answered 502 without reason"),
        ("500 Oops", "application/json", b"[1]", "answered 500 without reason"),
    ],
)
@pytest.mark.parametrize("command", [("lists",), ("settings", "set", "page_size=500")])
def test_an_answer_that_is_not_ours_is_told_in_a_sentence(
    run: CommandLine,
    another: Callable[[str, str, bytes], str],
    status: str,
    kind: str,
    body: bytes,
    says: str,
    command: tuple[str, ...],
) -> None:
    done = run.raw("--url", another(status, kind, body), "--token", "a-token", *command)
    assert (done.code, says in done.err, "a-token" in done.err) == (2, True, False), done.err


def nobody_listens() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(
    ("url", "token"),
    [
        pytest.param(nobody_listens(), "canary", id="a port that nobody listens at"),
        ("nonsense", "canary"),
        ("http://", "canary"),
        ("ftp://127.0.0.1/", "canary"),
        ("http://[::1", "canary"),
        ("http://127.0.0.1:1/", "canary\nX: y"),
        ("http://127.0.0.1:1/", "canary-\u20ac"),
    ],
)
def test_where_nobody_answers_a_sentence_says_so_without_the_token(run: CommandLine, url: str, token: str) -> None:
    done = run.raw("--url", url, "--token", token, "lists")
    assert (done.code, done.out, "What to do:" in done.err, "canary" in done.err) == (2, "", True, False), done.err


def test_a_reader_that_has_read_enough_ends_it_quietly(api: Api, parts: Parts) -> None:
    run_id = with_rows(api, parts, [row(number, name="é" * 80) for number in range(1, 9001)])
    command = [sys.executable, "-m", "passerelle", "--url", api.url, "--token", api.token, "rows", run_id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert (process.stderr.read(), process.wait(timeout=30)) == (b"", 0)
