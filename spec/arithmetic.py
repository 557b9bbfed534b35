"""The decimal arithmetic under every amount that is not a whole number.

A Number is ``mantissa * 10**exponent`` with a mantissa of exactly sixteen digits, or zero. Sums, products,
quotients and roots are rounded to sixteen digits in one of four modes. Every server must round every digit in
the same way, or the ledgers drift apart, so this module is exact also where the protocol is not what one
would expect:

- the place of the last digit of a difference is chosen before rounding, so that just below a power of ten it
  is one too high: 10**15 - 0.6 gives 999999999999999, not 999999999999999.4;
- in the mode TOWARDS_ZERO a difference is rounded away from zero;
- the carry of two negative operands of equal exponent is rounded as if they were positive;
- a quotient is first cut after 17 or 18 digits, and what is cut off is forgotten;
- of two negative Numbers with equal exponents the one *nearer* to zero compares as the smaller.

The functions take and give plain integers, mantissa and exponent: this is the form that is proved, and that
amounts are computed with. `spec.number` has the same as values with operators.

Source: Number.cpp, Number.h (3.1.1).
"""

# Contracts bind the parameters of their conditions by name, so a condition may be no more than a call.
# ruff: noqa: PLW0108

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeAlias

from msgspec import Struct

from spec import contracts
from spec.rounding import (
    DIVISION_SHIFT,
    DOWNWARD,
    MAX_EXPONENT,
    MAX_INT64,
    MAX_ISSUED_EXPONENT,
    MAX_MANTISSA,
    MIN_EXPONENT,
    MIN_ISSUED_EXPONENT,
    MIN_MANTISSA,
    ONE,
    POWER_LIMIT,
    POWERS,
    SMALL,
    TO_NEAREST,
    TOWARDS_ZERO,
    UINT64,
    UPWARD,
    ZERO,
    ZERO_ISSUED_EXPONENT,
    Pair,
    Rounding,
    Scale,
    is_integer,
    is_integer_quotient,
    is_less,
    is_near,
    is_normal,
    is_operand,
    is_root,
    is_rounded,
    is_sum,
    is_truncated,
    quotient_of,
)

MAX_DEGREE = 2**32 - 1
MAX_ITERATIONS = 100
"""Roots of degree 2 settle within ten steps; of degree 5 and above a few never do, and are refused."""


class NumberOverflow(ArithmeticError):
    """A result is too large to be represented, or is no number at all, as after a division by zero."""


# The arithmetic, on mantissas and exponents.


@contracts.require(lambda a: 0 <= a < UINT64)
@contracts.require(lambda b: 0 <= b < UINT64)
@contracts.require(lambda divisor, extra: 0 <= extra < divisor < UINT64)
@contracts.width(128, lambda a, b, extra: a * b + extra)
@contracts.ensure(lambda result: result < UINT64)
@contracts.ensure(
    lambda result, a, b, divisor, extra: result * divisor <= a * b + extra < (result + 1) * divisor
)
def muldiv(a: int, b: int, divisor: int, extra: int = 0) -> int:
    """``(a * b + extra) / divisor`` of numbers of 64 bits, cut to an integer.

    Raises NumberOverflow when it does not fit in 64 bits.
    """
    quotient = (a * b + extra) // divisor
    if quotient >= UINT64:
        raise NumberOverflow(f"{a} times {b} over {divisor} does not fit in 64 bits")
    return quotient


@contracts.require(lambda unit: unit > 0)
@contracts.ensure(is_integer_quotient)
def round_quotient(value: int, unit: int, mode: Rounding) -> int:
    """``value / unit`` as an integer, rounded in ``mode``."""
    floor = value // unit
    rest = value % unit
    if rest == 0:
        return floor
    if mode == TO_NEAREST:
        twice = 2 * rest
        if twice > unit or (twice == unit and floor % 2 == 1):
            return floor + 1
        return floor
    if mode == UPWARD or (mode == TOWARDS_ZERO and value < 0):
        return floor + 1
    return floor


@contracts.require(lambda mantissa: is_normal(mantissa, 0))
@contracts.ensure(
    lambda result, mantissa, exponent: result == (ZERO if exponent < MIN_EXPONENT else (mantissa, exponent))
)
@contracts.ensure(lambda result: is_normal(result[0], result[1]))
def within_limits(mantissa: int, exponent: int) -> Pair:
    """Sixteen digits with any exponent as a Number: zero when it is too low.

    Raises NumberOverflow when it is too high.
    """
    if exponent < MIN_EXPONENT:
        return ZERO
    if exponent > MAX_EXPONENT:
        overflow(mantissa, exponent)
    return mantissa, exponent


