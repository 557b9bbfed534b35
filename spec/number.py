"""Number: a decimal of sixteen digits as a value, with operators, for formulas; and one of nineteen.

The operators round to nearest. Where a formula is computed in another mode, as a market maker's are so that
its pool never loses, `Arithmetic` holds that mode over it.

Source: Number.h, AmountConversions.h (3.1.1).
"""

from __future__ import annotations

from typing import ClassVar, Protocol, Self, TypeAlias

from msgspec import Struct

from spec import arithmetic, contracts, large_scale
from spec.arithmetic import NumberOverflow
from spec.rounding import (
    DOWNWARD,
    ONE,
    TO_NEAREST,
    TOWARDS_ZERO,
    UPWARD,
    ZERO,
    Pair,
    Rounding,
    is_large,
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
    "LargeNumber",
    "Number",
    "NumberOverflow",
    "Operand",
    "Rounding",
]


class Digits(Protocol):
    """The arithmetic of a scale on mantissas and exponents, with the last argument the mode."""

    def normalize(self, mantissa: int, exponent: int, mode: Rounding = ..., /) -> Pair: ...
    def add(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding = ..., /) -> Pair: ...
    def subtract(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding = ..., /) -> Pair: ...
    def multiply(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding = ..., /) -> Pair: ...
    def divide(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding = ..., /) -> Pair: ...
    def power(self, mantissa: int, exponent: int, n: int, mode: Rounding = ..., /) -> Pair: ...
    def root2(self, mantissa: int, exponent: int, mode: Rounding = ..., /) -> Pair: ...
    def root(self, mantissa: int, exponent: int, degree: int, mode: Rounding = ..., /) -> Pair: ...
    def to_integer(self, mantissa: int, exponent: int, mode: Rounding = ..., /) -> int: ...
    def truncate(self, mantissa: int, exponent: int, /) -> Pair: ...
    def less(self, xm: int, xe: int, ym: int, ye: int, /) -> bool: ...
    def to_text(self, mantissa: int, exponent: int, /) -> str: ...


