"""The nineteen-digit arithmetic: an independent reading of the text, exact fractions, and recorded values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from spec import amounts, arithmetic, large_scale
from spec.amounts import IncomparableAmounts
from spec.arithmetic import NumberOverflow
from spec.number import LargeNumber, Number
from spec.rounding import (
    DOWNWARD,
    MAX_INT64,
    MAX_LARGE_MANTISSA,
    MIN_LARGE_MANTISSA,
    TO_NEAREST,
    TOWARDS_ZERO,
    UPWARD,
    ZERO,
    Pair,
    Rounding,
    is_large,
)
from spec.values import XRP, IssuedAmount, MPTAmount
from tests.spec import guard
from tests.spec.rational import to_whole
from tests.spec.test_number import MODES, TOKEN, USD, exponents, modes, near, outcome, value
from tests.spec.test_number import mantissas as issued_mantissas


def large(mantissa: int, exponent: int = 0) -> LargeNumber:
    return LargeNumber.of(mantissa, exponent)


# Mantissas near the ends of their range and near 2**63, round ones, and all others; from 2**63 they end in 0.
edges = st.sampled_from(
    [
        *(MIN_LARGE_MANTISSA + k for k in (0, 1, 5)),
        *(MAX_INT64 - k for k in (0, 1, 2, 7, 8)),
        *(9223372036854775810, 9500000000000000000, 9999999999999999990),
        *(2 * MIN_LARGE_MANTISSA + 5, 5 * MIN_LARGE_MANTISSA, 6555555555555555555),
    ]
)
magnitudes = (
    edges
    | st.integers(MIN_LARGE_MANTISSA, MAX_INT64)
    | st.integers(MAX_INT64 // 10 + 1, MAX_LARGE_MANTISSA // 10).map(lambda k: 10 * k)
    | st.integers(1, 99).map(lambda k: k * 10**18 if k < 10 else k * 10**17)
)
mantissas = st.builds(lambda m, s: m * s, magnitudes, st.sampled_from([1, -1]))
whole = st.integers(1 - 2**128, 2**128 - 1) | mantissas | mantissas.map(lambda m: 10 * m + 5)
places = near | st.sampled_from([19, -19, 20, 21, -21, 22])


class TestTheTextDigitByDigit:
    """`spec.large_scale` and the digit-wise model of the text give the same for the same operands."""

    @given(mantissas, exponents, mantissas, places, modes)
    @example(10**18, 0, -6 * 10**18, -19, TO_NEAREST)
    @example(9500000000000000000, 0, -1230000000000000000, -18, TO_NEAREST)
    @example(10**18, 0, -99999999999999999 * 100, -1, DOWNWARD)
    def test_add(self, xm: int, xe: int, ym: int, shift: int, mode: Rounding) -> None:
        ye = xe + shift
        assert large_scale.add(xm, xe, ym, ye, mode) == guard.NINETEEN.add(xm, xe, ym, ye, mode)
        assert large_scale.subtract(xm, xe, ym, ye, mode) == guard.NINETEEN.add(xm, xe, -ym, ye, mode)

    @given(mantissas, exponents, mantissas, exponents, modes)
    def test_multiply_and_divide(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding) -> None:
        for name in ("multiply", "divide"):
            args = (xm, xe, ym, ye, mode)
            assert getattr(large_scale, name)(*args) == getattr(guard.NINETEEN, name)(*args), name

    @given(whole, exponents, modes)
    @example(MAX_INT64 * 10 + 6, 0, TO_NEAREST)
    def test_normalize(self, m: int, e: int, mode: Rounding) -> None:
        assert large_scale.normalize(m, e, mode) == guard.NINETEEN.normalize(m, e, mode)

    @given(mantissas, st.integers(-40, 20), modes)
    def test_to_integer(self, m: int, e: int, mode: Rounding) -> None:
        text = (m, e) if abs(m) <= MAX_INT64 else (abs(m) // 10 * (1 if m > 0 else -1), e + 1)
        assert outcome(large_scale.to_integer, m, e, mode) == outcome(guard.to_integer, *text, mode)

    @given(mantissas, mantissas, st.integers(-3, 3), st.sampled_from([-32768, 32768]), places, modes)
    def test_at_the_ends_of_the_exponent(
        self, xm: int, ym: int, offset: int, end: int, shift: int, mode: Rounding
    ) -> None:
        xe = max(-32768, min(32768, end + offset))
        ye = max(-32768, min(32768, xe + shift))
        for name in ("add", "multiply", "divide"):
            args = (xm, xe, ym, ye, mode)
            of_text = outcome(getattr(guard.NINETEEN, name), *args)
            assert outcome(getattr(large_scale, name), *args) == of_text, name
        args_of_normal = (xm * 1000 + 5, end + offset, mode)
        of_text = outcome(guard.NINETEEN.normalize, *args_of_normal)
        assert outcome(large_scale.normalize, *args_of_normal) == of_text


# Where the digits end: powers of ten, 2**63 and its tens, and one to either side.
LIMITS = [10**18, 10**19, 2**63, 10 * 2**63, 100 * 2**63, 8384883669867978007, 9223372036854775800]
NEAR_LIMITS = [limit + by for limit in LIMITS for by in (-50, -10, -6, -5, -1, 0, 1, 4, 5, 6, 10)]


class TestEdges:
    """The same at the ends of digits and exponents, each of them, and not only where chance leads."""

    @pytest.mark.parametrize("mode", MODES)
    def test_numbers(self, mode: Rounding) -> None:
        for end in (-32768, -32769, -32770, -32771, 0, 32767, 32768):
            for m in (0, 1, 9, 10**17, *NEAR_LIMITS):
                for args in ((m, end, mode), (-m, end, mode)):
                    of_text = outcome(guard.NINETEEN.normalize, *args)
                    assert outcome(large_scale.normalize, *args) == of_text, args

    @pytest.mark.parametrize("mode", MODES)
    def test_sums_and_differences(self, mode: Rounding) -> None:
        """Of Numbers near a limit, and of those that leave few of each other's digits."""
        random = Random(1)
        for _ in range(3_000):
            end = random.choice((-32768, -32766, -32748, 0, 0, 0, 32747, 32765))
            x = large_scale.normalize(random.choice(NEAR_LIMITS), end)
            rest = random.choice((*range(20), random.randrange(10 ** random.randrange(1, 23))))
            y = random.choice(
                (
                    large_scale.normalize(random.choice(NEAR_LIMITS), end - random.randrange(24)),
                    large_scale.normalize(rest, end - random.randrange(24)),
                    large_scale.normalize(random.choice((x[0] * 1000 + rest, x[0] * 1000 - rest)), x[1] - 3),
                )
            )
            for ym in (y[0], -y[0]):
                for args in ((*x, ym, y[1], mode), (-x[0], x[1], -ym, y[1], mode)):
                    of_text = outcome(guard.NINETEEN.add, *args)
                    assert outcome(large_scale.add, *args) == of_text, args

    @pytest.mark.parametrize("mode", MODES)
    def test_nothing(self, mode: Rounding) -> None:
        """Zero may have any exponent, and what is made of it is the Number zero."""
        x = 10**18 + 7, 3
        for zero in (ZERO, (0, 0), (0, -40), (0, 40)):
            assert large_scale.add(*x, *zero, mode) == large_scale.add(*zero, *x, mode) == x
            assert large_scale.multiply(*x, *zero, mode) == large_scale.multiply(*zero, *x, mode) == ZERO
            assert large_scale.divide(*zero, *x, mode) == ZERO
            assert large_scale.normalize(*zero, mode) == ZERO
            with pytest.raises(NumberOverflow):
                large_scale.divide(*x, *zero, mode)
        assert large_scale.truncate(*ZERO) == ZERO


