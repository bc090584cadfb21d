"""Sessions of people at Intacct's pages: opened by signing in, longer by each use, ended by time or by leaving."""

import threading
from dataclasses import dataclass
from uuid import uuid4

from dev.emulators.intacct.settings import Settings
from dev.emulators.intacct.store import Store
from dev.emulators.intacct.viewer import Viewer, viewer_of
from dev.emulators.server import StandInClock


@dataclass(slots=True)
class _Session:
    """What the user may do is looked up at each use: an administrator may have changed it."""

    company: str
    user: str
    ends: float


class Sessions:
    """A session is a full credential of its user, as the real one is."""

    def __init__(self, store: Store, settings: Settings, clock: StandInClock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, _Session] = {}

    def open(self, company: str, user: str) -> str:
        """The id of a new session. Raises Refused where nobody of that name may sign in; web services are not asked."""
        viewer_of(self._store, company, user)
        session_id = uuid4().hex
        self._open[session_id] = _Session(company, user, self._clock.now() + self._settings.session_seconds)
        return session_id

    def viewer(self, session_id: str, client_id: str = "") -> Viewer | None:
        """Whose session it is, None where there is none or it has ended. Raises Refused where the user has left."""
        with self._lock:
            session = self._open.get(session_id)
            now = self._clock.now()
            if session is None or session.ends <= now:
                return None
            session.ends = now + self._settings.session_seconds
        return viewer_of(self._store, session.company, session.user, client_id, session_id)

    def close(self, session_id: str) -> None:
        """Sign out. Safe to repeat."""
        with self._lock:
            self._open.pop(session_id, None)

    def close_all(self) -> None:
        with self._lock:
            self._open.clear()
