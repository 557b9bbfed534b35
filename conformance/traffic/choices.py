"""Where choices come from: a seeded generator, or Hypothesis, which can shrink what led to a failure.

Every choice is an integer between two bounds, and the lower bound is the simplest: that is where Hypothesis
shrinks to. Everything else is made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

T = TypeVar("T")


class Choices:
    """Choices of every kind, made of integers."""

    def __init__(self, integer: Callable[[int, int], int]) -> None:
        self.integer = integer
        """An integer between two bounds, both included."""

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, of which there must be one; the first is the simplest."""
        return items[self.integer(0, len(items) - 1)] if len(items) > 1 else items[0]

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred; false is the simplest."""
        return self.integer(0, 99) >= 100 - percent

    def weighted(self, table: Sequence[tuple[int, T]]) -> T:
        """One of the items, each as often as its weight says."""
        place = self.integer(0, sum(weight for weight, _ in table) - 1)
        for weight, item in table:
            place -= weight
            if place < 0:
                return item
        raise AssertionError("the weights are what the bound was made of")

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """A few different items, or as many as there are."""
        left = list(items)
        count = self.integer(min(least, len(left)), min(most, len(left)))
        return [left.pop(self.integer(0, len(left) - 1)) for _ in range(count)]

    def near(self, mark: int) -> int:
        """A number, or its neighbour on either side."""
        return mark + self.pick((0, -1, 1))


def seeded(random: Random) -> Choices:
    """Choices from a generator that the caller brings."""
    return Choices(random.randint)


def drawn(data: DataObject) -> Choices:
    """Choices that Hypothesis draws, in a test that takes ``st.data()``."""
    from hypothesis import strategies as st

    return Choices(lambda low, high: data.draw(st.integers(low, high)))
