"""A new offer takes what others offer; what is left of it keeps its price."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from spec import amendments, amounts, keylets
from spec.entries import Offer
from spec.flags import tfFillOrKill, tfPartialPayment, tfPassive, tfSell
from spec.quality import get_rate
from spec.results import Result, tecINSUF_RESERVE_OFFER, tecKILLED, tecUNFUNDED_OFFER, tesSUCCESS
from spec.values import Amount, IssuedAmount
from spec.views import Fees
from tests.spec.ledgers import XRP
from tests.spec.market import TO_XRP, Market, Token, through, value_of

USD, BTC, EUR = (Token(code, "gw") for code in ("USD", "BTC", "EUR"))


DEAR = Fees(base=10, reserve=200 * XRP, increment=50 * XRP)
"""Reserves that no offer here could pay for."""


def left(market: Market, name: str) -> tuple[Amount, Amount] | None:
    """TakerPays and TakerGets of the account's only offer; none without one."""
    offers = market.offers(name)
    if not offers:
        return None
    (offer,) = offers
    return offer.taker_pays, offer.taker_gets


def raw(mantissa: int, exponent: int, token: Token) -> IssuedAmount:
    return amounts.issued(mantissa, exponent, token.currency, token.issuer)


def test_offers_of_the_same_price_cross() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(10))
    market.place("bob", USD(10), 10 * XRP)
    before = market.xrp("alice")
    assert market.offer("alice", 10 * XRP, USD(10)) is tesSUCCESS
    assert (market.balance("alice", USD), market.balance("bob", USD)) == (0, 10)
    assert market.xrp("alice") == before + 10 * XRP - market.base_fee
    assert left(market, "alice") is None
    assert left(market, "bob") is None


def test_the_taker_gets_the_better_price() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(20))
    market.place("bob", USD(5), 10 * XRP)
    assert market.offer("alice", 10 * XRP, USD(20)) is tesSUCCESS
    assert market.balance("alice", USD) == 15
    assert left(market, "alice") is None


def test_who_sells_gives_all_even_for_more_than_it_asked() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(20))
    market.place("bob", USD(5), 10 * XRP)
    before = market.xrp("alice")
    assert market.offer("alice", 10 * XRP, USD(20), flags=tfSell) is tesSUCCESS
    assert market.balance("alice", USD) == 15
    assert market.xrp("alice") == before + 10 * XRP - market.base_fee
    # To buy, all was had. To sell, 15 USD are left, at the price of two for an XRP.
    assert left(market, "alice") == (7_500_000, USD(15))


def test_what_is_left_keeps_the_price() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(1_000))
    market.place("bob", USD(500), 1_000 * XRP)
    assert market.offer("alice", 2_000 * XRP, USD(1_000)) is tesSUCCESS
    assert left(market, "alice") == (1_000 * XRP, USD(500))


@pytest.mark.parametrize(
    ("spare", "owned", "gw_gives", "gw_asks", "wants", "gives", "result", "spent", "has", "remains"),
    [
        # Nothing crosses: placed if there is a reserve for it.
        (10, 0, 10, 5, 10, 10, tecINSUF_RESERVE_OFFER, 0, 0, None),
        (10, 1, 10, 5, 10, 10, tesSUCCESS, 0, 0, (10, 10)),
        # All crosses. The tokens' line may be paid with what the reserve is short of.
        (10, 0, 10, 10, 10, 10, tesSUCCESS, 10, 10, None),
        (10, 0, 10, 20, 10, 10, tesSUCCESS, 10, 20, None),
        (10, 0, 10, 20, 5, 5, tesSUCCESS, 5, 10, None),
        # A part crosses: the rest is placed if there is something to give, and a reserve.
        (10, 0, 10, 20, 20, 20, tesSUCCESS, 10, 20, None),
        (20, 1, 10, 20, 20, 20, tesSUCCESS, 10, 20, None),
        (20, 2, 10, 20, 20, 20, tesSUCCESS, 10, 20, (10, 10)),
    ],
)
def test_selling_xrp(
    spare: int,
    owned: int,
    gw_gives: int,
    gw_asks: int,
    wants: int,
    gives: int,
    result: Result,
    spent: int,
    has: int,
    remains: tuple[int, int] | None,
) -> None:
    """``spare`` XRP are above a reserve for ``owned`` objects. The gateway gives ``gw_asks`` USD for
    ``gw_gives`` XRP; ``wants`` USD are asked for ``gives`` XRP."""
    market = Market("gw", "ann", fees=DEAR)
    market.place("gw", gw_gives * XRP, USD(gw_asks))
    increment = market.draft.info.fees.increment
    market.spare("ann", spare * XRP + owned * increment + market.base_fee)
    before = market.xrp("ann")
    assert market.offer("ann", USD(wants), gives * XRP, flags=tfSell) is result
    assert market.xrp("ann") == before - spent * XRP - market.base_fee
    assert (market.balance("ann", USD) or 0) == has
    assert left(market, "ann") == (None if remains is None else (USD(remains[0]), remains[1] * XRP))


