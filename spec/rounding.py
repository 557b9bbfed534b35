"""What rounding means: the modes, the size of a Number, and what its operations promise.

A promise is a relation between operands and result, written without the steps that lead from one to the
other. The contracts of the arithmetic are made of these relations: they are checked at run time, and proved.

Source: Number.h, Number.cpp, IOUAmount.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TypeAlias

from msgspec import Struct


class Rounding(IntEnum):
    """What happens to the digits that do not fit."""

    TO_NEAREST = 0
    """To the nearest value, a tie to the even one: what is meant where nothing is said."""
    TOWARDS_ZERO = 1
    DOWNWARD = 2
    """Towards minus infinity."""
    UPWARD = 3
    """Towards plus infinity."""


TO_NEAREST = Rounding.TO_NEAREST
TOWARDS_ZERO = Rounding.TOWARDS_ZERO
DOWNWARD = Rounding.DOWNWARD
UPWARD = Rounding.UPWARD


class Scale(Struct, frozen=True):
    """How many digits a mantissa has: from ``10**log`` to ``10**(log + 1) - 1``."""

    log: int


SMALL = Scale(15)
"""Sixteen digits: the scale of transactions, as long as neither SingleAssetVault nor LendingProtocol is
enabled."""
LARGE = Scale(18)
"""Nineteen digits: the scale of everything else that a server computes, such as what a payment would cost.
With either of the two amendments it is that of transactions too; these are not written down here.

