"""What a proof is written with: unknown inputs, and what is noted on the way.

A proof is an ordinary function. What it asks for here is unknown while paths are explored, and has the values
of a counterexample while that is run again on plain integers; the proof need not know which of the two it is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Protocol, cast

from msgspec import Struct

from proofs.paths import Impossible
from proofs.symbolic import MACHINE, SymbolicFlags, SymbolicInt, Truth, truth_term

FLAGS = 32
"""So many a set of flags can have."""


class Source(Protocol):
    """Where inputs come from."""

    def integer(self, name: str, low: int | None, high: int | None) -> Any:
        """The integer of that name."""

    def truth(self, name: str) -> Any:
        """The truth value of that name."""

    def assume(self, condition: Any) -> None:
        """Go on only where the condition holds."""


class Run(Struct):
    """One run of a proof."""

    source: Source
    notes: list[str] = []


RUN: ContextVar[Run] = ContextVar("RUN")


def integer(name: str, low: int | None = None, high: int | None = None) -> int:
    """The input of that name: any integer from ``low`` to ``high``."""
    return cast("int", RUN.get().source.integer(name, low, high))


def truth(name: str) -> bool:
    """The input of that name: true or false."""
    return cast("bool", RUN.get().source.truth(name))


def flags(name: str) -> int:
    """The input of that name: any set of flags, as 32 bits. Each bit that is asked for is an input itself."""

    def has(place: int) -> Any:
        return truth(f"{name}, bit {place}")

    if type(has(0)) is bool:
        return sum(1 << place for place in range(FLAGS) if has(place))
    return cast("int", SymbolicFlags(name, lambda place: truth_term(has(place)), (1 << FLAGS) - 1))


def one_of(name: str, *values: Any) -> Any:
    """The input of that name: one of these values, which may be anything."""
    return values[int(integer(name, 0, len(values) - 1))]


def whichever(value: int) -> int:
    """One value of an unknown integer, where it does not matter which; what is known stays as it is."""
    unknown: Any = value
    return MACHINE.get().any_of(unknown.term) if type(unknown) is SymbolicInt else value


def assume(condition: Truth) -> None:
    """Say nothing about inputs for which the condition does not hold."""
    RUN.get().source.assume(condition)


def note(outcome: str) -> None:
    """Count this path among those of an outcome."""
    RUN.get().notes.append(outcome)


def outcome_of(function: Callable[..., Any], *args: Any, refusals: tuple[type[Exception], ...] = ()) -> Any:
    """What the function gives, or the kind of exception with which it refuses."""
    try:
        return function(*args)
    except refusals as refusal:
        return type(refusal)


class Trial:
    """Inputs with plain values; what was not named has the least value that it may have."""

    def __init__(self, values: dict[str, int]) -> None:
        self.values = values

    def integer(self, name: str, low: int | None, high: int | None) -> int:
        """The integer of that name. Raises ValueError when it is out of range."""
        value = self.values.get(name, low if low is not None else min(0, high) if high is not None else 0)
        if (low is not None and value < low) or (high is not None and value > high):
            raise ValueError(f"{name} is {value}: expected {low} to {high}")
        return value

    def truth(self, name: str) -> bool:
        """The truth value of that name."""
        return bool(self.values.get(name, False))

    def assume(self, condition: Any) -> None:
        """Go on only where the condition holds."""
        if not condition:
            raise Impossible