@pytest.mark.parametrize(
    ("owned", "gw_gets", "gw_gives", "result", "earned", "has", "remains"),
    [
        (0, 10, 5, tecINSUF_RESERVE_OFFER, 0, 10, None),
        (1, 10, 5, tesSUCCESS, 0, 10, (10, 10)),
        (0, 10, 10, tesSUCCESS, 10, 0, None),
        (0, 10, 20, tesSUCCESS, 20, 0, None),
        (0, 20, 40, tesSUCCESS, 20, 0, None),
        (1, 5, 5, tesSUCCESS, 5, 5, (5, 5)),
        (1, 5, 10, tesSUCCESS, 10, 5, (5, 5)),
    ],
)
def test_selling_tokens(
    owned: int,
    gw_gets: int,
    gw_gives: int,
    result: Result,
    earned: int,
    has: int,
    remains: tuple[int, int] | None,
) -> None:
    """10 USD are offered for 10 XRP, with a reserve for ``owned`` more objects."""
    market = Market("gw", "meg", fees=DEAR)
    market.hold("meg", USD(10))
    market.place("gw", USD(gw_gets), gw_gives * XRP)
    market.spare("meg", owned * market.draft.info.fees.increment + market.base_fee)
    before = market.xrp("meg")
    assert market.offer("meg", 10 * XRP, USD(10), flags=tfSell) is result
    assert market.xrp("meg") == before + earned * XRP - market.base_fee
    assert market.balance("meg", USD) == has
    assert left(market, "meg") == (None if remains is None else (remains[0] * XRP, USD(remains[1])))


def test_a_passive_offer_takes_only_what_is_better() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("bob", USD(1_000))
    market.place("alice", USD(500), 1_001 * XRP)
    market.place("alice", USD(500), 1_000 * XRP)
    assert market.offer("bob", 2_000 * XRP, USD(1_000), flags=tfPassive) is tesSUCCESS
    assert left(market, "alice") == (USD(500), 1_000 * XRP)
    assert left(market, "bob") == (999 * XRP, USD("499.5"))
    # Others take both.
    assert market.offer("gw", 999 * XRP, USD("499.5")) is tesSUCCESS
    assert market.offer("gw", USD("499.5"), 999 * XRP) is tesSUCCESS
    assert left(market, "bob") is None


# All or nothing.


def makers() -> Market:
    market = Market("gw", "maker", "taker")
    for token in (USD, EUR):
        market.hold("maker", token(1_000))
        market.trust("maker", token(2_000))
    market.hold("taker", USD(1_000))
    market.trust("taker", EUR(1_000))
    return market


Side = Callable[[int], Amount]
PAIRS: list[tuple[Side, Side]] = [(lambda n: n * XRP, USD), (USD, lambda n: n * XRP), (USD, EUR)]
"""What the maker asks, and what it gives."""


@pytest.mark.parametrize("pair", range(3))
@pytest.mark.parametrize(
    ("made", "asked", "given", "flags", "result"),
    [
        (100, 100, 101, tfFillOrKill, tesSUCCESS),
        (100, 100, 99, tfFillOrKill, tecKILLED),
        (101, 100, 101, tfFillOrKill | tfSell, tesSUCCESS),
        (100, 100, 101, tfFillOrKill | tfSell, tecKILLED),
        (100, 100, 99, tfFillOrKill | tfSell, tecKILLED),
    ],
)
def test_fill_or_kill(pair: int, made: int, asked: int, given: int, flags: int, result: Result) -> None:
    """To buy, all that is asked for must come; to sell, all that is given must go."""
    market = makers()
    asks, gives = PAIRS[pair]
    market.place("maker", asks(made), gives(made))
    assert market.offer("taker", gives(asked), asks(given), flags=flags) is result
    assert left(market, "taker") is None
    assert (left(market, "maker") is None) == (result is tesSUCCESS)


