"""Sums, products and quotients just where a rule of theirs begins and ends."""

from __future__ import annotations

from fractions import Fraction

import pytest

from spec import amounts, arithmetic
from spec.arithmetic import NumberOverflow
from spec.number import NUMBER_ONE, NUMBER_ZERO
from spec.quality import Amounts, Quality, ceil_out_strict, composed_quality
from spec.rounding import MAX_MANTISSA, TO_NEAREST, ZERO, is_sum, is_truncated
from spec.values import XRP, Amount, Issue, IssuedAmount, MPTAmount, MPTIssue
from tests.spec import rational
from tests.spec.ledgers import account, currency

GATE = account("gate")
USD = Issue(currency("USD"), GATE)
TOKEN = bytes(24)


def usd(mantissa: int, exponent: int = 0, issuer: bytes = GATE) -> IssuedAmount:
    return amounts.issued(mantissa, exponent, USD.currency, issuer)


def mpt(value: int) -> MPTAmount:
    return MPTAmount(value, TOKEN)


def test_zeros() -> None:
    assert not arithmetic.less(*ZERO, *ZERO)
    assert NUMBER_ZERO.signum() == 0
    one = NUMBER_ONE
    assert not one > NUMBER_ONE
    assert is_sum((0, 5), 0, 5, *ZERO, TO_NEAREST)
    assert not is_sum(ZERO, 0, 5, *ZERO, TO_NEAREST)
    assert amounts.can_exist(mpt(0))
    assert amounts.can_subtract(5, 5)
    assert amounts.can_subtract(usd(1), usd(5))
    assert amounts.can_subtract(2**63 - 2, -1)
    assert not amounts.can_subtract(0, 1)


def test_zero_beside_other_numbers() -> None:
    negative = (-(10**15), 3)
    for zero in (ZERO, (0, 3)):
        assert not arithmetic.less(*zero, *negative)
        assert arithmetic.less(*negative, *zero)
    assert not arithmetic.less(10**15, 3, 0, 5)
    assert arithmetic.less(0, 5, 10**15, 3)
    assert not is_truncated(ZERO, 10**15, -15)
    assert arithmetic.root(0, 5, 0) == ZERO
    assert amounts.can_add(usd(0), usd(5))
    assert amounts.can_add(usd(5), usd(0))


def test_no_even_root_of_a_negative_number() -> None:
    with pytest.raises(NumberOverflow):
        arithmetic.root(-(10**15), 0, 4)


@pytest.mark.parametrize(
    ("exponent", "text"), [(0, "1000000000000000"), (1, "1e16"), (32768, "1000000000000000e32768")]
)
def test_numbers_as_text(exponent: int, text: str) -> None:
    assert arithmetic.to_text(10**15, exponent) == text


@pytest.mark.parametrize(
    ("mantissa", "possible"), [(1_041_100_123_456_789, True), (1_465_800_123_456_789, False)]
)
def test_a_sum_may_lose_a_part_in_10000(mantissa: int, possible: bool) -> None:
    """0.000096 of the one, 0.000136 of the other."""
    assert amounts.can_add(usd(1), usd(mantissa, -28)) is possible


def test_the_quality_of_two_exchanges_is_rounded_up() -> None:
    first = Quality.of(Amounts(usd(1_000_000_000_000_001, -15), usd(1)))
    second = Quality.of(Amounts(usd(12, -1), usd(1)))
    assert composed_quality(first, second).rate() == amounts.amount_of(
        amounts.NO_ISSUE, 1_200_000_000_000_002, -15
    )


def test_an_offer_that_is_taken_whole_is_not_computed_again() -> None:
    whole = Amounts(usd(1), usd(3))
    assert ceil_out_strict(Quality.of(whole), whole, usd(3), False) == whole


def test_the_largest_sums() -> None:
    assert amounts.can_add(1 - 2**63, -1)
    assert not amounts.can_add(-(2**63), -1)
    assert arithmetic.add(5 * 10**15 - 1, 0, 5 * 10**15, 0) == (MAX_MANTISSA, 0)
    assert amounts.add(mpt(amounts.MAX_MPT - 1), mpt(1)) == mpt(amounts.MAX_MPT)
    with pytest.raises(NumberOverflow):
        amounts.add(mpt(amounts.MAX_MPT), mpt(1))


def test_of_two_equals_the_first() -> None:
    one, other = usd(5), usd(5, issuer=account("other"))
    assert amounts.minimum(one, other) is one
    assert amounts.maximum(one, other) is one


