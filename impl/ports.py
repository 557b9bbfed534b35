"""The ports through which the node meets the world: clock and randomness.

Nothing else in the node asks the operating system for the time or for random bytes; a simulation brings
seeded ones and trio's virtual clock instead, and everything that follows can be run again from the seed. The
network and the disk are ports too: trio's streams, and the store's directory.
"""

from __future__ import annotations

import os
import random
import time
from typing import Protocol

import trio

from spec.header import EPOCH


class Clock(Protocol):
    """What time it is."""

    def now(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""

    def elapsed(self) -> float:
        """Seconds that never go back, for measuring durations."""


class Randomness(Protocol):
    """Where secrets come from."""

    def bytes(self, count: int) -> bytes:
        """So many random bytes."""


def ledger_time(clock: Clock) -> int:
    """Seconds since 2000-01-01T00:00:00Z, as ledgers count them."""
    return int(clock.now()) - EPOCH


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""
        return time.time()

    def elapsed(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


class VirtualClock:
    """A clock that goes as trio's does: with trio's MockClock, only when the test says so."""

    def __init__(self, start: float = EPOCH + 800_000_000) -> None:
        self.start = start

    def now(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""
        return self.start + self.elapsed()

    def elapsed(self) -> float:
        """Seconds that never go back; 0 outside a trio run."""
        try:
            return trio.current_time()
        except RuntimeError:
            return 0.0


class SystemRandomness:
    """The operating system's random bytes."""

    def bytes(self, count: int) -> bytes:
        """So many random bytes."""
        return os.urandom(count)


class SeededRandomness:
    """The same bytes for the same seed: for simulations, never for secrets that matter."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def bytes(self, count: int) -> bytes:
        """So many bytes that look random."""
        return self._random.randbytes(count)