def test_before_the_fix_all_that_is_given_had_to_go_in_any_case() -> None:
    market = Market("gw", "maker", "taker", without=(amendments.fixFillOrKill,))
    market.hold("maker", USD(100))
    market.place("maker", 100 * XRP, USD(100))
    assert market.offer("taker", USD(100), 101 * XRP, flags=tfFillOrKill) is tecKILLED
    assert market.offer("taker", USD(100), 100 * XRP, flags=tfFillOrKill) is tesSUCCESS


def test_to_sell_all_and_get_more() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("bob", USD(100))
    for pays, gets, flags, result, has in (
        (USD(21), 2_100 * XRP, tfSell | tfFillOrKill, tecKILLED, 0),
        (USD(20), 2_000 * XRP, tfSell | tfFillOrKill, tesSUCCESS, 20),
        (USD(10), 1_500 * XRP, tfSell | tfFillOrKill, tesSUCCESS, 35),
        (USD(1), 501 * XRP, tfSell | tfFillOrKill, tecKILLED, 35),
        (USD(1), 500 * XRP, tfSell | tfFillOrKill, tesSUCCESS, 40),
    ):
        if left(market, "bob") is None:
            market.place("bob", 2_000 * XRP, USD(20))
        assert market.offer("alice", pays, gets, flags=flags) is result
        assert (market.balance("alice", USD) or 0) == has
        assert left(market, "alice") is None


# One's own offers.


def test_an_offer_takes_out_one_s_own_that_it_would_cross() -> None:
    market = Market("gw")
    market.place("gw", USD(60), 600 * XRP, count=3)
    before = market.xrp("gw")
    assert market.offer("gw", 1_000 * XRP, USD(100)) is tesSUCCESS
    assert left(market, "gw") == (1_000 * XRP, USD(100))
    assert market.owned("gw") == 1
    assert market.xrp("gw") == before - market.base_fee


@pytest.mark.parametrize("others_first", [True, False])
def test_one_s_own_offers_do_not_stand_in_the_way_of_others(others_first: bool) -> None:
    """All at one quality, and one's own at another that is better."""
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(100))
    market.place("alice", USD(9), 10 * XRP)
    placing = [("bob", 1), ("alice", 2), ("bob", 1)] if others_first else [("alice", 2), ("bob", 2)]
    for name, count in placing:
        market.place(name, USD(10), 10 * XRP, count=count)
    assert market.offer("alice", 30 * XRP, USD(30)) is tesSUCCESS
    assert market.balance("alice", USD) == 80
    assert market.balance("bob", USD) == 20
    assert left(market, "alice") == (10 * XRP, USD(10))
    assert left(market, "bob") is None


@pytest.mark.parametrize("funds", [(1_000, 1_000), (1, 1_000), (1_000, 1)])
def test_of_two_own_offers_that_cross_the_later_one_stays(funds: tuple[int, int]) -> None:
    market = Market("gw", "ann")
    market.hold("ann", USD(funds[0]))
    market.hold("ann", EUR(funds[1]))
    assert market.offer("ann", USD(500), EUR(600)) is tesSUCCESS
    assert left(market, "ann") == (USD(500), EUR(600))
    assert market.offer("ann", EUR(600), USD(500)) is tesSUCCESS
    assert left(market, "ann") == (EUR(600), USD(500))
    assert (market.balance("ann", USD), market.balance("ann", EUR)) == funds


@pytest.mark.parametrize("name", ["gw", "partner"])
def test_by_way_of_xrp_one_s_own_offers_are_taken(name: str) -> None:
    market = Market("gw", "partner")
    if name == "partner":
        market.hold("partner", USD(100))
        market.hold("partner", BTC(500))
    market.place(name, BTC(250), 1_000 * XRP)
    market.place(name, 1_000 * XRP, USD(50))
    assert market.offer(name, USD(50), BTC(250)) is tesSUCCESS
    assert left(market, name) is None


# Transfer fees.


def fees() -> Market:
    market = Market("gw", "gw2", "ann", "bob", "cid")
    market.change("gw", transfer_rate=1_250_000_000)
    market.change("gw2", transfer_rate=1_500_000_000)
    return market


