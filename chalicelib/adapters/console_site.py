"""The built console as it lies on disk, and where its people sign in."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from chalicelib.core.errors import NeedsAdmin

FOLDER = Path(__file__).parents[1] / "console"
INTACCT = ("https://*.intacct.com",)
SCOPES = "openid profile email"
"""What every provider knows. Some want a scope of the API besides, to name it as audience (Entra ID, Auth0)."""


@dataclass(frozen=True, slots=True)
class ConsoleSite:
    """``scopes`` are asked of the issuer at sign-in, spaces between.

    ``frame_ancestors`` may frame a customer's tab, nobody else and nothing else.
    ``sign_in_origins`` are where browsers fetch tokens, where that is not the issuer's own origin (Amazon Cognito).
    """

    issuer: str
    client_id: str
    sign_in_origins: tuple[str, ...] = ()
    scopes: str = SCOPES
    frame_ancestors: tuple[str, ...] = INTACCT
    folder: Path = FOLDER

    @property
    def called_origins(self) -> tuple[str, ...]:
        """Every origin besides our own that the console's scripts call."""
        parts = urlsplit(self.issuer)
        return tuple(dict.fromkeys((f"{parts.scheme}://{parts.netloc}", *self.sign_in_origins)))

    def holds(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def read(self, name: str) -> str:
        """The text of a built file. Raises NeedsAdmin where the console was not built."""
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise NeedsAdmin("console_missing", "The console is not built.", remedy="Run: make console") from None