def correctly_rounded(exact: Fraction, mode: Rounding) -> Fraction:
    """An exact value to nineteen digits, or eighteen where they do not fit in 63 bits, by fractions alone."""
    if exact == 0:
        return exact
    unit = Fraction(1)
    while abs(exact) >= 2**63 * unit:
        unit *= 10
    while abs(exact) * 10 < 2**63 * unit:
        unit /= 10
    scaled = exact / unit
    floor = scaled.numerator // scaled.denominator
    return (
        unit
        * {
            TO_NEAREST: round(scaled),
            TOWARDS_ZERO: int(scaled),
            DOWNWARD: floor,
            UPWARD: floor + (scaled != floor),
        }[mode]
    )


def assert_rounded(result: Pair, exact: Fraction, mode: Rounding) -> None:
    assert is_large(*result)
    if exact == 0:
        assert result == ZERO
        return
    expected = correctly_rounded(exact, mode)
    power = Fraction(10) ** result[1]
    if abs(expected) == 2**63 * power and abs(exact) != abs(expected):  # its last digit is lost
        assert abs(value(result)) == 9223372036854775800 * power
    else:
        assert value(result) == expected


class TestExactFractions:
    """Where the protocol rounds as arithmetic does, it rounds correctly."""

    @given(whole, exponents, modes)
    @example(MAX_INT64 * 10 + 6, 0, TO_NEAREST)
    def test_normalize(self, m: int, e: int, mode: Rounding) -> None:
        assert_rounded(large_scale.normalize(m, e, mode), m * Fraction(10) ** e, mode)

    @given(mantissas, exponents, mantissas, exponents, modes)
    def test_product(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding) -> None:
        exact = value((xm, xe)) * value((ym, ye))
        assert_rounded(large_scale.multiply(xm, xe, ym, ye, mode), exact, mode)

    @given(magnitudes, exponents, magnitudes, places, modes)
    def test_sum_of_positive_numbers(self, xm: int, xe: int, ym: int, shift: int, mode: Rounding) -> None:
        exact = value((xm, xe)) + value((ym, xe + shift))
        assert_rounded(large_scale.add(xm, xe, ym, xe + shift, mode), exact, mode)

    @given(mantissas, exponents, mantissas, places, st.sampled_from([TO_NEAREST, DOWNWARD, UPWARD]))
    def test_difference_is_within_two_units(
        self, xm: int, xe: int, ym: int, shift: int, mode: Rounding
    ) -> None:
        assume((xm < 0) != (ym < 0))
        exact = value((xm, xe)) + value((ym, xe + shift))
        result = value(large_scale.add(xm, xe, ym, xe + shift, mode))
        rounded = correctly_rounded(exact, mode)
        unit = abs(rounded) / 10**17
        assert abs(exact - result) <= 2 * unit
        if mode == DOWNWARD:
            assert result <= exact
        elif mode == UPWARD:
            assert result >= exact

    @given(mantissas, exponents, mantissas, exponents, modes)
    def test_quotient_is_that_of_its_cut(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding) -> None:
        exact = Fraction(int(Fraction(xm, ym) * 10**22)) * Fraction(10) ** (xe - ye - 22)
        assert_rounded(large_scale.divide(xm, xe, ym, ye, mode), exact, mode)

    @given(mantissas, st.integers(-40, 0), modes)
    def test_integer(self, m: int, e: int, mode: Rounding) -> None:
        exact = value((m, e))
        assume(abs(exact) <= MAX_INT64)
        assert large_scale.to_integer(m, e, mode) == to_whole(exact, mode)

    @given(mantissas, st.integers(-40, 5))
    def test_truncate(self, m: int, e: int) -> None:
        result = large_scale.truncate(m, e)
        assert is_large(*result)
        assert value(result) == (int(value((m, e))) if e < 0 else value((m, e)))

    @given(magnitudes, exponents, modes)
    def test_square_root_is_within_ten_units(self, m: int, e: int, mode: Rounding) -> None:
        rm, re = large_scale.root2(m, e, mode)
        below, above = value((rm - 100, re)), value((rm + 100, re))
        assert below**2 <= value((m, e)) <= above**2

    @given(issued_mantissas, exponents, modes)
    def test_issued_amounts_are_exact_and_come_back(self, m: int, e: int, mode: Rounding) -> None:
        amount = IssuedAmount(m, e, USD.currency, USD.issuer)
        number = LargeNumber.from_amount(amount)
        assert value((number.mantissa, number.exponent)) == value((m, e))
        assert number.to_amount(USD, mode) == amount

    @given(mantissas, exponents, modes)
    def test_what_becomes_an_issued_amount_is_rounded_to_sixteen_digits(
        self, m: int, e: int, mode: Rounding
    ) -> None:
        assert large_scale.to_issued(m, e, mode) == arithmetic.normalize(m, e, mode)


