"""Sums, products and quotients just where a rule of theirs begins and ends."""

from __future__ import annotations

from fractions import Fraction

import pytest

from spec import amounts, arithmetic, rates
from spec.arithmetic import NumberOverflow
from spec.number import NUMBER_ONE, NUMBER_ZERO, LargeNumber, Number
from spec.quality import Amounts, Quality, ceil_in, ceil_out, ceil_out_strict, composed_quality
from spec.rounding import (
    DOWNWARD,
    MAX_MANTISSA,
    MIN_EXPONENT,
    MIN_MANTISSA,
    ONE,
    TO_NEAREST,
    ZERO,
    ZERO_ISSUED_EXPONENT,
    Pair,
    Rounding,
    is_sum,
    is_truncated,
)
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
    rest, dear = Amounts(usd(3), usd(10)), Quality.of(Amounts(usd(1), usd(1)))
    for quality in (dear, Quality.of(Amounts(usd(1), usd(10)))):
        assert ceil_in(quality, rest, usd(3)) == rest
        assert ceil_out(quality, rest, usd(10)) == rest
    same = Quality(dear.value)
    assert not dear > same
    assert not dear < same


def test_the_largest_sums() -> None:
    assert amounts.can_add(1 - 2**63, -1)
    assert not amounts.can_add(-(2**63), -1)
    assert arithmetic.add(5 * 10**15 - 1, 0, 5 * 10**15, 0) == (MAX_MANTISSA, 0)
    assert amounts.add(mpt(amounts.MAX_MPT - 1), mpt(1)) == mpt(amounts.MAX_MPT)
    with pytest.raises(NumberOverflow):
        amounts.add(mpt(amounts.MAX_MPT), mpt(1))


def test_the_first_power_and_the_first_root_are_the_number_itself() -> None:
    for pair in (ONE, (MAX_MANTISSA, 3), (0, -3)):
        assert arithmetic.power(*pair, 1) == pair
        assert arithmetic.root(*pair, 1) == pair
    assert arithmetic.root(*ONE, 0) == ONE