EUR2 = Token("EUR", "gw2")


def test_each_side_pays_the_fee_of_what_it_gives() -> None:
    market = fees()
    market.hold("ann", USD(125))
    market.hold("bob", EUR2(150))
    market.trust("ann", EUR2(200))
    market.trust("bob", USD(200))
    market.place("ann", EUR2(100), USD(100))
    assert market.offer("bob", USD(100), EUR2(100)) is tesSUCCESS
    assert (market.balance("ann", USD), market.balance("ann", EUR2)) == (0, 100)
    assert (market.balance("bob", USD), market.balance("bob", EUR2)) == (100, 0)
    assert not market.offers("ann") + market.offers("bob")


@pytest.mark.parametrize("tokens_stand", [True, False])
def test_the_fee_is_the_same_whichever_offer_stands(tokens_stand: bool) -> None:
    market = fees()
    market.hold("bob", USD(125))
    if tokens_stand:
        market.place("bob", XRP, USD(100))
        assert market.offer("ann", USD(100), XRP) is tesSUCCESS
    else:
        market.place("ann", USD(100), XRP)
        assert market.offer("bob", XRP, USD(100)) is tesSUCCESS
    assert (market.balance("ann", USD), market.balance("bob", USD)) == (100, 0)


def test_the_fee_is_not_taken_from_what_is_left_of_the_offer() -> None:
    market = fees()
    market.hold("ann", USD(100), limit=USD(1_000))
    market.hold("bob", USD(100), limit=USD(1_000))
    market.place("ann", USD(10), 4_000 * XRP)
    assert market.offer("bob", 2_000 * XRP, USD(5)) is tesSUCCESS
    assert (market.balance("ann", USD), market.balance("bob", USD)) == (105, Decimal("93.75"))
    assert left(market, "ann") == (USD(5), 2_000 * XRP)


def test_by_way_of_xrp_each_side_pays_its_fee_too() -> None:
    market = fees()
    for name in ("ann", "bob", "cid"):
        market.trust(name, USD(200))
        market.trust(name, EUR2(200))
    market.hold("ann", USD(125))
    market.hold("cid", EUR2(150))
    market.place("ann", 2 * XRP, USD(100))
    market.place("bob", EUR2(100), 2 * XRP)
    assert market.offer("cid", USD(100), EUR2(100)) is tesSUCCESS
    assert (market.balance("ann", USD), market.balance("bob", EUR2)) == (0, 100)
    assert (market.balance("cid", USD), market.balance("cid", EUR2)) == (100, 0)


def test_line_qualities_are_no_matter() -> None:
    percent = 10_000_000
    market = fees()
    for name, usd, eur in (("ann", 90, 80), ("bob", 70, 60)):
        market.trust(name, USD(400), quality_in=usd * percent, quality_out=130 * percent)
        market.trust(name, EUR2(400), quality_in=eur * percent, quality_out=140 * percent)
    market.hold("ann", USD(300))
    market.hold("bob", EUR2(250))
    market.place("ann", EUR2(100), USD(200))
    assert market.offer("bob", USD(200), EUR2(100)) is tesSUCCESS
    assert (market.balance("ann", USD), market.balance("ann", EUR2)) == (50, 100)
    assert (market.balance("bob", USD), market.balance("bob", EUR2)) == (200, 100)


def test_an_account_s_own_issues_cross_whatever_its_lines_ask() -> None:
    """Lex asks for more than ned's tokens are worth where a payment passes through, but not in an offer."""
    kim_bux, ned_bux = Token("BUX", "kim"), Token("BUX", "ned")
    market = Market("kim", "lex", "meg", "ned")
    market.trust("lex", kim_bux(400))
    market.trust("lex", ned_bux(200), quality_out=1_200_000_000)
    market.trust("meg", ned_bux(100))
    assert market.pay("ned", "lex", ned_bux(100)) is tesSUCCESS
    paths = [[through("lex"), through("ned")]]
    assert market.pay("kim", "meg", ned_bux(60), paths=paths, send_max=kim_bux(200)) is tesSUCCESS
    assert (market.balance("lex", kim_bux), market.balance("lex", ned_bux)) == (72, 40)
    market.place("lex", kim_bux(30), ned_bux(30))
    assert market.offer("kim", ned_bux(30), kim_bux(30)) is tesSUCCESS
    assert (market.balance("lex", kim_bux), market.balance("lex", ned_bux)) == (102, 10)
    assert market.balance("kim", ned_bux) == 30


