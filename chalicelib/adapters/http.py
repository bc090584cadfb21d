"""The one way out to Intacct and Salesforce: allowed hosts, limits of time and size, strict JSON, quick retries."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from chalicelib.adapters.http_hosts import AllowedHosts
from chalicelib.adapters.http_json import parse_json
from chalicelib.adapters.http_waits import TRIES, quick_wait, retry_after
from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain
from chalicelib.ports import Clock

_CHUNK = 65_536
_MOVED_FOR_GOOD = (301, 308)
_MOVED = (302, 303, 307)
_PASSING = (408, 420, 429)
_REPEATABLE = frozenset({"GET", "HEAD", "PATCH", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Limits:
    """``read_seconds`` is the longest silence, ``total_seconds`` the end of a call whose headers have come."""

    connect_seconds: float = 5
    read_seconds: float = 60
    total_seconds: float = 65
    body_bytes: int = 32 * 1024 * 1024


IMPATIENT = Limits(connect_seconds=2, read_seconds=4, total_seconds=5)
"""A person waits: three tries of one call must end before the gateway gives up on us, after 29 seconds."""


@dataclass(frozen=True, slots=True)
class System:
    """A remote system: ``key`` begins the codes of its problems, ``name`` is what people call it.

    ``remedy`` says what to do where it is not, or no longer, at the address that we have of it.
    """

    key: str
    name: str
    remedy: str


class Answer(requests.Response):
    """An answer read to its end; ``document`` is its JSON, None where it has none."""

    document: Any

    def __init__(self, response: requests.Response, body: bytes) -> None:
        super().__init__()
        self.__dict__.update(vars(response))
        self._content = body
        self.document = None

    def json(self, **_: Any) -> Any:
        """The strictly read document; the reader's own wishes are not heard."""
        return self.document