class TestAlgebra:
    @given(mantissas, exponents, mantissas, places, modes)
    def test_sums_and_products_commute(self, xm: int, xe: int, ym: int, shift: int, mode: Rounding) -> None:
        for operation in (large_scale.add, large_scale.multiply):
            x, y = (xm, xe), (ym, xe + shift)
            assert operation(*x, *y, mode) == operation(*y, *x, mode)

    @given(mantissas, exponents, modes)
    def test_neutral_and_opposite(self, m: int, e: int, mode: Rounding) -> None:
        one = large_scale.NINETEEN.one
        assert large_scale.add(m, e, -m, e, mode) == ZERO
        assert large_scale.add(m, e, *ZERO, mode) == large_scale.add(*ZERO, m, e, mode) == (m, e)
        assert large_scale.multiply(m, e, *one, mode) == large_scale.divide(m, e, *one, mode) == (m, e)
        assert large_scale.power(m, e, 1, mode) == (m, e)
        assert large_scale.power(m, e, 0, mode) == one

    @given(magnitudes, st.integers(-20, 20), magnitudes, st.integers(-20, 20))
    def test_positive_numbers_are_ordered_by_value(self, xm: int, xe: int, ym: int, ye: int) -> None:
        assert large_scale.less(xm, xe, ym, ye) == (value((xm, xe)) < value((ym, ye)))
        assert large_scale.less(-xm, xe, ym, ye)
        assert not large_scale.less(xm, xe, -ym, ye)
        assert large_scale.less(*ZERO, xm, xe)
        assert not large_scale.less(xm, xe, *ZERO)