def test_whole_amounts_times_whole_ones_up_to_a_limit() -> None:
    most = 2_095_475_792 << 32
    assert amounts.multiply(1, most, XRP) == most
    root = 3_037_000_499
    assert amounts.multiply(mpt(root), mpt(root), MPTIssue(TOKEN)) == mpt(root**2)
    with pytest.raises(NumberOverflow):
        amounts.multiply(1, most + (1 << 32), XRP)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (1, 9 * 10**18, usd(11_111_111_111_112, -32)),
        (99_999_999_999_999_990, 10**18, usd(MAX_MANTISSA, -17)),
    ],
)
def test_a_quotient_by_more_digits_than_sixteen(numerator: int, denominator: int, expected: Amount) -> None:
    assert amounts.div_round(mpt(numerator), mpt(denominator), USD, True) == expected


def test_a_tenth_of_a_drop_is_one_drop_and_no_more() -> None:
    assert amounts.mul_round(usd(3 * 10**15 + 3), usd(13, -1), XRP, True) == 3_900_000_000_000_004


def test_the_least_fraction_of_a_drop_counts() -> None:
    one = 1_234_567_890_123_457
    other = pow(one, -1, 10**16)
    drops, rest = divmod(one * other, 10**16)
    assert (rest, other > 10**15) == (1, True)
    assert amounts.mul_round_strict(usd(one), usd(other, -16), XRP, True) == drops + 1
    assert amounts.mul_round_strict(usd(one), usd(other, -16), XRP, False) == drops


def test_just_less_than_a_drop_more_is_nothing() -> None:
    one = 1_234_567_890_123_457
    other = 10**16 - pow(one, -1, 10**16)
    drops = one * other // 10**16
    assert (one * other + 1) % 10**16 == 0
    assert amounts.mul_round_strict(usd(one), usd(other, -16), XRP, False) == drops


@pytest.mark.parametrize("over", [1, -1])
def test_the_least_fraction_of_a_quotient(over: int) -> None:
    """It lacks one of the divisor's units, or has one too many, to be whole."""
    divisor = 7_000_000_000_000_003
    dividend = pow(10**17, -1, divisor) * over % divisor
    drops = dividend * 10**17 // divisor
    assert dividend > 10**15
    for up in (True, False):
        assert amounts.div_round(usd(dividend, 17), usd(divisor), XRP, up) == drops + up


def test_of_eighteen_digits_the_last_is_dropped() -> None:
    assert amounts.div_round(usd(MAX_MANTISSA), usd(MAX_MANTISSA - 2), USD, True) == usd(10**15 + 1, -15)


@pytest.mark.parametrize("up", [True, False])
def test_a_part_of_many_digits(up: bool) -> None:
    """Eighteen digits are looked at: of nineteen the last is only known to be there."""
    assert amounts.mul_ratio(usd(1_234_567_890_123_457), 999, 1, up) == usd(
        1_233_333_322_233_335 if up else 1_233_333_322_233_334, 3
    )
    assert amounts.mul_ratio(usd(10**15), 10_000, 1, up) == usd(10**15, 4)
    assert amounts.mul_ratio(usd(2_314_814_793_981_481), 16, 3, False) == usd(1_234_567_890_123_457, 1)
    found = amounts.mul_ratio(usd(MAX_MANTISSA), 2**32 - 1, 7, up)
    exact = Fraction(MAX_MANTISSA * (2**32 - 1), 7)
    assert abs(rational.value(amounts.mantissa_of(found), amounts.exponent_of(found)) - exact) < 2 * 10**10


@pytest.mark.parametrize("degree", [2, 3, 7])
def test_a_root_begins_with_the_parabola_of_least_squares(degree: int) -> None:
    """Its distance from the root is, on the whole of [0, 1], as far above as below, whether it is weighed
    with 1, x or x squared."""
    points = [Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)]
    guesses = []
    for x in points:
        pair = rational.to_number(x, TO_NEAREST)
        guesses.append(
            rational.value(*arithmetic._first_guess(arithmetic.SIXTEEN, *pair, degree, TO_NEAREST))
        )
    for weight in range(3):
        of_parabola = sum(guess * _moment(points, place, weight) for place, guess in enumerate(guesses))
        of_root = Fraction(degree, (weight + 1) * degree + 1)
        assert abs(of_parabola - of_root) < Fraction(1, 10**13)


def _moment(points: list[Fraction], place: int, weight: int) -> Fraction:
    """The integral over [0, 1] of x**weight times the parabola that is 1 at one point and 0 at the others."""
    x, (a, b) = points[place], [point for point in points if point != points[place]]
    square, line, constant = Fraction(1, weight + 3), Fraction(1, weight + 2), Fraction(1, weight + 1)
    return (square - (a + b) * line + a * b * constant) / ((x - a) * (x - b))
