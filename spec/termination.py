"""Why loops end: a bound with a name, or a measure that shrinks.

Every loop of the rules that is not a walk over something finite states the protocol's own limit on its rounds
(``bounded``), or the whole number that gets smaller with each of them (``Variant``). Both are checked while
contracts are on; a loop that goes on longer is a mistake in the rules, and stops them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from spec import contracts


class NotTerminating(AssertionError):
    """A loop went on when it should have ended."""


def decreases(before: int | None, after: int) -> bool:
    """Whether a rank is one that the next round may have: not negative, and less than in the round before."""
    return after >= 0 and (before is None or after < before)


def bounded(limit: int, name: str) -> Iterator[int]:
    """Count rounds from 0: ``for _ in bounded(...)`` is a loop that must be left before ``limit`` rounds are
    over.

    Raises NotTerminating when it is not.
    """
    if not contracts.ENABLED:
        yield from count()
    yield from range(limit)
    raise NotTerminating(f"{name}: more than {limit} rounds")


class Variant:
    """A whole number, not negative, that gets smaller with each round of a loop."""

    __slots__ = ("_last", "_name")

    def __init__(self, name: str) -> None:
        self._name = name
        self._last: int | None = None

    def decrease_to(self, value: int) -> None:
        """State what the number is in this round. Raises NotTerminating when it is not smaller."""
        if contracts.ENABLED and not decreases(self._last, value):
            raise NotTerminating(f"{self._name}: {value} after {self._last}")
        self._last = value
