"""Intacct's refusals: read in all the shapes they come in, and turned into what to do about them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain

_LATER = frozenset({"GW-0010", "GW-0001"})
_SIGNED_OUT = frozenset({"tokenInvalid", "GW-0031", "GW-0034"})
_SIGNED_OUT_TEXTS = frozenset({"invalid token", "token is not valid", "the token is not valid"})
_LONGEST_TEXT = 300
# A refusal may repeat what it was sent; of a token not even the beginning is kept.
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class IntacctError:
    """``field`` is the field that can't be read, where that is what is wrong."""

    code: str
    message: str = ""
    field: str = ""

    @property
    def is_about_the_token(self) -> bool:
        return self.code in _SIGNED_OUT or self.message.lower().strip(" .") in _SIGNED_OUT_TEXTS


class Refused(Exception):  # noqa: N818 - Intacct refuses; nothing of ours is in error
    """A query that Intacct did not answer."""

    def __init__(self, status: int, error: IntacctError) -> None:
        super().__init__(error.code)
        self.status = status
        self.error = error

    @property
    def is_about_a_row(self) -> bool:
        """Whether it is this one record that Intacct refuses, and another may be taken."""
        return self.status in (400, 404, 409, 422) and not self.passes_by_itself

    @property
    def passes_by_itself(self) -> bool:
        """Whether the same question may be answered a little later."""
        return self.error.code in _LATER

    def problem(self, what: str) -> Problem:
        """What to do about it; ``what`` is the object that was asked for."""
        error = self.error
        if self.passes_by_itself:
            return TryAgain("intacct_busy", "Sage Intacct asks us to slow down.")
        if error.field:
            return _needs_admin("intacct_no_field", f"{what} has no field {error.field} for our user", what)
        if self.status == 403 or error.code == "GW-0042":
            return _needs_admin("intacct_not_allowed", f"our user may not read {what}", what)
        if self.status == 404 or error.code == "notFound" or "does not exist" in error.message:
            return _needs_admin("intacct_no_object", f"there is no {what} that our user can see", what)
        return _needs_admin("intacct_refused", f"it does not answer for {what}: {error.code} {error.message}", what)


def _needs_admin(code: str, sentence: str, what: str) -> NeedsAdmin:
    remedy = (
        f"In Intacct, give the web-services user the right to list and view {what} and subscribe to its application; "
        "or switch this list off in the settings."
    )
    return NeedsAdmin(code, f"Sage Intacct says no: {sentence}.", remedy=remedy)


def error_in(document: Any) -> IntacctError | None:
    """The error that an answer holds, None where it holds none.

    Shapes: ``{"ia::result": {"ia::error": {…}}}``, ``{"ia::error": {…}}``, ``{"error": {…}}``, ``{"error": "word"}``.
    """
    if not isinstance(document, Mapping):
        return None
    result = document.get("ia::result")
    within = result.get("ia::error") if isinstance(result, Mapping) else None
    error = within or document.get("ia::error") or document.get("error")
    if isinstance(error, str):
        return IntacctError(error, _text(document.get("error_description")))
    return _described(error) if isinstance(error, Mapping) else None


def _described(error: Mapping[str, Any]) -> IntacctError:
    details = [part for part in _listed(error.get("details")) if isinstance(part, Mapping)]
    fields = filter(None, (_field(part) for part in [error, *details]))
    # The cause tends to be the last of the details.
    messages = [text for part in [error, *details] if (text := _text(part.get("message")))]
    return IntacctError(_text(error.get("code")), messages[-1] if messages else "", next(fields, ""))


def _field(part: Mapping[str, Any]) -> str:
    additional = part.get("additionalInfo")
    placeholders = additional.get("placeholders") if isinstance(additional, Mapping) else None
    if not isinstance(placeholders, Mapping):
        return ""
    return _text(placeholders.get("FIELD_PATH") or placeholders.get("FIELD"))


def _listed(details: Any) -> Iterable[Any]:
    return details if isinstance(details, list) else [details]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return _TOKEN.sub("…", "".join(filter(str.isprintable, value)))[:_LONGEST_TEXT]
