"""Which features beside the resync a seed plays, and how often what happens; drawn before anything happens."""

from dataclasses import dataclass
from random import Random

TOKEN_SECONDS = (400.0, 1200.0, 7200.0)
HALF_HOURLY = "cron */30 * * * *"
SHARED = "Books@Shared.example"
"""An accountant who works for all tenants; SES writes addresses small."""


@dataclass(frozen=True, slots=True)
class Features:
    """Chances are per turn of the scheduler, shares are of changes. Without any, only the resync is played."""

    on_table: bool = False
    """The real adapters of the stores, on a table in this process; else the stores are in memory."""
    deploy: str = ""
    """A later version of the code comes while all goes on: ``forth`` for good, ``back`` and is taken back."""
    told: float = 0.0
    """The share of changes in Intacct of which Intacct tells."""
    nuisance: float = 0.0
    """The share of notices that come again, late, or are forged."""
    first_press: int = 0
    """For how many turns nobody presses, so that Intacct tells of rows of which no run takes care."""
    mapped: bool = False
    edits: float = 0.0
    """How often a person changes a row in Salesforce."""
    resaved: float = 0.0
    """How often an administrator saves other settings."""
    schedule: str = ""
    token_seconds: float = 0.0
    """How long a sign-in is good, in seconds; 0 = nobody signs in."""
    revoked: float = 0.0
    """How often a system ends all sign-ins, or an administrator replaces the credentials."""
    quota: int = 0
    """How many calls the org takes a day; 0 = without end."""
    words: float = 0.0
    """The share of its events that SES tells."""
    ill_fate: float = 0.0
    """The share of copies of mails that bounce, or whose owner complains."""
    opens: float = 0.0
    """How often an administrator opens a closed address."""


def drawn_features(random: Random, long: bool) -> Features:
    """Each feature is in some seeds only, so that a seed stays short, and many meet each other.

    A ``long`` seed takes a day or more, in which no schedule shall start a run each half hour.
    """

    def chance(share: float) -> bool:
        return random.random() < share

    on_table, told, mapped = chance(0.18), chance(0.45), chance(0.3)
    quota = random.choice((40, 80)) if chance(0.16) else 0
    signs_in, words = chance(0.25), chance(0.5)
    return Features(
        on_table=on_table,
        deploy=random.choice(("forth", "back")) if on_table and chance(0.6) else "",
        told=random.choice((0.3, 1.0)) if told else 0.0,
        nuisance=random.choice((0.0, 0.3)) if told else 0.0,
        first_press=random.choice((0, 0, 300)) if told else 0,
        mapped=mapped,
        edits=random.choice((0.0, 0.08, 0.12, 0.2)) if mapped else 0.0,
        resaved=random.choice((0.004, 0.02)) if chance(0.25) else 0.0,
        schedule=HALF_HOURLY if chance(0.12) and not quota and not long else "",
        token_seconds=random.choice(TOKEN_SECONDS) if signs_in else 0.0,
        revoked=random.choice((0.0, 0.01)) if signs_in else 0.0,
        quota=quota,
        words=random.choice((0.5, 0.8, 1.0)) if words else 0.0,
        ill_fate=random.choice((0.0, 0.2, 0.6)) if words else 0.0,
        opens=random.choice((0.0, 0.05, 0.15)) if words else 0.0,
    )
