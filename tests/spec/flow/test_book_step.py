"""Payments through order books: which offers are taken, in which order, and which are taken out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spec import amendments, directories, keylets
from spec.entries import DirectoryNode, Offer
from spec.flags import (
    lsfDefaultRipple,
    lsfRequireAuth,
    tfLimitQuality,
    tfNoRippleDirect,
    tfPartialPayment,
    tfPassive,
)
from spec.flow.flow import flow
from spec.flow.strand import Request
from spec.keylets import Keylet
from spec.quality import get_rate
from spec.results import tecPATH_DRY, tecPATH_PARTIAL, tesSUCCESS
from spec.values import XRP as ASSET_XRP
from spec.values import Hash256
from tests.spec.ledgers import NOW, XRP, account
from tests.spec.market import TO_XRP, Market, Token, through

USD, BTC, EUR = (Token(code, "gw") for code in ("USD", "BTC", "EUR"))
NAMES = ("alice", "bob", "carol")


def scene(**options: object) -> Market:
    """Alice, bob and carol trust the gateway in every currency."""
    market = Market("gw", *NAMES, **options)
    for name in NAMES:
        for token in (USD, BTC, EUR):
            market.trust(name, token(1_000))
    return market


def stands(market: Market, key: Hash256) -> bool:
    """Whether the offer is still there."""
    return market.draft.exists(Keylet(key, Offer))


def test_tokens_buy_tokens() -> None:
    market = scene()
    market.hold("alice", BTC(50))
    market.hold("bob", USD(50))
    (offer,) = market.place("bob", BTC(50), USD(50))
    assert market.pay("alice", "carol", USD(50), paths=[[USD.book]], send_max=BTC(50)) is tesSUCCESS
    assert (market.balance("alice", BTC), market.balance("bob", BTC)) == (0, 50)
    assert (market.balance("bob", USD), market.balance("carol", USD)) == (0, 50)
    assert not stands(market, offer)


def test_xrp_may_lie_in_between() -> None:
    market = scene()
    market.hold("alice", BTC(50))
    market.hold("bob", USD(50))
    offers = market.place("bob", BTC(50), 50 * XRP) + market.place("bob", 50 * XRP, USD(50))
    before = market.xrp("bob")
    sent = market.pay("alice", "carol", USD(50), paths=[[TO_XRP, USD.book]], send_max=BTC(50))
    assert sent is tesSUCCESS
    assert (market.balance("bob", BTC), market.balance("bob", USD)) == (50, 0)
    assert market.balance("carol", USD) == 50
    assert market.xrp("bob") == before
    assert not any(stands(market, offer) for offer in offers)


def test_xrp_buys_tokens_and_tokens_buy_xrp() -> None:
    market = scene()
    market.hold("bob", USD(50))
    market.place("bob", 50 * XRP, USD(50))
    before = market.xrp("alice")
    assert market.pay("alice", "carol", USD(50), send_max=50 * XRP) is tesSUCCESS
    assert market.xrp("alice") == before - 50 * XRP - market.base_fee
    assert market.balance("carol", USD) == 50
    market.place("bob", USD(50), 50 * XRP)
    before = market.xrp("alice")
    assert market.pay("carol", "alice", 50 * XRP, send_max=USD(50)) is tesSUCCESS
    assert market.xrp("alice") == before + 50 * XRP
    assert market.balance("bob", USD) == 50


def test_the_best_offer_is_taken_first_and_among_equals_the_oldest() -> None:
    market = scene()
    market.hold("bob", USD(300))
    dear, first, second, cheap = (
        market.place("bob", price * XRP, USD(100))[0] for price in (120, 100, 100, 90)
    )
    assert market.pay("alice", "carol", USD(150), send_max=1_000 * XRP) is tesSUCCESS
    assert [stands(market, offer) for offer in (dear, first, second, cheap)] == [True, True, True, False]
    assert market.draft.need(Keylet(first, Offer), tecPATH_DRY).taker_gets == USD(50)
    assert market.pay("alice", "carol", USD(60), send_max=1_000 * XRP) is tesSUCCESS
    assert [stands(market, offer) for offer in (dear, first, second)] == [True, False, True]


def test_the_issuer_of_what_comes_out_keeps_its_fee_at_the_sender_s_cost() -> None:
    """The owner of the offer is the issuer itself: the fee is due all the same."""
    market = Market("gw", "alice", "bob")
    for name in ("alice", "bob"):
        market.trust(name, USD(1_000))
    market.change("gw", transfer_rate=1_250_000_000)
    market.place("gw", 125 * XRP, USD(125))
    before = market.xrp("alice")
    assert market.pay("alice", "bob", USD(100), send_max=200 * XRP) is tesSUCCESS
    assert market.xrp("alice") == before - 125 * XRP - market.base_fee
    assert market.balance("bob", USD) == 100


def test_a_limit_quality_takes_the_good_offers_and_leaves_the_others() -> None:
    market = scene()
    market.hold("bob", USD(100))
    market.place("bob", 50 * XRP, USD(50))
    market.place("bob", 100 * XRP, USD(50))
    flags = tfNoRippleDirect | tfPartialPayment | tfLimitQuality
    sent = market.pay("alice", "carol", USD(100), paths=[[USD.book]], send_max=100 * XRP, flags=flags)
    assert sent is tesSUCCESS
    assert market.balance("carol", USD) == 50
    assert market.delivered == USD(50)


# Offers that are dead.


def test_a_dead_offer_is_taken_out_by_whoever_comes_upon_it() -> None:
    market = scene()
    market.hold("alice", BTC(60))
    market.hold("bob", USD(50))
    (live,) = market.place("bob", BTC(50), USD(50))
    (found,) = market.place("bob", BTC(40), EUR(50))
    (unseen,) = market.place("bob", EUR(50), USD(50))
    paths = [[USD.book], [EUR.book, USD.book]]
    assert market.pay("alice", "carol", USD(50), paths=paths, send_max=BTC(60)) is tesSUCCESS
    assert market.balance("carol", USD) == 50
    assert [stands(market, offer) for offer in (live, found, unseen)] == [False, False, True]


def test_a_payment_that_fails_says_which_offers_are_dead() -> None:
    market = scene()
    market.hold("alice", BTC(60))
    market.hold("bob", USD(60))
    market.hold("carol", EUR(1))
    market.place("bob", BTC(50), USD(50))
    (dead,) = market.place("bob", BTC(60), EUR(50))
    market.place("carol", BTC(1_000), EUR(1))
    market.place("bob", EUR(50), USD(50))
    request = Request(
        account("alice"),
        account("carol"),
        USD(51),
        send_max=BTC(61),
        paths=((USD.book,), (EUR.book, USD.book)),
        default_path=False,
        owner_pays_transfer_fee=True,
    )
    changes = len(market.draft.changes)
    done = flow(market.draft, request)
    assert done.result is tecPATH_PARTIAL
    assert done.removable == (dead,)
    assert len(market.draft.changes) == changes


def test_what_became_dead_through_the_payment_stays_if_the_payment_does_not() -> None:
    """Bob's second offer has no funds once his first is taken. The payment fails, so he has them still."""
    market = scene()
    market.hold("bob", USD(50))
    offers = market.place("bob", 50 * XRP, USD(50)) + market.place("bob", 60 * XRP, USD(50))
    assert market.pay("alice", "carol", USD(100), send_max=1_000 * XRP) is tecPATH_PARTIAL
    assert all(stands(market, offer) for offer in offers)
    done = flow(market.draft, Request(account("alice"), account("carol"), USD(100), send_max=1_000 * XRP))
    assert done.removable == ()
    sent = market.pay("alice", "carol", USD(100), send_max=1_000 * XRP, flags=tfPartialPayment)
    assert sent is tesSUCCESS
    assert not any(stands(market, offer) for offer in offers)


