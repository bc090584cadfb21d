"""API versions: which are served, which are gone."""

from dev.emulators.messages import Request, Response
from dev.emulators.salesforce.errors import ApiError, not_found

OLDEST = 31
NEWEST = 68
_SEASONS = ("Winter", "Spring", "Summer")


def check_version(text: str) -> None:
    """Raises ApiError 410 for a retired version, 404 for what never was one (``text`` is like ``66.0``)."""
    number, _, minor = text.partition(".")
    if not number.isdecimal() or minor != "0" or not 0 < int(number) <= NEWEST:
        raise not_found()
    if int(number) < OLDEST:
        raise ApiError(410, "GONE", "The requested API version has been retired.")


def list_versions(_request: Request) -> Response:
    """The one answer without a sign-in and without limits."""
    return Response(200, [_version(number) for number in range(OLDEST, NEWEST + 1)])


def _version(number: int) -> dict[str, str]:
    # Version 31 was Summer '14; three releases a year since, and the name of Winter is the next year's.
    season = _SEASONS[(number - 29) % 3]
    year = 14 + (number - 29) // 3
    return {"label": f"{season} '{year}", "url": f"/services/data/v{number}.0", "version": f"{number}.0"}
