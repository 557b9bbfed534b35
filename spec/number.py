"""Number: a decimal of sixteen digits as a value, with operators, for formulas.

The operators round to nearest. Where a formula is computed in another mode, as a market maker's are so that
its pool never loses, `Arithmetic` holds that mode over it.

Source: Number.h, AmountConversions.h (3.1.1).
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from spec import arithmetic, contracts
from spec.arithmetic import NumberOverflow
from spec.rounding import (
    DOWNWARD,
    ONE,
    TO_NEAREST,
    TOWARDS_ZERO,
    UPWARD,
    ZERO,
    Rounding,
    is_normal,
)
from spec.values import XRP_CURRENCY, Amount, Asset, Issue, IssuedAmount, MPTAmount

__all__ = [
    "DOWNWARD",
    "NUMBER_ONE",
    "NUMBER_ZERO",
    "TOWARDS_ZERO",
    "TO_NEAREST",
    "UPWARD",
    "Arithmetic",
    "Number",
    "NumberOverflow",
    "Operand",
    "Rounding",
    "as_number",
]


class Number(Struct, frozen=True):
    """An immutable Number. The operators round to nearest.

    The constructor takes a pair that is normal already; `Number.of` takes any.
    """

    mantissa: int
    exponent: int

    if contracts.ENABLED:

        def __post_init__(self) -> None:
            """Refuse a pair that is not normal: it would compare and compute wrongly."""
            if not is_normal(self.mantissa, self.exponent):
                raise ValueError(f"{self.mantissa}e{self.exponent} is not a normal Number")

    @classmethod
    def of(cls, mantissa: int, exponent: int = 0, mode: Rounding = TO_NEAREST) -> Number:
        """``mantissa * 10**exponent``. Raises NumberOverflow."""
        return cls(*arithmetic.normalize(mantissa, exponent, mode))

    @classmethod
    def from_amount(cls, amount: Amount, mode: Rounding = TO_NEAREST) -> Number:
        """The value of an amount. One of XRP or MPT with more than sixteen digits is rounded."""
        if isinstance(amount, IssuedAmount):
            return cls(amount.mantissa, amount.exponent) if amount.mantissa else NUMBER_ZERO
        return cls.of(amount.value if isinstance(amount, MPTAmount) else amount, 0, mode)

    def to_amount(self, asset: Asset, mode: Rounding = TO_NEAREST) -> Amount:
        """So much of an asset. XRP and MPT are rounded to whole units; an issued amount has all the digits.

        XRP is not held to the total supply; `spec.amounts.from_number` makes what may stand in a field.

        Raises NumberOverflow. Source: AmountConversions.h (3.1.1).
        """
        if not isinstance(asset, Issue):
            return MPTAmount(self.to_integer(mode), asset.issuance_id)
        if asset.currency == XRP_CURRENCY:
            return self.to_integer(mode)
        return IssuedAmount(*arithmetic.to_issued(self.mantissa, self.exponent), asset.currency, asset.issuer)

    def plus(self, other: Operand, mode: Rounding = TO_NEAREST) -> Number:
        """The sum. Raises NumberOverflow."""
        y = as_number(other)
        return Number(*arithmetic.add(self.mantissa, self.exponent, y.mantissa, y.exponent, mode))

    def minus(self, other: Operand, mode: Rounding = TO_NEAREST) -> Number:
        """The difference. Raises NumberOverflow."""
        y = as_number(other)
        return Number(*arithmetic.subtract(self.mantissa, self.exponent, y.mantissa, y.exponent, mode))

    def times(self, other: Operand, mode: Rounding = TO_NEAREST) -> Number:
        """The product. Raises NumberOverflow."""
        y = as_number(other)
        return Number(*arithmetic.multiply(self.mantissa, self.exponent, y.mantissa, y.exponent, mode))

    def over(self, other: Operand, mode: Rounding = TO_NEAREST) -> Number:
        """The quotient. Raises NumberOverflow, also for a division by zero."""
        y = as_number(other)
        return Number(*arithmetic.divide(self.mantissa, self.exponent, y.mantissa, y.exponent, mode))

    def power(self, n: int, mode: Rounding = TO_NEAREST) -> Number:
        """The ``n``-th power. Raises NumberOverflow."""
        return Number(*arithmetic.power(self.mantissa, self.exponent, n, mode))

    def root2(self, mode: Rounding = TO_NEAREST) -> Number:
        """The square root. Raises NumberOverflow for a negative Number."""
        return Number(*arithmetic.root2(self.mantissa, self.exponent, mode))

    def root(self, degree: int, mode: Rounding = TO_NEAREST) -> Number:
        """The root of a degree. Raises NumberOverflow where there is none."""
        return Number(*arithmetic.root(self.mantissa, self.exponent, degree, mode))

    def to_integer(self, mode: Rounding = TO_NEAREST) -> int:
        """The nearest whole number in the sense of ``mode``. Raises NumberOverflow above 64 bits."""
        return arithmetic.to_integer(self.mantissa, self.exponent, mode)

    def truncate(self) -> Number:
        """The Number without its fraction."""
        return Number(*arithmetic.truncate(self.mantissa, self.exponent))

    def signum(self) -> int:
        """-1, 0 or 1."""
        return (self.mantissa > 0) - (self.mantissa < 0)

    def __bool__(self) -> bool:
        return self.mantissa != 0

    def __neg__(self) -> Number:
        return Number(-self.mantissa, self.exponent)

    def __abs__(self) -> Number:
        return Number(abs(self.mantissa), self.exponent)

    def __add__(self, other: Operand) -> Number:
        return self.plus(other)

    def __radd__(self, other: int) -> Number:
        return as_number(other).plus(self)

    def __sub__(self, other: Operand) -> Number:
        return self.minus(other)

    def __rsub__(self, other: int) -> Number:
        return as_number(other).minus(self)

    def __mul__(self, other: Operand) -> Number:
        return self.times(other)

    def __rmul__(self, other: int) -> Number:
        return as_number(other).times(self)

    def __truediv__(self, other: Operand) -> Number:
        return self.over(other)

    def __rtruediv__(self, other: int) -> Number:
        return as_number(other).over(self)

    def __lt__(self, other: Operand) -> bool:
        y = as_number(other)
        return arithmetic.less(self.mantissa, self.exponent, y.mantissa, y.exponent)

    def __gt__(self, other: Operand) -> bool:
        return as_number(other) < self

    def __le__(self, other: Operand) -> bool:
        return not as_number(other) < self

    def __ge__(self, other: Operand) -> bool:
        return not self < other

    def __str__(self) -> str:
        return arithmetic.to_text(self.mantissa, self.exponent)


Operand: TypeAlias = Number | int
"""What stands beside a Number in a formula; a whole number becomes one, to nearest."""

NUMBER_ZERO = Number(*ZERO)
NUMBER_ONE = Number(*ONE)


def as_number(value: Operand) -> Number:
    """A whole number as a Number, rounded to nearest."""
    return value if isinstance(value, Number) else Number.of(value)


class Arithmetic(Struct, frozen=True):
    """A rounding mode in force over a formula: ``up = Arithmetic(UPWARD); up.multiply(a, up.add(b, c))``."""

    mode: Rounding = TO_NEAREST

    def number(self, mantissa: int, exponent: int = 0) -> Number:
        """``mantissa * 10**exponent``. Raises NumberOverflow."""
        return Number.of(mantissa, exponent, self.mode)

    def add(self, x: Operand, y: Operand) -> Number:
        """The sum. Raises NumberOverflow."""
        return self._operand(x).plus(self._operand(y), self.mode)

    def subtract(self, x: Operand, y: Operand) -> Number:
        """The difference. Raises NumberOverflow."""
        return self._operand(x).minus(self._operand(y), self.mode)

    def multiply(self, x: Operand, y: Operand) -> Number:
        """The product. Raises NumberOverflow."""
        return self._operand(x).times(self._operand(y), self.mode)

    def divide(self, x: Operand, y: Operand) -> Number:
        """The quotient. Raises NumberOverflow, also for a division by zero."""
        return self._operand(x).over(self._operand(y), self.mode)

    def power(self, x: Operand, n: int) -> Number:
        """The ``n``-th power. Raises NumberOverflow."""
        return self._operand(x).power(n, self.mode)

    def root2(self, x: Operand) -> Number:
        """The square root. Raises NumberOverflow for a negative Number."""
        return self._operand(x).root2(self.mode)

    def to_integer(self, x: Number) -> int:
        """The nearest whole number in the sense of the mode. Raises NumberOverflow above 64 bits."""
        return x.to_integer(self.mode)

    def from_amount(self, amount: Amount) -> Number:
        """The value of an amount; XRP and MPT are rounded to sixteen digits."""
        return Number.from_amount(amount, self.mode)

    def to_amount(self, asset: Asset, x: Number) -> Amount:
        """So much of an asset; XRP and MPT are rounded to whole units. Raises NumberOverflow."""
        return x.to_amount(asset, self.mode)

    def _operand(self, value: Operand) -> Number:
        return value if isinstance(value, Number) else Number.of(value, 0, self.mode)
