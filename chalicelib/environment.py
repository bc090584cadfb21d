"""Values of the environment that the wiring is handed."""

from collections.abc import Mapping

from chalicelib.core.errors import NeedsAdmin


class Environment:
    """Reads values by name; nothing is read before it is asked for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def needed(self, name: str) -> str:
        """A value of the environment. Raises NeedsAdmin where it is not set."""
        value = self._environ.get(name, "")
        if not value:
            raise NeedsAdmin("environment", f"{name} is not set.", remedy="Set it in the deployment, then try again.")
        return value

    def optional(self, name: str) -> str:
        return self._environ.get(name, "")

    def several(self, name: str) -> tuple[str, ...]:
        """The values of a list with commas; none where it is not set."""
        return tuple(filter(None, (part.strip() for part in self._environ.get(name, "").split(","))))

    def number(self, name: str, otherwise: int) -> int:
        """A whole number from 1 on, ``otherwise`` where none is set. Raises NeedsAdmin for anything else."""
        text = self._environ.get(name, "") or str(otherwise)
        if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) == int(text)):
            raise NeedsAdmin(
                "environment", f"{name} is no whole number from 1 on.", remedy="Correct it in the deployment."
            )
        return int(text)
