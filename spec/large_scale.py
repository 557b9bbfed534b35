"""The arithmetic of nineteen digits: what a server computes with where it processes no transaction.

It follows the same rules as that of sixteen digits, in `spec.arithmetic`, but for these:

- a mantissa has to fit in 63 bits: where nineteen digits do not, it is rounded to eighteen and a zero;
- what is rounded up to exactly 2**63 loses its last digit, and so comes out below what it was;
- the place of the last digit of a difference is chosen before rounding, as there; a difference above 63 bits
  is then rounded a second time;
- a quotient is first cut after 22 or 23 digits.

What comes of a formula is rounded to sixteen digits when it becomes an issued amount.

Source: Number.cpp, Number.h (3.1.1).
"""

# Contracts bind the parameters of their conditions by name, so a condition may be no more than a call.
# ruff: noqa: PLW0108

from __future__ import annotations

from spec import arithmetic, contracts
from spec.arithmetic import NumberOverflow, Operations, overflow, power_of, root_of, round_quotient, shift
from spec.rounding import (
    DOWNWARD,
    LARGE,
    LARGE_DIVISION_SHIFT,
    LARGE_ONE,
    LAST_DIGIT_LOST,
    MAX_EXPONENT,
    MAX_INT64,
    MIN_EXPONENT,
    MIN_LARGE_MANTISSA,
    OF_NINETEEN,
    POWERS,
    TO_NEAREST,
    TOWARDS_ZERO,
    UPWARD,
    ZERO,
    Pair,
    Rounding,
    is_large,
    is_large_operand,
    is_large_rounded,
    is_less,
    is_sum,
    quotient_of,
)

__all__ = [
    "NINETEEN",
    "add",
    "divide",
    "less",
    "multiply",
    "normalize",
    "power",
    "root",
    "root2",
    "shift",
    "subtract",
    "to_integer",
    "to_issued",
    "to_text",
    "truncate",
]

_FAR = 20
"""So many places below its last digit, only the sign of a summand can still matter."""


@contracts.require(lambda mantissa: abs(mantissa) < 1 << 132)
@contracts.ensure(lambda result: is_large(result[0], result[1]))
@contracts.ensure(lambda result, mantissa, exponent, mode: is_large_rounded(result, mantissa, exponent, mode))
def normalize(mantissa: int, exponent: int, mode: Rounding = TO_NEAREST) -> Pair:
    """``mantissa * 10**exponent`` as a Number of nineteen digits. The mantissa may have up to 132 bits.

    Raises NumberOverflow.
    """
    if mantissa == 0:
        return ZERO
    magnitude = abs(mantissa)
    while magnitude < MIN_LARGE_MANTISSA and exponent > MIN_EXPONENT:
        magnitude = magnitude * 10
        exponent = exponent - 1
    unit = 1
    while magnitude >= 10 * MIN_LARGE_MANTISSA * unit:
        unit = unit * 10
        exponent = exponent + 1
    if exponent < MIN_EXPONENT or magnitude < MIN_LARGE_MANTISSA:
        return ZERO
    if magnitude >= (MAX_INT64 + 1) * unit:
        unit = unit * 10
        exponent = exponent + 1
    if exponent > MAX_EXPONENT:
        overflow(mantissa, exponent)
    m = round_quotient(-magnitude if mantissa < 0 else magnitude, unit, mode)
    if abs(m) > MAX_INT64:
        return (-10 if m < 0 else 10) * LAST_DIGIT_LOST, exponent
    if abs(m) < MIN_LARGE_MANTISSA:
        return m * 10, exponent - 1
    return m, exponent