def expects_removed(market: Market, dead: Hash256) -> None:
    """A payment that goes through takes the dead offer out, which is the best of the book."""
    market.hold("bob", USD(50))
    market.place("bob", 100 * XRP, USD(50))
    assert market.pay("alice", "carol", USD(10), send_max=1_000 * XRP) is tesSUCCESS
    assert not stands(market, dead)
    assert market.balance("carol", USD) == 10


def test_expired_offers_are_dead() -> None:
    market = scene()
    market.hold("carol", USD(5))
    (at_once,) = market.place("carol", 10 * XRP, USD(10), expiration=NOW)
    (later,) = market.place("carol", 1_000 * XRP, USD(10), expiration=NOW + 1)
    market.hold("bob", USD(50))
    market.place("bob", 100 * XRP, USD(50))
    assert market.pay("alice", "bob", USD(10), send_max=1_000 * XRP) is tesSUCCESS
    assert not stands(market, at_once)
    assert stands(market, later)


def test_offers_of_nothing_are_dead() -> None:
    market = scene()
    (dead,) = market.place("gw", 10 * XRP, USD(10))
    entry = market.draft.edit(Keylet(dead, Offer))
    assert entry is not None
    entry.taker_gets = USD(0)
    expects_removed(market, dead)


def test_offers_of_whoever_may_not_receive_are_dead() -> None:
    """Its line for what it asks is deeply frozen."""
    market = scene()
    market.hold("alice", BTC(100))
    market.hold("carol", USD(50))
    (dead,) = market.place("carol", BTC(10), USD(10))
    line = market.draft.edit(keylets.line(account("carol"), account("gw"), BTC.currency))
    assert line is not None
    line.flags |= 0x02000000 | 0x04000000
    market.hold("bob", USD(50))
    market.place("bob", BTC(50), USD(50))
    assert market.pay("alice", "bob", USD(10), send_max=BTC(100)) is tesSUCCESS
    assert not stands(market, dead)
    assert market.balance("alice", BTC) == 90


