"""Qualities and transfer rates: how a price is stored, compared, rounded and applied."""

from __future__ import annotations

import gzip
import json
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import amounts, rates
from spec.amounts import NO_ISSUE, NumberOverflow
from spec.objects import Element, decode_free_form
from spec.quality import (
    PARITY,
    Amounts,
    Quality,
    amount_from_quality,
    ceil_in,
    ceil_in_strict,
    ceil_out,
    ceil_out_strict,
    composed_quality,
    get_rate,
)
from spec.values import XRP, Amount, Issue, IssuedAmount, MPTAmount, asset_of
from tests.shared import shared

USD = Issue(b"\0" * 12 + b"USD" + b"\0" * 5, b"\7" * 20)
OFFER = 0x6F


def ratio(mantissa: int, exponent: int = 0) -> Amount:
    return amounts.amount_of(NO_ISSUE, mantissa, exponent)


def usd(mantissa: int, exponent: int = 0) -> IssuedAmount:
    return amounts.issued(mantissa, exponent, USD.currency, USD.issuer)


def quality(into: int, out: int) -> Quality:
    return Quality.of(Amounts(ratio(into), ratio(out)))


def value(amount: Amount) -> Fraction:
    return amounts.mantissa_of(amount) * Fraction(10) ** amounts.exponent_of(amount)


issued = st.builds(usd, st.integers(1, 10**16 - 1), st.integers(-12, 6))
drops = st.integers(1, 10**15)
sides = issued | drops


class TestStored:
    def test_examples(self) -> None:
        ten, tenth = ((100 - 14) << 56) | 10**15, ((100 - 16) << 56) | 10**15
        for one, more in ((1, 10), (ratio(1), ratio(10)), (ratio(1), 10), (1, ratio(10))):
            assert get_rate(one, more) == ten
            assert get_rate(more, one) == tenth
        assert get_rate(7, 7) == get_rate(usd(7), usd(7)) == PARITY

    def test_there_is_none_for_nothing_or_an_extreme(self) -> None:
        big, small = ratio(5500000000000000, 79), ratio(5500000000000000, -95)
        for out, into in ((0, 5), (usd(0), 5), (5, 0), (small, big), (big, small)):
            assert get_rate(out, into) == 0
        assert amount_from_quality(0) == amounts.zero_of(NO_ISSUE)
        with pytest.raises(NumberOverflow):
            amount_from_quality(255 << 56 | 10**15)

    @given(sides, sides)
    def test_the_stored_ratio_is_the_rounded_ratio(self, out: Amount, into: Amount) -> None:
        rate = amount_from_quality(get_rate(out, into))
        error = value(rate) - value(into) / value(out)
        unit = Fraction(10) ** amounts.exponent_of(rate)
        assert -unit / 2 <= error <= unit * Fraction(101, 100)
        assert rate == amounts.divide(into, out, NO_ISSUE)

    @given(sides, sides, sides, sides)
    def test_numbers_sort_as_ratios_do(self, a: Amount, b: Amount, c: Amount, d: Amount) -> None:
        first, second = get_rate(a, b), get_rate(c, d)
        if first != second:
            assert (first < second) == (
                amounts.compare(amount_from_quality(first), amount_from_quality(second)) < 0
            )


