"""Rules that every store keeps: how long things live, how mails are leased, and what is refused, in sentences."""

from datetime import timedelta

from chalicelib.core.errors import BadRequest, Conflict, KeyReused, NotFound, Stale
from chalicelib.core.run import Run

KEEP_RUNS = timedelta(days=400)
KEEP_ROWS = timedelta(days=30)
"""Range progress, row reports and mails: they hold names of people and products, so they go first."""
KEEP_REQUESTS = timedelta(days=7)
"""How long an Idempotency-Key is remembered."""

KEEP_NOTICES = timedelta(days=7)
"""How long a row that Intacct told of may wait for an upstream; a scheduled run brings it all the same."""
KEEP_ANSWERS = timedelta(hours=24)
"""How long a notice that comes again is known: as long as Intacct's documentation asks for."""
KEEP_DAYS = timedelta(days=30)

MAIL_LEASE = timedelta(minutes=15)
MAIL_ATTEMPTS = 2
"""Sends whose end nobody knows. SES has no idempotency token, so a third try might be a third copy."""


def same_kind(one: Run, other: Run) -> bool:
    """Whether a press that asks for ``one`` may join ``other``."""
    return (one.mode, one.dry_run) == (other.mode, other.dry_run)


def other_run_under_way(run: Run) -> Conflict:
    return Conflict(
        "run_under_way",
        f"A run of another kind is under way for this list (number {run.id}).",
        remedy="Wait until it has ended, or cancel it, then start yours.",
    )


def key_reused() -> KeyReused:
    return KeyReused(
        "idempotency_key_reused",
        "This Idempotency-Key came with another request before.",
        remedy="Use a new key for each press, and the same key only to repeat the same request.",
    )


def cursor_refused() -> BadRequest:
    return BadRequest(
        "cursor_unknown",
        "This cursor does not belong to this listing.",
        remedy="Start again without cursor, and keep the filters the same from page to page.",
    )


def settings_moved_on() -> Stale:
    return Stale(
        "settings_changed",
        "The settings were changed since you read them.",
        remedy="Read them again, repeat your change, and save.",
    )


def version_unknown(number: int) -> NotFound:
    return NotFound("settings_version_unknown", f"There is no version {number} of the settings.")