A mantissa above ``MAX_INT64`` is a multiple of ten: what does not fit in 63 bits has eighteen digits."""

MIN_MANTISSA: int = 10**SMALL.log
MAX_MANTISSA = 10 * MIN_MANTISSA - 1
MIN_EXPONENT = -32768
MAX_EXPONENT = 32768
ZERO_EXPONENT: int = -(2**31)
"""The exponent of the Number zero."""
MAX_INT64: int = 2**63 - 1
LAST_DIGIT_LOST: int = (MAX_INT64 + 1) // 10
UINT64: int = 2**64
"""The least number that does not fit in 64 bits."""

MIN_ISSUED_EXPONENT = -96
MAX_ISSUED_EXPONENT = 80
ZERO_ISSUED_EXPONENT = -100
"""The exponent of an issued amount of zero."""

ROOT_UNITS = 50
"""A root is found by steps that are rounded: it is right but for so many units of its last digit."""
POWER_LIMIT = 64
"""Higher powers are not worked out again to check them."""

Pair: TypeAlias = tuple[int, int]
"""A signed mantissa and an exponent."""

MIN_LARGE_MANTISSA: int = 10**LARGE.log
MAX_LARGE_MANTISSA = 10 * MIN_LARGE_MANTISSA - 1

ZERO: Pair = (0, ZERO_EXPONENT)
ONE: Pair = (MIN_MANTISSA, -SMALL.log)
LARGE_ONE: Pair = (MIN_LARGE_MANTISSA, -LARGE.log)

POWERS: tuple[int, ...] = tuple(10**k for k in range(42))
DIVISION_SHIFT = 17
"""A dividend gets this many more digits before it is divided, so that a quotient has 17 or 18."""
LARGE_DIVISION_SHIFT = 22
"""In the large scale a quotient has 22 or 23."""


def is_normal(mantissa: int, exponent: int) -> bool:
    """Whether the pair is a Number: zero, or sixteen digits with an exponent within limits."""
    if mantissa == 0:
        return exponent == ZERO_EXPONENT
    magnitude = abs(mantissa)
    if magnitude < MIN_MANTISSA or magnitude > MAX_MANTISSA:
        return False
    return exponent >= MIN_EXPONENT and exponent <= MAX_EXPONENT


def is_large(mantissa: int, exponent: int) -> bool:
    """Whether the pair is a Number of nineteen digits, or of eighteen and a zero where nineteen do not fit in
    63 bits."""
    if mantissa == 0:
        return exponent == ZERO_EXPONENT
    magnitude = abs(mantissa)
    if magnitude < MIN_LARGE_MANTISSA or magnitude > MAX_LARGE_MANTISSA:
        return False
    fits = magnitude <= MAX_INT64 or magnitude % 10 == 0
    return fits and exponent >= MIN_EXPONENT and exponent <= MAX_EXPONENT


def is_operand(mantissa: int, exponent: int) -> bool:
    """Whether the pair may be computed with: a Number, or a zero with any exponent."""
    return mantissa == 0 or is_normal(mantissa, exponent)


def is_large_operand(mantissa: int, exponent: int) -> bool:
    """Whether the pair may be computed with: a Number of nineteen digits, or a zero with any exponent."""
    return mantissa == 0 or is_large(mantissa, exponent)


def is_vanishing(mantissa: int, exponent: int, least: int = MIN_EXPONENT) -> bool:
    """Whether ``mantissa * 10**exponent`` is nearer to zero than every other Number with exponents from
    ``least``."""
    headroom = exponent - least
    if headroom > SMALL.log:
        return mantissa == 0
    if headroom < 0:
        return abs(mantissa) < MIN_MANTISSA * POWERS[min(-headroom, 40)]
    return abs(mantissa) * POWERS[headroom] < MIN_MANTISSA


def is_integer_quotient(result: int, value: int, unit: int, mode: Rounding) -> bool:
    """Whether ``result`` is ``value / unit`` rounded to an integer in ``mode``."""
    error = value - result * unit
    if mode == TO_NEAREST:
        return 2 * abs(error) < unit or (2 * abs(error) == unit and result % 2 == 0)
    if mode == DOWNWARD or (mode == TOWARDS_ZERO and value >= 0):
        return error >= 0 and error < unit
    return -unit < error <= 0


def is_integer(result: int, mantissa: int, exponent: int, mode: Rounding) -> bool:
    """Whether ``result`` is ``mantissa * 10**exponent`` rounded to an integer in ``mode``; 64 bits."""
    if exponent >= 0:
        return result == mantissa * POWERS[min(exponent, 20)]
    return is_integer_quotient(result, mantissa, POWERS[min(-exponent, 20)], mode)


def is_rounded(result: Pair, value: int, exponent: int, mode: Rounding) -> bool:
    """Whether ``result`` is ``value * 10**exponent`` rounded to sixteen digits in ``mode``."""
    mantissa, result_exponent = result
    if mantissa == 0:
        return is_vanishing(value, exponent)
    shift = result_exponent - exponent
    if shift <= 0:
        return mantissa == value * POWERS[-shift]
    unit = POWERS[shift]
    if abs(mantissa) == MIN_MANTISSA and abs(value) < MIN_MANTISSA * unit:
        # It was rounded up to a power of ten: the digits counted are those of the value before.
        return is_integer_quotient(mantissa * 10, value, unit // 10, mode)
    return is_integer_quotient(mantissa, value, unit, mode)


def is_large_rounded(result: Pair, value: int, exponent: int, mode: Rounding) -> bool:
    """Whether ``result`` is ``value * 10**exponent`` rounded in ``mode`` to nineteen digits, or to eighteen
    where nineteen do not fit in 63 bits.

    What is rounded up to 2**63 loses its last digit.
    """
    mantissa, result_exponent = result
    if mantissa == 0:
        headroom = exponent - MIN_EXPONENT
        if headroom >= 0:
            return abs(value) * POWERS[min(headroom, 19)] < MIN_LARGE_MANTISSA
        return abs(value) < MIN_LARGE_MANTISSA * POWERS[min(-headroom, 40)]
    shift = result_exponent - exponent
    if shift < 0:
        return mantissa == value * POWERS[-shift]
    unit = POWERS[shift]
    if abs(value) >= (MAX_INT64 + 1) * unit:
        return mantissa % 10 == 0 and is_integer_quotient(mantissa // 10, value, 10 * unit, mode)
    if abs(mantissa) == LAST_DIGIT_LOST * 10 and abs(value) > MAX_INT64 * unit:
        mantissa = MAX_INT64 + 1 if mantissa > 0 else -MAX_INT64 - 1
    return is_integer_quotient(mantissa, value, unit, mode)


def is_difference(result: Pair, value: int, exponent: int, highest: int, mode: Rounding) -> bool:
    """Whether ``result`` is ``value * 10**exponent`` rounded as a difference is.

    The place of the last digit kept is the highest at which the value, rounded away from zero, still has
    sixteen digits, but not above ``highest``, where the larger operand has its own.
    """
    mantissa, result_exponent = result
    unit_exponent = exponent
    unit = 1
    while unit_exponent < highest and abs(value) > (MIN_MANTISSA - 1) * 10 * unit:
        unit = unit * 10
        unit_exponent = unit_exponent + 1
    if unit == 1:
        return is_rounded(result, value, exponent, mode)
    if result_exponent < unit_exponent:  # one less than a power of ten: 999999999999999 units
        if mantissa % 10 != 0 or result_exponent != unit_exponent - 1:
            return False
        mantissa = mantissa // 10
    elif result_exponent > unit_exponent:
        return False
    if mode == TOWARDS_ZERO:
        return is_integer_quotient(mantissa, value, unit, UPWARD if value > 0 else DOWNWARD)
    return is_integer_quotient(mantissa, value, unit, mode)


def is_large_difference(result: Pair, value: int, exponent: int, highest: int, mode: Rounding) -> bool:
    """Whether ``result`` is ``value * 10**exponent`` rounded as a difference is that has nineteen digits.

    The place of the last digit kept is the highest at which the value, rounded away from zero, would not fit
    in 63 bits with one digit more, but not above ``highest``, where the larger operand has its own. What is
    rounded there may itself not fit in 63 bits: it is rounded again.
    """
    unit_exponent = exponent
    unit = 1
    while unit_exponent < highest and abs(value) > MAX_INT64 // 10 * 10 * unit:
        unit = unit * 10
        unit_exponent = unit_exponent + 1
    away = UPWARD if value > 0 else DOWNWARD
    first = away if mode == TOWARDS_ZERO else mode
    below = value // unit
    kept = below if is_integer_quotient(below, value, unit, first) else below + 1
    exact = is_integer_quotient(kept, value, unit, first)
    return exact and is_large_rounded(result, kept, unit_exponent, mode)


class Promises(Struct, frozen=True):
    """What the sums of one scale promise."""

    least: int
    """The least mantissa."""
    rounded: Callable[[Pair, int, int, Rounding], bool]
    """Whether a result is ``value * 10**exponent`` rounded."""
    difference: Callable[[Pair, int, int, int, Rounding], bool]
    """Whether a result is a value rounded as a difference is."""


OF_SIXTEEN = Promises(MIN_MANTISSA, is_rounded, is_difference)
OF_NINETEEN = Promises(MIN_LARGE_MANTISSA, is_large_rounded, is_large_difference)


def is_sum(
    result: Pair, xm: int, xe: int, ym: int, ye: int, mode: Rounding, scale: Promises = OF_SIXTEEN
) -> bool:
    """Whether ``result`` is the protocol's sum of two Numbers of a scale, its peculiarities included."""
    if xm == 0 or ym == 0:
        return result == ((ym, ye) if xm == 0 and ym != 0 else (xm, xe))
    if xe < ye:
        return is_sum(result, ym, ye, xm, xe, mode, scale)
    if xe - ye > 20:  # so far below the last digit, only the sign of y can still matter
        return is_sum(result, xm, xe, scale.least if ym > 0 else -scale.least, xe - 20, mode, scale)
    value = xm * POWERS[xe - ye] + ym
    if value == 0:
        return result == ZERO
    if (xm < 0) == (ym < 0):
        if xe == ye and xm < 0:
            return scale.rounded((-result[0], result[1]), -value, ye, mode)
        return scale.rounded(result, value, ye, mode)
    return scale.difference(result, value, ye, xe, mode)


