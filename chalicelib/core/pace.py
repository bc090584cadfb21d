"""How often something may be done: so many times within a window of time."""

from dataclasses import dataclass

_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Pace:
    """``most`` times in ``seconds``. ``code``, ``detail`` and ``remedy`` are told to whoever goes faster."""

    code: str
    most: int
    seconds: int
    detail: str
    remedy: str = "Try again in a minute."


STARTS = Pace(
    "starts_too_many",
    10,
    _HOUR,
    "So many runs of this list as are allowed in an hour have been started.",
    "Wait until the hour is over, or have whoever runs Passerelle allow more (PASSERELLE_STARTS_AN_HOUR).",
)
"""New runs of one list. Joining the one under way does not count, nor do schedules."""
TAB_READS = Pace("tab_reads_too_many", 300, _MINUTE, "Too many customers’ tabs were opened within a minute.")
"""Of one tenant: five in a second, all day long."""
HAND_OVERS = Pace("tab_too_many", 120, _MINUTE, "Too many tabs were opened from this network within a minute.")
"""Of one tenant from one network address. A whole office may look at customers from one address."""
NOTICES = Pace("notices_too_many", 600, _MINUTE, "Too many notices came within a minute.", "Send this one again later.")
"""Of one tenant. What Intacct gives up sending, the next scheduled run brings."""
