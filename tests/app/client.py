"""Calls over real HTTP, byte for byte as a caller sends them."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.app.token_maker import claims, token

PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "admin": {},
    "implementer": {"sub": "u-alex", "name": "Alex Reed", "roles": ["implementer"], "locale": "en"},
    "reader": {"sub": "u-noor", "name": "Noor Haddad", "roles": ["reader"]},
    "nobody": {"sub": "u-new", "name": "New Person", "roles": []},
    "foreigner": {"sub": "u-jo", "name": "Jo Lindqvist", "tenant": "autre", "locale": "en", "email": "jo@example.com"},
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Api:
    """One person's calls; ``person`` "" sends no token."""

    def __init__(self, url: str, person: str = "admin") -> None:
        self.url = url
        self.token = token(claims(**PEOPLE[person])) if person else ""

    def as_(self, person: str) -> "Api":
        return Api(self.url, person)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.change("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Answer:
        return self.change("PUT", path, body, **headers)

    def change(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """``body`` is sent as JSON, or where it is bytes, as it is."""
        if body is None:
            return self.send(method, path, b"", headers)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send(method, path, content, {"Content_Type": "application/json", **headers})

    def send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """``_`` in a header's name stands for ``-``; a header with an empty value is left out."""
        authorization = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.putrequest(method, path if path.startswith(("/api", "*")) else f"/api/v1{path}")
            for name, value in {**authorization, **headers}.items():
                if value:
                    connection.putheader(name.replace("_", "-"), value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def refused(answer: Answer, status: int = 400) -> dict[str, Any]:
    """The problem, checked for its form."""
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json
    assert set(problem) == {"type", "title", "status", "detail", "code", "remedy", "errors", "instance"}
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["remedy"]
    assert str(problem["instance"]).removeprefix("urn:uuid:") == answer.headers["x-request-id"]
    return problem
