"""The one tree of errors; each leaf is named by what to do about it.

Problem
├── BadRequest       the caller sent something that can't be taken: mend it and send again
│   └── KeyReused    an Idempotency-Key that belongs to another request
├── NotSignedIn      no valid access token: sign in again
├── NotAllowed       signed in, but this role may not do this
├── NotFound         no such thing, or not in this tenant
├── Conflict         the state has moved on, or a mode forbids this: read again, then decide
│   └── Stale        a precondition (If-Match) no longer holds
├── TryAgain         passes by itself: an upstream is away, busy or throttled
│   └── TooMany      passes by itself: the caller asks too often
└── NeedsAdmin       does not pass by itself: somebody with rights must act, and ``remedy`` says how
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one member of the request; ``field`` is a dotted path such as ``fields.2.rule``."""

    field: str
    message: str


class Problem(Exception):  # noqa: N818 - the leaves read as what to do, not as errors
    """A failure that a person can be told about: stable ``code``, sentence ``detail``, ``remedy``."""

    status = 500
    title = "Something went wrong on our side"

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        remedy: str = "",
        errors: tuple[FieldError, ...] = (),
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.remedy = remedy
        self.errors = errors


class BadRequest(Problem):
    status = 400
    title = "The request can't be taken"


class KeyReused(BadRequest):
    status = 422
    title = "This key belongs to another request"


class NotSignedIn(Problem):
    status = 401
    title = "Sign in first"


class NotAllowed(Problem):
    status = 403
    title = "Not allowed for this role"


class NotFound(Problem):
    status = 404
    title = "Not found"


class Conflict(Problem):
    status = 409
    title = "Not possible in the present state"


class Stale(Conflict):
    status = 412
    title = "Somebody else changed this in the meantime"


class TryAgain(Problem):
    """Passes by itself. ``retry_after_seconds`` is what the upstream asked for, or None."""

    status = 503
    title = "Not available right now"

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        remedy: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(code, detail, remedy=remedy)
        self.retry_after_seconds = retry_after_seconds


class TooMany(TryAgain):
    status = 429
    title = "Too many requests"


class NeedsAdmin(Problem):
    status = 502
    title = "An administrator must act"