class TestQuality:
    def test_the_better_is_the_greater(self) -> None:
        worse, same, better = quality(462, 231), quality(231, 231), quality(231, 462)
        assert worse < same < better < quality(231, 924)
        again = Quality(same.value)
        assert better > same >= again <= same > worse
        assert same == Quality(PARITY)
        assert same.better() > same > same.worse()
        assert same.worse().better() == same

    def test_composition(self) -> None:
        assert composed_quality(quality(231, 462), quality(462, 231)) == Quality(PARITY)
        there, back = quality(231, 924), quality(924, 231)
        assert composed_quality(there, back) == composed_quality(back, there) == Quality(PARITY)

    @pytest.mark.parametrize(
        ("digits", "text"),
        [
            (3, "57800"),
            (4, "57720"),
            (5, "57720"),
            (6, "57719.7"),
            (7, "57719.64"),
            (8, "57719.636"),
            (9, "57719.6353"),
            (10, "57719.63526"),
            (11, "57719.635251"),
            (12, "57719.6352506"),
            (13, "57719.63525052"),
            (14, "57719.635250517"),
            (15, "57719.6352505169"),
            (16, "57719.63525051682"),
        ],
    )
    def test_tick_size(self, digits: int, text: str) -> None:
        assert amounts.to_text(Quality(0x59148191FB913522).round(digits).rate()) == text

    def test_a_carry_stays_in_the_mantissa(self) -> None:
        rounded = Quality((100 - 15) << 56 | 9999999999999999).round(3)
        assert rounded == Quality((100 - 15) << 56 | 10**16)
        assert rounded.rate() == ratio(10)

    def test_the_sides_of_an_offer(self) -> None:
        assert not Amounts(5, usd(1)).is_empty()
        assert Amounts(0, usd(1)).is_empty()
        assert Amounts(5, usd(-1)).is_empty()
        assert Amounts(5, usd(1)).plus(Amounts(1, usd(2))) == Amounts(6, usd(3))
        assert Amounts(5, usd(1)).minus(Amounts(1, usd(2))) == Amounts(4, usd(-1))


class TestLimits:
    @pytest.mark.parametrize(
        ("price", "offer", "limit", "taken"),
        [
            ((1, 1), (1, 1), 1, (1, 1)),
            ((1, 1), (10, 10), 5, (5, 5)),
            ((1, 1), (5, 5), 10, (5, 5)),
            ((1, 2), (40, 80), 40, (40, 80)),
            ((1, 2), (40, 80), 20, (20, 40)),
            ((1, 2), (40, 80), 60, (40, 80)),
            ((2, 1), (40, 20), 20, (20, 10)),
            ((2, 1), (40, 20), 50, (40, 20)),
        ],
    )
    def test_in(
        self, price: tuple[int, int], offer: tuple[int, int], limit: int, taken: tuple[int, int]
    ) -> None:
        whole, part = (Amounts(*(ratio(x) for x in pair)) for pair in (offer, taken))
        assert ceil_in(quality(*price), whole, ratio(limit)) == part
        for up in (True, False):
            assert ceil_in_strict(quality(*price), whole, ratio(limit), up) == part

    @pytest.mark.parametrize(
        ("price", "offer", "limit", "taken"),
        [
            ((1, 1), (1, 1), 1, (1, 1)),
            ((1, 1), (10, 10), 5, (5, 5)),
            ((1, 1), (10, 10), 20, (10, 10)),
            ((1, 2), (40, 80), 40, (20, 40)),
            ((1, 2), (40, 80), 100, (40, 80)),
            ((2, 1), (40, 20), 20, (40, 20)),
            ((2, 1), (40, 20), 10, (20, 10)),
        ],
    )
    def test_out(
        self, price: tuple[int, int], offer: tuple[int, int], limit: int, taken: tuple[int, int]
    ) -> None:
        whole, part = (Amounts(*(ratio(x) for x in pair)) for pair in (offer, taken))
        assert ceil_out(quality(*price), whole, ratio(limit)) == part
        for up in (True, False):
            assert ceil_out_strict(quality(*price), whole, ratio(limit), up) == part

    def test_neither_side_exceeds_what_the_offer_has(self) -> None:
        offer = Amounts(ratio(10), ratio(10))
        better, worse = quality(1, 2), quality(2, 1)
        assert ceil_in(better, offer, ratio(9)) == Amounts(ratio(9), ratio(10))
        assert ceil_in_strict(better, offer, ratio(9), False) == Amounts(ratio(9), ratio(10))
        assert ceil_out(worse, offer, ratio(9)) == Amounts(ratio(10), ratio(9))
        assert ceil_out_strict(worse, offer, ratio(9), False) == Amounts(ratio(10), ratio(9))

    def test_a_part_of_an_offer_is_never_for_nothing(self) -> None:
        offer = Amounts(349469768, ratio(2755280000000000, -15))
        limit = ratio(4131113916555555, -16)
        taken = ceil_out(Quality(0x5D048191FB9130DA), offer, limit)
        assert taken == Amounts(ceil(value(limit) * Fraction("126836389.7680090")), limit)

    def test_a_drop_strict_and_of_old(self) -> None:
        """The fraction of a drop that is below a tenth: only the strict form goes up."""
        offer = Amounts(10_000, usd(10_000))
        price = Quality.of(Amounts(usd(1_000_001, -6), usd(1)))
        limit = usd(5_000)
        assert ceil_out(price, offer, limit).in_ == 5_000  # 5000.005
        assert ceil_out_strict(price, offer, limit, True).in_ == 5_001
        assert ceil_out_strict(price, offer, limit, False).in_ == 5_000

    @given(sides, sides, st.fractions(0, 1))
    def test_strict_limits_bracket_the_exact_side(self, into: Amount, out: Amount, part: Fraction) -> None:
        offer = Amounts(into, out)
        price = Quality.of(offer)
        limit = amounts.amount_of(asset_of(out), int(value(out) * part))
        if amounts.signum(limit) == 0:
            return
        exact = value(limit) * value(price.rate())
        low, high = (ceil_out_strict(price, offer, limit, up) for up in (False, True))
        assert low.out == high.out == limit or amounts.compare(out, limit) <= 0
        if amounts.compare(out, limit) > 0:
            tolerance = Fraction(10) ** amounts.exponent_of(high.in_) / 10
            assert value(low.in_) <= exact
            assert min(exact, value(into)) <= value(high.in_) + tolerance
        assert amounts.compare(high.in_, into) <= 0


