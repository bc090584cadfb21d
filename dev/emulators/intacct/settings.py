"""The switches of the Intacct stand-in; all can be turned while it runs."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Settings:
    """Where Intacct differs by company or is not documented, the behaviour is chosen here."""

    token_seconds: int = 43_200
    session_seconds: int = 7_200
    """How long a session at the pages lasts after its last use."""
    one_token_per_user: bool = False
    """A new grant ends the earlier ones of the same user, company and client."""
    rotate_refresh_tokens: bool = False
    concurrent_limit: int | None = None
    """Calls that one client may have under way; None is no limit, and so for ``minute_limit``."""
    minute_limit: int | None = None
    retry_after_seconds: int = 1
    ignores_key_filter: list[str] = field(default_factory=list)
    """Objects whose filters on ``key`` have no effect."""

    def change(self, changes: dict[str, Any]) -> None:
        """Raises ValueError on a switch that does not exist."""
        for name, value in changes.items():
            if name not in self.__slots__:
                raise ValueError(f"There is no setting {name!r}.")
            setattr(self, name, value)
