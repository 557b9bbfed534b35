"""What the arithmetic promises is said of the right result, and of no other.

The promises are checked while everything else runs; here they are held to results that are wrong by a little,
for a promise that is kept by wrong results is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

import pytest

from spec import amounts, arithmetic
from spec.rounding import (
    DOWNWARD,
    MAX_MANTISSA,
    MIN_EXPONENT,
    MIN_LARGE_MANTISSA,
    MIN_MANTISSA,
    ROOT_UNITS,
    TO_NEAREST,
    TOWARDS_ZERO,
    UPWARD,
    ZERO,
    Pair,
    Rounding,
    is_integer,
    is_integer_quotient,
    is_large_operand,
    is_large_rounded,
    is_less,
    is_near,
    is_normal,
    is_operand,
    is_root,
    is_rounded,
    is_sum,
    is_truncated,
    is_vanishing,
    quotient_of,
)
from spec.values import IssuedAmount, MPTAmount
from tests.spec import rational
from tests.spec.ledgers import account, currency

MODES = tuple(Rounding)
EDGES = (
    MIN_MANTISSA,
    MIN_MANTISSA + 1,
    MIN_MANTISSA + 5,
    2 * MIN_MANTISSA,
    5 * MIN_MANTISSA,
    MAX_MANTISSA - 5,
    MAX_MANTISSA - 1,
    MAX_MANTISSA,
)


def mantissa(random: Random) -> int:
    """Sixteen digits, now and then with many zeros or at the end of the range."""
    size = random.choice(
        (random.choice(EDGES), random.randrange(10, 100) * 10**14, random.randint(*EDGES[::7]))
    )
    return random.choice((size, -size))


def others(right: Pair) -> Iterator[Pair]:
    """Numbers near one, and zero; the Number itself is not among them."""
    m, e = right
    if m == 0:
        yield from ((sign * size, MIN_EXPONENT) for sign in (1, -1) for size in (MIN_MANTISSA, MAX_MANTISSA))
        return
    sign = 1 if m > 0 else -1
    near = [(m + by, e) for by in (-10, -9, -1, 1, 9, 10)]
    near += [(-m, e), (m, e - 1), (m, e + 1), (m, e - 2), ZERO]
    near += [(sign * MIN_MANTISSA, e + 1), (sign * MIN_MANTISSA, e), (sign * MAX_MANTISSA, e - 1)]
    near += [(m // 10 * 10, e), (m // 10 * 10 + 10, e)]
    yield from (pair for pair in near if is_normal(*pair) and pair != right)


def holds_only(promise: Callable[..., bool], right: Pair, *of: int) -> None:
    """The promise is kept by the right result and broken by every other near it."""
    assert promise(right, *of)
    for wrong in others(right):
        assert not promise(wrong, *of), (right, wrong)


@pytest.mark.parametrize(
    ("pair", "normal", "operand"),
    [
        (ZERO, True, True),
        ((0, 0), False, True),
        ((MIN_MANTISSA, 0), True, True),
        ((MIN_MANTISSA - 1, 0), False, False),
        ((-MIN_MANTISSA, 0), True, True),
        ((1 - MIN_MANTISSA, 0), False, False),
        ((MAX_MANTISSA, 0), True, True),
        ((MAX_MANTISSA + 1, 0), False, False),
        ((-MAX_MANTISSA - 1, 0), False, False),
        ((MIN_MANTISSA, -32768), True, True),
        ((MIN_MANTISSA, -32769), False, False),
        ((MIN_MANTISSA, 32768), True, True),
        ((MIN_MANTISSA, 32769), False, False),
    ],
)
def test_what_a_number_is(pair: Pair, normal: bool, operand: bool) -> None:
    assert is_normal(*pair) is normal
    assert is_operand(*pair) is operand


@pytest.mark.parametrize("mode", MODES)
def test_quotients_are_whole(mode: Rounding) -> None:
    for unit in (1, 2, 3, 4, 10):
        for value in range(-25, 26):
            right = rational.to_whole(Fraction(value, unit), mode)
            for result in range(right - 2, right + 3):
                assert is_integer_quotient(result, value, unit, mode) is (result == right), (
                    result,
                    value,
                    unit,
                )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("exponent", [-25, -21, -20, -19, -2, -1, 0, 1, 2, 3])
def test_numbers_become_whole(mode: Rounding, exponent: int) -> None:
    for size in (0, 1, 5, 15, 25, 26, 149, 150, 151, MIN_MANTISSA, MAX_MANTISSA, 5 * 10**18, 9 * 10**18):
        for value in (size, -size):
            exact = rational.value(value, exponent)
            right = rational.to_whole(exact, mode)
            for result in (right - 1, right, right + 1):
                assert is_integer(result, value, exponent, mode) is (result == right)


@pytest.mark.parametrize(
    ("value", "exponent", "least", "vanishes"),
    [
        (0, 100, 0, True),
        (1, 16, 0, False),
        (1, 15, 0, False),
        (1, 14, 0, True),
        (-1, 14, 0, True),
        (-1, 15, 0, False),
        (MIN_MANTISSA, 0, 0, False),
        (MIN_MANTISSA - 1, 0, 0, True),
        (MIN_MANTISSA, -1, 0, True),
        (10 * MIN_MANTISSA - 1, -1, 0, True),
        (10 * MIN_MANTISSA, -1, 0, False),
        (-10 * MIN_MANTISSA, -1, 0, False),
        (MIN_MANTISSA - 1, MIN_EXPONENT, MIN_EXPONENT, True),
    ],
)
def test_what_vanishes(value: int, exponent: int, least: int, vanishes: bool) -> None:
    assert is_vanishing(value, exponent, least) is vanishes


def test_what_is_rounded_to_sixteen_digits() -> None:
    random = Random(1)
    for _ in range(2_000):
        value = mantissa(random) * 10 ** random.randrange(4) + random.choice((0, 1, 5, 49, 50, 51, 500, -500))
        exponent, mode = random.randint(-3, 3), random.choice(MODES)
        right = arithmetic.normalize(value, exponent, mode)
        holds_only(is_rounded, right, value, exponent, mode)
    for value in (0, 1, MIN_MANTISSA - 1, 1 - MIN_MANTISSA):
        holds_only(is_rounded, ZERO, value, MIN_EXPONENT, TO_NEAREST)


def test_sums_and_differences() -> None:
    random = Random(2)
    for _ in range(6_000):
        x = mantissa(random), random.randint(-2, 2)
        y = mantissa(random), x[1] - random.choice((0, 0, 1, 1, 2, 15, 16, 17, 18, 20, 21, 40))
        if random.random() < 0.5:
            x, y = y, x
        mode = random.choice(MODES)
        right = arithmetic.add(*x, *y, mode)
        holds_only(is_sum, right, *x, *y, mode)
    x = MIN_MANTISSA + 7, 3
    for zero in (ZERO, (0, 0), (0, 40)):
        holds_only(is_sum, x, *x, *zero, UPWARD)
        holds_only(is_sum, x, *zero, *x, DOWNWARD)


def test_products_and_quotients() -> None:
    random = Random(3)
    for _ in range(1_000):
        x, y, mode = mantissa(random), mantissa(random), random.choice(MODES)
        product = arithmetic.multiply(x, 0, y, 0, mode)
        holds_only(is_rounded, product, x * y, 0, mode)
        cut = quotient_of(x, y)
        assert cut == int(Fraction(x, y) * 10**17)
        quotient = arithmetic.divide(x, 0, y, 0, mode)
        holds_only(is_rounded, quotient, cut, -17, mode)


def test_which_is_less() -> None:
    random = Random(4)
    for _ in range(2_000):
        x = mantissa(random), random.randint(-1, 1)
        y = (
            random.choice((mantissa(random), x[0], -x[0])),
            random.choice((x[1], x[1] - 1, x[1] + 1, x[1] - 30)),
        )
        right = arithmetic.less(*x, *y)
        assert is_less(right, *x, *y)
        assert not is_less(not right, *x, *y)


def test_what_has_no_fraction() -> None:
    random = Random(5)
    for _ in range(1_000):
        value = random.choice((0, mantissa(random))), random.randint(-18, 2)
        right = arithmetic.truncate(*value)
        assert is_truncated(right, *value)
        for wrong in others(right) if right[0] else [(MIN_MANTISSA, -15), (-MIN_MANTISSA, -15)]:
            assert not is_truncated(wrong, *value), (value, wrong)


@pytest.mark.parametrize(
    ("result", "value", "exponent", "units", "near"),
    [
        ((MIN_MANTISSA + 3, 0), MIN_MANTISSA, 0, 3, True),
        ((MIN_MANTISSA - 3, 0), MIN_MANTISSA, 0, 3, True),
        ((MIN_MANTISSA + 4, 0), MIN_MANTISSA, 0, 3, False),
        ((MIN_MANTISSA - 4, 0), MIN_MANTISSA, 0, 3, False),
        ((MIN_MANTISSA, 1), 10 * MIN_MANTISSA + 30, 0, 3, True),
        ((MIN_MANTISSA, 1), 10 * MIN_MANTISSA + 31, 0, 3, False),
        ((MIN_MANTISSA, -1), 10**14, 0, 3, True),
        ((MIN_MANTISSA + 3, -1), 10**14, 0, 3, True),
        ((MIN_MANTISSA + 4, -1), 10**14, 0, 3, False),
        ((MIN_MANTISSA, -2), 10**13, 0, 0, True),
    ],
)
def test_what_is_near(result: Pair, value: int, exponent: int, units: int, near: bool) -> None:
    assert is_near(result, value, exponent, units) is near


@pytest.mark.parametrize("degree", [1, 2, 3])
@pytest.mark.parametrize("scale", [-3, 0, 3])
def test_how_far_a_root_may_be(degree: int, scale: int) -> None:
    """Of a power whose root is known, results up to so many units away; of the same value in other digits,
    too."""
    root = 2 * MIN_MANTISSA
    for exponent in (0, degree):
        power = root**degree * 10**6, degree * (scale + exponent) - degree * exponent - 6
        for by, right in ((0, True), (ROOT_UNITS, True), (-ROOT_UNITS, True), (ROOT_UNITS + 1, False)):
            assert is_root((root + by, scale), *power, degree) is right
        assert not is_root((root - ROOT_UNITS - 1, scale), *power, degree)
    assert is_root((root, scale), (root // 10**6) ** degree, degree * (scale + 6), degree)
    assert not is_root(
        (root + ROOT_UNITS + 1, scale), (root // 10**6) ** degree, degree * (scale + 6), degree
    )


def test_what_may_be_computed_with_in_nineteen_digits() -> None:
    for exponent in (-3, 0, MIN_EXPONENT):
        assert is_large_operand(0, exponent)
    assert not is_large_operand(1, 0)


@pytest.mark.parametrize(
    ("result", "value", "exponent", "mode", "holds"),
    [
        (ZERO, 0, 80, TO_NEAREST, True),
        (ZERO, -12, 80, DOWNWARD, False),
        (ZERO, 1, MIN_EXPONENT + 18, TO_NEAREST, False),
        (ZERO, 1, MIN_EXPONENT + 17, TO_NEAREST, True),
        (ZERO, 10 * MIN_LARGE_MANTISSA, MIN_EXPONENT - 1, TO_NEAREST, False),
        (ZERO, 10 * MIN_LARGE_MANTISSA - 1, MIN_EXPONENT - 1, TO_NEAREST, True),
        ((2**63 + 2, -96), 10 * 2**63, -97, UPWARD, True),
        ((2**63 + 3, -88), 2**63 * 10**9, -97, TO_NEAREST, False),
        ((2**63 + 2, 18), 2**63 * 10**8 + 1, 10, TO_NEAREST, True),
        ((-(2**63) + 8, 32_767), -(2**63) * 10**7 + 1, 32_760, DOWNWARD, True),
        ((-(2**63) + 8, 32_767), -(2**63) * 10**7 + 1, 32_760, TOWARDS_ZERO, False),
        ((-(2**63) + 1, 32_767), -(2**63) * 10**7 + 1, 32_760, TOWARDS_ZERO, True),
    ],
)
def test_what_is_rounded_to_nineteen_digits(
    result: Pair, value: int, exponent: int, mode: Rounding, holds: bool
) -> None:
    """What is rounded up to 2**63, or is more than that, ends with a zero."""
    assert is_large_rounded(result, value, exponent, mode) is holds


def test_a_sum_with_nothing_is_the_other_with_the_same_digits() -> None:
    for zero in ((0, -3), ZERO):
        assert is_sum((MIN_MANTISSA, 1), MIN_MANTISSA, 1, *zero, UPWARD)
        assert not is_sum((10 * MIN_MANTISSA, 0), MIN_MANTISSA, 1, *zero, UPWARD)
        assert not is_sum((MIN_MANTISSA // 10, 2), *zero, MIN_MANTISSA, 1, UPWARD)
    assert not is_truncated((0, -7), 0, -5)


def usd(pair: Pair) -> IssuedAmount:
    return IssuedAmount(*pair, currency("USD"), account("gate"))


def test_amounts_have_an_order() -> None:
    random = Random(6)
    pairs = [(mantissa(random), random.choice((0, 1, -1, -15, 40))) for _ in range(60)] + [(0, -100)]
    for x in map(usd, pairs):
        for y in map(usd, pairs):
            order = amounts.compare(x, y)
            assert [one for one in (-1, 0, 1) if amounts.is_order(one, x, y)] == [order]


def test_amounts_have_a_sum() -> None:
    random = Random(7)
    for _ in range(2_000):
        x = mantissa(random), random.choice((-96, -96, -95, -81, 0))
        y = mantissa(random), x[1] + random.choice((0, 1, 2, 15))
        mode = random.choice(MODES)
        right = amounts.add(usd(x), usd(y), mode)
        assert isinstance(right, IssuedAmount)
        assert amounts.is_amount_sum(right, usd(x), usd(y), mode)
        wrong = (
            [(right.mantissa + by, right.exponent) for by in (-1, 1)]
            if right.mantissa
            else [
                (MIN_MANTISSA, -96),
                (-MIN_MANTISSA, -96),
            ]
        )
        wrong += [(0, -100)] if right.mantissa else []
        assert not any(amounts.is_amount_sum(usd(one), usd(x), usd(y), mode) for one in wrong), (x, y, right)
    token = bytes(24)
    assert amounts.is_amount_sum(MPTAmount(5, token), MPTAmount(2, token), MPTAmount(3, token), TO_NEAREST)
    assert not amounts.is_amount_sum(
        MPTAmount(4, token), MPTAmount(2, token), MPTAmount(3, token), TO_NEAREST
    )
    assert amounts.is_amount_sum(5, 2, 3, TO_NEAREST)
    assert not amounts.is_amount_sum(-1, 2, 3, TO_NEAREST)