class TestRecordedOffers:
    def test_the_book_directory_ends_in_the_quality_that_the_transaction_asked(self) -> None:
        """Also where a part of the offer was taken before the rest was placed."""
        placed = 0
        for name in ("dex-001", "dex-002", "dex-003"):
            recording = json.loads(gzip.decompress(shared(f"vectors/{name}.json.gz").read_bytes()))
            for ledger in recording["ledgers"]:
                for row in ledger["transactions"]:
                    tx: Any = decode_free_form(bytes.fromhex(row["blob"]))
                    if tx.transaction_type != 7:  # OfferCreate
                        continue
                    meta: Any = decode_free_form(bytes.fromhex(row["meta"]))
                    for node in meta.affected_nodes:
                        record: Any = node.record if isinstance(node, Element) else node
                        if record.ledger_entry_type == OFFER and hasattr(record, "new_fields"):
                            stored = int.from_bytes(record.new_fields.book_directory[-8:], "big")
                            assert get_rate(tx.taker_gets, tx.taker_pays) == stored
                            placed += 1
        assert placed > 50


class TestRates:
    @pytest.mark.parametrize("amount", [1234, usd(1234), MPTAmount(1234, b"\5" * 24)])
    def test_at_parity_the_amount_is_left_alone(self, amount: Amount) -> None:
        assert rates.multiply(amount, rates.PARITY) == rates.divide(amount, rates.PARITY) == amount
        for operation in (rates.multiply_round, rates.divide_round):
            assert operation(amount, rates.PARITY, True) == amount
            assert operation(amount, rates.PARITY, True, XRP) == amount

    def test_examples(self) -> None:
        one_percent, third = 1_010_000_000, 3_000_000_000
        assert rates.multiply(usd(100), one_percent) == usd(101)
        assert rates.divide(usd(101), one_percent) == usd(100)
        assert rates.multiply(1000, one_percent) == 1010
        assert rates.divide(10, third) == 3
        assert rates.divide_round(10, third, True) == 4
        assert rates.divide_round(10, third, False) == 3
        assert rates.multiply_round(1, one_percent, True) == 1
        assert rates.multiply_round(10, 1_010_000_001, True, USD) == usd(10_100_000_01, -8)
        assert rates.divide_round(10, third, True, USD) == usd(3333333333333334, -15)
        assert amounts.to_text(rates.as_amount(rates.PARITY)) == "1"

    def test_fees_of_tokens(self) -> None:
        assert rates.nft_fee_as_rate(50_000) == 500_000_000
        assert rates.multiply(1_000_000, rates.nft_fee_as_rate(314)) == 3140
        assert rates.mpt_fee_as_rate(50_000) == 1_500_000_000
        assert rates.mpt_fee_as_rate(0) == rates.PARITY