def test_offers_of_whoever_is_not_authorised_for_what_they_ask_are_dead() -> None:
    market = scene()
    market.hold("alice", BTC(100))
    market.hold("carol", USD(50))
    market.hold("bob", USD(50))
    (dead,) = market.place("carol", BTC(10), USD(10))
    (live,) = market.place("bob", BTC(50), USD(50))
    market.change("gw", flags=lsfDefaultRipple | lsfRequireAuth)
    line = market.draft.edit(keylets.line(account("bob"), account("gw"), BTC.currency))
    assert line is not None
    line.flags |= 0x00040000 | 0x00080000
    assert market.pay("alice", "bob", USD(10), send_max=BTC(100)) is tesSUCCESS
    assert not stands(market, dead)
    assert stands(market, live)


def test_what_a_book_lists_and_is_not_there_is_struck_out_and_its_page_stays() -> None:
    market = scene(lawful=False)
    (gone,) = market.place("gw", 10 * XRP, USD(10))
    market.draft.erase(Keylet(gone, Offer))
    base = keylets.book_base(ASSET_XRP, USD.issue)
    directory = keylets.quality(base, get_rate(USD(10), 10 * XRP))
    expects_removed(market, gone)
    page = market.draft.read(directory)
    assert page is not None
    assert page.indexes == ()


def test_empty_qualities_are_passed_over() -> None:
    market = scene()
    base = keylets.book_base(ASSET_XRP, USD.issue)
    directory = keylets.quality(base, get_rate(USD(10), 10 * XRP))
    page = DirectoryNode(directory.key, root_index=directory.key, indexes=())
    market.draft.insert(page)
    market.hold("bob", USD(50))
    market.place("bob", 100 * XRP, USD(50))
    assert market.pay("alice", "carol", USD(10), send_max=1_000 * XRP) is tesSUCCESS
    assert directories.is_empty(market.draft, directory)


@pytest.mark.parametrize(("funds", "is_dead"), [("0.0000005", True), ("0.000001", False)])
def test_offers_that_rounding_makes_worse_than_their_quality_are_dead(funds: str, is_dead: bool) -> None:
    """A drop buys a millionth of a USD. Where the owner has less than that, a drop would buy less."""
    market = scene()
    market.hold("carol", USD(funds))
    (tiny,) = market.place("carol", XRP, USD(1))
    market.hold("bob", USD(50))
    market.place("bob", 100 * XRP, USD(50))
    assert market.pay("alice", "bob", USD(10), send_max=1_000 * XRP) is tesSUCCESS
    assert not stands(market, tiny)
    assert market.balance("carol", USD) == (Decimal(funds) if is_dead else 0)


# What is received in a payment cannot be spent in it.


def test_nobody_pays_with_what_it_gets_in_the_same_payment() -> None:
    """Two paths, of which each would bring the sender what the other needs."""
    one, two = Token("USD", "gw1"), Token("USD", "gw2")
    market = Market("gw1", "gw2", "snd", "rcv")
    market.hold("snd", one(2), limit=one(10))
    market.hold("snd", two(4), limit=two(10))
    market.trust("rcv", one(100))
    market.trust("rcv", two(100))
    market.place("snd", one(2), two(2))
    market.place("snd", two(2), one(2))
    amount = Token("USD", "rcv")(4)
    paths = [[through("gw1"), two.book, through("gw2")], [through("gw2"), one.book, through("gw1")]]
    flags = tfNoRippleDirect | tfPartialPayment
    assert market.pay("snd", "rcv", amount, paths=paths, flags=flags) is tesSUCCESS
    assert (market.balance("rcv", one), market.balance("rcv", two)) == (0, 2)


@pytest.mark.parametrize("value", [9, 10])
def test_an_offer_of_the_sender_s_own_brings_it_nothing_to_send(value: int) -> None:
    market = Market("gw", "alice")
    market.hold("alice", USD(10), limit=USD(20))
    market.change("alice", balance=10_000 * XRP)
    market.place("alice", 50_000 * XRP, USD(10))
    flags = tfPartialPayment | tfNoRippleDirect
    paths = [[USD.book]]
    sent = market.pay("alice", "alice", USD(value), paths=paths, send_max=20_000 * XRP, flags=flags)
    assert sent is tesSUCCESS
    (left,) = market.offers("alice")
    assert isinstance(left.taker_pays, int)
    assert 50_000 * XRP - left.taker_pays <= 10_000 * XRP


