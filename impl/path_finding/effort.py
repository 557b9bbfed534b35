"""How much work a search may do.

The graph of trust lines and books is as large as its users make it, and a search goes through it several
levels deep. Work is counted, not timed, so that a search that is cut short finds the same every time.
"""

from __future__ import annotations

from collections.abc import Callable

LINE = 1
"""What it costs to look at a trust line or a book."""
LIQUIDITY = 200
"""What it costs to try a payment along a path."""
LIMIT = 1_000_000
"""What one search may cost altogether."""


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


def _wanted() -> bool:
    return False


class Effort:
    """What is left of the work that one search may do."""

    def __init__(self, limit: int = LIMIT, abandoned: Callable[[], bool] = _wanted) -> None:
        self.left = limit
        self.abandoned = abandoned

    def spend(self, cost: int) -> bool:
        """Take what a piece of work costs; whether it may be done.

        Raises:
            Abandoned: nobody waits for it.

        """
        if self.abandoned():
            raise Abandoned
        if self.left < cost:
            self.left = 0
            return False
        self.left -= cost
        return True
