"""How much is taken of each offer, and how it is summed up."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from spec import amounts
from spec.amendments import Rules
from spec.entries import Offer
from spec.flow.liquidity import TakenOffer
from spec.flow.offer_stream import BookOffer
from spec.flow.step import scaled
from spec.flow.taking import AscendingSum, TakingBackwards, TakingForwards, Terms, limit_in, limit_out
from spec.quality import Amounts, Quality
from spec.rates import PARITY
from spec.values import Amount, IssuedAmount
from tests.spec.ledgers import rules
from tests.spec.market import Token

USD = Token("USD", "gw")
RULES: Rules = rules()

some_usd = st.builds(
    lambda mantissa, exponent: amounts.issued(mantissa, exponent, USD.currency, USD.issuer),
    st.integers(1, 10**16 - 1),
    st.integers(-20, 5),
)
some_drops = st.integers(1, 10**13)
some_rate = st.sampled_from([PARITY, 1_002_000_000, 1_500_000_000])


@given(st.lists(some_usd, max_size=20), st.lists(st.booleans(), max_size=20))
def test_sums_go_from_the_smallest_to_the_largest(values: list[IssuedAmount], removals: list[bool]) -> None:
    ascending = AscendingSum(USD(0))
    kept: list[Amount] = []
    for value, removed in zip(values, [*removals, *[False] * 20], strict=False):
        ascending.add(value)
        if removed:
            ascending.remove(value)
        else:
            kept.append(value)
        in_order = sorted(
            kept, key=lambda one: Fraction(amounts.mantissa_of(one)) * 10 ** amounts.exponent_of(one)
        )
        expected = list(accumulate(in_order, amounts.add))
        assert ascending.total == (expected[-1] if expected else USD(0))


def test_the_order_of_summing_matters_and_that_of_coming_does_not() -> None:
    large, small = amounts.issued(10**15, 1, USD.currency, USD.issuer), USD("4")
    for values in ([large, small, small], [small, large, small], [small, small, large]):
        ascending = AscendingSum(USD(0))
        for value in values:
            ascending.add(value)
        assert ascending.total == amounts.issued(10**15 + 1, 1, USD.currency, USD.issuer)
    assert amounts.add(amounts.add(large, small), small) == large


def offer_of(into: Amount, out: Amount) -> BookOffer:
    entry = Offer(bytes(32), account=bytes(20), taker_pays=into, taker_gets=out)
    return BookOffer(entry, Quality.of(Amounts(into, out)), RULES)


def terms_of(offer: BookOffer, rate_in: int, rate_out: int) -> Terms:
    of = offer.amounts
    into = scaled(of.in_, rate_in, PARITY, round_up=True)
    gives = scaled(of.out, rate_out, PARITY, round_up=False)
    return Terms(of, Amounts(into, of.out), gives, rate_in, rate_out)


def consumer(taken: list[Terms]) -> Callable[[TakenOffer, Terms], None]:
    def consume(offer: TakenOffer, terms: Terms) -> None:
        taken.append(terms)
        assert isinstance(offer, BookOffer)
        assert amounts.compare(terms.offer.in_, offer.amounts.in_) <= 0
        assert amounts.compare(terms.offer.out, offer.amounts.out) <= 0
        offer.amounts = offer.amounts.minus(terms.offer)

    return consume


@given(some_drops, some_usd, some_rate, some_rate, st.integers(1, 99))
def test_a_part_is_taken_at_the_offer_s_quality_or_a_better_one_for_the_owner(
    drops: int, usd: IssuedAmount, rate_in: int, rate_out: int, percent: int
) -> None:
    offer = offer_of(drops, usd)
    terms = terms_of(offer, rate_in, rate_out)
    part = scaled(usd, percent, 100, round_up=False)
    taken = limit_out(offer, terms, part)
    assert taken.step.out == part
    assert amounts.compare(taken.owner_gives, terms.owner_gives) <= 0
    # In drops for USD: what the owner gets for what it gives is not less than the offer asks, but for one
    # unit of the last place.
    got = Fraction(amounts.mantissa_of(taken.offer.in_))
    gave = Fraction(part.mantissa) * Fraction(10) ** part.exponent if isinstance(part, IssuedAmount) else 0
    asks = Fraction(drops) / (Fraction(usd.mantissa) * Fraction(10) ** usd.exponent)
    assert got >= asks * gave * (1 - Fraction(1, 10**14)) or got == drops


@given(some_drops, some_usd, st.integers(1, 99))
def test_limits_that_do_not_limit_change_nothing(drops: int, usd: IssuedAmount, more: int) -> None:
    offer = offer_of(drops, usd)
    terms = terms_of(offer, PARITY, PARITY)
    assert limit_in(offer, terms, drops + more - 1) is terms
    assert limit_out(offer, terms, usd) is terms


@given(st.lists(st.tuples(some_drops, some_usd), min_size=1, max_size=6), some_usd, some_rate, some_rate)
def test_backwards_never_more_comes_out_than_is_wanted(
    offers: list[tuple[int, IssuedAmount]], wanted: IssuedAmount, rate_in: int, rate_out: int
) -> None:
    taken: list[Terms] = []
    taking = TakingBackwards(0, USD(0), wanted, consumer(taken))
    for into, out in offers:
        offer = offer_of(into, out)
        if not taking.take(offer, terms_of(offer, rate_in, rate_out)):
            break
    into_step, out_of_step = taking.result()
    assert amounts.compare(out_of_step, wanted) <= 0
    assert into_step == sum(amounts.mantissa_of(one.step.in_) for one in taken)


@given(st.lists(st.tuples(some_drops, some_usd), min_size=1, max_size=6), some_drops, some_rate, some_rate)
def test_forwards_never_more_goes_in_than_is_given(
    offers: list[tuple[int, IssuedAmount]], given_drops: int, rate_in: int, rate_out: int
) -> None:
    taken: list[Terms] = []
    backwards = (10**17, amounts.issued(1, 30, USD.currency, USD.issuer))
    taking = TakingForwards(0, USD(0), given_drops, backwards, consumer(taken))
    for into, out in offers:
        offer = offer_of(into, out)
        if not taking.take(offer, terms_of(offer, rate_in, rate_out)):
            break
    into_step, _ = taking.result()
    assert amounts.compare(into_step, given_drops) <= 0
    assert into_step == sum(amounts.mantissa_of(one.step.in_) for one in taken)


def test_forwards_takes_what_came_out_backwards_where_that_costs_the_same() -> None:
    """0.4 USD would fetch a whole drop by rounding; backwards none came out for it."""
    offer = offer_of(10, USD(10))
    taken: list[Terms] = []
    taking = TakingForwards(0, USD(0), 3, (3, USD("2.5")), consumer(taken))
    assert not taking.take(offer, terms_of(offer, PARITY, PARITY))
    assert taking.result() == (3, USD("2.5"))
    assert taken[0].offer == Amounts(3, USD("2.5"))
    # Where what came out backwards costs less than what is given, it is not the same; it stays as it is.
    offer = offer_of(10, USD(10))
    taking = TakingForwards(0, USD(0), 3, (3, USD("1.5")), consumer([]))
    assert not taking.take(offer, terms_of(offer, PARITY, PARITY))
    assert taking.result() == (3, USD(3))