# Rounding: cases from the main network.


def test_what_is_left_in_drops_is_rounded_up() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("bob", USD(300), limit=USD(500))
    market.place("bob", 5_400_000_000, USD("216.054"))
    assert market.offer("alice", USD("13562.0001"), 339_000_000_000) is tesSUCCESS
    assert left(market, "alice") == (USD("13345.9461"), 333_599_446_582)


def test_what_is_left_with_a_transfer_fee() -> None:
    jpy = Token("JPY", "gw")
    market = Market("gw", "alice", "bob")
    market.change("gw", transfer_rate=1_002_000_000)
    market.hold("alice", jpy("3699.034802"), limit=jpy(4_000))
    market.hold("bob", BTC("1.156723"), limit=BTC(2))
    market.trust("bob", jpy(4_000))
    market.place("bob", jpy("1241.913391"), BTC("0.019698"))
    assert market.offer("alice", BTC("0.055076"), jpy("3472.696773")) is tesSUCCESS
    assert left(market, "alice") == (BTC("0.035378"), raw(2_230_682_446_713_524, -12, jpy))


def test_what_is_left_when_the_taker_has_less_than_it_offers() -> None:
    jpy = Token("JPY", "gw2")
    market = Market("gw", "gw2", "alice", "bob")
    market.change("gw", transfer_rate=1_002_000_000)
    market.hold("alice", raw(2_185_410_179_555_600, -14, USD))
    market.hold("bob", raw(6_351_823_459_548_956, -12, jpy))
    market.place("bob", raw(4_371_257_532_306_000, -17, USD), raw(4_573_216_636_606_000, -15, jpy))
    sold, bought = raw(2_190_218_999_914_694, -14, USD), raw(2_291_181_510_070_762, -12, jpy)
    assert market.offer("alice", bought, sold) is tesSUCCESS
    expected = raw(2_286_608_293_434_156, -12, jpy), raw(2_185_847_305_256_635, -14, USD)
    assert left(market, "alice") == expected


def test_an_offer_of_next_to_nothing_for_a_drop_is_taken() -> None:
    market = Market("gw", "alice", "bob")
    tiny = raw(4_926_000_000_000_000, -23, USD)
    market.place("alice", tiny, 1)
    market.hold("bob", raw(3_767_479_960_090_235, -15, USD), limit=USD(100_000))
    had = market.balance("bob", USD)
    before = market.xrp("bob")
    assert market.offer("bob", 203, raw(10**15, -20, USD)) is tesSUCCESS
    assert market.xrp("bob") == before + 1 - market.base_fee
    assert had is not None
    assert market.balance("bob", USD) == had - value_of(tiny)


@pytest.mark.parametrize("fixed", [True, False])
def test_next_to_nothing_buys_no_drop(fixed: bool) -> None:
    """Bob has so little that it is worth less than a drop. Before fixReducedOffersV2 he got one for it."""
    market = Market("gw", "alice", "bob", without=() if fixed else (amendments.fixReducedOffersV2,))
    market.change("gw", transfer_rate=1_005_000_000)
    market.trust("alice", USD(500))
    market.hold("bob", raw(2_710_505_431_213_761, -33, USD), limit=USD(50))
    market.place("alice", USD(50), 150_000 * XRP)
    before = market.xrp("bob")
    assert market.offer("bob", 2_000 * XRP, USD(1)) is tesSUCCESS
    assert market.xrp("bob") == before - market.base_fee + (0 if fixed else 1)
    if fixed:
        assert left(market, "bob") == (2_000 * XRP, USD(1))
    else:
        assert market.balance("bob", USD) == 0


@pytest.mark.parametrize("cut", range(1_000_000_000, 5_000_000_000, 400_000_000))
def test_what_is_left_is_never_worse_than_the_price_at_which_it_stands(cut: int) -> None:
    """A little of the one side is missing, and a drop of the other."""
    market = Market("gw", "alice", "bob")
    market.trust("alice", USD(1_000))
    market.hold("bob", USD(1_000))
    market.place("alice", raw(10**15 - cut, -15, USD), XRP - 1)
    assert market.offer("bob", XRP, USD(1), flags=tfSell) is tesSUCCESS
    assert market.offers("alice") == []
    (offer,) = market.offers("bob")
    assert get_rate(offer.taker_gets, offer.taker_pays) <= keylets.quality_of(offer.book_directory)
    assert isinstance(offer.taker_pays, int)
    assert get_rate(offer.taker_gets, offer.taker_pays + 1) > keylets.quality_of(offer.book_directory)