def test_paying_oneself_with_one_s_own_offer_uses_up_the_offer() -> None:
    """Alice has only 1 USD to send, and gets 1.2 EUR from herself for it."""
    usd, eur = Token("USD", "gw1"), Token("EUR", "gw2")
    market = Market("gw1", "gw2", "alice")
    market.hold("alice", usd(1), limit=usd(2_000))
    market.hold("alice", eur(1_000), limit=eur(2_000))
    market.place("alice", usd(500), eur(600))
    sent = market.pay("alice", "alice", eur(600), send_max=usd(500), flags=tfPartialPayment)
    assert sent is tesSUCCESS
    assert (market.balance("alice", usd), market.balance("alice", eur)) == (1, 1_000)
    (left,) = market.offers("alice")
    assert (left.taker_pays, left.taker_gets) == (usd(499), eur("598.8"))


def test_paying_oneself_a_tenth_uses_up_a_tenth() -> None:
    usd, eur = Token("USD", "gw1"), Token("EUR", "gw2")
    market = Market("gw1", "gw2", "alice")
    market.hold("alice", usd(500), limit=usd(506))
    market.hold("alice", eur(600), limit=eur(606))
    market.place("alice", usd(500), eur(600))
    assert market.pay("alice", "alice", eur(60), send_max=usd(50), flags=tfPartialPayment) is tesSUCCESS
    (left,) = market.offers("alice")
    assert (left.taker_pays, left.taker_gets) == (usd(495), eur(594))


def test_a_reserve_that_an_offer_frees_is_not_spent_in_the_same_payment() -> None:
    """Bob owns two offers, the one behind the other, and has not quite the XRP for the first."""
    market = scene()
    market.hold("alice", EUR(50))
    market.hold("bob", USD(50))
    market.place("bob", EUR(50), 50 * XRP)
    market.place("bob", 50 * XRP, USD(50))
    market.spare("bob", 49 * XRP)
    flags = tfNoRippleDirect | tfPartialPayment
    paths = [[TO_XRP, USD.book]]
    sent = market.pay("alice", "carol", USD(1_000), paths=paths, send_max=EUR(500), flags=flags)
    assert sent is tesSUCCESS
    assert market.balance("carol", USD) == 49


# Rounding.


@pytest.mark.parametrize("fixed", [True, False])
def test_forwards_no_more_comes_out_than_did_backwards(fixed: bool) -> None:
    """0.5 USD buy one drop, and one drop 1,000 EUR. Backwards, 1 EUR needs 0.5 USD; but 0.4 are all that may
    be spent. Since fixReducedOffersV2 that buys no drop. Before, it bought one, and 1 EUR for it, not 1,000,
    and left an offer worse than the quality at which it stands."""
    market = scene(without=() if fixed else (amendments.fixReducedOffersV2,))
    market.hold("alice", USD(1_000))
    market.hold("bob", EUR(1_000))
    (offer,) = market.place("bob", USD(1), 2)
    market.place("bob", 1, EUR(1_000))
    flags = tfNoRippleDirect | tfPartialPayment
    sent = market.pay("alice", "carol", EUR(1), paths=[[TO_XRP, EUR.book]], send_max=USD("0.4"), flags=flags)
    assert sent is (tecPATH_DRY if fixed else tesSUCCESS)
    if not fixed:
        assert market.balance("carol", EUR) == 1
        assert (market.balance("bob", USD), market.balance("bob", EUR)) == (Decimal("0.4"), 999)
        entry = market.draft.need(Keylet(offer, Offer), tecPATH_DRY)
        assert get_rate(entry.taker_gets, entry.taker_pays) > keylets.quality_of(entry.book_directory)


def test_an_offer_of_which_rounding_leaves_nothing_is_taken_out() -> None:
    market = Market("gw", "alice", "bob")
    market.trust("bob", USD(20))
    most, more = USD("0.09"), USD("0.09000000000000003")
    market.place("gw", 9_000 * XRP, more)
    sent = market.pay("alice", "bob", most, send_max=9_000 * XRP, flags=tfNoRippleDirect, paths=[[USD.book]])
    assert sent is tesSUCCESS
    assert not market.offers("gw")
    market = Market("gw", "alice", "bob")
    market.hold("alice", most, limit=USD(20))
    market.place("gw", more, 9_000 * XRP)
    sent = market.pay("alice", "bob", 9_000 * XRP, send_max=USD(1), flags=tfNoRippleDirect, paths=[[TO_XRP]])
    assert sent is tesSUCCESS
    assert not market.offers("gw")


def test_passive_is_no_matter_to_payments() -> None:
    market = scene()
    market.hold("bob", USD(10))
    assert market.offer("bob", 10 * XRP, USD(10), flags=tfPassive) is tesSUCCESS
    assert market.pay("alice", "carol", USD(10), send_max=10 * XRP) is tesSUCCESS
