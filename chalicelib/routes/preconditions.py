"""The version that a change was made on, as ``If-Match`` names it and ``ETag`` gave it."""

import re

from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.routes.call import Call

HEADER = "If-Match"
DESCRIPTION = "The ETag of the version that was read: a change that somebody else made since is not written over."
_TAG = re.compile(r'"v(0|[1-9][0-9]{0,8})"')


class PreconditionMissing(BadRequest):
    """A change without the version that it was made on."""

    status = 428
    title = "Say which version you read"


def etag_of(version: int) -> str:
    return f'"v{version}"'


def version_read(call: Call) -> int:
    """The version in If-Match. Raises PreconditionMissing, or BadRequest where it is no ETag of ours."""
    given = call.header(HEADER)
    remedy = "Read first, and send the ETag of that answer as If-Match."
    if given is None:
        raise PreconditionMissing(
            "if_match_missing", "The request does not say which version it changes.", remedy=remedy
        )
    match = _TAG.fullmatch(given.strip())
    if match is None:
        error = FieldError(HEADER, "This is not the one ETag that reading gave.")
        raise BadRequest("if_match", "The header If-Match can't be taken.", remedy=remedy, errors=(error,))
    return int(match[1])