def quotient_of(xm: int, ym: int, digits: int = DIVISION_SHIFT) -> int:
    """The quotient of two mantissas with so many more digits, cut towards zero."""
    cut = abs(xm) * POWERS[digits] // abs(ym)
    return cut if (xm < 0) == (ym < 0) else -cut


def is_less(result: bool, xm: int, xe: int, ym: int, ye: int) -> bool:
    """Whether ``result`` says that the first Number is less, or, of two negative ones with equal exponents,
    that it is more."""
    if xm < 0 and ym < 0 and xe == ye:
        return result == (xm > ym)
    shift = xe - ye
    x = xm * POWERS[min(shift, 20)] if shift > 0 else xm
    y = ym * POWERS[min(-shift, 20)] if shift < 0 else ym
    return result == (x < y)


def is_near(result: Pair, value: int, exponent: int, units: int) -> bool:
    """Whether ``result`` is no farther from ``value * 10**exponent`` than so many units of its last digit."""
    mantissa, result_exponent = result
    shift = result_exponent - exponent
    unit: int = 10 ** abs(shift)
    if shift >= 0:
        return abs(mantissa * unit - value) <= units * unit
    return abs(mantissa - value * unit) <= units


def is_root(result: Pair, mantissa: int, exponent: int, degree: int) -> bool:
    """Whether ``result`` is no farther from the root than ``ROOT_UNITS`` of its last digit."""
    m, e = result
    shift = exponent - degree * e
    low: int = (m - ROOT_UNITS) ** degree
    high: int = (m + ROOT_UNITS) ** degree
    unit: int = 10 ** abs(shift)
    if shift >= 0:
        return low <= mantissa * unit <= high
    return low * unit <= mantissa <= high * unit


def is_truncated(result: Pair, mantissa: int, exponent: int) -> bool:
    """Whether ``result`` is ``mantissa * 10**exponent`` without its fraction."""
    if mantissa == 0 or exponent >= 0:
        return result == (mantissa, exponent)
    unit = POWERS[min(-exponent, 40)]
    if result[0] == 0:
        return abs(mantissa) < unit
    below = POWERS[-result[1]]
    return result[0] % below == 0 and is_integer_quotient(result[0] // below, mantissa, unit, TOWARDS_ZERO)
