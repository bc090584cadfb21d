"""The ports that the customer tab inside Intacct works through, in one value."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.core.settings import Settings
from chalicelib.ports import Clock, SettingsStore
from chalicelib.ports.tab import TabPasses, Visit
from chalicelib.usecases.pace_desk import PaceDesk


@dataclass(frozen=True, slots=True)
class TabDesk:
    """Built by the wiring.

    ``visit`` trades the session of an Intacct user for a look at Intacct with that user's rights. It raises NotSignedIn
    where Intacct does not take the session, TryAgain, or NeedsAdmin.
    """

    settings: SettingsStore
    passes: TabPasses
    paces: PaceDesk
    clock: Clock
    visit: Callable[[str, Settings, str], Visit]
    new_token: Callable[[], str]
    """A fresh secret of at least 32 random bytes."""