class Upstream(requests.Session):
    """A session with one remote system. Every call either brings an answer that can be read, or raises a Problem.

    TryAgain: the system is away, busy or garbled; calls that may be repeated were tried three times. NeedsAdmin: it
    has moved, or its certificate does not hold. Answers of 300 and above that are none of these are returned.
    Not for several threads; made by ``Network.session``.
    """

    def __init__(
        self,
        system: System,
        hosts: AllowedHosts,
        clock: Clock,
        pool: HTTPAdapter,
        limits: Limits,
        posts_repeat: bool,
        on_answer: Callable[[Answer], None] | None,
    ) -> None:
        super().__init__()
        self.trust_env = False  # no proxy, no .netrc, no certificates out of the environment
        self.calls = 0
        self.system = system
        self._hosts = hosts
        self._clock = clock
        self._limits = limits
        self._repeatable = _REPEATABLE | {"POST"} if posts_repeat else _REPEATABLE
        self._on_answer = on_answer
        for scheme in ("https://", "http://"):
            self.mount(scheme, pool)

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        try:
            return super().prepare_request(request)
        except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema):
            raise self._needs_admin("host", "is not where this address leads", self.system.remedy) from None

    def send(self, request: requests.PreparedRequest, **_: Any) -> Answer:
        """Send, and wait and send again where that may help. What the caller says of timeouts does not count."""
        if not self._hosts.allow(request.url or ""):
            raise self._needs_admin("host", "is not where this address leads", self.system.remedy)
        for tries in range(1, TRIES + 1):
            try:
                return self._sent(request)
            except TryAgain as problem:
                wait = quick_wait(tries, problem.retry_after_seconds)
                if wait is None or request.method not in self._repeatable:
                    raise
                self._clock.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def unreadable(self, what: str) -> TryAgain:
        """The problem of an answer that is not as it must be; ``what`` goes into its sentence."""
        return self._away("unreadable", f"sent an answer that can't be used ({what})")

    def _sent(self, request: requests.PreparedRequest) -> Answer:
        self.calls += 1
        ends = time.monotonic() + self._limits.total_seconds
        timeout = (self._limits.connect_seconds, self._limits.read_seconds)
        # Not by the library's own send: that reads the target of a redirect even where it shall not follow it.
        adapter = self.get_adapter(str(request.url))
        try:
            response = adapter.send(request, stream=True, timeout=timeout, verify=self.verify or True, proxies={})
            answer = Answer(response, self._read(response, ends))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._failure(error) from None
        if self._on_answer:
            self._on_answer(answer)
        self._judge(answer)
        return answer

    def _read(self, response: requests.Response, ends: float) -> bytes:
        """The body, decoded. Reading it to its end gives the connection back to the pool; anything else closes it."""
        body = bytearray()
        hang_up = Timer(max(ends - time.monotonic(), 0), _hang_up, [response.raw])
        hang_up.start()
        try:
            while (chunk := response.raw.read1(_CHUNK, decode_content=True)) and time.monotonic() < ends:
                body += chunk
                if len(body) > self._limits.body_bytes:
                    raise self.unreadable("it is far too long")
        except BaseException as error:
            response.raw.close()
            if time.monotonic() < ends:
                raise
            raise self._late() from error
        finally:
            hang_up.cancel()
        if time.monotonic() >= ends:
            response.raw.close()
            raise self._late()
        return bytes(body)

    def _late(self) -> TryAgain:
        return self._away("timeout", "did not finish its answer in time")

    def _judge(self, answer: Answer) -> None:
        status, html = answer.status_code, _is_html(answer)
        asked = retry_after(answer.headers, self._clock.now())
        if status in _MOVED_FOR_GOOD:
            raise self._needs_admin("moved", "has moved to another address", self.system.remedy)
        if status in _MOVED:
            raise self._away("moved", "sends us to another address for now", asked)
        if html and (status < 300 or status >= 500):
            raise self._away("maintenance", "shows a web page instead of data; it is probably under maintenance", asked)
        if status >= 500:
            raise self._away("failing", f"has trouble of its own (HTTP {status})", asked)
        if status in _PASSING:
            raise self._away("busy", "asks us to slow down", asked)
        self._parse(answer)

    def _parse(self, answer: Answer) -> None:
        if answer.status_code in (204, 304):
            return
        expected = answer.status_code < 300
        if expected and "json" not in answer.headers.get("Content-Type", ""):
            raise self.unreadable("it is no JSON")
        try:
            answer.document = parse_json(answer.content)
        except ValueError as error:
            if expected:
                raise self.unreadable(f"its JSON does not hold ({_in_short(error)})") from None
        if expected and not isinstance(answer.document, dict | list):
            # Readers ask for members and length at once; simple-salesforce would end in a TypeError.
            raise self.unreadable("it is no object and no list")

    def _failure(self, error: Exception) -> Problem:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            remedy = "Find out what stands between Passerelle and the internet, such as a proxy that opens connections."
            return self._needs_admin("certificate", "could not prove that it is itself", remedy)
        if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout | urllib3.exceptions.ReadTimeoutError):
            return self._away("timeout", "did not answer in time")
        if isinstance(error, requests.ConnectionError):
            return self._away("away", "could not be reached")
        return self._away("cut_off", "broke off its answer")

    def _away(self, what: str, sentence: str, asked: float | None = None) -> TryAgain:
        return TryAgain(f"{self.system.key}_{what}", f"{self.system.name} {sentence}.", retry_after_seconds=asked)

    def _needs_admin(self, what: str, sentence: str, remedy: str) -> NeedsAdmin:
        return NeedsAdmin(f"{self.system.key}_{what}", f"{self.system.name} {sentence}.", remedy=remedy)


@dataclass(frozen=True, slots=True)
class Network:
    """What all sessions of a process share: its clock, limits, and pool of connections, which threads may share too.

    ``extra_origins`` (``http://127.0.0.1:5001``) are reached besides the vendors' hosts. They come from the
    deployment of a local stack, never from a tenant.
    """

    clock: Clock
    extra_origins: frozenset[str] = frozenset()
    limits: Limits = Limits()
    pool: HTTPAdapter = field(default_factory=HTTPAdapter)

    def session(
        self,
        system: System,
        hosts: re.Pattern[str],
        *,
        posts_repeat: bool = False,
        on_answer: Callable[[Answer], None] | None = None,
    ) -> Upstream:
        """A session that reaches the hosts of this pattern; ``posts_repeat`` where every POST only reads."""
        allowed = AllowedHosts(hosts, self.extra_origins)
        return Upstream(system, allowed, self.clock, self.pool, self.limits, posts_repeat, on_answer)


def _hang_up(raw: urllib3.HTTPResponse) -> None:
    """End a silence within an answer, for which a reader would wait as long as for a whole one."""
    with suppress(OSError, RuntimeError, ValueError):
        raw.shutdown()


def _is_html(answer: Answer) -> bool:
    return "html" in answer.headers.get("Content-Type", "").lower() or answer.content[:200].lstrip().startswith(b"<")


def _in_short(error: ValueError) -> str:
    """What is wrong, without the text that is wrong: that could be anybody's data."""
    return "cut off or malformed" if type(error) is not ValueError else str(error)
