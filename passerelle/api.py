"""A small client of Passerelle's HTTP API."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests

TIMEOUT_SECONDS = (5, 35)


class ApiError(Exception):
    """A problem answer; reads as a sentence with its remedy."""

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
        return self._call("GET", path, params={name: value for name, value in query.items() if value})

    def get_tagged(self, path: str) -> tuple[Any, str]:
        """The content with its ETag, which a change of it sends back as If-Match."""
        answer = self._send("GET", path)
        return answer.json(), answer.headers["ETag"]

    def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        return self._call("POST", path, json={} if body is None else body, headers=headers)

    def put(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        return self._call("PUT", path, json=body, headers=headers)

    def get_yaml(self, path: str) -> bytes:
        return self._send("GET", path, headers={"Accept": "application/yaml"}).content

    def send_yaml(self, method: str, path: str, body: bytes, **headers: str) -> Any:
        return self._call(method, path, data=body, headers={"Content-Type": "application/yaml", **headers})

    def rows_as_csv(self, run_id: str, outcome: str | None) -> Iterator[bytes]:
        """The rows of a run as CSV, in pieces as they arrive."""
        answer = self._send(
            "GET",
            f"/runs/{run_id}/rows",
            params={"outcome": outcome} if outcome else {},
            headers={"Accept": "text/csv"},
            stream=True,
        )
        yield from answer.iter_content(64 * 1024)

    def _call(self, method: str, path: str, **arguments: Any) -> Any:
        answer = self._send(method, path, **arguments)
        return answer.json() if answer.content else None

    def _send(self, method: str, path: str, **arguments: Any) -> requests.Response:
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers = {**signed, **arguments.pop("headers", {})}
        url = f"{self.url.rstrip('/')}/api/v1{path}"
        answer = requests.request(
            method, url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, **arguments
        )
        if answer.status_code >= 300:
            raise ApiError(answer.status_code, _problem(answer))
        return answer


def _problem(answer: requests.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {"detail": f"The service answered {answer.status_code} without reason."}