@pytest.mark.parametrize("degree", [2, 3, 4])
def test_a_root_is_looked_for_between_0_and_1(degree: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the Number times a power of ten of which there is a whole root, and the least such: so it is not
    less than the power of a tenth."""
    begin, seen = arithmetic._first_guess, []

    def first_guess(of: arithmetic.Operations, m: int, e: int, d: int, mode: Rounding) -> Pair:
        seen.append(rational.value(m, e))
        return begin(of, m, e, d, mode)

    monkeypatch.setattr(arithmetic, "_first_guess", first_guess)
    for exponent in range(-40, 10):
        arithmetic.root(8_270_848_516_943_180, exponent, degree)
    assert len(seen) == 50
    assert all(Fraction(1, 10**degree) <= one < 1 for one in seen)


def test_a_negative_number_has_no_even_root() -> None:
    with pytest.raises(NumberOverflow, match="has no root of degree 2"):
        arithmetic.root(-MIN_MANTISSA, -15, 2)
    assert arithmetic.root(-MIN_MANTISSA, -15, 3) == (-MIN_MANTISSA, -15)


def test_the_ends_of_the_exponents() -> None:
    lowest = MAX_MANTISSA, MIN_EXPONENT
    assert arithmetic.shift(*lowest, 0) == lowest
    assert arithmetic.shift(*lowest, -1) == ZERO
    with pytest.raises(NumberOverflow, match="e32768 is too large"):
        arithmetic.shift(MAX_MANTISSA, 32_760, 8)
    assert arithmetic.to_issued(0, -3) == (0, ZERO_ISSUED_EXPONENT)
    assert arithmetic.multiply(MIN_MANTISSA, 0, 0, 5) == arithmetic.multiply(0, 5, MIN_MANTISSA, 0) == ZERO
    assert arithmetic.plain_text(0, -3) == "0"


def test_sums_with_as_many_digits_as_there_can_be() -> None:
    assert arithmetic.add(-MIN_MANTISSA, -20, -MAX_MANTISSA + MIN_MANTISSA, -20) == (-MAX_MANTISSA, -20)
    exact = rational.value(MIN_MANTISSA, 25) - rational.value(MIN_MANTISSA + 5, 10)
    found = arithmetic.add(-MIN_MANTISSA - 5, 10, MIN_MANTISSA, 25, DOWNWARD)
    assert rational.value(*found) <= exact < rational.value(found[0] + 1, found[1])
    assert found[0] == 9_999_999_999_999_989


def test_tokens_that_can_exist() -> None:
    for value in (-1, 0, amounts.MAX_MPT, amounts.MAX_MPT + 1):
        assert amounts.can_exist(mpt(value)) is (0 <= value <= amounts.MAX_MPT)


def test_opposites_cancel_at_every_exponent() -> None:
    for exponent in (-96, -15, 15, 80):
        assert amounts.is_zero(amounts.add(usd(MIN_MANTISSA, exponent), usd(-MIN_MANTISSA, exponent)))


def test_a_sum_may_lose_just_one_part_in_10000() -> None:
    """Beside so much, 3999.6... becomes 4000."""
    assert amounts.can_add(usd(3_999_600_039_996_000, -12), usd(5 * MIN_MANTISSA))
    assert not amounts.can_add(usd(3_999_600_000_000_000, -12), usd(5 * MIN_MANTISSA))


def test_nothing_can_be_taken_off_what_is_owed() -> None:
    assert amounts.can_subtract(-5, 0)
    assert amounts.can_subtract(mpt(-5), mpt(0))
    assert not amounts.can_subtract(4, 5)


def test_sixteen_digits_are_not_enough_for_whole_amounts() -> None:
    """They are added, and stay what they are at parity, digit by digit."""
    many = 2**62 + 1
    for numbers in (Number, LargeNumber):
        assert amounts.sum_in(numbers, mpt(many), mpt(2)) == mpt(many + 2)
        assert amounts.difference_in(numbers, mpt(many), mpt(2)) == mpt(many - 2)
    assert rates.multiply(mpt(many), rates.PARITY) == rates.divide(mpt(many), rates.PARITY) == mpt(many)
    both = 3 * 10**9 + 1, 10**9 + 1
    assert amounts.mul_round(*both, XRP, round_up=False) == both[0] * both[1]


def test_a_difference_of_nineteen_digits_is_rounded_once_more() -> None:
    one, other = usd(4_393_150_418_883_393), usd(4_358_152_499_647_755, -9)
    exact = rational.value(one.mantissa, 0) - rational.value(other.mantissa, -9)
    assert abs(amounts.mantissa_of(amounts.subtract(one, other)) - exact) < Fraction(1, 2)
    assert amounts.difference_in(Number, one, other) == amounts.subtract(one, other)
    assert amounts.difference_in(LargeNumber, one, other) == usd(4_393_150_414_525_240)


def test_a_number_computes_with_as_many_digits_as_it_has() -> None:
    many = LargeNumber.of(10**18 + 1)
    assert Number.of(0) + many == Number.of(10**18)
    assert (LargeNumber.of(0) + many).mantissa == 10**18 + 1


def test_a_product_that_is_whole_is_not_rounded_away_from_zero() -> None:
    assert amounts.mul_round_strict(usd(MIN_MANTISSA, -7), usd(MIN_MANTISSA, -7), XRP, True) == 10**16
    assert amounts._digits_away(10 * MAX_MANTISSA, 0) == (MAX_MANTISSA, 1)


@pytest.mark.parametrize("up", [True, False])
def test_a_part_that_is_exact_is_not_rounded(up: bool) -> None:
    assert amounts.mul_ratio(mpt(amounts.MAX_MPT), 1, 1, up) == mpt(amounts.MAX_MPT)
    assert amounts.mul_ratio(usd(MIN_MANTISSA + 1), 1, 2, up) == usd(5_000_000_000_000_005, -1)


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
