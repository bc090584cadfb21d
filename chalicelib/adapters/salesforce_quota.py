"""How much of the day's Salesforce calls the org has used, as every answer says."""

import re

from chalicelib.adapters.http import Answer
from chalicelib.adapters.salesforce_errors import quota_used_up

# api-usage=10018/100000; per-app-api-usage=… may follow.
_USAGE = re.compile(r"(?<![a-z-])api-usage=(\d{1,12})/(\d{1,12})")


class Quota:
    """Stops calls while ``stop_percent`` of the quota are used: the rest belongs to everybody else in the org."""

    def __init__(self, stop_percent: int) -> None:
        self._stop_percent = stop_percent
        self.used = 0
        self.limit = 0

    def note(self, answer: Answer) -> None:
        """Read an answer's Sforce-Limit-Info; what can't be read changes nothing."""
        match = _USAGE.search(answer.headers.get("Sforce-Limit-Info", ""))
        if match and int(match[2]):
            self.used, self.limit = int(match[1]), int(match[2])

    def check(self) -> None:
        """Raise TryAgain where the next call would go beyond our share; before the first answer nothing is known."""
        if self.limit and self.used * 100 >= self.limit * self._stop_percent:
            raise quota_used_up(f"{self.used:,} of the day's {self.limit:,} calls are used")
