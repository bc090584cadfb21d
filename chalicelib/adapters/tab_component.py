"""What an administrator pastes into Intacct: the tab's component with its merge tokens, and the Smart Link."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

TEMPLATE = Path(__file__).parents[1] / "embed" / "component.html"
PAGE = "embed"


@dataclass(frozen=True, slots=True)
class TabComponent:
    """``console_url`` is where people find the console, without a slash at its end."""

    console_url: str

    def text(self, tenant: str) -> str:
        """HTML with a script; Intacct fills in the merge tokens, which stand in this text and nowhere else."""
        parts = urlsplit(self.console_url)
        values = {
            "page": f"{self.console_url}/{PAGE}",
            "origin": f"{parts.scheme}://{parts.netloc}",
            "tenant": tenant,
        }
        text = TEMPLATE.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(f"%{name}%", _literal(value))
        return text

    @property
    def smart_link(self) -> str:
        """The id stands behind a "#": there no character of it can change the address, and no server log gets it."""
        return f"{self.console_url}/customers#{{!CUSTOMER.CUSTOMERID!}}"


def _literal(text: str) -> str:
    """A literal of JavaScript that can stand in a script of HTML."""
    return json.dumps(text).replace("<", "\\u003c")
