"""What the arithmetic of nineteen digits promises is said of the right result, and of no other near it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

import pytest

from spec import large_scale
from spec.rounding import (
    LARGE_DIVISION_SHIFT,
    LAST_DIGIT_LOST,
    MAX_INT64,
    MAX_LARGE_MANTISSA,
    MIN_EXPONENT,
    MIN_LARGE_MANTISSA,
    OF_NINETEEN,
    ZERO,
    Pair,
    Rounding,
    is_large,
    is_large_operand,
    is_large_rounded,
    is_sum,
    quotient_of,
)
from tests.spec import guard

MODES = tuple(Rounding)
LIMITS = (MIN_LARGE_MANTISSA, MAX_INT64, MAX_INT64 + 1, 10 * LAST_DIGIT_LOST, MAX_LARGE_MANTISSA)


@pytest.mark.parametrize(
    ("pair", "number", "operand"),
    [
        (ZERO, True, True),
        ((0, 0), False, True),
        ((0, -40), False, True),
        ((1, 0), False, False),
        ((MIN_LARGE_MANTISSA, 0), True, True),
        ((-MIN_LARGE_MANTISSA, 0), True, True),
        ((MIN_LARGE_MANTISSA - 1, 0), False, False),
        ((1 - MIN_LARGE_MANTISSA, 0), False, False),
        ((MIN_LARGE_MANTISSA + 1, 0), True, True),
        ((MAX_INT64, 0), True, True),
        ((-MAX_INT64, 0), True, True),
        ((MAX_INT64 + 1, 0), False, False),
        ((MAX_INT64 + 3, 0), True, True),
        ((9300000000000000000, 0), True, True),
        ((9300000000000000001, 0), False, False),
        ((9300000000000000002, 0), False, False),
        ((MAX_LARGE_MANTISSA, 0), False, False),
        ((MAX_LARGE_MANTISSA - 9, 0), True, True),
        ((MAX_LARGE_MANTISSA + 1, 0), False, False),
        ((MIN_LARGE_MANTISSA, -32768), True, True),
        ((MIN_LARGE_MANTISSA, -32769), False, False),
        ((MIN_LARGE_MANTISSA, 32768), True, True),
        ((MIN_LARGE_MANTISSA, 32769), False, False),
    ],
)
def test_what_a_number_is(pair: Pair, number: bool, operand: bool) -> None:
    assert is_large(*pair) is number
    assert is_large_operand(*pair) is operand


def others(right: Pair) -> Iterator[Pair]:
    """Numbers near one, and zero; the Number itself is not among them."""
    m, e = right
    if m == 0:
        sizes = (MIN_LARGE_MANTISSA, MAX_LARGE_MANTISSA - 9)
        yield from ((sign * size, MIN_EXPONENT) for sign in (1, -1) for size in sizes)
        return
    near = [(m + by, e) for by in (-20, -10, -8, -7, -2, -1, 1, 2, 7, 8, 10, 20)]
    near += [(-m, e), (m, e - 1), (m, e + 1), (m, e - 2), ZERO]
    sign = 1 if m > 0 else -1
    near += [(sign * limit, at) for limit in LIMITS for at in (e - 1, e, e + 1)]
    yield from (pair for pair in near if is_large(*pair) and pair != right)


def holds_only(promise: Callable[..., bool], right: Pair, *of: object) -> None:
    """The promise is kept by the right result and broken by every other near it."""
    assert promise(right, *of), (right, of)
    for wrong in others(right):
        assert not promise(wrong, *of), (right, wrong, of)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_rounded(mode: Rounding) -> None:
    random = Random(1)
    for zeros in range(5):
        for limit in LIMITS:
            for by in (*range(-11, 12), -60, -50, -49, 49, 50, 51, 500, random.randrange(10**18)):
                for value in (limit * 10**zeros + by, -limit * 10**zeros - by):
                    exponent = random.randint(-3, 3)
                    right = guard.NINETEEN.normalize(value, exponent, mode)
                    holds_only(is_large_rounded, right, value, exponent, mode)


@pytest.mark.parametrize("mode", MODES)
def test_what_has_fewer_digits_or_none(mode: Rounding) -> None:
    for value in (1, 25, 10**9 + 1, 92233720368547758, MIN_LARGE_MANTISSA // 10, MIN_LARGE_MANTISSA - 1):
        for sign in (1, -1):
            holds_only(
                is_large_rounded, guard.NINETEEN.normalize(sign * value, 0, mode), sign * value, 0, mode
            )
    holds_only(is_large_rounded, ZERO, 0, MIN_EXPONENT, mode)


@pytest.mark.parametrize(
    ("value", "places", "vanishes"),
    [
        (0, 0, True),
        (0, 40, True),
        (1, 17, True),
        (1, 18, False),
        (1, 19, False),
        (1, 20, False),
        (MIN_LARGE_MANTISSA - 1, 0, True),
        (MIN_LARGE_MANTISSA, 0, False),
        (MIN_LARGE_MANTISSA // 10, 0, True),
        (MIN_LARGE_MANTISSA // 10, 1, False),
        (MIN_LARGE_MANTISSA // 10 - 1, 1, True),
        (MIN_LARGE_MANTISSA, -1, True),
        (10 * MIN_LARGE_MANTISSA - 1, -1, True),
        (10 * MIN_LARGE_MANTISSA, -1, False),
        (100 * MIN_LARGE_MANTISSA - 1, -2, True),
        (100 * MIN_LARGE_MANTISSA, -2, False),
        (2**131, -30, True),
    ],
)
def test_what_vanishes(value: int, places: int, vanishes: bool) -> None:
    """Zero is the right result only below the least Number."""
    for mode in MODES:
        assert is_large_rounded(ZERO, value, MIN_EXPONENT + places, mode) is vanishes
        assert is_large_rounded(ZERO, -value, MIN_EXPONENT + places, mode) is vanishes


@pytest.mark.parametrize("mode", MODES)
def test_sums_and_differences(mode: Rounding) -> None:
    """Of any Numbers, of those next to where digits end, and of those that leave few digits of each other."""
    random = Random(2)
    for _ in range(600):
        size = random.choice((*LIMITS, 2 * MIN_LARGE_MANTISSA, random.randrange(10**18, 10**19)))
        other = random.choice((*LIMITS, size, random.randrange(10**18, 10**19), random.randrange(1, 10**3)))
        exponent = random.choice((MIN_EXPONENT, -2, 5))
        places = random.choice((0, 0, 1, 1, 2, 17, 18, 19, 20, 21, 22, 40))
        x = large_scale.normalize(size + random.randint(-9, 9), exponent)
        y = large_scale.normalize(other + random.randint(-9, 9), exponent - places)
        for sign in (1, -1):
            a, b = (sign * x[0], x[1]), (y[0], y[1])
            for first, second in ((a, b), (b, a), ((-a[0], a[1]), (-b[0], b[1]))):
                holds_only(
                    is_sum, guard.NINETEEN.add(*first, *second, mode), *first, *second, mode, OF_NINETEEN
                )


@pytest.mark.parametrize("mode", MODES)
def test_sums_with_nothing(mode: Rounding) -> None:
    x = MIN_LARGE_MANTISSA + 7, 3
    for zero in (ZERO, (0, 0), (0, 40)):
        holds_only(is_sum, x, *x, *zero, mode, OF_NINETEEN)
        holds_only(is_sum, x, *zero, *x, mode, OF_NINETEEN)


@pytest.mark.parametrize("mode", MODES)
def test_products_and_quotients(mode: Rounding) -> None:
    random = Random(3)
    for _ in range(300):
        x, y = (
            large_scale.normalize(random.choice((-1, 1)) * random.randrange(10**18, 10**19), 0)[0]
            for _ in "xy"
        )
        holds_only(is_large_rounded, guard.NINETEEN.multiply(x, 0, y, 0, mode), x * y, 0, mode)
        cut = quotient_of(x, y, LARGE_DIVISION_SHIFT)
        assert cut == int(Fraction(x, y) * 10**LARGE_DIVISION_SHIFT)
        holds_only(
            is_large_rounded, guard.NINETEEN.divide(x, 0, y, 0, mode), cut, -LARGE_DIVISION_SHIFT, mode
        )