def overflow(mantissa: int, exponent: int) -> NoReturn:
    """Raise NumberOverflow, naming the value that does not fit."""
    raise NumberOverflow(f"{mantissa}e{exponent} is too large")


@contracts.require(lambda mantissa: abs(mantissa) < 1 << 128)
@contracts.ensure(lambda result: is_normal(result[0], result[1]))
@contracts.ensure(lambda result, mantissa, exponent, mode: is_rounded(result, mantissa, exponent, mode))
def normalize(mantissa: int, exponent: int, mode: Rounding = TO_NEAREST) -> Pair:
    """``mantissa * 10**exponent`` as a Number. The mantissa may have up to 128 bits.

    Raises NumberOverflow.
    """
    if mantissa == 0:
        return ZERO
    magnitude = abs(mantissa)
    while magnitude < MIN_MANTISSA and exponent > MIN_EXPONENT:
        magnitude = magnitude * 10
        exponent = exponent - 1
    unit = 1
    while magnitude >= 10 * MIN_MANTISSA * unit:
        unit = unit * 10
        exponent = exponent + 1
    if exponent < MIN_EXPONENT or magnitude < MIN_MANTISSA:
        return ZERO
    m = round_quotient(-magnitude if mantissa < 0 else magnitude, unit, mode)
    if abs(m) > MAX_MANTISSA:
        return within_limits(-MIN_MANTISSA if m < 0 else MIN_MANTISSA, exponent + 1)
    return within_limits(m, exponent)


