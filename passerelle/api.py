"""A small client of Passerelle's HTTP API."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

TIMEOUT_SECONDS = (5, 35)
ROWS_A_PAGE = 1000
MOST_A_PAGE = 100


class ApiError(Exception):
    """A problem answer, or none at all (status 0); reads as a sentence with its remedy."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = problem.get("code", "")
        lines = [problem.get("detail") or problem.get("title") or f"The service answered {status}."]
        lines += [f"  {error['field']}: {error['message']}" for error in problem.get("errors", [])]
        lines += [f"What to do: {problem['remedy']}"] if problem.get("remedy") else []
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True)
class Api:
    """One deployment at ``url``, used with one access token ("" for what needs none). Methods raise ApiError."""

    url: str
    token: str

    def get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, params=_given(query))

    def pages(self, path: str, member: str, count: int | None, **query: Any) -> list[Any]:
        """The first ``count`` of a paged list, None for all."""
        found: list[Any] = []
        cursor = ""
        while count is None or len(found) < count:
            limit = MOST_A_PAGE if count is None else min(MOST_A_PAGE, count - len(found))
            page = self.get(path, limit=limit, cursor=cursor, **query)
            found += page[member]
            cursor = page["cursor"]
            if not cursor:
                break
        return found

    def get_tagged(self, path: str) -> tuple[Any, str]:
        """The content with its ETag, which a change of it sends back as If-Match."""
        answer = self._send("GET", path)
        return _json(answer), answer.headers.get("ETag", "")

    def get_in_own_language(self, path: str, **query: Any) -> Any:
        """Like ``get``, but in the language of the token, not in that of the command line."""
        return self._call("GET", path, params=_given(query), headers={"Accept-Language": ""})

    def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        return self._call("POST", path, json={} if body is None else body, headers=headers)

    def put(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        return self._call("PUT", path, json=body, headers=headers)

    def get_yaml(self, path: str) -> bytes:
        return self._send("GET", path, headers={"Accept": "application/yaml"}).content

    def send_yaml(self, method: str, path: str, body: bytes, **headers: str) -> Any:
        return self._call(method, path, data=body, headers={"Content-Type": "application/yaml", **headers})

    def rows_as_csv(self, run_id: str, outcome: str | None) -> Iterator[bytes]:
        """The rows of a run as one CSV file, in pages: a file of all rows may be more than one answer holds."""
        query = _given({"outcome": outcome, "limit": ROWS_A_PAGE})
        first = True
        while query:
            answer = self._send("GET", f"/runs/{run_id}/rows", params=query, headers={"Accept": "text/csv"})
            yield answer.content if first else answer.content.partition(b"\r\n")[2]
            query = dict(parse_qsl(urlsplit(answer.links.get("next", {}).get("url", "")).query))
            first = False

    def _call(self, method: str, path: str, **arguments: Any) -> Any:
        answer = self._send(method, path, **arguments)
        return _json(answer) if answer.content else None

    def _send(self, method: str, path: str, **arguments: Any) -> requests.Response:
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers = {"Accept-Language": "en", **signed, **arguments.pop("headers", {})}
        url = f"{self.url.rstrip('/')}/api/v1{path}"
        try:
            answer = requests.request(
                method, url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, **arguments
            )
        except (requests.RequestException, UnicodeError) as error:
            raise ApiError(0, _unsent(error, self.url)) from None
        if answer.status_code >= 300:
            raise ApiError(answer.status_code, _problem(answer))
        return answer


def _given(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value}


def _json(answer: requests.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        detail = f"What answered at {urlsplit(answer.url).netloc} is not Passerelle: it sent no JSON."
        raise ApiError(answer.status_code, {"detail": detail, "remedy": "See --url or PASSERELLE_URL."}) from None


def _problem(answer: requests.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {"detail": f"The service answered {answer.status_code} without reason."}


def _unsent(error: Exception, url: str) -> dict[str, Any]:
    """Why there is no answer. What the library says of it is left out: it can quote the token."""
    if isinstance(error, requests.Timeout):
        return {"detail": f"Passerelle at {url} did not answer in time.", "remedy": "Try again in a moment."}
    if isinstance(error, requests.ConnectionError):
        return {"detail": f"Passerelle could not be reached at {url}.", "remedy": "See --url or PASSERELLE_URL."}
    remedy = "See that address and token hold nothing else: --url and --token, or PASSERELLE_URL and PASSERELLE_TOKEN."
    return {"detail": "The request could not be sent.", "remedy": remedy}