class TestPeculiarities:
    """What one would not expect, and every server does."""

    def test_what_is_rounded_up_to_63_bits_loses_its_last_digit(self) -> None:
        assert large(MAX_INT64) + large(6, -1) == large(MAX_INT64 // 10, 1)
        assert large(MAX_INT64 - 1) + 1 == large(MAX_INT64)

    def test_above_63_bits_there_are_eighteen_digits(self) -> None:
        assert large(9900000000000123456) == LargeNumber(9900000000000123460, 0)
        assert large(9999999999999999999) + large(9999999999999999999) == large(2, 19)

    def test_a_difference_above_63_bits_is_rounded_twice(self) -> None:
        x, y = large(9500000000000000000), large(54, -1)  # first to ...99995, and that to the even ten
        assert x - y == large(9500000000000000000)
        assert large(94999999999999999946, -1) == large(9499999999999999990)

    def test_a_difference_just_below_a_power_of_ten_is_ten_times_coarser(self) -> None:
        assert large(10**18) - large(6, -1) == large(10**18 - 1)

    def test_towards_zero_rounds_a_difference_away_from_zero(self) -> None:
        assert large(5).minus(large(1, -25), TOWARDS_ZERO) == large(5)

    def test_a_carry_of_negative_numbers_is_rounded_as_if_positive(self) -> None:
        x, y = large(-MAX_INT64), large(-(10**18) - 4)  # ...0223372036854775811
        assert x.plus(y, DOWNWARD) == large(-1022337203685477581, 1)  # above the sum
        assert x.plus(y, UPWARD) == large(-1022337203685477582, 1)  # below it


class TestRecordedValues:
    """Values of the upstream test tables for the large scale."""

    def test_sums_and_differences(self) -> None:
        assert large(10**15, -15) + large(6555555555555555, -29) == large(
            1000000000000065555555555555550, -30
        )
        assert large(9999999999999999990) * 2 == large(1999999999999999998, 1)
        assert large(-9999999999999999999, -37) + large(10**18, -18) == large(9999999999999999990, -19)

    def test_quotients(self) -> None:
        for x, y, results in (
            (2, 3, (6666666666666666667, 6666666666666666666, 6666666666666666666, 6666666666666666667)),
            (1, 7, (1428571428571428571, 1428571428571428571, 1428571428571428571, 1428571428571428572)),
        ):
            for mode, result in zip(Rounding, results, strict=True):
                assert large(x).over(large(y), mode) == large(result, -19)

    def test_roots(self) -> None:
        assert large(2).root2() == large(1414213562373095049, -18)
        assert large(-27).root(3) == large(-3)
        assert large(5625, -4).root2() == large(75, -2)
        makes: list[Callable[[], object]] = [
            lambda: large(-2).root2(),
            lambda: large(1) / 0,
            lambda: large(MAX_INT64, 1).to_integer(),
            lambda: large(10**18, 32768) * 10,
            lambda: LargeNumber.of(9900000000000000000, 32768),
        ]
        for make in makes:
            with pytest.raises(NumberOverflow):
                make()


class TestNumbers:
    def test_a_pair_that_is_not_normal_is_refused(self) -> None:
        for pair in ((10**15, 0), (MAX_INT64 + 2, 0), (0, 0), (10**18, 40_000)):
            with pytest.raises(ValueError, match="normal"):
                LargeNumber(*pair)

    def test_operands_of_fewer_digits_are_exact(self) -> None:
        assert large(1) / 3 * Number.of(3) == large(999999999999999999 * 10 + 9, -19)
        assert large(5) > Number.of(4999999999999999, -15)
        assert 1 - large(25, -2) == large(75, -2)

    def test_whole_amounts_are_exact(self) -> None:
        assert LargeNumber.from_amount(99999999999999999).to_amount(XRP) == 99999999999999999
        token = MPTAmount(MAX_INT64, TOKEN.issuance_id)
        assert LargeNumber.from_amount(token).to_amount(TOKEN) == token

    def test_it_is_shown_in_decimal(self) -> None:
        assert str(large(15, -1)) == "1.5"
        assert str(large(1, 40)) == "1e40"

    @given(issued_mantissas, st.integers(-20, 20), issued_mantissas, places)
    def test_sums_of_amounts_are_rounded_twice(self, xm: int, xe: int, ym: int, shift: int) -> None:
        x, y = (
            IssuedAmount(m, e, USD.currency, USD.issuer) for m, e in ((xm, xe), (ym, max(xe + shift, -80)))
        )
        as_numbers = LargeNumber.from_amount(x) + LargeNumber.from_amount(y)
        assert amounts.sum_in(LargeNumber, x, y) == as_numbers.to_amount(USD)
        assert amounts.difference_in(LargeNumber, x, amounts.negate(y)) == as_numbers.to_amount(USD)
        assert amounts.sum_in(Number, x, y) == amounts.add(x, y)

    def test_a_sum_that_two_roundings_make_another(self) -> None:
        x, y = (
            IssuedAmount(m, e, USD.currency, USD.issuer) for m, e in ((10**15, 0), (5000000000000001, -16))
        )
        assert amounts.mantissa_of(amounts.sum_in(Number, x, y)) == 10**15 + 1
        assert amounts.mantissa_of(amounts.sum_in(LargeNumber, x, y)) == 10**15

    def test_only_amounts_of_one_currency_are_added(self) -> None:
        dollars = IssuedAmount(10**15, 0, USD.currency, USD.issuer)
        with pytest.raises(IncomparableAmounts):
            amounts.sum_in(LargeNumber, dollars, 5)
        assert amounts.difference_in(LargeNumber, 7, 5) == 2