@contracts.require(lambda xm, xe: is_large_operand(xm, xe))
@contracts.require(lambda ym, ye: is_large_operand(ym, ye))
@contracts.ensure(lambda result: is_large_operand(result[0], result[1]))
@contracts.ensure(lambda result, xm, xe, ym, ye, mode: is_sum(result, xm, xe, ym, ye, mode, OF_NINETEEN))
def add(xm: int, xe: int, ym: int, ye: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The sum of two Numbers. Raises NumberOverflow."""
    if ym == 0:
        return xm, xe
    if xm == 0:
        return ym, ye
    if xe < ye:
        xm, xe, ym, ye = ym, ye, xm, xe
    places = xe - ye
    if places > _FAR:
        ym, places = (1 if ym > 0 else -1), 2
    value = xm * POWERS[places] + ym
    if (xm < 0) != (ym < 0):
        return _round_difference(value, xe, POWERS[places], mode)
    if places == 0 and xm < 0:
        # The carry is rounded by its size alone, whichever sign the operands have.
        m, e = normalize(-value, xe, mode)
        return -m, e
    return normalize(value, xe - places, mode)


def _round_difference(value: int, exponent: int, unit: int, mode: Rounding) -> Pair:
    """Round ``value / unit * 10**exponent`` as the difference of two Numbers; ``unit`` is a power of ten."""
    magnitude = abs(value)
    whole = -(-magnitude // unit)
    while unit > 1 and whole * 10 <= MAX_INT64:
        unit = unit // 10
        exponent = exponent - 1
        whole = -(-magnitude // unit)
    away = UPWARD if value > 0 else DOWNWARD
    m = round_quotient(value, unit, away if mode == TOWARDS_ZERO else mode)
    return normalize(m, exponent, mode)


def subtract(xm: int, xe: int, ym: int, ye: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The first Number less the second: the sum with its opposite. Raises NumberOverflow."""
    return add(xm, xe, -ym, ye, mode)


@contracts.require(lambda xm, xe: is_large_operand(xm, xe))
@contracts.require(lambda ym, ye: is_large_operand(ym, ye))
@contracts.ensure(lambda result, xm, xe, ym, ye, mode: is_large_rounded(result, xm * ym, xe + ye, mode))
@contracts.ensure(lambda result: is_large(result[0], result[1]))
@contracts.width(128, lambda xm, ym: xm * ym)
def multiply(xm: int, xe: int, ym: int, ye: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The product of two Numbers. Raises NumberOverflow."""
    return normalize(xm * ym, xe + ye, mode)


@contracts.require(lambda xm, xe: is_large_operand(xm, xe))
@contracts.require(lambda ym, ye: is_large_operand(ym, ye))
@contracts.ensure(lambda result: is_large(result[0], result[1]))
@contracts.ensure(
    lambda result, xm, xe, ym, ye, mode: (
        result == ZERO
        if xm == 0
        else is_large_rounded(
            result, quotient_of(xm, ym, LARGE_DIVISION_SHIFT), xe - ye - LARGE_DIVISION_SHIFT, mode
        )
    )
)
def divide(xm: int, xe: int, ym: int, ye: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The first Number over the second, rounded from a quotient cut after 22 or 23 digits.

    Raises NumberOverflow, also for a division by zero.
    """
    if ym == 0:
        raise NumberOverflow(f"{xm}e{xe} is divided by zero")
    cut = abs(xm) * POWERS[LARGE_DIVISION_SHIFT] // abs(ym)
    return normalize(cut if (xm < 0) == (ym < 0) else -cut, xe - ye - LARGE_DIVISION_SHIFT, mode)


NINETEEN = Operations(LARGE, LARGE_ONE, normalize, add, multiply, divide)
"""The operations of nineteen digits."""


def power(mantissa: int, exponent: int, n: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The ``n``-th power. Raises NumberOverflow."""
    return power_of(NINETEEN, mantissa, exponent, n, mode)


def root2(mantissa: int, exponent: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The square root. Raises NumberOverflow for a negative Number."""
    return root(mantissa, exponent, 2, mode)


def root(mantissa: int, exponent: int, degree: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The root of a degree; see `spec.arithmetic.root`. Raises NumberOverflow where there is none."""
    return root_of(NINETEEN, mantissa, exponent, degree, mode)


def to_integer(mantissa: int, exponent: int, mode: Rounding = TO_NEAREST) -> int:
    """The nearest whole number in the sense of ``mode``. Raises NumberOverflow above 63 bits."""
    if abs(mantissa) > MAX_INT64:
        mantissa = round_quotient(mantissa, 10, mode)  # it is a multiple of ten
        exponent = exponent + 1
    return arithmetic.to_integer(mantissa, exponent, mode)


def to_issued(mantissa: int, exponent: int, mode: Rounding = TO_NEAREST) -> Pair:
    """A Number as mantissa and exponent of an issued amount: rounded to sixteen digits; one below the least
    is zero.

    Raises NumberOverflow. Source: IOUAmount.cpp (3.1.1).
    """
    return arithmetic.to_issued(*arithmetic.normalize(mantissa, exponent, mode))


def truncate(mantissa: int, exponent: int) -> Pair:
    """The Number without its fraction."""
    if exponent >= 0:
        return mantissa, exponent
    whole = abs(mantissa) // POWERS[min(-exponent, _FAR)]
    return normalize(-whole if mantissa < 0 else whole, 0)


def less(xm: int, xe: int, ym: int, ye: int) -> bool:
    """Whether the first Number compares as smaller than the second; see `spec.arithmetic.less`."""
    return is_less(True, xm, xe, ym, ye)


def to_text(mantissa: int, exponent: int) -> str:
    """The Number in decimal."""
    return arithmetic.to_text(mantissa, exponent, LARGE)