@contracts.require(lambda xm, xe: is_operand(xm, xe))
@contracts.require(lambda ym, ye: is_operand(ym, ye))
@contracts.ensure(lambda result: is_operand(result[0], result[1]))
@contracts.ensure(lambda result, xm, xe, ym, ye, mode: is_sum(result, xm, xe, ym, ye, mode))
def add(xm: int, xe: int, ym: int, ye: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The sum of two Numbers. Raises NumberOverflow."""
    if ym == 0:
        return xm, xe
    if xm == 0:
        return ym, ye
    shift = xe - ye
    if shift < 0:
        xm, xe, ym, ye = ym, ye, xm, xe
        shift = -shift
    if shift == 0:
        return _add_aligned(xm, ym, xe, mode)
    if shift > 16:
        if mode == TO_NEAREST:
            return xm, xe
        # y lies wholly below the last digit of x: only its sign still counts.
        ym, shift = (1 if ym > 0 else -1), 2
    unit = POWERS[shift]
    value = xm * unit + ym
    if (xm < 0) != (ym < 0):
        return _round_difference(value, xe, unit, mode)
    if abs(value) >= 10 * MIN_MANTISSA * unit:
        unit = unit * 10
        xe = xe + 1
    m = round_quotient(value, unit, mode)
    if abs(m) > MAX_MANTISSA:
        return within_limits(-MIN_MANTISSA if m < 0 else MIN_MANTISSA, xe + 1)
    return within_limits(m, xe)


def _add_aligned(xm: int, ym: int, exponent: int, mode: Rounding) -> Pair:
    """The sum of two Numbers of equal exponent: exact unless it carries."""
    m = xm + ym
    magnitude = abs(m)
    if magnitude > MAX_MANTISSA:
        # The carry is rounded by its size alone, whichever sign the operands have.
        magnitude = round_quotient(magnitude, 10, mode)
        return within_limits(-magnitude if m < 0 else magnitude, exponent + 1)
    return _scale_up(m, exponent)


def _scale_up(mantissa: int, exponent: int) -> Pair:
    """A mantissa of at most sixteen digits as a Number: exact, unless too small."""
    if mantissa == 0:
        return ZERO
    while abs(mantissa) < MIN_MANTISSA:
        mantissa = mantissa * 10
        exponent = exponent - 1
    return within_limits(mantissa, exponent)


def _round_difference(value: int, exponent: int, unit: int, mode: Rounding) -> Pair:
    """Round ``value / unit * 10**exponent`` as the difference of two Numbers; ``unit`` is a power of ten."""
    magnitude = abs(value)
    while unit > 1 and magnitude <= (MIN_MANTISSA - 1) * unit:
        unit = unit // 10
        exponent = exponent - 1
    if unit == 1:
        return _scale_up(value, exponent)
    if mode == TOWARDS_ZERO:
        mode = UPWARD if value > 0 else DOWNWARD
    m = round_quotient(value, unit, mode)
    if abs(m) < MIN_MANTISSA:
        return within_limits(m * 10, exponent - 1)
    return within_limits(m, exponent)


def subtract(xm: int, xe: int, ym: int, ye: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The first Number less the second: the sum with its opposite. Raises NumberOverflow."""
    return add(xm, xe, -ym, ye, mode)


@contracts.require(lambda xm, xe: is_operand(xm, xe))
@contracts.require(lambda ym, ye: is_operand(ym, ye))
@contracts.ensure(lambda result: is_normal(result[0], result[1]))
@contracts.ensure(lambda result, xm, xe, ym, ye, mode: is_rounded(result, xm * ym, xe + ye, mode))
@contracts.width(128, lambda xm, ym: xm * ym)
def multiply(xm: int, xe: int, ym: int, ye: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The product of two Numbers, correctly rounded. Raises NumberOverflow."""
    if xm == 0 or ym == 0:
        return ZERO
    value = xm * ym
    exponent = xe + ye + 15
    unit = MIN_MANTISSA
    if abs(value) >= 10 * MIN_MANTISSA * MIN_MANTISSA:
        unit = 10 * MIN_MANTISSA
        exponent = exponent + 1
    m = round_quotient(value, unit, mode)
    if abs(m) > MAX_MANTISSA:
        return within_limits(-MIN_MANTISSA if m < 0 else MIN_MANTISSA, exponent + 1)
    return within_limits(m, exponent)


@contracts.require(lambda xm, xe: is_operand(xm, xe))
@contracts.require(lambda ym, ye: is_operand(ym, ye))
@contracts.ensure(lambda result: is_normal(result[0], result[1]))
@contracts.ensure(
    lambda result, xm, xe, ym, ye, mode: (
        result == ZERO if xm == 0 else is_rounded(result, quotient_of(xm, ym), xe - ye - DIVISION_SHIFT, mode)
    )
)
@contracts.width(128, lambda xm: xm * POWERS[DIVISION_SHIFT])
def divide(xm: int, xe: int, ym: int, ye: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The first Number over the second, rounded from a quotient cut after 17 or 18 digits.

    Raises NumberOverflow, also for a division by zero.
    """
    if ym == 0:
        raise NumberOverflow(f"{xm}e{xe} is divided by zero")
    if xm == 0:
        return ZERO
    value = abs(xm) * POWERS[DIVISION_SHIFT] // abs(ym)
    exponent = xe - ye - DIVISION_SHIFT + 1
    unit = 10
    if value >= 100 * MIN_MANTISSA:
        unit = 100
        exponent = exponent + 1
    return within_limits(round_quotient(value if (xm < 0) == (ym < 0) else -value, unit, mode), exponent)


@contracts.require(lambda mantissa: mantissa >= -MAX_INT64 and mantissa <= MAX_INT64)
@contracts.ensure(lambda result: abs(result) <= MAX_INT64)
@contracts.ensure(lambda result, mantissa, exponent, mode: is_integer(result, mantissa, exponent, mode))
def to_integer(mantissa: int, exponent: int, mode: Rounding = TO_NEAREST) -> int:
    """``mantissa * 10**exponent`` as a 64-bit integer. Raises NumberOverflow."""
    if mantissa == 0:
        return 0
    if exponent < 0:
        # Once the value is less than a tenth, further digits change nothing.
        return round_quotient(mantissa, POWERS[-max(exponent, -20)], mode)
    while exponent > 0:
        if abs(mantissa) > MAX_INT64 // 10:
            overflow(mantissa, exponent)
        mantissa = mantissa * 10
        exponent = exponent - 1
    return mantissa


@contracts.require(lambda mantissa, exponent: is_operand(mantissa, exponent))
@contracts.ensure(lambda result, mantissa, exponent: is_truncated(result, mantissa, exponent))
def truncate(mantissa: int, exponent: int) -> Pair:
    """The Number without its fraction."""
    if exponent >= 0 or mantissa == 0:
        return mantissa, exponent
    if exponent <= -16:
        return ZERO
    whole = abs(mantissa) // POWERS[-exponent]
    return _scale_up(-whole if mantissa < 0 else whole, 0)


@contracts.require(lambda mantissa, exponent: is_operand(mantissa, exponent))
@contracts.ensure(
    lambda result, mantissa, exponent: (
        result == (mantissa, exponent)
        or (result == (0, ZERO_ISSUED_EXPONENT) and (mantissa == 0 or exponent < MIN_ISSUED_EXPONENT))
    )
)
def to_issued(mantissa: int, exponent: int) -> Pair:
    """A Number as mantissa and exponent of an issued amount; one below the least is zero.

    Raises NumberOverflow. Source: IOUAmount.cpp (3.1.1).
    """
    if mantissa == 0 or exponent < MIN_ISSUED_EXPONENT:
        return 0, ZERO_ISSUED_EXPONENT
    if exponent > MAX_ISSUED_EXPONENT:
        overflow(mantissa, exponent)
    return mantissa, exponent


@contracts.require(lambda xm, xe: is_operand(xm, xe))
@contracts.require(lambda ym, ye: is_operand(ym, ye))
@contracts.ensure(lambda result, xm, xe, ym, ye: is_less(result, xm, xe, ym, ye))
def less(xm: int, xe: int, ym: int, ye: int) -> bool:
    """Whether the first Number compares as smaller than the second.

    Of two negative Numbers with the same exponent the one nearer to zero does: mantissas are compared without
    their signs. Amounts have an order of their own, which is free of this.
    """
    if (xm < 0) != (ym < 0):
        return xm < 0
    if xm == 0 or ym == 0:
        return xm == 0 and ym > 0
    if xe != ye:
        return (xe < ye) != (xm < 0)
    return abs(xm) < abs(ym)


@contracts.require(lambda mantissa, exponent, n: is_operand(mantissa, exponent) and n >= 0)
@contracts.ensure(lambda result: is_operand(result[0], result[1]))
@contracts.ensure(
    lambda result, mantissa, exponent, n: (
        result[0] == 0 or n > POWER_LIMIT or is_near(result, mantissa**n, exponent * n, 2 * n)
    )
)
def power(mantissa: int, exponent: int, n: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The ``n``-th power, by squaring: each product is rounded. Raises NumberOverflow."""
    return power_of(SIXTEEN, mantissa, exponent, n, mode)


@contracts.ensure(
    lambda result, mantissa, exponent, by: (
        result == (ZERO if exponent + by < MIN_EXPONENT else (mantissa, exponent + by))
    )
)
def shift(mantissa: int, exponent: int, by: int) -> Pair:
    """A Number of any scale times ``10**by``. Raises NumberOverflow, already at the highest exponent."""
    if exponent + by >= MAX_EXPONENT:
        overflow(mantissa, exponent + by)
    if exponent + by < MIN_EXPONENT:
        return ZERO
    return mantissa, exponent + by


def root2(mantissa: int, exponent: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The square root. Raises NumberOverflow for a negative Number."""
    if mantissa < 0:
        raise NumberOverflow(f"{mantissa}e{exponent} has no square root")
    return root(mantissa, exponent, 2, mode)


@contracts.require(lambda mantissa, exponent: is_operand(mantissa, exponent))
@contracts.require(lambda degree: 0 <= degree <= MAX_DEGREE)
@contracts.ensure(
    lambda result, mantissa, exponent, degree: (
        mantissa == 0 or not 0 < degree <= POWER_LIMIT or is_root(result, mantissa, exponent, degree)
    )
)
def root(mantissa: int, exponent: int, degree: int, mode: Rounding = TO_NEAREST) -> Pair:
    """The root of a degree, by Newton's iteration, whose every step is rounded.

    The Number is brought between 0 and 1; a parabola that fits the root there gives the first guess; the
    iteration ends when a guess returns. The zeroth root is 1 of -1 and 0 of what is nearer to zero.

    Raises NumberOverflow: where there is no root, and where the iteration does not end.
    """
    return root_of(SIXTEEN, mantissa, exponent, degree, mode)


# Powers and roots in steps that are the same in every scale.


Operation: TypeAlias = Callable[[int, int, int, int, Rounding], Pair]


class Operations(Struct, frozen=True):
    """What can be done with the Numbers of a scale."""

    scale: Scale
    one: Pair
    normalize: Callable[[int, int, Rounding], Pair]
    add: Operation
    multiply: Operation
    divide: Operation


SIXTEEN = Operations(SMALL, ONE, normalize, add, multiply, divide)
"""Those of sixteen digits."""


def power_of(of: Operations, mantissa: int, exponent: int, n: int, mode: Rounding) -> Pair:
    """The ``n``-th power; see ``power``. Raises NumberOverflow."""
    if n == 0:
        return of.one
    if n == 1:
        return mantissa, exponent
    half = power_of(of, mantissa, exponent, n // 2, mode)
    square = of.multiply(*half, *half, mode)
    return of.multiply(*square, mantissa, exponent, mode) if n % 2 else square


def root_of(of: Operations, mantissa: int, exponent: int, degree: int, mode: Rounding) -> Pair:
    """The root of a degree; see ``root``. Raises NumberOverflow."""
    if (mantissa, exponent) == of.one or degree == 1:
        return mantissa, exponent
    if degree == 0:
        if (mantissa, exponent) == (-of.one[0], of.one[1]):
            return of.one
        if mantissa == 0 or exponent < of.one[1]:
            return ZERO
        raise NumberOverflow(f"the zeroth root of {mantissa}e{exponent} is infinite")
    if mantissa < 0 and degree % 2 == 0:
        raise NumberOverflow(f"{mantissa}e{exponent} has no root of degree {degree}")
    if mantissa == 0:
        return mantissa, exponent
    tens = exponent + of.scale.log + 1
    tens = tens + -tens % degree
    fm, fe = shift(mantissa, exponent, -tens)
    rm, re = _first_guess(of, abs(fm), fe, degree, mode)
    guess = (-rm if fm < 0 else rm), re
    previous = before = ZERO
    for _ in range(MAX_ITERATIONS):
        before, previous = previous, guess
        guess = _newton_step(of, guess, (fm, fe), degree, mode)
        if guess in (previous, before):
            return shift(*guess, tens // degree)
    raise NumberOverflow(f"the root of degree {degree} of {mantissa}e{exponent} does not settle")


def _first_guess(of: Operations, fm: int, fe: int, d: int, mode: Rounding) -> Pair:
    """The least-squares parabola for the root of degree ``d`` on [0, 1], at a Number there."""
    a2 = of.normalize(-30 * (d - 1) * d, 0, mode)
    a1 = of.normalize(24 * d * (2 * d - 1), 0, mode)
    a0 = of.normalize(3 * d * ((2 * d - 3) * d + 1), 0, mode)
    denominator = of.normalize(((6 * d + 11) * d + 6) * d + 1, 0, mode)
    inner = of.add(*of.multiply(*a2, fm, fe, mode), *a1, mode)
    return of.divide(*of.add(*of.multiply(*inner, fm, fe, mode), *a0, mode), *denominator, mode)


def _newton_step(of: Operations, guess: Pair, f: Pair, d: int, mode: Rounding) -> Pair:
    """``((d - 1) * guess + f / guess**(d - 1)) / d``."""
    quotient = of.divide(*f, *power_of(of, *guess, d - 1, mode), mode)
    weighted = of.multiply(*of.normalize(d - 1, 0, mode), *guess, mode)
    return of.divide(*of.add(*weighted, *quotient, mode), *of.normalize(d, 0, mode), mode)


def to_text(mantissa: int, exponent: int, scale: Scale = SMALL) -> str:
    """The Number in decimal, with an exponent and no trailing zeros where it is very large or very small."""
    if mantissa == 0:
        return "0"
    if exponent == 0 or -(scale.log + 10) <= exponent <= -(scale.log - 10):
        return plain_text(mantissa, exponent)
    while mantissa % 10 == 0 and exponent < MAX_EXPONENT:
        mantissa, exponent = mantissa // 10, exponent + 1
    return f"{mantissa}e{exponent}"


def plain_text(mantissa: int, exponent: int) -> str:
    """``mantissa * 10**exponent``, where the exponent is at most 0, in decimal without trailing zeros."""
    digits = str(abs(mantissa)).rjust(1 - exponent, "0")
    point = len(digits) + exponent
    fraction = digits[point:].rstrip("0")
    sign = "-" if mantissa < 0 else ""
    return f"{sign}{digits[:point]}.{fraction}" if fraction else sign + digits[:point]
