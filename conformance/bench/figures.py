"""A measured figure, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from msgspec import Struct

ROUNDS = 5


class Figure(Struct, frozen=True):
    """One thing that was measured."""

    part: str
    name: str
    value: float
    unit: str
    ratio: float | None = None
    """How many times as much it is as what it is compared with."""
    against: str = ""
    """What that is."""

    def __str__(self) -> str:
        shown = f"  {self.name:44} {self.value:12,.1f} {self.unit}"
        return shown if self.ratio is None else f"{shown:74} {self.ratio:8.2f} x {self.against}"


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds that the work took in its best round."""
    return min(timed(work) for _ in range(rounds))


def timed(work: Callable[..., object], *args: object) -> float:
    """Seconds that the work took."""
    begin = perf_counter()
    work(*args)
    return perf_counter() - begin