class Number(Struct, frozen=True):
    """An immutable Number. The operators round to nearest.

    The constructor takes a pair that is normal already; `Number.of` takes any. A formula has as many digits
    as its left operand; an operand of fewer is exact.
    """

    digits: ClassVar[Digits] = arithmetic

    mantissa: int
    exponent: int

    if contracts.ENABLED:

        def __post_init__(self) -> None:
            """Refuse a pair that is not normal: it would compare and compute wrongly."""
            if not is_normal(self.mantissa, self.exponent):
                raise ValueError(f"{self.mantissa}e{self.exponent} is not a normal Number")

    @classmethod
    def of(cls, mantissa: int, exponent: int = 0, mode: Rounding = TO_NEAREST) -> Self:
        """``mantissa * 10**exponent``. Raises NumberOverflow."""
        return cls(*cls.digits.normalize(mantissa, exponent, mode))

    @classmethod
    def from_amount(cls, amount: Amount, mode: Rounding = TO_NEAREST) -> Self:
        """The value of an amount. One of XRP or MPT with more than sixteen digits is rounded."""
        if isinstance(amount, IssuedAmount):
            return cls(amount.mantissa, amount.exponent) if amount.mantissa else cls(*ZERO)
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

    def plus(self, other: Operand, mode: Rounding = TO_NEAREST) -> Self:
        """The sum. Raises NumberOverflow."""
        y = self._operand(other)
        return type(self)(*self.digits.add(self.mantissa, self.exponent, y.mantissa, y.exponent, mode))

    def minus(self, other: Operand, mode: Rounding = TO_NEAREST) -> Self:
        """The difference. Raises NumberOverflow."""
        y = self._operand(other)
        return type(self)(*self.digits.subtract(self.mantissa, self.exponent, y.mantissa, y.exponent, mode))

    def times(self, other: Operand, mode: Rounding = TO_NEAREST) -> Self:
        """The product. Raises NumberOverflow."""
        y = self._operand(other)
        return type(self)(*self.digits.multiply(self.mantissa, self.exponent, y.mantissa, y.exponent, mode))

    def over(self, other: Operand, mode: Rounding = TO_NEAREST) -> Self:
        """The quotient. Raises NumberOverflow, also for a division by zero."""
        y = self._operand(other)
        return type(self)(*self.digits.divide(self.mantissa, self.exponent, y.mantissa, y.exponent, mode))

    def power(self, n: int, mode: Rounding = TO_NEAREST) -> Self:
        """The ``n``-th power. Raises NumberOverflow."""
        return type(self)(*self.digits.power(self.mantissa, self.exponent, n, mode))

    def root2(self, mode: Rounding = TO_NEAREST) -> Self:
        """The square root. Raises NumberOverflow for a negative Number."""
        return type(self)(*self.digits.root2(self.mantissa, self.exponent, mode))

    def root(self, degree: int, mode: Rounding = TO_NEAREST) -> Self:
        """The root of a degree. Raises NumberOverflow where there is none."""
        return type(self)(*self.digits.root(self.mantissa, self.exponent, degree, mode))

    def to_integer(self, mode: Rounding = TO_NEAREST) -> int:
        """The nearest whole number in the sense of ``mode``. Raises NumberOverflow above 64 bits."""
        return self.digits.to_integer(self.mantissa, self.exponent, mode)

    def truncate(self) -> Self:
        """The Number without its fraction."""
        return type(self)(*self.digits.truncate(self.mantissa, self.exponent))

    def signum(self) -> int:
        """-1, 0 or 1."""
        return (self.mantissa > 0) - (self.mantissa < 0)

    def _operand(self, value: Operand) -> Self:
        """What stands on the other side, with as many digits."""
        if isinstance(value, int):
            return self.of(value)
        if isinstance(value, type(self)) and type(value) is type(self):
            return value
        return self.of(value.mantissa, value.exponent)

    def __bool__(self) -> bool:
        return self.mantissa != 0

    def __neg__(self) -> Self:
        return type(self)(-self.mantissa, self.exponent)

    def __abs__(self) -> Self:
        return type(self)(abs(self.mantissa), self.exponent)

    def __add__(self, other: Operand) -> Self:
        return self.plus(other)

    def __radd__(self, other: int) -> Self:
        return self._operand(other).plus(self)

    def __sub__(self, other: Operand) -> Self:
        return self.minus(other)

    def __rsub__(self, other: int) -> Self:
        return self._operand(other).minus(self)

    def __mul__(self, other: Operand) -> Self:
        return self.times(other)

    def __rmul__(self, other: int) -> Self:
        return self._operand(other).times(self)

    def __truediv__(self, other: Operand) -> Self:
        return self.over(other)

    def __rtruediv__(self, other: int) -> Self:
        return self._operand(other).over(self)

    def __lt__(self, other: Operand) -> bool:
        y = self._operand(other)
        return self.digits.less(self.mantissa, self.exponent, y.mantissa, y.exponent)

    def __gt__(self, other: Operand) -> bool:
        return self._operand(other) < self

    def __le__(self, other: Operand) -> bool:
        return not self._operand(other) < self

    def __ge__(self, other: Operand) -> bool:
        return not self < other

    def __str__(self) -> str:
        return self.digits.to_text(self.mantissa, self.exponent)


class LargeNumber(Number, frozen=True):
    """A Number of nineteen digits. What becomes of it is rounded to the sixteen of an issued amount."""

    digits: ClassVar[Digits] = large_scale

    if contracts.ENABLED:

        def __post_init__(self) -> None:
            """Refuse a pair that is not normal."""
            if not is_large(self.mantissa, self.exponent):
                raise ValueError(f"{self.mantissa}e{self.exponent} is not a normal Number of nineteen digits")

    @classmethod
    def from_amount(cls, amount: Amount, mode: Rounding = TO_NEAREST) -> Self:
        """The value of an amount, whole."""
        if isinstance(amount, IssuedAmount):
            return cls.of(amount.mantissa, amount.exponent)
        return cls.of(amount.value if isinstance(amount, MPTAmount) else amount, 0, mode)

    def to_amount(self, asset: Asset, mode: Rounding = TO_NEAREST) -> Amount:
        """So much of an asset, rounded: to whole units, or to sixteen digits. Raises NumberOverflow."""
        if isinstance(asset, Issue) and asset.currency != XRP_CURRENCY:
            pair = large_scale.to_issued(self.mantissa, self.exponent, mode)
            return IssuedAmount(*pair, asset.currency, asset.issuer)
        return super().to_amount(asset, mode)


Operand: TypeAlias = Number | int
"""What stands beside a Number in a formula; a whole number becomes one, to nearest."""

NUMBER_ZERO = Number(*ZERO)
NUMBER_ONE = Number(*ONE)


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
