"""How the quality of a strand depends on how much is taken from it.

A book's offers have one quality however much of them is taken; a pool gets dearer with every unit. For a
strand with a pool the average quality ``out / in`` is a linear function of what comes out:

    q(out) = slope * out + intercept

For an offer the slope is 0 and the intercept its quality. For a pool that holds ``P`` of what goes in and
``G`` of what comes out, and keeps a fee such that ``m`` of each unit counts, the slope is ``-m / P`` and the
intercept ``G * m / P``. From this follows how much can be taken before the average gets worse than a limit.

Source: QualityFunction.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Self

from spec.number import UPWARD, Number, NumberOverflow
from spec.quality import Quality


class QualityFunction:
    """Slope and intercept, and the quality itself where it is constant."""

    __slots__ = ("intercept", "quality", "slope")

    def __init__(self, slope: Number, intercept: Number, quality: Quality | None = None) -> None:
        self.slope = slope
        self.intercept = intercept
        self.quality = quality

    @classmethod
    def constant(cls, quality: Quality, numbers: type[Number] = Number) -> Self:
        """That of an offer. Raises NumberOverflow for a quality of nothing."""
        rate = numbers.from_amount(quality.rate())
        if rate.signum() <= 0:
            raise NumberOverflow(f"{quality} is no quality")
        return cls(numbers.of(0), 1 / rate, quality)

    @classmethod
    def of_pool(cls, pool_in: Number, pool_out: Number, fee_multiplier: Number) -> Self:
        """That of a pool with these balances. Raises NumberOverflow where one is empty."""
        if pool_in.signum() <= 0 or pool_out.signum() <= 0:
            raise NumberOverflow("a pool is empty")
        return cls(-fee_multiplier / pool_in, pool_out * fee_multiplier / pool_in)

    @property
    def is_constant(self) -> bool:
        """Whether the quality does not depend on the amount."""
        return self.quality is not None

    def then(self, following: QualityFunction) -> QualityFunction:
        """The function of this step and the one that follows it. Raises NumberOverflow."""
        slope = self.slope + self.intercept * following.slope
        quality = None if slope else self.quality
        return QualityFunction(slope, self.intercept * following.intercept, quality)

    def out_of_average(self, quality: Quality) -> Number | None:
        """How much can be taken at this average quality; none where that is nothing, or no question.

        Raises NumberOverflow.
        """
        rate = self.slope.from_amount(quality.rate())
        if not self.slope or not rate:
            return None
        out = rate.of(1).over(rate, UPWARD).minus(self.intercept, UPWARD).over(self.slope, UPWARD)
        return None if out.signum() <= 0 else out
