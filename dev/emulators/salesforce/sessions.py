"""Who may call: registered applications, the sign-ins they have made, and the tokens that came of them."""

import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from dev.emulators.salesforce.errors import ApiError

LIFE_SECONDS = 7_200
LOGINS_PER_HOUR = 3_600
_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Client:
    """An external client app of one org, approved for one user: by a public key, a secret, or both."""

    consumer_key: str
    org: str
    username: str
    public_key_pem: str = ""
    secret: str = ""


@dataclass(slots=True)
class Session:
    """A session ends when it has not been used for two hours."""

    token: str
    org: str
    username: str
    ends: float


class Sessions:
    """Applications, sessions and the count of sign-ins; ``clock`` gives the stand-in's seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._clients: dict[str, Client] = {}
        self._sessions: dict[str, Session] = {}
        self._logins: dict[str, deque[float]] = {}

    def register(self, client: Client) -> None:
        """Add an application, or put it in the place of the one with the same consumer key."""
        self._clients[client.consumer_key] = client

    def client(self, consumer_key: str) -> Client | None:
        return self._clients.get(consumer_key)

    def log_in(self, org: str, org_id: str, username: str) -> Session | None:
        """A new session; None where the user has signed in too often in the last hour."""
        now = self._clock()
        with self._lock:
            recent = self._logins.setdefault(username, deque())
            while recent and recent[0] <= now - _HOUR:
                recent.popleft()
            if len(recent) >= LOGINS_PER_HOUR:
                return None
            recent.append(now)
            session = Session(f"{org_id[:15]}!{secrets.token_urlsafe(48)}", org, username, now + LIFE_SECONDS)
            self._sessions[session.token] = session
        return session

    def require(self, authorization: str) -> Session:
        """The live session of an ``Authorization`` header. Raises ApiError 401 INVALID_SESSION_ID."""
        scheme, _, token = authorization.partition(" ")
        now = self._clock()
        with self._lock:
            session = self._sessions.get(token.strip())
            if scheme not in ("Bearer", "OAuth") or session is None or session.ends <= now:
                raise ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")
            session.ends = now + LIFE_SECONDS
        return session

    def end_all(self) -> None:
        """End every session, as an administrator may."""
        with self._lock:
            self._sessions.clear()
