"""Decimal arithmetic on exact fractions: what a sum, a product or a quotient is before it is rounded, and
what rounding makes of it. It shares nothing with the specification but the limits."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from spec.rounding import Rounding

DIGITS = 16
LOWEST, HIGHEST = -32768, 32768
ZERO = (0, -(2**31))


class TooLarge(Exception):
    """There is no such Number."""


def value(mantissa: int, exponent: int) -> Fraction:
    """What a pair stands for."""
    return mantissa * ten(exponent) if mantissa else Fraction(0)


def ten(exponent: int) -> Fraction:
    """A power of ten."""
    return Fraction(10) ** exponent


def to_whole(exact: Fraction, mode: Rounding) -> int:
    """The exact value as a whole number."""
    if mode is Rounding.DOWNWARD or (mode is Rounding.TOWARDS_ZERO and exact > 0):
        return floor(exact)
    if mode is Rounding.UPWARD or mode is Rounding.TOWARDS_ZERO:
        return ceil(exact)
    return round(exact)


def magnitude(exact: Fraction) -> int:
    """The exponent at which the exact value has sixteen digits before the point."""
    size = abs(exact)
    guess = len(str(size.numerator)) - len(str(size.denominator)) - DIGITS
    while size >= ten(guess + DIGITS):
        guess += 1
    while size < ten(guess + DIGITS - 1):
        guess -= 1
    return guess


def to_number(exact: Fraction, mode: Rounding, shift: int = 0) -> tuple[int, int]:
    """The exact value times ``10**shift`` as a Number. Raises TooLarge; what is too small is zero."""
    if exact == 0:
        return ZERO
    place = magnitude(exact)
    exponent = place + shift
    if exponent < LOWEST:
        return ZERO
    mantissa = to_whole(exact / ten(place), mode)
    if abs(mantissa) == 10**DIGITS:
        mantissa, exponent = mantissa // 10, exponent + 1
    if exponent > HIGHEST:
        raise TooLarge
    return mantissa, exponent
