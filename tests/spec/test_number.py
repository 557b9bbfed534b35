"""The sixteen-digit arithmetic: recorded values, an independent reading of the text, and exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from spec import arithmetic, contracts
from spec.arithmetic import NumberOverflow
from spec.number import NUMBER_ONE, NUMBER_ZERO, Arithmetic, Number
from spec.rounding import (
    DOWNWARD,
    MAX_INT64,
    MAX_MANTISSA,
    MIN_MANTISSA,
    ONE,
    TO_NEAREST,
    TOWARDS_ZERO,
    UPWARD,
    ZERO,
    Pair,
    Rounding,
    is_normal,
)
from spec.values import XRP, Issue, IssuedAmount, MPTAmount, MPTIssue
from tests.spec import guard
from tests.spec.rational import to_whole

MODES = tuple(Rounding)
USD = Issue(b"USD".rjust(20, b"\0"), b"\7" * 20)
TOKEN = MPTIssue(b"\5" * 24)


def n(mantissa: int, exponent: int = 0, mode: Rounding = TO_NEAREST) -> Number:
    return Number.of(mantissa, exponent, mode)


def value(pair: Pair) -> Fraction:
    return Fraction(pair[0]) * Fraction(10) ** pair[1] if pair[0] else Fraction(0)


# What Hypothesis looks at: mantissas near the ends of their range, round ones, ties, and all others.
edges = st.sampled_from(
    [
        *(MIN_MANTISSA + k for k in (0, 1, 5)),
        *(MAX_MANTISSA - k for k in (0, 1, 4, 5)),
        *(2 * MIN_MANTISSA + 5, 5 * MIN_MANTISSA, 6555555555555555),
    ]
)
magnitudes = (
    edges
    | st.integers(MIN_MANTISSA, MAX_MANTISSA)
    | st.integers(1, 99).map(lambda k: k * 10**15 if k < 10 else k * 10**14)
)
mantissas = st.builds(lambda m, s: m * s, magnitudes, st.sampled_from([1, -1]))
exponents = st.integers(-40, 40)
modes = st.sampled_from(MODES)
near = st.sampled_from([0, 0, 0, 1, -1, 2, 14, 15, -15, 16, -16, 17, -17, 18, 40]) | st.integers(-20, 20)


def outcome(function: Callable[..., object], *args: object) -> object:
    try:
        return function(*args)
    except (NumberOverflow, guard.Overflow):
        return "overflow"


class TestTheTextDigitByDigit:
    """`spec.arithmetic` and the digit-wise model of the text give the same for the same operands."""

    @pytest.mark.failure_mode(84, "unit")
    @given(mantissas, exponents, mantissas, near, modes)
    @example(10**15, 0, -6 * 10**15, -16, TO_NEAREST)
    @example(-9999999999999999, 0, 6587553647982440, -16, UPWARD)
    def test_add(self, xm: int, xe: int, ym: int, shift: int, mode: Rounding) -> None:
        ye = xe + shift
        assert arithmetic.add(xm, xe, ym, ye, mode) == guard.SIXTEEN.add(xm, xe, ym, ye, mode)
        assert arithmetic.subtract(xm, xe, ym, ye, mode) == guard.SIXTEEN.add(xm, xe, -ym, ye, mode)

    @pytest.mark.failure_mode(84, "unit")
    @given(mantissas, exponents, mantissas, exponents, modes)
    def test_multiply_and_divide(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding) -> None:
        assert arithmetic.multiply(xm, xe, ym, ye, mode) == guard.SIXTEEN.multiply(xm, xe, ym, ye, mode)
        assert arithmetic.divide(xm, xe, ym, ye, mode) == guard.SIXTEEN.divide(xm, xe, ym, ye, mode)

    @given(st.integers(1 - 2**128, 2**128 - 1) | mantissas, exponents, modes)
    def test_normalize(self, m: int, e: int, mode: Rounding) -> None:
        assert arithmetic.normalize(m, e, mode) == guard.SIXTEEN.normalize(m, e, mode)

    @given(st.integers(-MAX_INT64, MAX_INT64) | mantissas, st.integers(-40, 20), modes)
    def test_to_integer(self, m: int, e: int, mode: Rounding) -> None:
        assert outcome(arithmetic.to_integer, m, e, mode) == outcome(guard.to_integer, m, e, mode)

    @given(mantissas, mantissas, st.integers(-3, 3), st.sampled_from([-32768, 32768]), near, modes)
    def test_at_the_ends_of_the_exponent(
        self, xm: int, ym: int, offset: int, end: int, shift: int, mode: Rounding
    ) -> None:
        xe = max(-32768, min(32768, end + offset))
        ye = max(-32768, min(32768, xe + shift))
        for name in ("add", "multiply", "divide"):
            args = (xm, xe, ym, ye, mode)
            assert outcome(getattr(arithmetic, name), *args) == outcome(
                getattr(guard.SIXTEEN, name), *args
            ), name
        assert outcome(arithmetic.normalize, xm * 1000 + 5, end + offset, mode) == outcome(
            guard.SIXTEEN.normalize, xm * 1000 + 5, end + offset, mode
        )


def correctly_rounded(exact: Fraction, mode: Rounding) -> Pair:
    """An exact value to sixteen digits, by fractions alone."""
    if exact == 0:
        return ZERO
    exponent = 0
    while abs(exact) >= Fraction(10) ** (exponent + 16):
        exponent += 1
    while abs(exact) < Fraction(10) ** (exponent + 15):
        exponent -= 1
    scaled = exact / Fraction(10) ** exponent
    floor = scaled.numerator // scaled.denominator
    mantissa = {
        TO_NEAREST: round(scaled),
        TOWARDS_ZERO: int(scaled),
        DOWNWARD: floor,
        UPWARD: floor + (scaled != floor),
    }[mode]
    if abs(mantissa) == 10**16:
        return mantissa // 10, exponent + 1
    return mantissa, exponent


class TestExactFractions:
    """Where the protocol rounds as arithmetic does, it rounds correctly."""

    @given(st.integers(-(2**100), 2**100) | mantissas, exponents, modes)
    def test_normalize(self, m: int, e: int, mode: Rounding) -> None:
        assert arithmetic.normalize(m, e, mode) == correctly_rounded(m * Fraction(10) ** e, mode)

    @given(mantissas, exponents, mantissas, exponents, modes)
    def test_product(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding) -> None:
        exact = value((xm, xe)) * value((ym, ye))
        assert arithmetic.multiply(xm, xe, ym, ye, mode) == correctly_rounded(exact, mode)

    @given(magnitudes, exponents, magnitudes, near, modes)
    def test_sum_of_positive_numbers(self, xm: int, xe: int, ym: int, shift: int, mode: Rounding) -> None:
        exact = value((xm, xe)) + value((ym, xe + shift))
        assert arithmetic.add(xm, xe, ym, xe + shift, mode) == correctly_rounded(exact, mode)

    @given(magnitudes, exponents, magnitudes, near)
    def test_sum_of_negative_numbers_to_nearest(self, xm: int, xe: int, ym: int, shift: int) -> None:
        exact = -value((xm, xe)) - value((ym, xe + shift))
        assert arithmetic.add(-xm, xe, -ym, xe + shift) == correctly_rounded(exact, TO_NEAREST)

    @given(mantissas, exponents, mantissas, near, st.sampled_from([TO_NEAREST, DOWNWARD, UPWARD]))
    def test_difference_is_within_one_unit(
        self, xm: int, xe: int, ym: int, shift: int, mode: Rounding
    ) -> None:
        assume((xm < 0) != (ym < 0))
        exact = value((xm, xe)) + value((ym, xe + shift))
        result = value(arithmetic.add(xm, xe, ym, xe + shift, mode))
        unit = Fraction(10) ** (correctly_rounded(exact, mode)[1] + 1) if exact else Fraction(0)
        if mode == DOWNWARD:
            assert 0 <= exact - result <= unit
        elif mode == UPWARD:
            assert 0 <= result - exact <= unit
        else:
            assert abs(exact - result) <= unit / 2

    @given(mantissas, exponents, mantissas, exponents)
    def test_quotient_is_within_a_hundredth_more_than_half_a_unit(
        self, xm: int, xe: int, ym: int, ye: int
    ) -> None:
        exact = value((xm, xe)) / value((ym, ye))
        result = arithmetic.divide(xm, xe, ym, ye)
        assert abs(exact - value(result)) <= Fraction(10) ** result[1] * Fraction(60, 100)

    @given(mantissas, st.integers(-40, 2), modes)
    def test_integer(self, m: int, e: int, mode: Rounding) -> None:
        exact = value((m, e))
        assert arithmetic.to_integer(m, e, mode) == to_whole(exact, mode)

    @given(mantissas, st.integers(-40, 5))
    def test_truncate(self, m: int, e: int) -> None:
        result = arithmetic.truncate(m, e)
        assert is_normal(*result)
        assert value(result) == (int(value((m, e))) if e < 0 else value((m, e)))

    @given(magnitudes, exponents, modes)
    def test_square_root_is_within_ten_units(self, m: int, e: int, mode: Rounding) -> None:
        rm, re = arithmetic.root2(m, e, mode)
        below, above = value((rm - 10, re)), value((rm + 10, re))
        assert below**2 <= value((m, e)) <= above**2


class TestAlgebra:
    @given(mantissas, exponents, mantissas, near, modes)
    def test_sums_and_products_commute(self, xm: int, xe: int, ym: int, shift: int, mode: Rounding) -> None:
        ye = xe + shift
        assert arithmetic.add(xm, xe, ym, ye, mode) == arithmetic.add(ym, ye, xm, xe, mode)
        assert arithmetic.multiply(xm, xe, ym, ye, mode) == arithmetic.multiply(ym, ye, xm, xe, mode)

    @given(mantissas, exponents, modes)
    def test_neutral_and_opposite(self, m: int, e: int, mode: Rounding) -> None:
        assert arithmetic.add(m, e, -m, e, mode) == ZERO
        assert arithmetic.add(m, e, *ZERO, mode) == arithmetic.add(*ZERO, m, e, mode) == (m, e)
        assert arithmetic.multiply(m, e, *ONE, mode) == arithmetic.divide(m, e, *ONE, mode) == (m, e)
        assert arithmetic.normalize(m, e, mode) == (m, e)

    @given(magnitudes, st.integers(-20, 20), magnitudes, st.integers(-20, 20))
    def test_positive_numbers_are_ordered_by_value(self, xm: int, xe: int, ym: int, ye: int) -> None:
        assert arithmetic.less(xm, xe, ym, ye) == (value((xm, xe)) < value((ym, ye)))
        assert arithmetic.less(-xm, xe, ym, ye)
        assert not arithmetic.less(xm, xe, -ym, ye)
        assert arithmetic.less(*ZERO, xm, xe)
        assert not arithmetic.less(xm, xe, *ZERO)


class TestPeculiarities:
    """What one would not expect, and every server does."""

    def test_a_difference_just_below_a_power_of_ten_is_ten_times_coarser(self) -> None:
        assert n(10**15) - n(6, -1) == n(999999999999999)
        assert arithmetic.normalize(10**16 - 6, -1) == (9999999999999994, -1)

    def test_towards_zero_rounds_a_difference_away_from_zero(self) -> None:
        assert n(5).minus(n(1, -20), TOWARDS_ZERO) == n(5)
        assert n(-5).plus(n(1, -20), TOWARDS_ZERO) == n(-5)

    def test_a_carry_of_negative_numbers_is_rounded_as_if_positive(self) -> None:
        x = Number(-MAX_MANTISSA, 0)
        y = Number(-MAX_MANTISSA + 1, 0)
        assert x.plus(y, DOWNWARD) == n(-1999999999999999, 1)  # above the sum
        assert x.plus(y, UPWARD) == n(-2000000000000000, 1)  # below it

    def test_a_quotient_forgets_what_comes_after_its_first_cut(self) -> None:
        x, y = Number(10**15, 0), Number(10**15 + 1, 0)  # 0.9999999999999990 00000 00000 00009...
        assert x.over(y, UPWARD) == Number(9999999999999990, -16)
        assert correctly_rounded(Fraction(10**15, 10**15 + 1), UPWARD) == (9999999999999991, -16)

    def test_of_two_negative_numbers_with_one_exponent_the_nearer_to_zero_is_less(self) -> None:
        assert n(-1) < n(-2)
        assert n(-20) < n(-1)  # with different exponents the order is the usual one


# The values of the upstream test tables for the small scale: operands, then the result in each mode.
SUMS = [
    (n(10**15, -15), n(6555555555555555, -29), n(1000000000000066, -15)),
    (n(-(10**15), -15), n(-6555555555555555, -29), n(-1000000000000066, -15)),
    (n(-(10**15), -15), n(6555555555555555, -29), n(-9999999999999344, -16)),
    (n(-6555555555555555, -29), n(10**15, -15), n(9999999999999344, -16)),
    (NUMBER_ZERO, n(5), n(5)),
    (n(5), NUMBER_ZERO, n(5)),
    (n(5555555555555555, -32768), n(-5555555555555554, -32768), NUMBER_ZERO),
    (n(-9999999999999999, -31), n(10**15, -15), n(9999999999999990, -16)),
    (n(10**15, 32000) * 1000, n(1500, 32000), n(10**15 + 2, 32003)),
]
DIFFERENCES = [
    (n(10**15, -15), n(6555555555555555, -29), n(9999999999999344, -16)),
    (n(6555555555555555, -29), n(10**15, -15), n(-9999999999999344, -16)),
    (n(10**15, -15), n(10**15, -15), NUMBER_ZERO),
    (n(10**15, -15), n(1000000000000001, -15), n(-(10**15), -30)),
    (n(1000000000000001, -15), n(10**15, -15), n(10**15, -30)),
]


def each(exponent: int, *results: int) -> tuple[Number, ...]:
    """The results to nearest, towards zero, downward and upward."""
    return tuple(n(result, exponent) for result in results)


_SQRT2 = 1414213562373095
PRODUCTS = [
    (n(7), n(8), *each(0, 56, 56, 56, 56)),
    (n(_SQRT2, -15), n(_SQRT2, -15), *each(-15, 2 * 10**15, 1999999999999999, 1999999999999999, 2 * 10**15)),
    (
        *(n(-_SQRT2, -15), n(_SQRT2, -15)),
        *each(-15, -2 * 10**15, -1999999999999999, -2 * 10**15, -1999999999999999),
    ),
    (
        n(-_SQRT2, -15),
        n(-_SQRT2, -15),
        *each(-15, 2 * 10**15, 1999999999999999, 1999999999999999, 2 * 10**15),
    ),
    (
        *(n(3214285714285706, -15), n(3111111111111119, -15)),
        *each(-15, 10**16, MAX_MANTISSA, MAX_MANTISSA, 10**16),
    ),
    (n(10**15, -32768), n(10**15, -32768), *[NUMBER_ZERO] * 4),
]
QUOTIENTS = [
    (n(1), n(2), *[n(5, -1)] * 4),
    (n(1), n(10), *[n(1, -1)] * 4),
    (n(1), n(-10), *[n(-1, -1)] * 4),
    (n(0), n(100), *[NUMBER_ZERO] * 4),
    (n(_SQRT2, -10), n(_SQRT2, -10), *[n(1)] * 4),
    (n(MAX_MANTISSA), n(10**15), *[n(MAX_MANTISSA, -15)] * 4),
    (n(2), n(3), *each(-16, 6666666666666667, 6666666666666666, 6666666666666666, 6666666666666667)),
    (n(-2), n(3), *each(-16, -6666666666666667, -6666666666666666, -6666666666666667, -6666666666666666)),
    (n(1), n(7), *each(-16, 1428571428571428, 1428571428571428, 1428571428571428, 1428571428571429)),
    (n(1), n(3), *each(-16, 3333333333333333, 3333333333333333, 3333333333333333, 3333333333333334)),
]
INTEGERS = [  # mantissa, exponent, then the integer in each mode
    (0, 0, 0, 0, 0, 0),
    (1155, 0, 1155, 1155, 1155, 1155),
    (MAX_MANTISSA, 0, MAX_MANTISSA, MAX_MANTISSA, MAX_MANTISSA, MAX_MANTISSA),
    (MAX_MANTISSA, 2, *[MAX_MANTISSA * 100] * 4),
    (-MAX_MANTISSA, 2, *[-MAX_MANTISSA * 100] * 4),
    (15, -1, 2, 1, 1, 2),
    (14, -1, 1, 1, 1, 2),
    (16, -1, 2, 1, 1, 2),
    (25, -1, 2, 2, 2, 3),
    (6, -1, 1, 0, 0, 1),
    (5, -1, 0, 0, 0, 1),
    (4, -1, 0, 0, 0, 1),
    (-15, -1, -2, -1, -2, -1),
    (-14, -1, -1, -1, -2, -1),
    (-16, -1, -2, -1, -2, -1),
    (-25, -1, -2, -2, -3, -2),
    (-6, -1, -1, 0, -1, 0),
    (-5, -1, 0, 0, -1, 0),
    (-4, -1, 0, 0, -1, 0),
    (252, -2, 3, 2, 2, 3),
    (-152, -2, -2, -1, -2, -1),
    (1, -32000, 0, 0, 0, 1),
]


class TestRecordedValues:
    @pytest.mark.parametrize(("x", "y", "z"), SUMS)
    def test_sums(self, x: Number, y: Number, z: Number) -> None:
        assert x + y == z

    @pytest.mark.parametrize(("x", "y", "z"), DIFFERENCES)
    def test_differences(self, x: Number, y: Number, z: Number) -> None:
        assert x - y == z

    @pytest.mark.parametrize("row", PRODUCTS)
    @pytest.mark.parametrize("mode", MODES)
    def test_products(self, row: tuple[Number, ...], mode: Rounding) -> None:
        assert row[0].times(row[1], mode) == row[2 + mode]

    @pytest.mark.parametrize("row", QUOTIENTS)
    @pytest.mark.parametrize("mode", MODES)
    def test_quotients(self, row: tuple[Number, ...], mode: Rounding) -> None:
        assert row[0].over(row[1], mode) == row[2 + mode]

    @pytest.mark.parametrize("row", INTEGERS)
    @pytest.mark.parametrize("mode", MODES)
    def test_integers(self, row: tuple[int, ...], mode: Rounding) -> None:
        assert n(row[0], row[1]).to_integer(mode) == row[2 + mode]

    def test_ties_go_to_the_even_digit(self) -> None:
        assert n(1000000000000000) + n(5, -1) == n(1000000000000000)
        assert n(1000000000000001) + n(5, -1) == n(1000000000000002)

    def test_limits(self) -> None:
        assert n(10**16, 32767) == Number(10**15, 32768)
        assert n(10**15, -32769) == NUMBER_ZERO
        assert n(99999999999999996, -32770) == NUMBER_ZERO  # its carry would fit, but comes too late
        assert arithmetic.shift(10**15, 32766, 1) == (10**15, 32767)
        assert arithmetic.shift(10**15, -32768, -1) == ZERO
        assert n(-(2**63)) == n(MAX_INT64) * -1 == n(-9223372036854776, 3)
        makes: list[Callable[[], object]] = [
            lambda: n(10**16, 32768),
            lambda: n(10**15, 32767) * 100,
            lambda: Number(MAX_MANTISSA, 32768) + n(10**15, 32767) * 5,
            lambda: Number(MAX_MANTISSA, 32768) * n(5 * 10**15, 32767),
            lambda: n(10**15, -15) / n(0),
            lambda: arithmetic.shift(10**15, 32767, 1),
            lambda: n(9223372036854776, 3).to_integer(),
        ]
        for make in makes:
            with pytest.raises(NumberOverflow):
                make()

    def test_squares_of_the_largest_integers(self) -> None:
        assert n(MAX_INT64).power(2) == n(8507059173023462, 22)
        assert n(MAX_MANTISSA).power(2) == n(9999999999999998, 16)

    def test_roots(self) -> None:
        sqrt2 = 1414213562373095049
        for x, degree, result in (
            (n(2), 2, n(sqrt2, -18)),
            (n(2000000), 2, n(sqrt2, -15)),
            (n(2, -30), 2, n(sqrt2, -33)),
            (n(-27), 3, n(-3)),
            (n(1), 5, n(1)),
            (n(-1), 0, n(1)),
            (n(5, -1), 0, n(0)),
            (n(0), 5, n(0)),
            (n(5625, -4), 2, n(75, -2)),
        ):
            assert x.root(degree) == result
        for k in (n(2), n(27), n(5, -1), n(0), n(MAX_INT64)):
            assert k.root2() == k.root(2)
        for degree in (0, 2, 4):
            with pytest.raises(NumberOverflow):
                n(-2).root(degree)
        with pytest.raises(NumberOverflow):
            n(-2).root2()

    def test_a_root_that_never_settles_is_refused(self) -> None:
        with pytest.raises(NumberOverflow, match="settle"):
            n(7179232635855531, -3).root(5)

    def test_powers(self) -> None:
        for x, k, result in (
            (n(64), 0, n(1)),
            (n(64), 1, n(64)),
            (n(64), 2, n(4096)),
            (n(-64), 2, n(4096)),
            (n(-64), 3, n(-262144)),
            (n(64), 11, n(7378697629483820646, 1)),
            (n(-64), 11, n(-7378697629483820646, 1)),
        ):
            assert x.power(k) == result

    def test_truncate(self) -> None:
        assert n(25, 1).truncate() == n(250)
        assert n(25, -1).truncate() == n(2)
        assert n(-99, -2).truncate() == n(0)
        assert n(100, -30000).truncate() == n(0)

    @pytest.mark.parametrize(
        ("mantissa", "exponent", "text"),
        [
            (-2, 0, "-2"),
            (0, 0, "0"),
            (25, -3, "0.025"),
            (-25, 1, "-250"),
            (2, 20, "2e20"),
            (-2, -20, "-2e-20"),
            (2, -10, "0.0000000002"),
            (2, -11, "2e-11"),
            (-2, 10, "-20000000000"),
            (-2, 11, "-2e11"),
            (10**15, -32768, "1e-32753"),
            (MAX_MANTISSA, 32768, "9999999999999999e32768"),
        ],
    )
    def test_text(self, mantissa: int, exponent: int, text: str) -> None:
        assert str(n(mantissa, exponent)) == text


class TestNumber:
    def test_operators_take_whole_numbers_on_either_side(self) -> None:
        x = n(5, -1)
        assert (x + 1, 1 + x) == (n(15, -1), n(15, -1))
        assert (x - 1, 1 - x) == (n(-5, -1), n(5, -1))
        assert (x * 4, 4 * x) == (n(2), n(2))
        assert (x / 4, 4 / x) == (n(125, -3), n(8))
        assert 0 < x < 1 <= n(1) >= 1 > x
        assert abs(-x) == x
        assert not NUMBER_ZERO
        assert (-NUMBER_ZERO, NUMBER_ONE.signum(), (-x).signum()) == (NUMBER_ZERO, 1, -1)

    def test_a_mode_in_force(self) -> None:
        third = {mode: Arithmetic(mode).divide(1, 3) for mode in MODES}
        assert third[UPWARD] == n(3333333333333334, -16)
        assert third[DOWNWARD] == third[TO_NEAREST] == n(3333333333333333, -16)
        up = Arithmetic(UPWARD)
        assert up.multiply(3, up.divide(1, 3)) == n(1000000000000001, -15)
        assert up.to_integer(up.add(7, n(1, -30))) == 8
        assert up.subtract(10**16, 1) == n(10**16)
        assert up.power(n(1000000000000001, -15), 2) == n(1000000000000003, -15)
        assert up.root2(4) == n(2)
        assert up.number(10**16 + 1) == n(10**16 + 10)
        assert up.to_amount(XRP, up.from_amount(10**17 - 1)) == 10**17

    def test_amounts_become_numbers(self) -> None:
        assert Number.from_amount(500) == n(500)
        assert Number.from_amount(10**17 - 1) == n(10**17)  # seventeen digits do not fit
        assert Number.from_amount(10**17 - 1, DOWNWARD) == n(9999999999999999, 1)
        assert Number.from_amount(MPTAmount(MAX_INT64, TOKEN.issuance_id)) == n(9223372036854776, 3)
        assert Number.from_amount(IssuedAmount(0, -100, USD.currency, USD.issuer)) == NUMBER_ZERO

    def test_numbers_become_amounts(self) -> None:
        x = n(751878380596, -5)
        assert [x.to_amount(XRP, mode) for mode in MODES] == [7518784, 7518783, 7518783, 7518784]
        assert x.to_amount(USD) == IssuedAmount(7518783805960000, -9, USD.currency, USD.issuer)
        assert x.to_amount(TOKEN) == MPTAmount(7518784, TOKEN.issuance_id)
        assert n(1, -96).to_amount(USD) == IssuedAmount(0, -100, USD.currency, USD.issuer)
        with pytest.raises(NumberOverflow):
            n(1, 96).to_amount(USD)

    def test_contracts_are_on_and_refuse_a_pair_that_is_not_normal(self) -> None:
        assert contracts.ENABLED
        with pytest.raises(ValueError, match="not a normal Number"):
            Number(5, 0)