def test_a_live_offer_is_not_taken_for_a_dead_one() -> None:
    """Of two paths the worse one would need the XRP of offers that it then does not use."""
    market = Market("gw", "alice", "bob", "carol")
    for token in (USD, BTC):
        market.hold("carol", token(1_000))
        market.trust("bob", token(1_000))
    market.hold("alice", BTC(1_000))
    kept = market.place("carol", BTC(49), 49 * XRP) + market.place("carol", BTC(51), 51 * XRP)
    market.place("carol", 50 * XRP, USD(50), count=2)
    (used,) = market.place("carol", BTC(1), USD(100))
    paths = [[TO_XRP, USD.book], [USD.book]]
    sent = market.pay("alice", "bob", USD(100), paths=paths, send_max=BTC(1_000), flags=tfPartialPayment)
    assert sent is tesSUCCESS
    assert market.balance("bob", USD) == 100
    there = {offer.key for offer in market.offers("carol")}
    assert set(kept) <= there
    assert used not in there


@pytest.mark.parametrize(("gives", "crosses"), [(1, False), (2, True)])
def test_an_underfunded_offer_of_a_drop_does_not_block_the_book(gives: int, crosses: bool) -> None:
    """Carol's is the best offer, but she has half of what it promises for a drop."""
    market = Market("gw", "alice", "bob", "carol")
    market.trust("alice", USD(1_000))
    market.hold("carol", USD("0.499"))
    market.hold("bob", USD(100))
    (dead,) = market.place("carol", 1, USD(1))
    market.place("bob", 2, USD(1))
    assert market.offer("alice", USD(1), gives) is tesSUCCESS
    assert not market.draft.exists(keylets.Keylet(dead, Offer))
    assert market.balance("carol", USD) == Decimal("0.499")
    assert market.balance("alice", USD) == (1 if crosses else 0)
    assert (left(market, "alice") is None) == crosses


@pytest.mark.parametrize("crosses", [False, True])
def test_an_underfunded_offer_of_the_least_amount_does_not_block_the_book(crosses: bool) -> None:
    market = Market("gw", "alice", "bob", "carol")
    market.trust("alice", USD(1_000))
    market.hold("alice", EUR(100))
    market.hold("carol", raw(10**15, -96, USD), limit=USD(1_000))
    market.hold("bob", USD(100))
    (dead,) = market.place("carol", EUR(1), USD(10))
    market.place("bob", EUR(1), USD(5))
    assert market.offer("alice", USD(1), EUR("0.2" if crosses else "0.1")) is tesSUCCESS
    assert not market.draft.exists(keylets.Keylet(dead, Offer))
    assert market.balance("alice", USD) == (1 if crosses else 0)


# Funds.


def test_whoever_has_nothing_left_has_no_offer_left() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(5))
    market.place("bob", USD(5), 5 * XRP)
    assert market.offer("alice", 10 * XRP, USD(10)) is tesSUCCESS
    assert left(market, "alice") is None
    assert market.offer("alice", 10 * XRP, USD(10)) is tecUNFUNDED_OFFER


def test_the_fee_may_leave_nothing_to_offer() -> None:
    """Before the fee something is spare, after it nothing."""
    market = Market("gw", "alice", "bob")
    market.spare("alice", 0)
    assert market.offer("alice", USD(1_000), 1_000 * XRP) is tecUNFUNDED_OFFER
    market.spare("alice", market.base_fee)
    assert market.offer("alice", USD(1_000), 1_000 * XRP) is tecUNFUNDED_OFFER
    market.spare("alice", market.base_fee + 1)
    assert market.offer("alice", USD(1_000), 1_000 * XRP) is tecINSUF_RESERVE_OFFER
    market.spare("alice", market.base_fee + market.draft.info.fees.increment)
    assert market.offer("alice", USD(1_000), 1_000 * XRP) is tesSUCCESS
