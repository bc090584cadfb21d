"""The built console as it lies on disk, and where its people sign in."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from chalicelib.core.errors import NeedsAdmin

FOLDER = Path(__file__).parents[1] / "console"
INTACCT = ("https://*.intacct.com",)
SCOPES = "openid profile email"
"""What every provider knows. Some want a scope of the API besides, to name it as audience (Entra ID, Auth0)."""
# As a policy has it: a star stands for any hosts below a name. Plain http is for this machine alone.
_ANCESTOR = re.compile(
    r"https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1):[0-9]{1,5}"
)


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

    def __post_init__(self) -> None:
        """Raises NeedsAdmin where a frame ancestor is none: it goes into a policy, and the framed page trusts it."""
        for one in self.frame_ancestors:
            if not _ANCESTOR.fullmatch(one):
                raise NeedsAdmin(
                    "environment",
                    f"PASSERELLE_FRAME_ANCESTORS holds {one[:100]!r}, which is no origin.",
                    remedy="Set it to origins such as https://*.intacct.com, with commas between.",
                )

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
