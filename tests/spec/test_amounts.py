"""Amounts: canonical form, order, sums, and each way of rounding a product or a quotient."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from spec import amounts
from spec.amounts import NO_ISSUE, IncomparableAmounts, InvalidAmountText, NumberOverflow
from spec.number import Number
from spec.rounding import (
    DOWNWARD,
    MAX_INT64,
    MAX_MANTISSA,
    MIN_MANTISSA,
    UPWARD,
    Rounding,
)
from spec.types import encode_amount
from spec.values import XRP, Amount, Asset, Issue, IssuedAmount, MPTAmount, MPTIssue
from tests.shared import shared

USD = Issue(b"\0" * 12 + b"USD" + b"\0" * 5, b"\7" * 20)
USD_OF_ANOTHER = Issue(USD.currency, b"\x09" * 20)
EUR = Issue(b"\0" * 12 + b"EUR" + b"\0" * 5, b"\7" * 20)
TOKEN = MPTIssue(b"\5" * 24)
OTHER_TOKEN = MPTIssue(b"\6" * 24)
MAX32 = 2**32 - 1


def usd(mantissa: int, exponent: int = 0) -> IssuedAmount:
    return amounts.issued(mantissa, exponent, USD.currency, USD.issuer)


def ratio(mantissa: int, exponent: int = 0) -> Amount:
    return amounts.amount_of(NO_ISSUE, mantissa, exponent)


def token(value: int) -> MPTAmount:
    return MPTAmount(value, TOKEN.issuance_id)


def value(amount: Amount) -> Fraction:
    return amounts.mantissa_of(amount) * Fraction(10) ** amounts.exponent_of(amount)


magnitudes = (
    st.sampled_from([MIN_MANTISSA, MIN_MANTISSA + 1, MAX_MANTISSA, MAX_MANTISSA - 1, 5 * MIN_MANTISSA])
    | st.integers(MIN_MANTISSA, MAX_MANTISSA)
    | st.integers(1, 9999).map(lambda k: k * 10 ** (16 - len(str(k))))
)
positive_usd = st.builds(usd, magnitudes, st.integers(-30, 10))
signed_usd = st.builds(
    lambda m, e, s: usd(m * s, e), magnitudes, st.integers(-30, 10), st.sampled_from([1, -1])
)
drops = st.integers(1, 10**17) | st.integers(1, 1000)
tokens = st.builds(token, st.integers(1, 10**6) | st.integers(1, MAX_INT64))
positive = positive_usd | drops | tokens
assets = st.sampled_from([USD, XRP, TOKEN])
modes = st.sampled_from(tuple(Rounding))


class TestCanonicalForm:
    @pytest.mark.parametrize(
        ("mantissa", "exponent", "canonical"),
        [
            (1, 0, (10**15, -15)),
            (-25, -3, (-2500000000000000, -17)),
            (0, 7, (0, -100)),
            (1, -81, (10**15, -96)),
            (1, -82, (0, -100)),
            (9999999999999999, 80, (9999999999999999, 80)),
            (99999999999999994, -1, (9999999999999999, 0)),
            (99999999999999995, -1, (10**15, 1)),  # a tie, to the even one
            (10000000000000005, -1, (10**15, 0)),
        ],
    )
    def test_issued(self, mantissa: int, exponent: int, canonical: tuple[int, int]) -> None:
        amount = usd(mantissa, exponent)
        assert (amount.mantissa, amount.exponent) == canonical
        assert amounts.is_canonical(amount)

    def test_too_large(self) -> None:
        makes: list[Callable[[], Amount]] = [
            lambda: usd(1, 96),
            lambda: usd(99999999999999995, 79),
            lambda: amounts.amount_of(XRP, 10**17 + 1),
            lambda: amounts.amount_of(XRP, 1, 18),
            lambda: amounts.amount_of(TOKEN, MAX_INT64 // 10 + 1, 1),
            lambda: amounts.amount_of(TOKEN, 1, 19),
        ]
        for make in makes:
            with pytest.raises(NumberOverflow):
                make()

    def test_whole_amounts_are_rounded_in_the_mode(self) -> None:
        assert [amounts.amount_of(XRP, 25, -1, mode) for mode in Rounding] == [2, 2, 2, 3]
        assert [amounts.amount_of(XRP, -25, -1, mode) for mode in Rounding] == [-2, -2, -3, -2]
        assert amounts.amount_of(TOKEN, 15, -1) == token(2)
        assert amounts.amount_of(XRP, MAX_INT64, -20, UPWARD) == 0  # this exponent counts as nothing
        assert amounts.amount_of(XRP, MAX_INT64, -19, UPWARD) == 1

    def test_above_63_bits_a_token_loses_a_digit_and_an_issued_amount_its_sign(self) -> None:
        assert amounts.amount_of(TOKEN, 2**63) == token(9223372036854775800)
        assert amounts.amount_of(USD, 10**19 + 5) == usd(10**19 + 5 - 2**64)

    def test_from_number_rounds_whole_amounts_by_size(self) -> None:
        x = Number.of(-25, -1)
        assert [amounts.from_number(XRP, x, mode) for mode in Rounding] == [-2, -2, -2, -3]
        assert amounts.from_number(TOKEN, x) == token(-2)
        assert amounts.from_number(USD, x) == usd(-25, -1)
        with pytest.raises(NumberOverflow):
            amounts.from_number(XRP, Number.of(10**17 + 100))

    def test_zero_smallest_and_largest(self) -> None:
        for asset, zero, smallest, largest in (
            (XRP, 0, 1, 10**17),
            (TOKEN, token(0), token(1), token(MAX_INT64)),
            (USD, usd(0), usd(1, -81), usd(9999999999999999, 80)),
        ):
            assert amounts.zero_of(asset) == amounts.zero_like(largest) == zero
            assert amounts.smallest_of(asset) == smallest
            assert amounts.largest_of(asset) == largest
            assert [amounts.signum(x) for x in (zero, smallest, amounts.negate(largest))] == [0, 1, -1]

    def test_legal_net(self) -> None:
        assert amounts.is_legal_net(10**17)
        assert not amounts.is_legal_net(10**17 + 1)
        assert not amounts.is_legal_net(-(10**17) - 1)
        assert amounts.is_legal_net(amounts.largest_of(USD))


class TestOrder:
    @given(signed_usd | st.just(usd(0)), signed_usd | st.just(usd(0)))
    def test_by_value(self, a: IssuedAmount, b: IssuedAmount) -> None:
        expected = (value(a) > value(b)) - (value(a) < value(b))
        assert amounts.compare(a, b) == expected
        assert amounts.equal(a, b) == (expected == 0)
        assert amounts.minimum(a, b) == (b if expected > 0 else a)
        assert amounts.maximum(a, b) == (b if expected < 0 else a)

    def test_the_issuer_does_not_matter_the_currency_does(self) -> None:
        a, b = usd(5), amounts.amount_of(USD_OF_ANOTHER, 5)
        assert a != b
        assert amounts.equal(a, b)
        assert amounts.compare(a, b) == 0
        assert amounts.add(a, b) == usd(10)
        for c in (amounts.amount_of(EUR, 5), 5, token(5)):
            assert not amounts.equal(a, c)
            for operation in (amounts.compare, amounts.add, amounts.subtract):
                for pair in ((a, c), (c, a)):
                    with pytest.raises(IncomparableAmounts):
                        operation(*pair)
        with pytest.raises(IncomparableAmounts):
            amounts.add(token(1), MPTAmount(1, OTHER_TOKEN.issuance_id))

    def test_whole_amounts(self) -> None:
        assert amounts.compare(1, 2) == -1
        assert amounts.compare(token(-1), token(-2)) == 1


class TestSums:
    def test_examples(self) -> None:
        assert amounts.add(3, -5) == -2
        assert amounts.subtract(token(3), token(5)) == token(-2)
        assert amounts.add(usd(1), usd(-1)) == usd(0)
        assert amounts.add(usd(0), usd(5)) == amounts.add(usd(5), usd(0)) == usd(5)
        assert amounts.add(usd(0), usd(0)) == usd(0)
        assert amounts.subtract(usd(10**15), usd(6, -1)) == usd(999999999999999)
        assert amounts.add(usd(MIN_MANTISSA), usd(1, -1), UPWARD) == usd(MIN_MANTISSA + 1)

    def test_the_result_is_of_the_first_asset(self) -> None:
        other = amounts.amount_of(USD_OF_ANOTHER, 2)
        for a, b in ((usd(1), other), (usd(0), other), (usd(1), amounts.zero_of(USD_OF_ANOTHER))):
            result = amounts.add(a, b)
            assert isinstance(result, IssuedAmount)
            assert result.issuer == USD.issuer

    def test_the_ends_of_the_range(self) -> None:
        largest, smallest = amounts.largest_of(USD), amounts.smallest_of(USD)
        with pytest.raises(NumberOverflow):
            amounts.add(largest, usd(1, 80))
        assert amounts.subtract(usd(1000000000000001, -96), smallest) == usd(0)  # 10**-96 is too small
        with pytest.raises(NumberOverflow):
            amounts.add(token(MAX_INT64), token(1))
        assert amounts.add(10**17, 1) == 10**17 + 1  # drops are checked where they are used

    @given(positive_usd, positive_usd)
    def test_positive_sums_are_nearest(self, a: IssuedAmount, b: IssuedAmount) -> None:
        result = amounts.add(a, b)
        assert abs(value(result) - value(a) - value(b)) * 2 <= Fraction(10) ** amounts.exponent_of(result)

    @pytest.mark.parametrize(
        ("a", "b", "can"),
        [
            (0, 1000, True),
            (500, 1500, True),
            (-500, -1500, True),
            (MAX_INT64, 1, False),
            (usd(500), usd(1500), True),
            (usd(1000), usd(-1000), True),
            (usd(MAX_INT64), usd(1), False),
            (usd(-(2**63)), usd(-1), False),
            (1, usd(1), False),
            (usd(0), amounts.amount_of(EUR, 500), False),
            (token(0), token(1000), True),
            (token(-500), token(-1500), True),
            (token(MAX_INT64), token(1), False),
            (MPTAmount(0, OTHER_TOKEN.issuance_id), token(500), False),
        ],
    )
    def test_can_add(self, a: Amount, b: Amount, can: bool) -> None:
        assert amounts.can_add(a, b) is can

    @pytest.mark.parametrize(
        ("a", "b", "can"),
        [
            (1000, 0, True),
            (0, 1000, False),
            (1500, 500, True),
            (-1500, -500, True),
            (1000, -1000, True),
            (MAX_INT64, -1, False),
            (usd(500), usd(1500), True),
            (1000, usd(1000), False),
            (usd(0), amounts.amount_of(EUR, 500), False),
            (token(0), token(1000), False),
            (token(MAX_INT64), token(-2), False),
            (token(1000), MPTAmount(500, OTHER_TOKEN.issuance_id), False),
        ],
    )
    def test_can_subtract(self, a: Amount, b: Amount, can: bool) -> None:
        assert amounts.can_subtract(a, b) is can

    @given(signed_usd, st.integers(-25, 15), modes)
    def test_round_to_scale(self, a: IssuedAmount, scale: int, mode: Rounding) -> None:
        result = amounts.round_to_scale(a, scale, mode)
        if a.exponent >= scale:
            assert result == a
        else:
            unit = Fraction(10) ** scale
            assert abs(value(result) - value(a)) <= unit
            assert (value(result) / unit).denominator == 1

    def test_round_to_scale_leaves_whole_amounts(self) -> None:
        assert amounts.round_to_scale(1234, 3) == 1234
        assert amounts.round_to_scale(token(1234), 3) == token(1234)
        assert amounts.round_to_scale(usd(0), 3) == usd(0)
        assert amounts.round_to_scale(usd(12345, -1), 2, DOWNWARD) == usd(1200)
        assert amounts.round_to_scale(usd(-12345, -1), 2, DOWNWARD) == usd(-1300)


class TestNearest:
    @given(positive_usd, positive_usd)
    def test_products_of_issued_amounts_are_nearest(self, a: IssuedAmount, b: IssuedAmount) -> None:
        result = amounts.multiply(a, b, EUR)
        assert abs(value(result) - value(a) * value(b)) * 2 <= Fraction(10) ** amounts.exponent_of(result)
        assert isinstance(result, IssuedAmount)
        assert (result.currency, result.issuer) == (EUR.currency, EUR.issuer)

    @given(drops, positive_usd)
    def test_products_with_xrp_are_rounded_to_digits_and_then_to_drops(self, a: int, b: IssuedAmount) -> None:
        exact = Number.from_amount(a) * Number.from_amount(b)
        assume(exact.to_integer() <= 10**17 if exact.exponent < 2 else False)
        assert amounts.multiply(a, b, XRP) == exact.to_integer()

    @given(positive, positive)
    def test_issued_quotients_are_the_cut_quotient_plus_five(self, a: Amount, b: Amount) -> None:
        assume(abs(amounts.mantissa_of(b)) <= MAX_MANTISSA)  # see the divisors with more digits below
        exact = value(a) / value(b)
        try:
            result = amounts.divide(a, b, NO_ISSUE)
        except NumberOverflow:
            assert amounts.mantissa_of(a) > 10**17  # only tokens have so many digits
            return
        assume(amounts.signum(result) > 0)  # see the wrapped quotients below
        error = value(result) - exact
        unit = Fraction(10) ** amounts.exponent_of(result)
        assert -unit / 2 <= error <= unit * Fraction(101, 100)

    def test_examples(self) -> None:
        for asset in (NO_ISSUE, XRP):
            assert amounts.to_text(amounts.multiply(ratio(20), 3, asset)) == "60"
            assert amounts.to_text(amounts.multiply(20, 3, asset)) == "60"
            assert amounts.to_text(amounts.divide(ratio(60), 3, asset)) == "20"
            assert amounts.to_text(amounts.divide(ratio(60), ratio(3), asset)) == "20"
        assert amounts.multiply(token(6), token(7), TOKEN) == token(42)
        assert amounts.multiply(usd(-2), usd(3), USD) == usd(-6)
        assert amounts.divide(usd(-7), 2, TOKEN) == token(-4)
        assert amounts.multiply(usd(0), 5, XRP) == 0
        assert amounts.divide(0, usd(5), USD) == usd(0)
        assert amounts.multiply(usd(1, -60), usd(1, -60), USD) == usd(0)

    def test_two_dividers(self) -> None:
        for x, y, of_amounts, of_numbers in (
            (1, 3, 3333333333333334, 3333333333333333),
            (1, 7, 1428571428571429, 1428571428571428),
            (2, 3, 6666666666666667, 6666666666666667),
        ):
            a, b = usd(x), usd(y)
            assert amounts.divide(a, b, USD) == usd(of_amounts, -16)
            assert Number.from_amount(a) / Number.from_amount(b) == Number.of(of_numbers, -16)

    def test_a_divisor_with_more_than_sixteen_digits_brings_the_five_into_the_result(self) -> None:
        assert 10**33 // (10**16 + 6) == 99999999999999940
        assert amounts.divide(1, 10**16 + 6, USD) == usd(9999999999999999, -32)

    def test_whole_products_have_limits_of_their_own(self) -> None:
        assert amounts.multiply(3_000_000_000, 10, XRP) == 30_000_000_000
        for a, b in ((3_000_000_001, 3_000_000_001), (2**32 * 3, 10**9), (-1, 5)):
            with pytest.raises(NumberOverflow):
                amounts.multiply(a, b, XRP)
        # The limit is above the supply.
        assert amounts.multiply(2_999_999_999, 3_000_000_000, XRP) == 8_999_999_997_000_000_000
        with pytest.raises(NumberOverflow):
            amounts.multiply(token(3_037_000_500), token(3_037_000_500), TOKEN)

    def test_division_by_zero(self) -> None:
        with pytest.raises(NumberOverflow):
            amounts.divide(usd(1), 0, USD)
        for divide in (amounts.div_round, amounts.div_round_strict):
            with pytest.raises(NumberOverflow):
                divide(usd(1), usd(0), USD, True)

    def test_nearly_all_xrp_over_little_loses_its_sign(self) -> None:
        assert amounts.divide(10**17, usd(1), USD) == usd((10**19 + 5 - 2**64), -2)


Directed = Callable[[Amount, Amount, Asset, bool], Amount]


class TestDirected:
    """Rounded up is not below the exact result, rounded down not above: always for the strict ones."""

    @given(positive, positive, assets)
    @example(10**17, usd(9999999999999999), USD)
    def test_strict_products(self, a: Amount, b: Amount, asset: Asset) -> None:
        try:
            up = amounts.mul_round_strict(a, b, asset, True)
            down = amounts.mul_round_strict(a, b, asset, False)
        except NumberOverflow:
            return
        exact = value(a) * value(b)
        assume(amounts.signum(down) >= 0)
        assert value(down) <= exact
        if asset == XRP:
            assert exact <= value(up) < exact + 1
        elif asset == USD:
            assert exact <= value(up) + Fraction(10) ** amounts.exponent_of(up) / 10
        if not isinstance(asset, MPTIssue):  # tokens are rounded up to sixteen digits, and down to units
            assert amounts.compare(down, up) <= 0

    @given(positive_usd | drops, positive_usd | drops, st.sampled_from([USD, XRP]))
    def test_strict_quotients(self, a: Amount, b: Amount, asset: Asset) -> None:
        try:
            up = amounts.div_round_strict(a, b, asset, True)
            down = amounts.div_round_strict(a, b, asset, False)
        except NumberOverflow:
            return
        exact = value(a) / value(b)
        assume(amounts.signum(down) >= 0)
        assert value(down) <= exact
        if asset == USD:
            assert exact <= value(up) + Fraction(10) ** amounts.exponent_of(up) / 10
            assert value(up) - value(down) <= 2 * Fraction(10) ** amounts.exponent_of(up)

    @given(positive_usd, positive_usd)
    def test_the_old_products_of_issued_amounts_round_up_and_to_nearest(
        self, a: IssuedAmount, b: IssuedAmount
    ) -> None:
        exact = value(a) * value(b)
        up = amounts.mul_round(a, b, USD, True)
        assert exact <= value(up) + Fraction(10) ** amounts.exponent_of(up) / 10
        nearest = amounts.mul_round(a, b, USD, False)
        assert abs(value(nearest) - exact) <= Fraction(10) ** amounts.exponent_of(nearest)

    @given(positive_usd, positive_usd, st.sampled_from([True, False]))
    def test_signs_turn_the_direction(self, a: IssuedAmount, b: IssuedAmount, round_up: bool) -> None:
        minus = amounts.negate(a)
        for operation in (amounts.mul_round, amounts.mul_round_strict, amounts.div_round):
            assert operation(minus, b, USD, round_up) == amounts.negate(operation(a, b, USD, not round_up))

    @pytest.mark.parametrize(
        ("mantissa", "exponent", "old_up", "strict_up", "old_down", "strict_down"),
        [  # a product of 1 and this many drops
            (5, 0, 5, 5, 5, 5),
            (51, -1, 6, 6, 5, 5),
            (509, -2, 5, 6, 5, 5),
            (5000000001, -9, 5, 6, 5, 5),
            (59, -1, 6, 6, 6, 5),
            (4, -1, 1, 1, 0, 0),
            (4, -9, 1, 1, 0, 0),
        ],
    )
    def test_fractions_of_a_drop(
        self, mantissa: int, exponent: int, old_up: int, strict_up: int, old_down: int, strict_down: int
    ) -> None:
        a, b = usd(mantissa, exponent), usd(1)
        got = [
            f(a, b, XRP, up) for up in (True, False) for f in (amounts.mul_round, amounts.mul_round_strict)
        ]
        assert got == [old_up, strict_up, old_down, strict_down]

    def test_rounding_up_drops_less_than_a_tenth_of_the_last_digit(self) -> None:
        largest = usd(MAX_MANTISSA)  # its square has 9999999999999998 0000000000000001 as digits
        for operation in (amounts.mul_round, amounts.mul_round_strict):
            assert operation(largest, largest, USD, True) == usd(9999999999999998, 16)

    def test_strict_sees_a_fraction_of_a_drop_beyond_the_eighteenth_digit(self) -> None:
        a, b = usd(1146807361014392, -15), usd(1743972063652372, -15)  # 2.000000000000000000650...
        assert amounts.mul_round_strict(a, b, XRP, True) == 3
        assert amounts.mul_round_strict(a, b, XRP, False) == amounts.mul_round(a, b, XRP, True) == 2

    def test_a_short_fraction_always_adds_a_drop(self) -> None:
        for size, more in ((5 * 10**13, 0), (5 * 10**14, 1), (5 * 10**15, 1), (5 * 10**16, 1)):
            assert amounts.mul_round(size, ratio(1), XRP, True) == size + more
            assert amounts.mul_round_strict(size, ratio(1), XRP, True) == size

    def test_products_in_tokens_are_rounded_to_nearest_whatever_the_direction(self) -> None:
        for operation in (amounts.mul_round, amounts.mul_round_strict):
            assert operation(usd(54, -1), usd(1), TOKEN, True) == token(5)
        assert amounts.mul_round(usd(56, -1), usd(1), TOKEN, False) == token(6)
        assert amounts.div_round(usd(54, -1), usd(1), TOKEN, True) == token(6)

    def test_the_least_positive_amount(self) -> None:
        tiny = usd(1, -81)
        assert amounts.mul_round(tiny, tiny, USD, True) == tiny
        assert amounts.mul_round(tiny, tiny, USD, False) == usd(0)
        assert amounts.mul_round_strict(tiny, tiny, XRP, True) == 1
        assert amounts.mul_round(tiny, tiny, TOKEN, True) == token(0)  # asked for in the wrong form
        assert amounts.div_round(tiny, usd(1, 80), TOKEN, True) == token(1)
        assert amounts.div_round_strict(tiny, usd(1, 80), USD, True) == tiny
        assert amounts.mul_round(amounts.negate(tiny), tiny, USD, True) == usd(0)

    def test_thirds(self) -> None:
        one, three = usd(1), usd(3)
        assert amounts.div_round(one, three, USD, True) == usd(3333333333333334, -16)
        assert amounts.div_round(one, three, USD, False) == usd(3333333333333333, -16)
        assert amounts.div_round(usd(2), three, USD, False) == usd(6666666666666667, -16)  # to nearest
        assert amounts.div_round_strict(usd(2), three, USD, False) == usd(6666666666666666, -16)


class TestRatio:
    @given(drops | st.integers(-(10**17), -1), st.integers(0, MAX32), st.integers(1, MAX32), st.booleans())
    def test_drops_are_exact(self, a: int, num: int, den: int, round_up: bool) -> None:
        exact = Fraction(a * num, den)
        assume(abs(exact) < MAX_INT64)
        floor = exact.numerator // exact.denominator
        expected = floor if not round_up else floor + (exact != floor)
        assert amounts.mul_ratio(a, num, den, round_up) == expected
        assert amounts.mul_ratio(token(a), num, den, round_up) == token(expected)

    @given(signed_usd, st.integers(0, MAX32), st.integers(1, MAX32), st.booleans())
    @example(usd(1), 3, 3, True)
    @example(usd(1), 1_000_000_001, 1_000_000_000, True)
    @example(usd(1), 1, 7, False)
    @example(usd(1000000000000001), 1, 7, True)
    @example(usd(9999999999999999), MAX32, 1, True)
    @example(usd(9999999999999999), MAX32, 1, False)
    def test_issued_amounts(self, a: IssuedAmount, num: int, den: int, round_up: bool) -> None:
        """As many digits as fit in 10**18, then to nearest, then a unit on top if those were not all."""
        negative = a.mantissa < 0
        exact, exponent = Fraction(abs(a.mantissa) * num, den), a.exponent
        whole = floor(exact)
        places = next(k for k in range(40) if 10**k >= whole)
        if exact != whole and places < 18:
            exact, exponent = exact * 10 ** (18 - places), exponent - (18 - places)
        while floor(exact) > 10**18:
            exact, exponent = exact / 10, exponent + 1
        sign = -1 if negative else 1
        expected = usd(sign * floor(exact), exponent)
        if exact != floor(exact) and negative != round_up:
            expected = usd(expected.mantissa + sign, expected.exponent)
        assert amounts.mul_ratio(a, num, den, round_up) == expected

    def test_examples(self) -> None:
        largest = usd(9999999999999999)
        for a in (largest, amounts.negate(largest)):
            for up in (True, False):
                assert amounts.mul_ratio(a, MAX32, MAX32, up) == a
        tiny, minus_tiny = usd(1, -81), usd(-1, -81)
        for num in (1, MAX32 - 1):
            assert amounts.mul_ratio(tiny, num, MAX32, True) == tiny
            assert amounts.mul_ratio(tiny, num, MAX32, False) == usd(0)
            assert amounts.mul_ratio(minus_tiny, num, MAX32, True) == usd(0)
            assert amounts.mul_ratio(minus_tiny, num, MAX32, False) == minus_tiny
        for a in (usd(1), usd(9999999999999999, 80), usd(-1)):
            higher, lower = (amounts.mul_ratio(a, MAX32 - 1, MAX32, way) for way in (True, False))
            assert amounts.mantissa_of(higher) - amounts.mantissa_of(lower) == 1
        makes: list[Callable[[], Amount]] = [
            lambda: amounts.mul_ratio(usd(1), 1, 0, True),
            lambda: amounts.mul_ratio(usd(9999999999999999, 80), 2, 1, True),
            lambda: amounts.mul_ratio(token(MAX_INT64), 2, 1, True),
        ]
        for make in makes:
            with pytest.raises(NumberOverflow):
                make()


class TestText:
    @pytest.mark.parametrize(
        ("mantissa", "exponent", "text"),
        [
            (0, 0, "0"),
            (31, 0, "31"),
            (31, 1, "310"),
            (31, -1, "3.1"),
            (-31, -2, "-0.31"),
            (1111111111111111, 0, "1111111111111111"),
            (1, 15, "1000000000000000"),
            (1, 11, "1000000000000000e-4"),  # from here on all digits are written
            (1, 10, "10000000000"),
            (1, -10, "0.0000000001"),
            (1, -11, "1000000000000000e-26"),
            (9999999999999999, 80, "9999999999999999e80"),
        ],
    )
    def test_issued(self, mantissa: int, exponent: int, text: str) -> None:
        amount = usd(mantissa, exponent)
        assert amounts.to_text(amount) == text
        assert amounts.from_text(USD, text, exact=True) == amount

    @given(signed_usd | st.integers(-(10**17), 10**17) | tokens)
    def test_round_trip(self, amount: Amount) -> None:
        asset = USD if isinstance(amount, IssuedAmount) else TOKEN if isinstance(amount, MPTAmount) else XRP
        assert amounts.from_text(asset, amounts.to_text(amount), exact=True) == amount

    @pytest.mark.parametrize(
        ("text", "value"), [("42", 42), ("-123", -123), ("+1", 1), ("3.14e2", 314), ("-0", 0), ("1E3", 1000)]
    )
    def test_drops(self, text: str, value: int) -> None:
        assert amounts.from_text(XRP, text) == value
        assert amounts.from_text(TOKEN, text) == token(value)

    @pytest.mark.parametrize(
        "text",
        [
            *[
                "",
                "e",
                "1e",
                "e2",
                "001",
                "000.0",
                ".1",
                "1.",
                "1.e3",
                " 1",
                "1 ",
                "1_000",
                "0x1",
                "nan",
                "--1",
            ],
            *["1" * 130, "1" * 20, "9223372036854775808", "1e1.5", "1" + "0" * 400, "1e96", "1e" + "9" * 200],
            "\N{ARABIC-INDIC DIGIT ONE}",
        ],
    )
    @pytest.mark.parametrize("asset", [XRP, USD, TOKEN])
    def test_refused(self, asset: Asset, text: str) -> None:
        with pytest.raises(InvalidAmountText):
            amounts.from_text(asset, text)

    @pytest.mark.parametrize("text", ["0.0", "1000e-2", "1.5", "100000000000000001", "1e18"])
    def test_refused_for_drops(self, text: str) -> None:
        with pytest.raises(InvalidAmountText):
            amounts.from_text(XRP, text)

    @given(st.text(alphabet="0123456789+-.eE", max_size=30), assets)
    def test_nothing_else_is_raised(self, text: str, asset: Asset) -> None:
        try:
            amount = amounts.from_text(asset, text)
        except InvalidAmountText:
            return
        assert amounts.is_canonical(amount)

    def test_too_many_digits_are_rounded_unless_it_has_to_be_exact(self) -> None:
        assert amounts.from_text(USD, "1111111111111111.5") == usd(1111111111111112)
        assert amounts.from_text(USD, "1e-90") == usd(0)
        for text in ("1111111111111111.5", "1e-90"):
            with pytest.raises(InvalidAmountText):
                amounts.from_text(USD, text, exact=True)


class TestRecordedValues:
    def test_first_bytes_of_the_protocol_vectors(self) -> None:
        rows: dict[str, str] = json.loads(shared("protocol/vectors.json").read_text())["amount_first8bytes"]
        assert rows
        for name, hexadecimal in rows.items():
            asset = XRP if name.startswith("XRP") else USD
            amount = amounts.from_text(asset, name.split()[-1])
            assert encode_amount(amount)[:8].hex().upper() == hexadecimal, name

    def test_amounts_of_the_codec_vectors(self) -> None:
        rows: list[dict[str, Any]] = json.loads(shared("data/codec/data-driven-tests.json").read_text())[
            "values_tests"
        ]
        checked = 0
        for row in rows:
            given_json = row["test_json"]
            text = given_json if isinstance(given_json, str) else given_json["value"]
            mpt = isinstance(given_json, dict) and "mpt_issuance_id" in given_json
            asset = TOKEN if mpt else XRP if isinstance(given_json, str) else USD
            if "0x" in text or (mpt and set(given_json) != {"mpt_issuance_id", "value"}):
                continue  # a form of the client libraries, not of the value
            if "expected_hex" in row:
                encoded = encode_amount(amounts.from_text(asset, text, exact=True))
                size = 9 if mpt else 8
                assert encoded[:size].hex().upper() == row["expected_hex"][: 2 * size], text
            elif "negative" not in row["error"] and "hash length" not in row["error"]:
                with pytest.raises(InvalidAmountText):
                    amounts.from_text(asset, text, exact=True)
            checked += 1
        assert checked >= 40
